//! The numbers a solve can run on, and what each primitive does to a derivative.
//!
//! [`Real`] is the one trait: `f32`, `f64` and [`Dual`] implement it. The primitives and their partial
//! derivatives stand in one table, in `rules`; everything else reads it.

#[macro_use]
mod rules;
mod bits;
mod dual;
mod eight;
mod lanes;
mod mask;
#[cfg(feature = "num-dual")]
mod num_dual;
mod platform;
pub mod portable;
mod scalar;
mod time;

pub(crate) use bits::{Bits, Word};
pub use dual::Dual;
pub use eight::{Eight, sum_of_products};
pub(crate) use lanes::Registers;
pub use lanes::{LANES_F32, LANES_F64, LaneMask, Lanes, Width};
pub use mask::{Answer, Choice, Mask};
pub use rules::partial;
pub use scalar::Real;
pub use time::{Scale, Time};

#[cfg(test)]
mod tests;
