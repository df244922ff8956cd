//! Exponentials: eˣ, 2ˣ and 10ˣ.
//!
//! x = n ln 2 + r with |r| ≤ ln 2 / 2, n the nearest integer, and eˣ = 2ⁿ (1 + r + r² Q(r)). ln 2 is in two pieces, the
//! first of 15 bits, so that its product with n is exact (W. J. Cody and W. Waite, *Software Manual for the Elementary
//! Functions*, 1980); r comes as hi + lo. For 2ˣ and 10ˣ the reduction is by 1 and by log₁₀ 2, and the sum opens with
//! 1 + r/2 and 1 + 2 r, whose last terms are exact. Multiplying by 2ⁿ is an addition to the exponent; near the ends of
//! the range and beyond, it is done in two factors. The polynomials have degree 6, and are the best single-precision
//! ones of Sollya's `fpminimax` for the relative error, 2⁻²⁸.

use core::f32::consts::{LOG2_10, LOG2_E};

use super::double::Double;
use super::{LN_2, ROUND, integer, power_of_two};

/// log₁₀ 2 = 15 bits and the rest.
const LOG10_2: [f32; 2] = [f32::from_bits(0x3e9a_2000), f32::from_bits(0x369a_84fc)];

/// Q, of which the exponential of r is 1 + r + r² Q(r).
#[inline(always)]
fn tail(r: f32) -> f32 {
    r * r * ((((1.37825042e-3 * r + 8.36867467e-3) * r + 4.16689627e-2) * r + 1.66665211e-1) * r + 4.99999911e-1)
}

/// x = n ln 2 + r; the low bits of the first are n.
#[inline(always)]
fn reduce(x: f32) -> (u32, Double) {
    let rounded = x * LOG2_E + ROUND;
    let n = rounded - ROUND;
    let near = x - n * LN_2[0];
    let middle = n * LN_2[1];
    let r = near - middle;
    (rounded.to_bits(), Double { hi: r, lo: (near - r) - middle })
}

/// The exponential of r.
#[inline(always)]
fn exp_of_reduced(r: Double) -> Double {
    let one = Double::fast_sum(1.0, r.hi);
    Double::fast_sum(one.hi, one.lo + (r.lo + tail(r.hi)))
}

/// The exponential of x as 2ⁿ y; the low bits of the first are n.
#[inline(always)]
pub(super) fn exp_double(x: f32) -> (u32, Double) {
    let (n, r) = reduce(x);
    (n, exp_of_reduced(r))
}

/// The exponential of a number known to more than single precision.
#[inline(always)]
pub(super) fn exp_double_of(x: Double) -> (u32, Double) {
    let (n, r) = reduce(x.hi);
    (n, exp_of_reduced(Double::fast_sum(r.hi, r.lo + x.lo)))
}

/// eˣ as 2ⁿ y.
#[inline(always)]
fn exp_parts(x: f32) -> (u32, f32) {
    let (n, y) = exp_double(x);
    (n, y.hi)
}

/// 2ˣ as 2ⁿ y.
#[inline(always)]
fn exp2_parts(x: f32) -> (u32, f32) {
    let rounded = x + ROUND;
    let r = x - (rounded - ROUND);
    let q = (((1.53438683e-4 * r + 1.3396889e-3) * r + 9.61846671e-3) * r + 5.55033945e-2) * r + 2.40226477e-1;
    (rounded.to_bits(), 1.0 + (0.5 * r + (q * r + 1.93147197e-1) * r))
}

/// 10ˣ as 2ⁿ y.
#[inline(always)]
fn exp10_parts(x: f32) -> (u32, f32) {
    let rounded = x * LOG2_10 + ROUND;
    let n = rounded - ROUND;
    let near = x - n * LOG10_2[0];
    let middle = n * LOG10_2[1];
    let r = near - middle;
    let lo = (near - r) - middle;
    let q = (((2.06345692e-1 * r + 5.41974366e-1) * r + 1.17129147) * r + 2.03465152) * r + 2.65094876;
    (rounded.to_bits(), 1.0 + (2.0 * r + ((q * r + 3.02585155e-1) * r + 2.3 * lo)))
}

/// 2ⁿ y where the result is a normal number.
#[inline(always)]
fn scaled((n, y): (u32, f32)) -> f32 {
    f32::from_bits(y.to_bits().wrapping_add(n << 23))
}

/// 2ⁿ y in two factors, for |n| up to 252.
#[inline(always)]
pub(super) fn scaled_in_two((n, y): (u32, f32)) -> f32 {
    let n = integer(n);
    let half = n >> 1;
    y * power_of_two(half) * power_of_two(n - half)
}

/// |x| < bound.
#[inline(always)]
fn within(x: f32, bound: f32) -> bool {
    x.to_bits() & 0x7fff_ffff < bound.to_bits()
}

#[cold]
fn exp_at_the_ends(x: f32) -> f32 {
    scaled_in_two(exp_parts(x.clamp(-105.0, 89.0)))
}

#[cold]
fn exp2_at_the_ends(x: f32) -> f32 {
    scaled_in_two(exp2_parts(x.clamp(-151.0, 129.0)))
}

#[cold]
fn exp10_at_the_ends(x: f32) -> f32 {
    scaled_in_two(exp10_parts(x.clamp(-46.0, 39.0)))
}

/// eˣ.
#[inline]
pub fn exp(x: f32) -> f32 {
    if within(x, 87.0) { scaled(exp_parts(x)) } else { exp_at_the_ends(x) }
}

/// 2ˣ.
#[inline]
pub fn exp2(x: f32) -> f32 {
    if within(x, 126.0) { scaled(exp2_parts(x)) } else { exp2_at_the_ends(x) }
}

/// 10ˣ.
#[inline]
pub fn exp10(x: f32) -> f32 {
    if within(x, 37.5) { scaled(exp10_parts(x)) } else { exp10_at_the_ends(x) }
}
