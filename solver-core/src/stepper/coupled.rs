//! Any one-step method made reversible by a second copy of the state.
//!
//! With `Ψₕ(y)` the base method's step, the pair `(y, z)`, both `y0` at the start, moves by
//! `y' = Ψₕ(z) + λ (y − z)`, `z' = z + y' − Ψ₋ₕ(y')`, and back by
//! `z = z' − y' + Ψ₋ₕ(y')`, `y = z + (y' − Ψₕ(z))/λ`.
//! The order is the base method's, and the coupling `0 < λ < 1` gives the pair a region of stability (McCallum & Foster,
//! *Efficient, accurate and stable gradients for neural ODEs*, 2024, definition 1).

use crate::error::Error;
use crate::field::System;
use crate::num::{Real, Time};
use crate::stepper::{Drive, StepBack, StepBars, StepVjp, Stepper};
use crate::vector::Vector;

/// A system whose state is there twice.
#[derive(Clone, Copy, Debug)]
pub struct Coupled<S>(pub(crate) S);

impl<T: Real, S: System<T>> System<T> for Coupled<S> {
    type State = (S::State, S::State);
    type Params = S::Params;
    type Input = S::Input;
    type Noise = S::Noise;
}

/// The method `M` on a pair of states that is drawn together by the factor λ a step.
#[derive(Clone, Copy, Debug)]
pub struct Coupling<M> {
    base: M,
    lambda: f64,
}

impl<M> Coupling<M> {
    /// The coupling λ = 0.999, a thousand steps back magnifying a rounding by e, and for more than ten thousand the one by
    /// which all of them magnify it by e¹⁰.
    pub(crate) const fn new(base: M, steps: usize) -> Self {
        Self { base, lambda: if steps <= 10_000 { 0.999 } else { 1.0 - 10.0 / steps as f64 } }
    }

    pub(crate) fn with(self, lambda: f64) -> Result<Self, Error> {
        if lambda > 0.0 && lambda <= 1.0 { Ok(Self { lambda, ..self }) } else { Err(Error::Coupling { given: lambda }) }
    }
}

/// The step of the second copy: from the end, backwards.
#[inline(always)]
fn mirrored<'a, H: Real, U>(drive: &Drive<'a, H, U>) -> Drive<'a, H, U> {
    Drive { t: drive.t + drive.h, h: -drive.h, u: drive.u, w: &() }
}

/// `x + a (y − z)`
#[inline(always)]
fn drawn<T: Real, Y: Vector<T>>(mut x: Y, a: f64, y: &Y, z: &Y) -> Y {
    let mut difference = y.clone();
    difference.zip_mut(z, &mut |y, z| *y = (*y - z).times(a));
    x.add(&difference);
    x
}

impl<T: Real, H: Time<T>, S: System<T>, M: Stepper<T, H, S, Noise = ()>> Stepper<T, H, Coupled<S>> for Coupling<M> {
    type Noise = ();

    #[inline(always)]
    fn step(
        &self,
        Coupled(system): &Coupled<S>,
        drive: Drive<'_, H, S::Input>,
        (y, z): &(S::State, S::State),
        p: &S::Params,
    ) -> (S::State, S::State) {
        let backwards = mirrored(&drive);
        let next = drawn(self.base.step(system, drive, z, p), self.lambda, y, z);
        let mirror = self.base.step(system, backwards, &next, p);
        let z = drawn(z.clone(), 1.0, &next, &mirror);
        (next, z)
    }
}

impl<T: Real, H: Time<T>, S: System<T>, M: StepVjp<T, H, S, Noise = ()>> StepVjp<T, H, Coupled<S>> for Coupling<M> {
    /// What the step from `z` keeps, and the mirrored one from `y'`.
    type Kept = (M::Kept, M::Kept);
    const COSTLY: bool = M::COSTLY;

    #[inline(always)]
    fn step_keep(
        &self,
        Coupled(system): &Coupled<S>,
        drive: Drive<'_, H, S::Input>,
        (y, z): &(S::State, S::State),
        p: &S::Params,
    ) -> ((S::State, S::State), Self::Kept) {
        let backwards = mirrored(&drive);
        let (step, kept) = self.base.step_keep(system, drive, z, p);
        let next = drawn(step, self.lambda, y, z);
        let (mirror, of_mirror) = self.base.step_keep(system, backwards, &next, p);
        let z = drawn(z.clone(), 1.0, &next, &mirror);
        ((next, z), (kept, of_mirror))
    }

    #[inline(always)]
    fn step_vjp(
        &self,
        Coupled(system): &Coupled<S>,
        drive: Drive<'_, H, S::Input>,
        p: &S::Params,
        (kept, of_mirror): &Self::Kept,
        (y_end, z_end): &(S::State, S::State),
        bars: StepBars<'_, S::Params, S::Input>,
    ) -> (S::State, S::State) {
        let mut next = y_end.clone();
        next.add(z_end);
        let half = StepBars { p: &mut *bars.p, u: &mut *bars.u, w: &mut () };
        next.add(&self.base.step_vjp(system, mirrored(&drive), p, of_mirror, &z_end.scaled(-H::ONE), half));
        let y = next.scaled(H::lit(self.lambda));
        let mut z = z_end.clone();
        z.axpy(-H::ONE, &y);
        z.add(&self.base.step_vjp(system, drive, p, kept, &next, bars));
        (y, z)
    }
}

impl<T: Real, H: Time<T>, S: System<T>, M: StepVjp<T, H, S, Noise = ()>> StepBack<T, H, Coupled<S>> for Coupling<M> {
    #[inline(always)]
    fn step_back(
        &self,
        Coupled(system): &Coupled<S>,
        drive: Drive<'_, H, S::Input>,
        (y_end, z_end): &(S::State, S::State),
        p: &S::Params,
    ) -> ((S::State, S::State), Self::Kept) {
        let (mirror, of_mirror) = self.base.step_keep(system, mirrored(&drive), y_end, p);
        let z = drawn(z_end.clone(), 1.0, &mirror, y_end);
        let (step, kept) = self.base.step_keep(system, drive, &z, p);
        let y = drawn(z.clone(), 1.0 / self.lambda, y_end, &step);
        ((y, z), (kept, of_mirror))
    }
}
