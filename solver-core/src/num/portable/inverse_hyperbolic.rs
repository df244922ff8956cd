//! Inverse hyperbolic functions.
//!
//! Near 0 (for the cosine's, near 1) polynomials; elsewhere the logarithms of x + √(x² ± 1) and of (1 + x)/(1 − x), taken
//! to more than single precision: ln(a + b) = ln a + b/a. The polynomials are x + x³ P(x²) on [0, 1/2], and, with
//! w = 2 (x − 1), √w (1 + w P(w)) on [1, 3/2]: of Sollya's `fpminimax` for the relative error, 2⁻²⁹.

use super::double::Double;
use super::logarithm::ln_of_normal;
use super::root::sqrt_double;

/// Beyond, the square's 1 is lost.
const LARGE: f32 = 4096.0;

/// ln(x + √(x² + one)).
#[inline(always)]
fn ln_with_root(x: f32, one: f32) -> f32 {
    let square = Double::product(x, x);
    let sum = Double::sum(square.hi, one);
    let root = sqrt_double(sum.hi, sum.lo + square.lo);
    let root = Double::fast_sum(root.hi, root.lo);
    let a = Double::sum(x, root.hi);
    ln_of_normal(a.hi, 0.0, (a.lo + root.lo) / a.hi)
}

/// The inverse hyperbolic sine.
#[inline]
pub fn asinh(x: f32) -> f32 {
    let size = x.abs();
    let y = if size < 0.5 {
        let z = size * size;
        let p = ((-1.32311145e-2 * z + 2.81649921e-2) * z - 4.43835818e-2) * z + 7.49864355e-2;
        size + size * z * (p * z - 1.66666433e-1)
    } else if size < LARGE {
        ln_with_root(size, 1.0)
    } else if size < f32::INFINITY {
        ln_of_normal(size, 1.0, 0.0)
    } else {
        size
    };
    y.copysign(x)
}

/// The inverse hyperbolic cosine.
#[inline]
pub fn acosh(x: f32) -> f32 {
    if x < 1.0 {
        f32::NAN
    } else if x < 1.5 {
        let w = 2.0 * (x - 1.0);
        let p = ((-1.29210102e-5 * w + 1.10019501e-4) * w - 6.93493464e-4) * w + 4.68665222e-3;
        let root = sqrt_double(w, 0.0);
        root.hi + (root.lo + (root.hi + root.lo) * w * (p * w - 4.16666084e-2))
    } else if x < LARGE {
        ln_with_root(x, -1.0)
    } else if x < f32::INFINITY {
        ln_of_normal(x, 1.0, 0.0)
    } else {
        x
    }
}

/// The inverse hyperbolic tangent.
#[inline]
pub fn atanh(x: f32) -> f32 {
    let size = x.abs();
    if size < 0.5 {
        let z = x * x;
        let p = (((1.76356837e-1 * z + 5.16194887e-2) * z + 1.18160062e-1) * z + 1.42238259e-1) * z + 2.00024515e-1;
        x + x * z * (p * z + 3.33333015e-1)
    } else if size < 1.0 {
        let q = Double::fast_sum(1.0, size).over(Double { hi: 1.0 - size, lo: 0.0 });
        (0.5 * ln_of_normal(q.hi, 0.0, q.lo / q.hi)).copysign(x)
    } else if size == 1.0 {
        f32::INFINITY.copysign(x)
    } else {
        f32::NAN
    }
}
