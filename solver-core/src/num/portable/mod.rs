//! Elementary functions in single precision: `f32` and integer arithmetic alone, and the same bits everywhere.
//!
//! These are the functions of [`Real`](crate::num::Real) for `f32` without std, or with the feature `portable`; with std
//! alone, only those that std has not or that are no slower than std's: `exp10`, `sin`, `cos`, `sin_cos`, `acosh`, `atanh`,
//! `erf` and `erfc`. In double precision the portable functions are libm's.
//!
//! Nothing is computed in double precision, which a microcontroller without it emulates at twenty times the
//! instructions; there is no fused multiply-add, no table of more than five numbers, no heap, no panic and no function of the platform. Zeros keep
//! their signs, subnormals and the ends of the range are rounded as the rest is, and angles of any size are reduced exactly.
//! [`first_difference`] says whether a build has the bits it should.
//!
//! The greatest error, in units in the last place of the exact value (0.5 is correct rounding), over every float, or
//! over 1024 pairs of mantissas at each pair of exponents, special values and 10⁸ random pairs, rounded up:
//!
//! | function | ULP | function | ULP | function | ULP | function | ULP |
//! |---|---:|---|---:|---|---:|---|---:|
//! | `sqrt` | 0.50 | `cbrt` | 0.83 | `hypot` | 0.82 | `exp` | 0.78 |
//! | `exp2` | 0.83 | `exp10` | 0.92 | `exp_m1` | 0.82 | `ln` | 0.84 |
//! | `ln_1p` | 0.84 | `log2` | 0.87 | `log10` | 0.84 | `powf` | 0.86 |
//! | `sin` | 0.92 | `cos` | 0.92 | `tan` | 0.89 | `asin` | 0.72 |
//! | `acos` | 0.69 | `atan` | 0.86 | `atan2` | 0.85 | `sinh` | 0.82 |
//! | `cosh` | 0.88 | `tanh` | 0.80 | `asinh` | 0.80 | `acosh` | 0.78 |
//! | `atanh` | 0.72 | `erf` | 0.83 | `erfc` | 0.90 |  | |
//!
//! ```sh
//! cargo test --release -p solver-core --lib every_float -- --ignored --nocapture    # ROWS="sin cos" chooses functions
//! cargo test --release -p solver-core --lib other_crates -- --ignored --nocapture
//! ```
//!
//! What else there is, by the second command: libm's functions that are in single precision throughout and within 1 ULP are
//! taken from it, unless they come with less code from what the others need; its `sin`, `cos`, `tan`, `asin`, `exp2`,
//! `exp10`, `cbrt` and `hypot` compute in double precision, and `sinh`, `cosh`, `tanh`, `asinh`, `atanh`, `atan2` and `erfc`
//! are off by up to 2.6 ULP. fpmath 0.1 has no error functions and twice the instructions, and its version 0.2
//! computes in double precision; micromath approximates, and leaves special values out.

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
mod widen;

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
pub(crate) use widen::widen;

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
