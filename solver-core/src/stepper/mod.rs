//! One step, and its transpose.

mod explicit_rk;

pub use explicit_rk::ExplicitRk;

use crate::field::System;
use crate::num::{Real, Time};

/// What drives one step: when it begins, how long it is, and its input.
#[derive(Clone, Copy, Debug)]
pub struct Drive<'a, H, U> {
    /// The time at which the step begins.
    pub t: H,
    /// The step's size; negative where time runs backwards.
    pub h: H,
    /// The input held over the step.
    pub u: &'a U,
}

/// A method: one step of a system, with times measured in `H`.
#[diagnostic::on_unimplemented(
    message = "the method `{Self}` cannot step `{S}`",
    note = "explicit Runge–Kutta methods step an `Ode` of a `VectorField` over `{T}`"
)]
pub trait Stepper<T: Real, H: Time<T>, S: System<T>> {
    /// The state at `t + h` from the state `y` at `t`.
    fn step(&self, system: &S, drive: Drive<'_, H, S::Input>, y: &S::State, p: &S::Params) -> S::State;
}

/// The step's cotangents that a step adds to, beside the state's, which it returns.
#[derive(Debug)]
pub struct StepBars<'a, P, U> {
    /// Of the parameters.
    pub p: &'a mut P,
    /// Of the step's input.
    pub u: &'a mut U,
}

/// A method whose transpose is known for the system.
pub trait StepVjp<T: Real, H: Time<T>, S: System<T>>: Stepper<T, H, S> {
    /// What the transpose of a step needs beside its drive and p.
    type Kept: Clone;
    /// Whether taking the step again costs more than storing [`Kept`](StepVjp::Kept).
    const COSTLY: bool;

    /// The step, with the bits of [`step`](Stepper::step), and what its transpose needs.
    fn step_keep(
        &self,
        system: &S,
        drive: Drive<'_, H, S::Input>,
        y: &S::State,
        p: &S::Params,
    ) -> (S::State, Self::Kept);
    /// The cotangent of the step's start from that of its end, `end`; adds to the cotangents in `bars`.
    fn step_vjp(
        &self,
        system: &S,
        drive: Drive<'_, H, S::Input>,
        p: &S::Params,
        kept: &Self::Kept,
        end: &S::State,
        bars: StepBars<'_, S::Params, S::Input>,
    ) -> S::State;
}
