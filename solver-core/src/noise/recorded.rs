//! Noise that was recorded: increments that are given, as data or as an input with a gradient.

use core::marker::PhantomData;

use crate::field::System;
use crate::input::{Inputs, Lent};
use crate::noise::{Levy, Noise, Path};
use crate::num::{Real, Time};
use crate::stepper::{Drive, StepBars, StepVjp, Stepper};

/// Increments that are given, one a step: an array, or a slice in [`Lent`].
///
/// They are constants to the gradient; [`with_path`](crate::solve::Solve::with_path) makes them inputs, with cotangents.
///
/// ```
/// # #[tapeless::vector_field]
/// # fn still<T: tapeless::Real>(_t: T, _y: T, _p: ()) -> T { 0.0 }
/// # #[tapeless::diffusion(additive)]
/// # fn itself<T: tapeless::Real>(_t: T, _y: T, _p: (), dw: T) -> T { dw }
/// use tapeless::{EULER_MARUYAMA, Recorded, Sde, Solve, Uniform};
/// let solve = Solve::new(Sde::ito(Still, Itself), EULER_MARUYAMA, Uniform::new::<3>(0.0, 1.0));
/// assert_eq!(solve.with_noise(Recorded([0.5, -0.25, 1.0])).value(&1.0, &()), 2.25);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recorded<A>(pub A);

impl<X, const M: usize> Path for Recorded<[X; M]> {
    const COVERS: Option<usize> = Some(M);
    fn covers(&self) -> usize {
        M
    }
}

impl<X> Path for Recorded<Lent<'_, X>> {
    const COVERS: Option<usize> = None;
    fn covers(&self) -> usize {
        Inputs::covers(&self.0)
    }
}

#[diagnostic::do_not_recommend]
impl<T, H, X: Clone, A: Inputs<X>> Noise<T, H, X> for Recorded<A> {
    type Cursor = ();
    #[inline(always)]
    fn cursor(&self) {}
    #[inline(always)]
    fn increment(&self, (): &mut (), i: usize, _t: H, _h: H) -> X {
        self.0.at(i).clone()
    }
}

/// A stochastic system, or a method for one, whose noise is the input of each step:
/// [`with_path`](crate::solve::Solve::with_path) makes them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<S, L> {
    inner: S,
    areas: PhantomData<L>,
}

impl<S, L> Given<S, L> {
    pub(crate) const fn new(inner: S) -> Self {
        Self { inner, areas: PhantomData }
    }
}

impl<T: Real, S: System<T, Input = ()>, L: Levy> System<T> for Given<S, L> {
    type State = S::State;
    type Params = S::Params;
    type Input = L::Of<T, S::Noise>;
    type Noise = ();
}

/// What a method reads of a step, where a path that is given has `X`: that itself.
#[diagnostic::on_unimplemented(
    message = "the method reads the noise `{Self}` of a step, and the path that is given has `{X}`",
    note = "`EULER_MARUYAMA`, `MILSTEIN`, `HEUN` and their like read increments, which `with_path` gives; `SPARK`, `SLOW_RK`, `SRA1` and their like read `SpaceTime`s, and `ALIGN`, `SHOULD` and `QUICSORT` `SpaceTimeTime`s, which `with_path_and_areas` gives"
)]
pub trait Reads<X> {
    /// What is read.
    fn read(x: &X) -> &Self;
    /// Its cotangent.
    fn cotangent(x: &mut X) -> &mut Self;
}

impl<X> Reads<X> for X {
    #[inline(always)]
    fn read(x: &X) -> &X {
        x
    }
    #[inline(always)]
    fn cotangent(x: &mut X) -> &mut X {
        x
    }
}

impl<T, H, S, L, M> Stepper<T, H, Given<S, L>> for Given<M, L>
where
    T: Real,
    H: Time<T>,
    S: System<T, Input = ()>,
    L: Levy,
    M: Stepper<T, H, S, Noise: Reads<L::Of<T, S::Noise>>>,
{
    type Noise = ();

    #[inline(always)]
    fn step(
        &self,
        system: &Given<S, L>,
        drive: Drive<'_, H, L::Of<T, S::Noise>>,
        y: &S::State,
        p: &S::Params,
    ) -> S::State {
        let drive = Drive { t: drive.t, h: drive.h, u: &(), w: Reads::read(drive.u) };
        self.inner.step(&system.inner, drive, y, p)
    }
}

impl<T, H, S, L, M> StepVjp<T, H, Given<S, L>> for Given<M, L>
where
    T: Real,
    H: Time<T>,
    S: System<T, Input = ()>,
    L: Levy,
    M: StepVjp<T, H, S, Noise: Reads<L::Of<T, S::Noise>>>,
{
    type Kept = M::Kept;
    const COSTLY: bool = M::COSTLY;

    #[inline(always)]
    fn step_keep(
        &self,
        system: &Given<S, L>,
        drive: Drive<'_, H, L::Of<T, S::Noise>>,
        y: &S::State,
        p: &S::Params,
    ) -> (S::State, M::Kept) {
        let drive = Drive { t: drive.t, h: drive.h, u: &(), w: Reads::read(drive.u) };
        self.inner.step_keep(&system.inner, drive, y, p)
    }

    #[inline(always)]
    fn step_vjp(
        &self,
        system: &Given<S, L>,
        drive: Drive<'_, H, L::Of<T, S::Noise>>,
        p: &S::Params,
        kept: &M::Kept,
        end: &S::State,
        bars: StepBars<'_, S::Params, L::Of<T, S::Noise>>,
    ) -> S::State {
        let drive = Drive { t: drive.t, h: drive.h, u: &(), w: Reads::read(drive.u) };
        let bars = StepBars { p: bars.p, u: &mut (), w: Reads::cotangent(bars.u) };
        self.inner.step_vjp(&system.inner, drive, p, kept, end, bars)
    }
}
