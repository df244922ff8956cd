//! The error function and its complement.
//!
//! Near 0, erf x = x + x P(x²). Beyond, erfc x = e^(−x²) Q(t) / (1 + 2 x) with t = (x − 2)/(x + 2) (M. M. Shepherd and
//! J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x", 1981, with another t), every factor
//! being known to more than single precision. P has degree 6 and is good to 2⁻³⁰ below 7/8, Q degree 8 and 2⁻²⁶ from
//! 5/8 to 10.1, where erfc vanishes: the best single-precision ones of Sollya's `fpminimax` for the relative error.

use super::double::Double;
use super::exponential::{exp_double_of, scaled_in_two};

/// erf x − x for |x| ≤ 3/4.
#[inline(always)]
fn erf_tail(x: f32) -> f32 {
    let z = x * x;
    let p = ((8.6776774e-5 * z - 8.21098336e-4) * z + 5.20663196e-3) * z - 2.68614534e-2;
    x * (((p * z + 1.1283727e-1) * z - 3.76126349e-1) * z + 1.28379166e-1)
}

/// erfc x for x from 5/8 to 10.5.
fn erfc_beyond(x: f32) -> f32 {
    let t = (x - 2.0) / (x + 2.0);
    let q = ((-1.42015296e-3 * t + 1.01320574e-3) * t + 8.74845963e-3) * t - 7.97929522e-3;
    let q = ((q * t - 5.42274751e-2) * t + 1.64046764e-1) * t - 1.66029856e-1;
    let q = Double::fast_sum(1.27697837, (q * t - 9.27637219e-2) * t);
    let square = Double::product(x, x);
    let (n, power) = exp_double_of(Double { hi: -square.hi, lo: -square.lo });
    let y = power.times(q).over(Double::sum(2.0 * x, 1.0));
    scaled_in_two((n, y.hi + y.lo))
}

/// The error function.
#[inline]
pub fn erf(x: f32) -> f32 {
    let size = x.abs();
    if size < 0.75 {
        x + erf_tail(x)
    } else if size < 4.0 {
        (1.0 - erfc_beyond(size)).copysign(x)
    } else if x.is_nan() {
        x
    } else {
        1.0_f32.copysign(x)
    }
}

/// The complement of the error function.
#[inline]
pub fn erfc(x: f32) -> f32 {
    if x.abs() < 0.625 {
        let one = Double::fast_sum(1.0, -x);
        one.hi + (one.lo - erf_tail(x))
    } else if x.is_nan() {
        x
    } else {
        let tail = if x.abs() < 10.5 { erfc_beyond(x.abs()) } else { 0.0 };
        if x < 0.0 { 2.0 - tail } else { tail }
    }
}
