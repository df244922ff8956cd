//! Sine, cosine and tangent.
//!
//! x = n π/2 + r with |r| ≤ π/4, n the nearest integer. For |x| up to 384, π/2 is cut into three pieces, the first two so
//! short that their products with n are exact (W. J. Cody and W. Waite, *Software Manual for the Elementary Functions*,
//! 1980); r comes as hi + lo. Beyond, the fraction of x · 2/π is taken by integer arithmetic from the bits of 2/π that
//! matter (M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions", 1983).
//!
//! With z = r², sin r = r + (r z S(z) + lo) and cos r = 1 − z/2 + (z² C(z) − r lo); S and C have degree 2. The tangent
//! comes from t = tan(r/2) = r/2 + (r/2)³ T(r²/4) as 2 t / (1 − t²); T has degree 3. Their coefficients are the best
//! single-precision ones of Sollya's `fpminimax` for the relative error of the whole, 2⁻²⁷·⁹, 2⁻³³ and 2⁻²⁸·⁸.

use super::double::Double;
use super::{HALF_PI, ROUND};

/// Below this bit pattern, 2⁻¹², the sine is x and the cosine 1.
const TINY: u32 = 0x3980_0000;
/// From this bit pattern, 384, the reduction is by integers.
const LARGE: u32 = 0x43c0_0000;

/// 2/π.
const TWO_OVER_PI: f32 = f32::from_bits(0x3f22_f983);
/// The first 12 bits of π/2, the next 16, and the next 24.
const HALF_PI_IN_THREE: [f32; 3] =
    [f32::from_bits(0x3fc9_1000), f32::from_bits(0xb695_7700), f32::from_bits(0xae74_b9ee)];
/// 2/π · 2²³⁸.
const TWO_OVER_PI_BITS: [u128; 2] = [0x000028be60db9391054a7f09d5f47d4d, 0x377036d8a5664f10e4107f9458eaf7ae];
/// The sines of so many quarters of a turn; their cosines follow one later.
const QUARTERS: [f32; 5] = [0.0, 1.0, 0.0, -1.0, 0.0];
/// 2⁻²⁴.
const ULP: f32 = f32::EPSILON / 2.0;

/// x = n π/2 + r; the low bits of the first are n.
#[inline(always)]
fn reduce(x: f32) -> (u32, Double) {
    let rounded = x * TWO_OVER_PI + ROUND;
    let n = rounded - ROUND;
    let near = x - n * HALF_PI_IN_THREE[0];
    let middle = n * HALF_PI_IN_THREE[1];
    let hi = near - middle;
    (rounded.to_bits(), Double { hi, lo: (near - hi) - middle - n * HALF_PI_IN_THREE[2] })
}

/// |x| = m 2ᵉ: from 96 bits of 2/π, the first of which makes 2 of the product, comes |x| · 2/π modulo 4.
fn reduce_large(x: f32) -> (u32, Double) {
    let bits = x.to_bits();
    let m = u128::from(bits & 0x007f_ffff | 0x0080_0000);
    let start = (bits >> 23 & 0xff).wrapping_sub(134);
    let [high, low] = TWO_OVER_PI_BITS;
    let window = (high.wrapping_shl(start) | (low >> 1).wrapping_shr(127_u32.wrapping_sub(start))) >> 32;
    let quarters = (window.wrapping_mul(m) >> 32) as u64;
    let n = (quarters.wrapping_add(1 << 61) >> 62) as u32;
    // What is left of the quarter, in 2⁻⁶⁴: its sign, its first 24 bits and its next 24.
    let rest = (quarters << 2).cast_signed();
    let zeros = rest.unsigned_abs().leading_zeros();
    let digits = rest.unsigned_abs().wrapping_shl(zeros);
    let unit = f32::from_bits(103_u32.wrapping_sub(zeros) << 23);
    let unit = if (rest < 0) == (x < 0.0) { unit } else { -unit };
    let rest =
        Double { hi: (digits >> 40) as u32 as f32 * unit, lo: (digits >> 16 & 0x00ff_ffff) as u32 as f32 * unit * ULP };
    let r = rest.times(HALF_PI);
    (if x < 0.0 { n.wrapping_neg() } else { n }, r)
}

