//! Hyperbolic sine, cosine and tangent.
//!
//! With e^|x| = 2ⁿ y, the sine and cosine are 2ⁿ⁻¹ (y ∓ 2⁻²ⁿ / y), where y is known to more than single precision, and the
//! tangent is 1 − 2 / (e^|2x| + 1). Below, the sine and the tangent are odd polynomials x + x³ P(x²), the best
//! single-precision ones of Sollya's `fpminimax` for the relative error: 2⁻³¹ on [0, 1] and 2⁻³⁰ on [0, 0.7].

use super::double::Double;
use super::exponential::exp_double;
use super::{integer, power_of_two};

/// 2ⁿ⁻¹ (y + sign 2⁻²ⁿ / y), where eˣ = 2ⁿ y and 0 ≤ x < 90.
#[inline(always)]
fn combine(x: f32, sign: f32) -> f32 {
    let (bits, y) = exp_double(x);
    let n = integer(bits);
    let other = sign * power_of_two(-2 * n.min(20)) / y.hi;
    (y.hi + (y.lo + other)) * power_of_two(n - 2) * 2.0
}

/// The hyperbolic sine.
#[inline]
pub fn sinh(x: f32) -> f32 {
    let size = x.abs();
    if size < 1.0 {
        let z = x * x;
        x + x * z * (((2.78998391e-6 * z + 1.98416659e-4) * z + 8.33331514e-3) * z + 1.66666672e-1)
    } else if size < 90.0 {
        combine(size, -1.0).copysign(x)
    } else {
        x * f32::MAX
    }
}

/// The hyperbolic cosine.
#[inline]
pub fn cosh(x: f32) -> f32 {
    let size = x.abs();
    if size < 90.0 { combine(size, 1.0) } else { size * f32::MAX }
}

/// The hyperbolic tangent.
#[inline]
pub fn tanh(x: f32) -> f32 {
    let size = x.abs();
    let y = if size < 0.6875 {
        let z = size * size;
        let p = (((1.90098747e-3 * z - 7.89155532e-3) * z + 2.15759109e-2) * z - 5.39222881e-2) * z + 1.33330002e-1;
        size + size * z * (p * z - 3.33333254e-1)
    } else if size < 10.0 {
        let (n, y) = exp_double(2.0 * size);
        let scale = power_of_two(integer(n));
        let d = Double::sum(y.hi * scale, 1.0);
        let q = 2.0 / d.hi;
        let t = Double::fast_sum(1.0, -q);
        t.hi + (t.lo + 0.5 * q * q * (d.lo + y.lo * scale))
    } else if x.is_nan() {
        x
    } else {
        1.0
    };
    y.copysign(x)
}
