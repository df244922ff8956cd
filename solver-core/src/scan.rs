//! A sequence of steps, as whoever runs it sees it. It knows nothing of gradients but that a step has a transpose.

use crate::field::System;
use crate::num::Real;
use crate::stepper::StepBars;
use crate::unroll::{self, Body};

/// A sequence of steps over the number `T`: what a solve is to whoever runs it.
pub trait Scan<T: Real>: System<T> {
    /// What generating the noise of one step after the other remembers: results alone, never anything they depend on.
    type Cursor;

    /// The number of steps where the compiler knows it.
    const STEPS: Option<usize>;

    /// The number of steps.
    fn steps(&self) -> usize;
    /// The time at which step `i` begins.
    fn time(&self, i: usize) -> T;
    /// The time at which the last step ends.
    fn end(&self) -> T;
    /// The input of step `i`.
    fn input(&self, i: usize) -> &Self::Input;
    /// Which of the inputs step `i` reads.
    fn input_index(&self, i: usize) -> usize;
    /// How many inputs there are.
    fn inputs(&self) -> usize;
    /// A cursor that remembers nothing yet.
    fn cursor(&self) -> Self::Cursor;
    /// Runs the body at each of the first `count` steps.
    ///
    /// # Errors
    /// The body's, where it ends the loop.
    #[inline(always)]
    fn ascend<B: Body>(&self, count: usize, body: &mut B) -> Result<(), B::Stop> {
        unroll::ascend(count, body)
    }
    /// Runs the body at each of the first `count` steps, the last one first.
    ///
    /// # Errors
    /// The body's, where it ends the loop.
    #[inline(always)]
    fn descend<B: Body>(&self, count: usize, body: &mut B) -> Result<(), B::Stop> {
        unroll::descend(count, body)
    }
    /// The state after step `i` from the state `y` before it.
    fn step(&self, cursor: &mut Self::Cursor, i: usize, y: &Self::State, p: &Self::Params) -> Self::State;
}

/// A sequence of steps whose transposes are known.
pub trait ScanVjp<T: Real>: Scan<T> {
    /// What the transpose of a step needs.
    type Kept: Clone;
    /// Whether taking a step again costs more than storing [`Kept`](ScanVjp::Kept).
    const COSTLY: bool;

    /// Step `i`, and what its transpose needs.
    fn step_keep(
        &self,
        cursor: &mut Self::Cursor,
        i: usize,
        y: &Self::State,
        p: &Self::Params,
    ) -> (Self::State, Self::Kept);
    /// The cotangent of the state before step `i` from that of the state after it; adds to `p_bar` and `u_bar`.
    fn step_vjp(
        &self,
        cursor: &mut Self::Cursor,
        i: usize,
        p: &Self::Params,
        kept: &Self::Kept,
        y_bar: &Self::State,
        bars: StepBars<'_, Self::Params, Self::Input>,
    ) -> Self::State;
}

/// A sequence of steps that can be taken back.
pub trait ScanBack<T: Real>: ScanVjp<T> {
    /// The state before step `i` from the state `y` after it, equal to rounding, and what the step's transpose needs.
    fn step_back(
        &self,
        cursor: &mut Self::Cursor,
        i: usize,
        y: &Self::State,
        p: &Self::Params,
    ) -> (Self::State, Self::Kept);
}

/// The state of a scan over `T`.
pub type StateOf<T, Sc> = <Sc as System<T>>::State;
/// The parameters of a scan over `T`.
pub type ParamsOf<T, Sc> = <Sc as System<T>>::Params;
/// The input of a step of a scan over `T`.
pub type InputOf<T, Sc> = <Sc as System<T>>::Input;
