//! The list of functions: what each is compared with, and what is known of it.

use micromath::F32Ext as M;

use self::Parity::{Even, Neither, Odd};
use crate::num::portable;

pub(super) type Single = fn(f32) -> f32;
pub(super) type Pair = fn(f32, f32) -> f32;

/// What f(−x) is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Parity {
    Odd,
    Even,
    Neither,
}

pub(super) struct Unary {
    pub(super) name: &'static str,
    pub(super) f: Single,
    pub(super) reference: fn(f64) -> f64,
    pub(super) parity: Parity,
    /// The greatest error over every float, in units in the last place, rounded up.
    pub(super) documented: f64,
    /// Other crates' functions, to compare.
    pub(super) others: &'static [(&'static str, Single)],
}

pub(super) struct Binary {
    pub(super) name: &'static str,
    pub(super) f: Pair,
    pub(super) reference: fn(f64, f64) -> f64,
    pub(super) documented: f64,
    pub(super) others: &'static [(&'static str, Pair)],
}

macro_rules! unary_list {
    ($($name:ident $reference:expr, $parity:ident, $ulp:literal, $($crate_name:ident $other:expr),*;)*) => {
        pub(super) const UNARY: &[Unary] = &[$(Unary {
            name: stringify!($name), f: portable::$name, reference: $reference, parity: $parity, documented: $ulp,
            others: &[$((stringify!($crate_name), $other)),*],
        }),*];
    };
}

unary_list! {
    sqrt f64::sqrt, Neither, 0.50, micromath |x| M::sqrt(x), fpmath fpmath::sqrt;
    cbrt f64::cbrt, Odd, 0.83, libm libm::cbrtf, fpmath fpmath::cbrt;
    exp f64::exp, Neither, 0.78, libm libm::expf, micromath |x| M::exp(x), fpmath fpmath::exp;
    exp2 f64::exp2, Neither, 0.83, libm libm::exp2f, fpmath fpmath::exp2;
    exp10 libm::exp10, Neither, 0.92, libm libm::exp10f, fpmath fpmath::exp10;
    exp_m1 f64::exp_m1, Neither, 0.82, fpmath fpmath::exp_m1;
    ln f64::ln, Neither, 0.84, libm libm::logf, micromath |x| M::ln(x), fpmath fpmath::log;
    ln_1p f64::ln_1p, Neither, 0.84, fpmath fpmath::log_1p;
    log2 f64::log2, Neither, 0.87, micromath |x| M::log2(x), fpmath fpmath::log2;
    log10 f64::log10, Neither, 0.84, micromath |x| M::log10(x), fpmath fpmath::log10;
    sin f64::sin, Odd, 0.92, libm libm::sinf, micromath |x| M::sin(x), fpmath fpmath::sin;
    cos f64::cos, Even, 0.92, libm libm::cosf, micromath |x| M::cos(x), fpmath fpmath::cos;
    tan f64::tan, Odd, 0.89, libm libm::tanf, micromath |x| M::tan(x), fpmath fpmath::tan;
    asin f64::asin, Odd, 0.72, libm libm::asinf, micromath |x| M::asin(x), fpmath fpmath::asin;
    acos f64::acos, Neither, 0.69, libm libm::acosf, micromath |x| M::acos(x), fpmath fpmath::acos;
    atan f64::atan, Odd, 0.86, micromath |x| M::atan(x), fpmath fpmath::atan;
    sinh f64::sinh, Odd, 0.82, libm libm::sinhf, fpmath fpmath::sinh;
    cosh f64::cosh, Even, 0.88, libm libm::coshf, fpmath fpmath::cosh;
    tanh f64::tanh, Odd, 0.80, libm libm::tanhf, fpmath fpmath::tanh;
    asinh libm::asinh, Odd, 0.80, libm libm::asinhf, fpmath fpmath::asinh;
    acosh acosh, Neither, 0.78, libm libm::acoshf, fpmath fpmath::acosh;
    atanh libm::atanh, Odd, 0.72, libm libm::atanhf, fpmath fpmath::atanh;
    erf libm::erf, Odd, 0.83, libm libm::erff;
    erfc libm::erfc, Neither, 0.90, libm libm::erfcf;
}

/// libm's, whose value far below 0 is not NaN.
fn acosh(x: f64) -> f64 {
    if x < 1.0 { f64::NAN } else { libm::acosh(x) }
}

pub(super) const BINARY: &[Binary] = &[
    Binary {
        name: "powf",
        f: portable::powf,
        reference: f64::powf,
        documented: 0.86,
        others: &[("micromath", |x, y| M::powf(x, y)), ("fpmath", fpmath::pow)],
    },
    Binary {
        name: "atan2",
        f: portable::atan2,
        reference: f64::atan2,
        documented: 0.85,
        others: &[("libm", libm::atan2f), ("micromath", |x, y| M::atan2(x, y)), ("fpmath", fpmath::atan2)],
    },
    Binary {
        name: "hypot",
        f: portable::hypot,
        reference: f64::hypot,
        documented: 0.82,
        others: &[("libm", libm::hypotf), ("micromath", |x, y| M::hypot(x, y)), ("fpmath", fpmath::hypot)],
    },
];