/// The sine of r.
#[inline(always)]
fn sine(r: Double) -> f32 {
    let z = r.hi * r.hi;
    let s = (-1.95178799e-4 * z + 8.33218731e-3) * z - 1.66666552e-1;
    r.hi + (r.hi * z * s + r.lo)
}

/// The cosine of r. Around 3/4 the terms are small, so that the last sum has the only rounding that counts.
#[inline(always)]
fn cosine(r: Double) -> f32 {
    let z = r.hi * r.hi;
    let c = (2.44323219e-5 * z - 1.38873095e-3) * z + 4.16666456e-2;
    0.75 + ((0.25 - 0.5 * z) + (z * z * c - r.hi * r.lo))
}

/// −x where the bit of 2 is set.
#[inline(always)]
fn negate_if(x: f32, bit: u32) -> f32 {
    f32::from_bits(x.to_bits() ^ (bit & 2) << 30)
}

/// The sine of n π/2 + r.
#[inline(always)]
fn sine_of((n, r): (u32, Double)) -> f32 {
    negate_if(if n & 1 == 0 { sine(r) } else { cosine(r) }, n)
}

/// The sine and the cosine of n π/2 + r: those of r, turned by n quarters.
#[inline(always)]
fn sines((n, r): (u32, Double)) -> (f32, f32) {
    let (sin, cos) = (sine(r), cosine(r));
    let quarter = (n & 3) as usize;
    let (s, c) = (QUARTERS[quarter], QUARTERS[quarter + 1]);
    (sin * c + cos * s, cos * c - sin * s)
}

/// The tangent of n π/2 + r: 2 t / (1 − t²) or −(1 − t²) / (2 t), with t to more than single precision.
#[inline(always)]
fn tangent_of((n, r): (u32, Double)) -> f32 {
    let (half, lo) = (0.5 * r.hi, 0.5 * r.lo);
    let z = half * half;
    let p = ((2.55715666e-2 * z + 5.34724817e-2) * z + 1.33358985e-1) * z + 3.33332926e-1;
    let t = Double::fast_sum(half, half * z * p + (lo + lo * z));
    let one = Double::fast_sum(1.0, -(t.hi * t.hi));
    let top = Double { hi: 2.0 * t.hi, lo: 2.0 * t.lo };
    let bottom = Double { hi: one.hi, lo: one.lo - top.hi * t.lo };
    let q = if n & 1 == 0 { top.over(bottom) } else { bottom.over(top) };
    negate_if(q.hi + q.lo, n << 1)
}

/// Whether |x| is from 2⁻¹² to 384: the rest is rare.
#[inline(always)]
fn moderate(x: f32) -> bool {
    (x.to_bits() & 0x7fff_ffff).wrapping_sub(TINY) < LARGE - TINY
}

/// The reduction of what is not moderate, nor small: no number has none, nor has infinity.
#[cold]
fn reduce_rarely(x: f32) -> (u32, Double) {
    if x.is_finite() { reduce_large(x) } else { (0, Double { hi: f32::NAN, lo: 0.0 }) }
}

#[cold]
fn sin_rarely(x: f32) -> f32 {
    if x.abs() < 1.0 { x } else { sine_of(reduce_rarely(x)) }
}

#[cold]
fn sin_cos_rarely(x: f32) -> (f32, f32) {
    if x.abs() < 1.0 { (x, 1.0) } else { sines(reduce_rarely(x)) }
}

#[cold]
fn cos_rarely(x: f32) -> f32 {
    sin_cos_rarely(x).1
}

#[cold]
fn tan_rarely(x: f32) -> f32 {
    if x.abs() < 1.0 { x } else { tangent_of(reduce_rarely(x)) }
}

/// The sine.
#[inline]
pub fn sin(x: f32) -> f32 {
    if moderate(x) { sine_of(reduce(x)) } else { sin_rarely(x) }
}

/// The cosine.
#[inline]
pub fn cos(x: f32) -> f32 {
    if moderate(x) {
        let (n, r) = reduce(x);
        sine_of((n.wrapping_add(1), r))
    } else {
        cos_rarely(x)
    }
}

/// The sine and the cosine.
#[inline]
pub fn sin_cos(x: f32) -> (f32, f32) {
    if moderate(x) { sines(reduce(x)) } else { sin_cos_rarely(x) }
}

/// The tangent.
#[inline]
pub fn tan(x: f32) -> f32 {
    if moderate(x) { tangent_of(reduce(x)) } else { tan_rarely(x) }
}
