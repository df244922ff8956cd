//! One step, and its transpose.

mod additive_rk;
mod commutator;
mod coupled;
mod explicit_rk;
mod langevin;
mod milstein;
mod reversible_heun;
mod splitting;
mod stochastic_rk;

pub use additive_rk::AdditiveRk;
pub use commutator::commutator;
pub use coupled::{Coupled, Coupling};
pub use explicit_rk::ExplicitRk;
pub use langevin::{ALIGN, Align, Langevin, LangevinMethod, LangevinRk, QUICSORT, Quicsort, SHOULD, Should, Table};
pub use milstein::{Corrections, DualDiffusion, MILSTEIN, Milstein};
pub use reversible_heun::{REVERSIBLE_HEUN, Rate, RateVjp, ReversibleHeun};
pub use splitting::Splitting;
pub use stochastic_rk::StochasticRk;

use crate::field::System;
use crate::num::{Real, Time};
use crate::vector::Vector;

/// What drives one step: when it begins, how long it is, its input and its noise.
#[derive(Clone, Copy, Debug)]
pub struct Drive<'a, H, U, W = ()> {
    /// The time at which the step begins.
    pub t: H,
    /// The step's size; negative where time runs backwards.
    pub h: H,
    /// The input held over the step.
    pub u: &'a U,
    /// The noise over the step.
    pub w: &'a W,
}

/// A method: one step of a system, with times measured in `H`.
#[diagnostic::on_unimplemented(
    message = "the method `{Self}` cannot step `{S}`",
    note = "explicit Runge–Kutta methods step an `Ode` of a `VectorField` over `{T}`, stochastic ones an `Sde` of a `VectorField` and a `Diffusion`, splitting methods a `Separable` system, which Runge–Kutta methods step as `Ode(separable)`, `ALIGN`, `SHOULD` and `QUICSORT` a `Langevin` equation",
    note = "`REVERSIBLE_HEUN` steps pairs of states, which `.in_pairs()` makes of a solve"
)]
pub trait Stepper<T: Real, H: Time<T>, S: System<T>> {
    /// What the method reads of the noise over a step: `()`, the increment, or the increment and its Lévy areas.
    type Noise: Vector<T>;

    /// The state at `t + h` from the state `y` at `t`.
    fn step(&self, system: &S, drive: Drive<'_, H, S::Input, Self::Noise>, y: &S::State, p: &S::Params) -> S::State;
}

/// The step's cotangents that a step adds to, beside the state's, which it returns.
#[derive(Debug)]
pub struct StepBars<'a, P, U, W = ()> {
    /// Of the parameters.
    pub p: &'a mut P,
    /// Of the step's input.
    pub u: &'a mut U,
    /// Of the step's noise.
    pub w: &'a mut W,
}

/// A method whose transpose is known for the system.
#[diagnostic::on_unimplemented(
    message = "the method `{Self}` cannot step `{S}`, or not take a cotangent back",
    note = "explicit Runge–Kutta methods step an `Ode` of a field with a `Vjp` over `{T}`, stochastic ones an `Sde` of two, splitting methods a `Separable` system of two, which Runge–Kutta methods step as `Ode(separable)`"
)]
pub trait StepVjp<T: Real, H: Time<T>, S: System<T>>: Stepper<T, H, S> {
    /// What the transpose of a step needs beside its drive and p.
    type Kept: Clone;
    /// Whether taking the step again costs more than storing [`Kept`](StepVjp::Kept).
    const COSTLY: bool;

    /// The step, with the bits of [`step`](Stepper::step), and what its transpose needs.
    fn step_keep(
        &self,
        system: &S,
        drive: Drive<'_, H, S::Input, Self::Noise>,
        y: &S::State,
        p: &S::Params,
    ) -> (S::State, Self::Kept);
    /// The cotangent of the step's start from that of its end, `end`; adds to the cotangents in `bars`.
    fn step_vjp(
        &self,
        system: &S,
        drive: Drive<'_, H, S::Input, Self::Noise>,
        p: &S::Params,
        kept: &Self::Kept,
        end: &S::State,
        bars: StepBars<'_, S::Params, S::Input, Self::Noise>,
    ) -> S::State;
}

/// A method whose steps can be taken back: the step's own formulas, solved for its start.
#[diagnostic::on_unimplemented(
    message = "the steps of the method `{Self}` on `{S}` cannot be taken back",
    note = "splitting methods can on a `Separable` system; `solve.reversible()` makes any method one that can"
)]
pub trait StepBack<T: Real, H: Time<T>, S: System<T>>: StepVjp<T, H, S> {
    /// The start of the step from its `end`, equal to rounding, and what the step's transpose needs.
    fn step_back(
        &self,
        system: &S,
        drive: Drive<'_, H, S::Input, Self::Noise>,
        end: &S::State,
        p: &S::Params,
    ) -> (S::State, Self::Kept);
}
