//! The reversible Heun step of a pair of states, its transpose, and the step back.
//!
//! With `Ψ(t, z) = h f(t, z) + g(t, z)·dw`, the pair `(y, z)`, both `y0` at the start, moves by
//! `z' = 2y − z + Ψ(t, z)`, `y' = y + ½ (Ψ(t, z) + Ψ(t + h, z'))`, and back by
//! `z = 2y' − z' − Ψ(t + h, z')`, `y = y' − ½ (Ψ(t, z) + Ψ(t + h, z'))`.
//! Transposed, with λ and μ the cotangents of y' and z': `a = μ + Ψ'ᵀ ½λ`, `ȳ = λ + 2a`, `z̄ = Ψᵀ (½λ + a) − a`
//! (Kidger, Foster, Li & Lyons, *Efficient and accurate gradients for neural SDEs*, 2021).

use crate::diffusion::{Converges, Diffusion, Fits, Sde, Stratonovich};
use crate::field::{Bars, Ode, System, VectorField, Vjp};
use crate::num::{Real, Time};
use crate::stepper::{Coupled, Drive, StepBack, StepBars, StepVjp, Stepper};
use crate::vector::Vector;

/// The reversible Heun method: strong order 1 with commutative noise and ½ without, in the sense of Stratonovich; order 2
/// for ordinary equations. Its gradient runs the solve backwards and stores nothing.
///
/// It steps a pair of states, which [`in_pairs`](crate::solve::Solve::in_pairs) makes of each; without, the method cannot step
/// the equation, as the compiler says.
///
/// ```
/// # #[tapeless::vector_field]
/// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
/// use tapeless::{Ode, REVERSIBLE_HEUN, Solve, Uniform};
/// let solve = Solve::new(Ode(Decay), REVERSIBLE_HEUN, Uniform::new::<100>(0.0, 1.0)).in_pairs();
/// assert!((solve.value(&2.0, &0.5) - 2.0 * (-0.5_f64).exp()).abs() < 1e-4);
/// ```
pub const REVERSIBLE_HEUN: ReversibleHeun = ReversibleHeun;

/// The type of [`REVERSIBLE_HEUN`].
#[derive(Clone, Copy, Debug, Default)]
pub struct ReversibleHeun;

/// A system's increment over a step, all of it taken at one state: `h f + g·dw`.
#[diagnostic::on_unimplemented(
    message = "`REVERSIBLE_HEUN` cannot step `{Self}`",
    note = "it steps an `Ode`, and an `Sde` of a `VectorField` and a `Diffusion` in the sense of Stratonovich"
)]
pub trait Rate<T: Real, H: Time<T>>: System<T> {
    /// `h f(t, z) + g(t, z)·dw`
    fn rate(
        &self,
        t: T,
        drive: &Drive<'_, H, Self::Input, Self::Noise>,
        z: &Self::State,
        p: &Self::Params,
    ) -> Self::State;
}

/// A [`Rate`] whose transpose is known.
#[diagnostic::on_unimplemented(
    message = "`REVERSIBLE_HEUN` cannot step `{Self}`, or not take a cotangent back",
    note = "it steps an `Ode`, and an `Sde` of a `VectorField` and a `Diffusion` in the sense of Stratonovich"
)]
pub trait RateVjp<T: Real, H: Time<T>>: Rate<T, H> {
    /// What the transpose needs.
    type Kept: Clone;
    /// Whether taking the rate again costs more than storing that.
    const COSTLY: bool;
    /// The rate, and what its transpose needs.
    fn rate_keep(
        &self,
        t: T,
        drive: &Drive<'_, H, Self::Input, Self::Noise>,
        z: &Self::State,
        p: &Self::Params,
    ) -> (Self::State, Self::Kept);
    /// The cotangent of the state; adds to the others.
    fn rate_vjp(
        &self,
        drive: &Drive<'_, H, Self::Input, Self::Noise>,
        p: &Self::Params,
        kept: &Self::Kept,
        weight: &Self::State,
        bars: StepBars<'_, Self::Params, Self::Input, Self::Noise>,
    ) -> Self::State;
}

