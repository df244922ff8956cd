//! The natural logarithm.
//!
//! x = 2ᵏ (1 + f) with 1 + f from √½ to √2; with s = f / (2 + f), ln(1 + f) = f − (f²/2 − s (f²/2 + R(s²))), where
//! R(s²) s = ln((1 + s)/(1 − s)) − 2 s, and ln 2 is in two pieces, the first of 15 bits (FreeBSD's `e_log.c`, 1993). R has four
//! coefficients, of Sollya's `fpminimax` for the absolute error, 2⁻²⁹.

use super::LN_2;

/// √½.
const SQRT_HALF: u32 = 0x3f35_04f3;

/// ln(2ᵗ x) + lo, for a small lo and a normal x.
#[inline(always)]
pub(super) fn ln_of_normal(x: f32, twos: f32, lo: f32) -> f32 {
    let bits = x.to_bits().wrapping_sub(SQRT_HALF);
    let k = (bits.cast_signed() >> 23) as f32 + twos;
    let f = f32::from_bits((bits & 0x007f_ffff) + SQRT_HALF) - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let r = (((2.40237594e-1 * z + 2.85104007e-1) * z + 4.0000847e-1) * z + 6.66666627e-1) * z;
    let half = 0.5 * f * f;
    k * LN_2[0] + (f - (half - (s * (half + r) + (k * LN_2[1] + lo))))
}

#[cold]
fn ln_rarely(x: f32) -> f32 {
    if x == 0.0 {
        f32::NEG_INFINITY
    } else if x < 0.0 {
        f32::NAN
    } else if x < f32::MIN_POSITIVE {
        ln_of_normal(x * 8_388_608.0, -23.0, 0.0)
    } else {
        x
    }
}

/// The natural logarithm.
#[inline]
pub fn ln(x: f32) -> f32 {
    if x.to_bits().wrapping_sub(0x0080_0000) < 0x7f00_0000 { ln_of_normal(x, 0.0, 0.0) } else { ln_rarely(x) }
}
