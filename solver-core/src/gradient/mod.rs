//! The gradient of an objective of a solve, on top of everything else.
//!
//! `reverse` is the one executor of schedules, which `reversible` drives without any; `forward` runs the same solve on dual
//! numbers; `second` and `jacobian` are made of both. Step sizes are constants to every gradient except those by `t0` and
//! `t1`, which stretch the whole mesh: see [`gradient_with_times`](crate::solve::Solve::gradient_with_times).

mod forward;
mod function;
mod jacobian;
mod memory;
mod mode;
mod reverse;
mod reversible;
mod second;
mod times;

pub use forward::{DualStepper, DualSystem};
#[doc(hidden)]
pub use function::{Driven, Saving, driven, saving};
pub use jacobian::{By, WithJacobian};
pub use memory::{KeptSlot, Slot, Slots, StateSlot, Storage, gradient_bytes, value_bytes};
pub use mode::{FORWARD_BLOCK, Mode};
pub use reversible::{Reconstructed, Reversed, Reversible};
pub use second::{Hessian, SecondOrder};
pub use times::{Stretch, Stretched, StretchedNoise, TimeGradient};

use crate::num::Real;
use crate::vector::Vector;

/// The value of an objective and its gradient by everything the solve was given.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Gradient<T, Y, P, U> {
    /// The objective.
    pub value: T,
    /// Its derivatives by the initial state.
    pub y0: Y,
    /// Its derivatives by the parameters.
    pub p: P,
    /// Its derivatives by the inputs.
    pub inputs: U,
}

impl<T: Real, Y: Vector<T>, P: Vector<T>, U: Vector<T>> Gradient<T, Y, P, U> {
    /// Whether the value and every derivative is finite.
    pub fn is_finite(&self) -> bool {
        self.value.is_finite() && self.y0.is_finite() && self.p.is_finite() && self.inputs.is_finite()
    }
}

impl<T, Y, P> Gradient<T, Y, P, ()> {
    #[inline(always)]
    fn with_inputs<U>(self, inputs: U) -> Gradient<T, Y, P, U> {
        let Self { value, y0, p, .. } = self;
        Gradient { value, y0, p, inputs }
    }
}
