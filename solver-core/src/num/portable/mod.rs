//! Elementary functions in single precision: `f32` and integer arithmetic alone, and the same bits everywhere.
//!
//! Nothing here is computed in double precision, which a microcontroller emulates at some twenty times the instructions;
//! nothing uses a fused multiply-add, a table, the heap, or a function of the platform.

mod double;
mod error_function;
mod exponential;
mod fingerprint;
mod hyperbolic;
mod inverse_hyperbolic;
mod inverse_trigonometric;
mod logarithm;
mod root;
mod trigonometric;

use double::Double;
pub use error_function::{erf, erfc};
pub use exponential::{exp, exp2, exp10};
pub use fingerprint::first_difference;
pub use hyperbolic::{cosh, sinh, tanh};
pub use inverse_hyperbolic::{acosh, asinh, atanh};
pub use inverse_trigonometric::{acos, asin, atan2};
pub use logarithm::ln;
pub use root::{cbrt, hypot};
pub use trigonometric::{cos, sin, sin_cos, tan};

/// libm's, where they are in single precision throughout, and within 1 ULP.
pub use libm::{atanf as atan, expm1f as exp_m1, log1pf as ln_1p, log2f as log2, log10f as log10, powf, sqrtf as sqrt};

/// π/2 in 48 bits.
const HALF_PI: Double = Double { hi: f32::from_bits(0x3fc9_0fdb), lo: f32::from_bits(0xb33b_bd2e) };
/// ln 2: its first 15 bits, and the next 24.
const LN_2: [f32; 2] = [f32::from_bits(0x3f31_7200), f32::from_bits(0x35bf_be8e)];
/// Added to a number, 1.5 · 2²³ rounds it to an integer, which the lowest bits then hold.
const ROUND: f32 = 12_582_912.0;

/// The integer in a number to which `ROUND` was added, from its bits.
#[inline(always)]
fn integer(rounded: u32) -> i32 {
    rounded.wrapping_sub(ROUND.to_bits()).cast_signed()
}

/// 2ⁿ, for n from −126 to 127.
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits(n.wrapping_add(127).cast_unsigned() << 23)
}

#[cfg(test)]
mod tests;