impl<T: Real, H: Time<T>, F: VectorField<T>> Rate<T, H> for Ode<F> {
    #[inline(always)]
    fn rate(&self, t: T, drive: &Drive<'_, H, F::Input>, z: &F::State, p: &F::Params) -> F::State {
        self.0.eval(t, z, p, drive.u).scaled(drive.h)
    }
}

impl<T: Real, H: Time<T>, F: Vjp<T>> RateVjp<T, H> for Ode<F> {
    type Kept = F::Kept;
    const COSTLY: bool = F::COSTLY;

    #[inline(always)]
    fn rate_keep(&self, t: T, drive: &Drive<'_, H, F::Input>, z: &F::State, p: &F::Params) -> (F::State, F::Kept) {
        let (f, kept) = self.0.eval_keep(t, z, p, drive.u);
        (f.scaled(drive.h), kept)
    }
    #[inline(always)]
    fn rate_vjp(
        &self,
        drive: &Drive<'_, H, F::Input>,
        p: &F::Params,
        kept: &F::Kept,
        weight: &F::State,
        bars: StepBars<'_, F::Params, F::Input>,
    ) -> F::State {
        let inner = Bars { t: &mut T::ZERO.clone(), p: bars.p, u: bars.u };
        self.0.vjp(p, drive.u, kept, &weight.scaled(drive.h), inner)
    }
}

impl<T, H, F, G, C> Rate<T, H> for Sde<F, G, C>
where
    T: Real,
    H: Time<T>,
    F: VectorField<T>,
    G: Fits<T, F> + Diffusion,
    C: Converges<Stratonovich, G::Kind>,
{
    #[inline(always)]
    fn rate(&self, t: T, drive: &Drive<'_, H, F::Input, G::Input>, z: &F::State, p: &F::Params) -> F::State {
        let mut rate = self.diffusion.eval(t, z, p, drive.w);
        rate.axpy(drive.h, &self.drift.eval(t, z, p, drive.u));
        rate
    }
}

impl<T, H, F, G, C> RateVjp<T, H> for Sde<F, G, C>
where
    T: Real,
    H: Time<T>,
    F: Vjp<T>,
    G: Vjp<T> + Fits<T, F> + Diffusion,
    C: Converges<Stratonovich, G::Kind>,
{
    type Kept = (F::Kept, G::Kept);
    const COSTLY: bool = F::COSTLY || G::COSTLY;

    #[inline(always)]
    fn rate_keep(
        &self,
        t: T,
        drive: &Drive<'_, H, F::Input, G::Input>,
        z: &F::State,
        p: &F::Params,
    ) -> (F::State, Self::Kept) {
        let (mut rate, of_g) = self.diffusion.eval_keep(t, z, p, drive.w);
        let (f, of_f) = self.drift.eval_keep(t, z, p, drive.u);
        rate.axpy(drive.h, &f);
        (rate, (of_f, of_g))
    }
    #[inline(always)]
    fn rate_vjp(
        &self,
        drive: &Drive<'_, H, F::Input, G::Input>,
        p: &F::Params,
        (of_f, of_g): &Self::Kept,
        weight: &F::State,
        bars: StepBars<'_, F::Params, F::Input, G::Input>,
    ) -> F::State {
        let inner = Bars { t: &mut T::ZERO.clone(), p: &mut *bars.p, u: bars.w };
        let mut z_bar = self.diffusion.vjp(p, drive.w, of_g, weight, inner);
        let inner = Bars { t: &mut T::ZERO.clone(), p: bars.p, u: bars.u };
        z_bar.add(&self.drift.vjp(p, drive.u, of_f, &weight.scaled(drive.h), inner));
        z_bar
    }
}

/// `2y − z ± rate`
#[inline(always)]
fn reflected<T: Real, Y: Vector<T>>(y: &Y, z: &Y, sign: T, rate: &Y) -> Y {
    let mut other = y.clone();
    other.zip_mut(z, &mut |y, z| *y = (*y - z) + *y);
    other.axpy(sign, rate);
    other
}

