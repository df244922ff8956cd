//! Inverse trigonometric functions.
//!
//! On [0, 1/2] the arcsine and the arctangent are x + x³ P(x²), of Sollya's `fpminimax` for the relative error, 2⁻²⁷; beyond,
//! arcsin x = π/2 − 2 arcsin √((1 − x)/2), with the root to more than single precision. The angle of a point is
//! k π/4 ± arctan t with t = a/b for the lesser and the greater coordinate, or (a − b)/(a + b) where a > b/2.

use super::HALF_PI;
use super::double::Double;
use super::root::sqrt_double;

/// π/4: 21 bits, whose multiples up to 4 are exact, and the rest.
const QUARTER_PI: Double = Double { hi: f32::from_bits(0x3f49_0fd8), lo: f32::from_bits(0x3428_885a) };

/// arcsin x − x, for z = x².
#[inline(always)]
fn asin_tail(x: f32, z: f32) -> f32 {
    let p = ((4.2157013e-2 * z + 2.41855029e-2) * z + 4.54690196e-2) * z + 7.49531016e-2;
    x * z * (p * z + 1.66667521e-1)
}

/// The two terms of arcsin √((1 − x)/2) for x from 1/2 to 1.
#[inline(always)]
fn asin_of_root(x: f32) -> Double {
    let z = 0.5 - 0.5 * x;
    let root = sqrt_double(z, 0.0);
    Double { hi: root.hi, lo: root.lo + asin_tail(root.hi + root.lo, z) }
}

/// π/2 − a.
#[inline(always)]
fn complement(a: Double) -> f32 {
    let s = Double::fast_sum(HALF_PI.hi, -a.hi);
    s.hi + (s.lo + (HALF_PI.lo - a.lo))
}

/// The arcsine.
#[inline]
pub fn asin(x: f32) -> f32 {
    let size = x.abs();
    if size < 0.5 {
        x + asin_tail(x, x * x)
    } else if size <= 1.0 {
        let half = asin_of_root(size);
        complement(Double { hi: 2.0 * half.hi, lo: 2.0 * half.lo }).copysign(x)
    } else {
        f32::NAN
    }
}

/// The arccosine.
#[inline]
pub fn acos(x: f32) -> f32 {
    let size = x.abs();
    if size < 0.5 {
        complement(Double { hi: x, lo: asin_tail(x, x * x) })
    } else if size <= 1.0 {
        let half = asin_of_root(size);
        if x > 0.0 { 2.0 * (half.hi + half.lo) } else { 2.0 * complement(half) }
    } else {
        f32::NAN
    }
}

/// The angle of a finite point other than the origin.
#[inline(always)]
fn angle(y: f32, x: f32) -> f32 {
    let (a, b) = (y.abs(), x.abs());
    let steep = a > b;
    let (a, b) = if steep { (b, a) } else { (a, b) };
    // A power of two that brings b near 2⁶⁰.
    let scale = f32::from_bits(313_u32.wrapping_sub(b.to_bits() >> 23).min(254) << 23);
    let (a, b) = (a * scale, b * scale);
    let near = a > 0.5 * b;
    let (top, bottom) = if near { (a - b, Double::fast_sum(b, a)) } else { (a, Double { hi: b, lo: 0.0 }) };
    let t = Double { hi: top, lo: 0.0 }.over(bottom);
    let z = t.hi * t.hi;
    let p = ((-5.1297754e-2 * z + 1.01581655e-1) * z - 1.41745821e-1) * z + 1.99941859e-1;
    let lo = t.lo + t.hi * z * (p * z - 3.3333233e-1);
    // The multiple of π/4 to start from, and whether to go back from it.
    let (k, back) = if near { (1.0, false) } else { (0.0, false) };
    let (k, back) = if steep { (2.0 - k, !back) } else { (k, back) };
    let (k, back) = if x.is_sign_negative() { (4.0 - k, !back) } else { (k, back) };
    let (hi, lo) = if back { (-t.hi, -lo) } else { (t.hi, lo) };
    let start = Double::fast_sum(k * QUARTER_PI.hi, hi);
    (start.hi + (start.lo + (k * QUARTER_PI.lo + lo))).copysign(y)
}

/// Of infinite coordinates only the directions count; the origin is on the x-axis.
#[cold]
fn atan2_rarely(y: f32, x: f32) -> f32 {
    if x.is_nan() || y.is_nan() {
        f32::NAN
    } else if x == 0.0 && y == 0.0 {
        angle(y, 1.0_f32.copysign(x))
    } else {
        let direction = |z: f32| if z.is_infinite() { 1.0_f32.copysign(z) } else { 0.0_f32.copysign(z) };
        angle(direction(y), direction(x))
    }
}

/// The angle of the point (x, y), from −π to π.
#[inline]
pub fn atan2(y: f32, x: f32) -> f32 {
    let size = (x.abs().to_bits()).max(y.abs().to_bits());
    if size.wrapping_sub(1) < f32::INFINITY.to_bits() - 1 { angle(y, x) } else { atan2_rarely(y, x) }
}
