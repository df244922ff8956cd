//! The cube root, the length of a vector, and the square root to more than single precision.
//!
//! x^(−1/2) and x^(−1/3) begin with a division of the exponent, in the bits (G. Barrett and others; for the square root see
//! C. Lomont, "Fast inverse square root", 2003), and two steps of Newton's method bring them to twelve bits and
//! more. The first twelve bits of the root, h, have an exact square, so the last step knows its error: √x =
//! h + (x − h²) / (√x + h), and, Halley's, ∛x = h + h (x/h² − h) / (x/h² + 2 h).

use super::double::{Double, split, truncate};

/// √(x + lo) to some 2⁻²⁸; x is 0 or a normal number.
#[inline(always)]
pub(super) fn sqrt_double(x: f32, lo: f32) -> Double {
    let half = 0.5 * x;
    let y = f32::from_bits(0x5f37_5a86_u32.wrapping_sub(x.to_bits() >> 1));
    let y = y * (1.5 - half * y * y);
    let y = y * (1.5 - half * y * y);
    let root = x * y;
    let hi = truncate(root);
    Double { hi, lo: ((x - hi * hi) + lo) / (root + hi + f32::MIN_POSITIVE) }
}

/// The cube root.
#[inline]
pub fn cbrt(x: f32) -> f32 {
    let size = x.to_bits() & 0x7fff_ffff;
    if size.wrapping_sub(0x0080_0000) < 0x7f00_0000 {
        cbrt_of_normal(x)
    } else if size == 0 || size >= 0x7f80_0000 {
        x + x
    } else {
        cbrt_of_normal(x * 16_777_216.0) * 0.003_906_25
    }
}

#[inline(always)]
fn cbrt_of_normal(x: f32) -> f32 {
    let third = 1.0 / 3.0;
    let size = x.abs();
    let y = f32::from_bits(0x54a2_1d00_u32.wrapping_sub(size.to_bits() / 3));
    let y = y * (4.0 * third - size * third * y * y * y);
    let y = y * (4.0 * third - size * third * y * y * y);
    let hi = truncate(size * y * y);
    let quotient = size / (hi * hi);
    (hi + hi * ((quotient - hi) / (quotient + 2.0 * hi))).copysign(x)
}

/// √(x² + y²) without overflow.
#[inline]
pub fn hypot(x: f32, y: f32) -> f32 {
    let (x, y) = (x.abs(), y.abs());
    if x == f32::INFINITY || y == f32::INFINITY {
        return f32::INFINITY;
    }
    let (x, y) = if x > y { (x, y) } else { (y, x) };
    // Powers of two that bring x near 1, and back.
    let exponent = (x.to_bits() >> 23).min(252);
    let (scale, back) = (f32::from_bits((253 - exponent) << 23), f32::from_bits((exponent + 1) << 23));
    let (x, y) = (x * scale, y * scale);
    let (x_hi, x_lo) = split(x);
    let (x2, y2) = (x * x, y * y);
    let x2_lo = ((x_hi * x_hi - x2) + 2.0 * x_hi * x_lo) + x_lo * x_lo;
    let sum = Double::fast_sum(x2, y2);
    let root = sqrt_double(sum.hi, sum.lo + x2_lo);
    (root.hi + root.lo) * back
}