/// The time at which the step ends.
#[inline(always)]
fn end<T: Real, H: Time<T>, U, W>(drive: &Drive<'_, H, U, W>) -> T {
    (drive.t + drive.h).lift()
}

impl<T: Real, H: Time<T>, S: Rate<T, H>> Stepper<T, H, Coupled<S>> for ReversibleHeun {
    type Noise = S::Noise;

    #[inline(always)]
    fn step(
        &self,
        Coupled(system): &Coupled<S>,
        drive: Drive<'_, H, S::Input, S::Noise>,
        (y, z): &(S::State, S::State),
        p: &S::Params,
    ) -> (S::State, S::State) {
        let first = system.rate(drive.t.lift(), &drive, z, p);
        let z = reflected(y, z, T::ONE, &first);
        let second = system.rate(end(&drive), &drive, &z, p);
        let mut y = y.clone();
        y.axpy(T::lit(0.5), &first);
        y.axpy(T::lit(0.5), &second);
        (y, z)
    }
}

impl<T: Real, H: Time<T>, S: RateVjp<T, H>> StepVjp<T, H, Coupled<S>> for ReversibleHeun {
    /// What the two rates keep.
    type Kept = (S::Kept, S::Kept);
    const COSTLY: bool = S::COSTLY;

    #[inline(always)]
    fn step_keep(
        &self,
        Coupled(system): &Coupled<S>,
        drive: Drive<'_, H, S::Input, S::Noise>,
        (y, z): &(S::State, S::State),
        p: &S::Params,
    ) -> ((S::State, S::State), Self::Kept) {
        let (first, of_first) = system.rate_keep(drive.t.lift(), &drive, z, p);
        let z = reflected(y, z, T::ONE, &first);
        let (second, of_second) = system.rate_keep(end(&drive), &drive, &z, p);
        let mut y = y.clone();
        y.axpy(T::lit(0.5), &first);
        y.axpy(T::lit(0.5), &second);
        ((y, z), (of_first, of_second))
    }

    #[inline(always)]
    fn step_vjp(
        &self,
        Coupled(system): &Coupled<S>,
        drive: Drive<'_, H, S::Input, S::Noise>,
        p: &S::Params,
        (of_first, of_second): &Self::Kept,
        (y_end, z_end): &(S::State, S::State),
        bars: StepBars<'_, S::Params, S::Input, S::Noise>,
    ) -> (S::State, S::State) {
        let mut weight = y_end.scaled(T::lit(0.5));
        let mut a = z_end.clone();
        let inner = StepBars { p: &mut *bars.p, u: &mut *bars.u, w: &mut *bars.w };
        a.add(&system.rate_vjp(&drive, p, of_second, &weight, inner));
        weight.add(&a);
        let mut z_bar = system.rate_vjp(&drive, p, of_first, &weight, bars);
        z_bar.axpy(-T::ONE, &a);
        let mut y_bar = y_end.clone();
        y_bar.axpy(T::lit(2.0), &a);
        (y_bar, z_bar)
    }
}

impl<T: Real, H: Time<T>, S: RateVjp<T, H>> StepBack<T, H, Coupled<S>> for ReversibleHeun {
    #[inline(always)]
    fn step_back(
        &self,
        Coupled(system): &Coupled<S>,
        drive: Drive<'_, H, S::Input, S::Noise>,
        (y_end, z_end): &(S::State, S::State),
        p: &S::Params,
    ) -> ((S::State, S::State), Self::Kept) {
        let (second, of_second) = system.rate_keep(end(&drive), &drive, z_end, p);
        let z = reflected(y_end, z_end, -T::ONE, &second);
        let (first, of_first) = system.rate_keep(drive.t.lift(), &drive, &z, p);
        let mut y = y_end.clone();
        y.axpy(T::lit(-0.5), &second);
        y.axpy(T::lit(-0.5), &first);
        ((y, z), (of_first, of_second))
    }
}
