//! What is differentiated: a number made of the states a solve passes through.
//!
//! An objective sees every state once on the way forward and gives its value at the end; on the way back it gives the
//! cotangent of each. [`Terminal`], [`Running`], [`Observed`] and [`Saved`] are the ones there are, and a pair of
//! objectives is their sum.

mod observed;
mod running;
mod saved;
mod sum;
mod terminal;

pub use observed::{Observed, Values};
pub use running::{Running, RunningArgs};
pub use saved::{Saved, SavedStates};
pub use terminal::{Terminal, TerminalArgs};

use crate::field::Bars;
use crate::num::Real;

/// One state on the way: step `i` begins here.
#[derive(Debug)]
pub struct Visit<'a, T, Y, P, U> {
    /// The step's index.
    pub i: usize,
    /// The time at which the step begins.
    pub t: T,
    /// The state there.
    pub y: &'a Y,
    /// The parameters.
    pub p: &'a P,
    /// The step's input.
    pub u: &'a U,
}

/// A number made of the states of a scan with state `Y`, parameters `P` and input `U` over the number `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an objective of states `{Y}` and parameters `{P}` over `{T}`",
    note = "wrap a `#[differentiable]` function of the state in `Terminal`, `Running`, `Observed` or `Saved`"
)]
pub trait Objective<T: Real, Y, P, U> {
    /// What it carries along the scan: a running sum, the states it saves.
    type Memory;
    /// The number of equal parts that the scan's steps must divide into, where the compiler knows it: 1 where any number
    /// of steps will do.
    const PARTS: Option<usize> = Some(1);

    /// The number of equal parts that the scan's steps must divide into.
    fn parts(&self) -> usize {
        Self::PARTS.unwrap_or(1)
    }

    /// Before the first step; `steps` is their number.
    fn start(&self, y0: &Y, steps: usize) -> Self::Memory;
    /// Sees the state before a step; called once a step, in order. Unless told, it looks at none.
    #[inline(always)]
    fn see(&self, _memory: &mut Self::Memory, _visit: &Visit<'_, T, Y, P, U>) {}
    /// The value, once the state `y1` after the last step is known.
    fn finish(&self, memory: &mut Self::Memory, y1: &Y, p: &P) -> T;
}

/// An objective whose transpose is known.
#[diagnostic::on_unimplemented(message = "the transpose of the objective `{Self}` over `{T}` is not known")]
pub trait ObjectiveVjp<T: Real, Y, P, U>: Objective<T, Y, P, U> {
    /// Adds the cotangents of `y1` and p, for the cotangent 1 of the value; called once, after `finish`.
    fn seed(&self, memory: &mut Self::Memory, y1: &Y, p: &P, y_bar: &mut Y, p_bar: &mut P);
    /// Adds the cotangents of what [`see`](Objective::see) saw; called once a step, in reverse order.
    fn pull(&self, memory: &mut Self::Memory, visit: &Visit<'_, T, Y, P, U>, y_bar: &mut Y, bars: Bars<'_, T, P, U>);
}

/// The number of equal parts that `saved` states, the first and the last step's end among them, divide a scan into.
const fn parts(saved: usize) -> usize {
    assert!(saved >= 2, "at least two states are saved: the first and the last");
    saved - 1
}

/// Refuses, when it is compiled, a mesh that does not divide into the parts an objective asks for.
pub(crate) const fn assert_parts(steps: Option<usize>, parts: Option<usize>) {
    if let (Some(steps), Some(parts)) = (steps, parts) {
        assert!(
            steps.is_multiple_of(parts),
            "the saved states or observations do not divide the mesh: their number less one divides the number of steps"
        );
    }
}
