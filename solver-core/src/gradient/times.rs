//! Derivatives by the first and the last time.
//!
//! With θ the fraction of the way from `t0` to `t1`, `dy/dθ = (t1 − t0) f(t0 + θ (t1 − t0), y; p)` on the unit interval:
//! the times are parameters of a field like any others, and the mesh stretches with them. A stochastic term becomes
//! `√|t1 − t0| g(t0 + θ (t1 − t0), y; p)·dw` with the noise of the unit interval: the path stretches as Brownian motion
//! does, keeping its law, and the derivative is the pathwise one. The steps are those of the original solve up to rounding.

use crate::diffusion::{Diffusion, Sde};
use crate::error::Error;
use crate::field::{Bars, Ode, System, VectorField, Vjp};
use crate::gradient::reverse::execute;
use crate::gradient::{Gradient, Storage};
use crate::input::OwnedInputs;
use crate::mesh::{Fractions, Mesh};
use crate::noise::Noise;
use crate::num::{Real, Time};
use crate::objective::{Objective, ObjectiveVjp, Visit};
use crate::schedule::Schedule;
use crate::separable::Separable;
use crate::solve::Solve;
use crate::stepper::{Coupled, StepVjp, Stepper};
use crate::vector::Vector;

/// A gradient with the derivatives by the first and the last time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeGradient<T, Y, P, U> {
    /// The value, and its derivatives by `y0`, `p` and the inputs.
    pub gradient: Gradient<T, Y, P, U>,
    /// The derivative by `t0`, the mesh stretching with it.
    pub t0: T,
    /// The derivative by `t1`, the mesh stretching with it.
    pub t1: T,
}

/// The first and the last time.
type Ends<T> = [T; 2];

#[inline(always)]
fn time_at<T: Real>(fraction: T, [t0, t1]: Ends<T>) -> T {
    fraction.fma(t1 - t0, t0)
}

/// Adds the cotangents of the ends from that of the time at a fraction of the way between them.
#[inline(always)]
fn time_vjp<T: Real>(fraction: T, t_bar: T, ends: &mut Ends<T>) {
    let [t0_bar, t1_bar] = ends;
    *t0_bar += t_bar * (-fraction).plus(1.0);
    *t1_bar += t_bar * fraction;
}

/// A field over the unit interval, the ends among its parameters.
#[derive(Clone, Copy, Debug)]
pub struct Stretched<'a, F>(&'a F);

/// A system that can be put on the unit interval, the first and the last time among its parameters.
#[diagnostic::on_unimplemented(
    message = "there are no derivatives by the end times of `{Self}`",
    note = "there are of an `Ode`, of a `Separable` system and of an `Sde`"
)]
pub trait Stretch<T: Real>: System<T> {
    /// The system over the unit interval.
    type Stretched<'a>: System<T, State = Self::State, Params = (Self::Params, Ends<T>), Input = Self::Input, Noise = Self::Noise>
    where
        Self: 'a;
    /// Puts it there.
    fn stretched(&self) -> Self::Stretched<'_>;
}

impl<T: Real, F: VectorField<T>> Stretch<T> for Ode<F> {
    type Stretched<'a>
        = Ode<Stretched<'a, F>>
    where
        F: 'a;
    #[inline(always)]
    fn stretched(&self) -> Ode<Stretched<'_, F>> {
        Ode(Stretched(&self.0))
    }
}

impl<T, V, F> Stretch<T> for Separable<V, F>
where
    T: Real,
    F: VectorField<T>,
    V: VectorField<T, State = F::State, Params = F::Params, Input = F::Input>,
{
    type Stretched<'a>
        = Separable<Stretched<'a, V>, Stretched<'a, F>>
    where
        V: 'a,
        F: 'a;
    #[inline(always)]
    fn stretched(&self) -> Self::Stretched<'_> {
        Separable { velocity: Stretched(&self.velocity), force: Stretched(&self.force) }
    }
}

impl<T: Real, S: Stretch<T>> Stretch<T> for Coupled<S> {
    type Stretched<'a>
        = Coupled<S::Stretched<'a>>
    where
        S: 'a;
    #[inline(always)]
    fn stretched(&self) -> Self::Stretched<'_> {
        Coupled(self.0.stretched())
    }
}

impl<T, F, G, C> Stretch<T> for Sde<F, G, C>
where
    T: Real,
    F: VectorField<T>,
    G: VectorField<T, State = F::State, Params = F::Params>,
{
    type Stretched<'a>
        = Sde<Stretched<'a, F>, StretchedNoise<'a, G>, C>
    where
        Self: 'a;
    #[inline(always)]
    fn stretched(&self) -> Self::Stretched<'_> {
        Sde::new(Stretched(&self.drift), StretchedNoise(&self.diffusion))
    }
}

impl<T: Real, F: VectorField<T>> VectorField<T> for Stretched<'_, F> {
    type State = F::State;
    type Params = (F::Params, Ends<T>);
    type Input = F::Input;

    #[inline(always)]
    fn eval(&self, t: T, y: &F::State, (p, ends): &Self::Params, u: &F::Input) -> F::State {
        self.0.eval(time_at(t, *ends), y, p, u).scaled(ends[1] - ends[0])
    }
}

impl<T: Real, F: Vjp<T>> Vjp<T> for Stretched<'_, F> {
    /// The fraction, what the field keeps, and the field.
    type Kept = (T, F::Kept, F::State);
    const COSTLY: bool = F::COSTLY;

    #[inline(always)]
    fn eval_keep(&self, t: T, y: &F::State, (p, ends): &Self::Params, u: &F::Input) -> (F::State, Self::Kept) {
        let (f, kept) = self.0.eval_keep(time_at(t, *ends), y, p, u);
        (f.scaled(ends[1] - ends[0]), (t, kept, f))
    }

    #[inline(always)]
    fn vjp(
        &self,
        (p, ends): &Self::Params,
        u: &F::Input,
        (fraction, kept, f): &Self::Kept,
        w: &F::State,
        bars: Bars<'_, T, Self::Params, F::Input>,
    ) -> F::State {
        let (p_bar, ends_bar) = bars.p;
        let mut t_bar = T::ZERO;
        let inner = Bars { t: &mut t_bar, p: p_bar, u: bars.u };
        let y_bar = self.0.vjp(p, u, kept, &w.scaled(ends[1] - ends[0]), inner);
        let length_bar = w.dot(f);
        time_vjp(*fraction, t_bar, ends_bar);
        ends_bar[0] -= length_bar;
        ends_bar[1] += length_bar;
        *bars.t += t_bar * (ends[1] - ends[0]);
        y_bar
    }
}

/// The diffusion over the unit interval, the ends among its parameters.
#[derive(Clone, Copy, Debug)]
pub struct StretchedNoise<'a, G>(&'a G);

/// √|t1 − t0|
#[inline(always)]
fn root<T: Real>([t0, t1]: Ends<T>) -> T {
    (t1 - t0).abs().sqrt()
}

impl<G: Diffusion> Diffusion for StretchedNoise<'_, G> {
    type Kind = G::Kind;
}

impl<T: Real, G: VectorField<T>> VectorField<T> for StretchedNoise<'_, G> {
    type State = G::State;
    type Params = (G::Params, Ends<T>);
    type Input = G::Input;

    #[inline(always)]
    fn eval(&self, t: T, y: &G::State, (p, ends): &Self::Params, dw: &G::Input) -> G::State {
        self.0.eval(time_at(t, *ends), y, p, dw).scaled(root(*ends))
    }
}

impl<T: Real, G: Vjp<T>> Vjp<T> for StretchedNoise<'_, G> {
    /// The fraction, what the diffusion keeps, and its product.
    type Kept = (T, G::Kept, G::State);
    const COSTLY: bool = G::COSTLY;

    #[inline(always)]
    fn eval_keep(&self, t: T, y: &G::State, (p, ends): &Self::Params, dw: &G::Input) -> (G::State, Self::Kept) {
        let (product, kept) = self.0.eval_keep(time_at(t, *ends), y, p, dw);
        (product.scaled(root(*ends)), (t, kept, product))
    }

    #[inline(always)]
    fn vjp(
        &self,
        (p, ends): &Self::Params,
        dw: &G::Input,
        (fraction, kept, product): &Self::Kept,
        w: &G::State,
        bars: Bars<'_, T, Self::Params, G::Input>,
    ) -> G::State {
        let (p_bar, ends_bar) = bars.p;
        let (mut t_bar, length, root) = (T::ZERO, ends[1] - ends[0], root(*ends));
        let inner = Bars { t: &mut t_bar, p: p_bar, u: bars.u };
        let y_bar = self.0.vjp(p, dw, kept, &w.scaled(root), inner);
        time_vjp(*fraction, t_bar, ends_bar);
        let length_bar = w.dot(product) * root / length.times(2.0);
        ends_bar[0] -= length_bar;
        ends_bar[1] += length_bar;
        *bars.t += t_bar * length;
        y_bar
    }
}

/// The noise of the unit interval: that of each step, as it would be there.
struct OnUnit<'a, N, D> {
    noise: &'a N,
    mesh: &'a D,
}

impl<T, X, N, D> Noise<T, D::Time, X> for OnUnit<'_, N, D>
where
    T: Real,
    X: Vector<T>,
    N: Noise<T, D::Time, X>,
    D: Mesh<Time: Time<T>>,
{
    type Cursor = N::Cursor;
    #[inline(always)]
    fn cursor(&self) -> N::Cursor {
        self.noise.cursor()
    }
    #[inline(always)]
    fn increment(&self, cursor: &mut N::Cursor, i: usize, _t: D::Time, _h: D::Time) -> X {
        let (t0, t1) = self.mesh.ends();
        self.noise.of_step(cursor, self.mesh, i).scaled((t1 - t0).abs().sqrt().under(1.0))
    }
}

/// The objective over the unit interval.
struct StretchedObjective<'a, O>(&'a O);

impl<T: Real, Y, P, U, O: Objective<T, Y, P, U>> Objective<T, Y, (P, Ends<T>), U> for StretchedObjective<'_, O> {
    type Memory = O::Memory;
    const PARTS: Option<usize> = O::PARTS;

    #[inline(always)]
    fn parts(&self) -> usize {
        self.0.parts()
    }

    #[inline(always)]
    fn start(&self, y0: &Y, steps: usize) -> O::Memory {
        self.0.start(y0, steps)
    }
    #[inline(always)]
    fn see(&self, memory: &mut O::Memory, visit: &Visit<'_, T, Y, (P, Ends<T>), U>) {
        let &Visit { i, t, y, p: (p, ends), u } = visit;
        self.0.see(memory, &Visit { i, t: time_at(t, *ends), y, p, u });
    }
    #[inline(always)]
    fn finish(&self, memory: &mut O::Memory, y1: &Y, (p, _): &(P, Ends<T>)) -> T {
        self.0.finish(memory, y1, p)
    }
}

impl<T: Real, Y, P, U, O: ObjectiveVjp<T, Y, P, U>> ObjectiveVjp<T, Y, (P, Ends<T>), U> for StretchedObjective<'_, O> {
    #[inline(always)]
    fn seed(&self, memory: &mut O::Memory, y1: &Y, (p, _): &(P, Ends<T>), y_bar: &mut Y, bar: &mut (P, Ends<T>)) {
        self.0.seed(memory, y1, p, y_bar, &mut bar.0);
    }
    #[inline(always)]
    fn pull(
        &self,
        memory: &mut O::Memory,
        visit: &Visit<'_, T, Y, (P, Ends<T>), U>,
        y_bar: &mut Y,
        bars: Bars<'_, T, (P, Ends<T>), U>,
    ) {
        let &Visit { i, t, y, p: (p, ends), u } = visit;
        let (p_bar, ends_bar) = bars.p;
        let mut t_bar = T::ZERO;
        let inner = Bars { t: &mut t_bar, p: p_bar, u: bars.u };
        self.0.pull(memory, &Visit { i, t: time_at(t, *ends), y, p, u }, y_bar, inner);
        time_vjp(t, t_bar, ends_bar);
    }
}

/// The gradient by everything, with the cotangents `B` of the inputs.
type Of<T, S, B> = TimeGradient<T, <S as System<T>>::State, <S as System<T>>::Params, B>;

/// The noise that the method reads, and what the stretched solve's steps keep.
type NoiseOf<'a, T, S, M, D> = <M as Stepper<T, <D as Mesh>::Time, <S as Stretch<T>>::Stretched<'a>>>::Noise;
type KeptOf<'a, T, S, M, D> =
    (<M as StepVjp<T, <D as Mesh>::Time, <S as Stretch<T>>::Stretched<'a>>>::Kept, NoiseOf<'a, T, S, M, D>);

impl<S, M, D, I, N> Solve<S, M, D, I, N> {
    /// As [`gradient_reverse`](Solve::gradient_reverse), with the derivatives by `t0` and `t1` besides. Every step keeps
    /// its fraction of the whole: moving an end stretches the mesh, and the noise with it as Brownian motion stretches.
    ///
    /// # Errors
    /// As [`gradient_reverse`](Solve::gradient_reverse).
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Every, Ode, RK4, Slots, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let g = solve.gradient_with_times(&2.0_f64, &0.5, &Terminal(Square), &Every, Slots::<100>)?;
    /// // d/dt₁ y₁² = −2 rate y₁²
    /// assert!((g.t1 + g.gradient.value).abs() < 1e-9 && (g.t0 + g.t1).abs() < 1e-9);
    /// # Ok::<(), tapeless::Error>(())
    /// ```
    pub fn gradient_with_times<'a, T, O, C>(
        &'a self,
        y0: &S::State,
        p: &S::Params,
        objective: &O,
        schedule: &impl Schedule,
        slots: C,
    ) -> Result<Of<T, S, I::Bars>, Error>
    where
        T: Real,
        S: Stretch<T>,
        D: Mesh<Time: Time<T>>,
        M: StepVjp<T, D::Time, S::Stretched<'a>> + Clone,
        N: Noise<T, D::Time, NoiseOf<'a, T, S, M, D>>,
        I: OwnedInputs<S::Input>,
        O: ObjectiveVjp<T, S::State, S::Params, S::Input>,
        C: Storage<S::State, KeptOf<'a, T, S, M, D>>,
    {
        let (t0, t1) = self.mesh.ends();
        let p = (p.clone(), [t0.lift(), t1.lift()]);
        let solve = Solve {
            system: self.system.stretched(),
            method: self.method.clone(),
            mesh: Fractions(&self.mesh),
            inputs: &self.inputs,
            noise: OnUnit { noise: &self.noise, mesh: &self.mesh },
        };
        let mut bars = self.inputs.bars(Vector::zero);
        let gradient = slots
            .with(y0, |slots| execute(&solve, (y0, &p), &StretchedObjective(objective), schedule, slots, &mut bars))?;
        let Gradient { value, y0, p: (p, [t0, t1]), inputs: () } = gradient;
        Ok(TimeGradient { gradient: Gradient { value, y0, p, inputs: bars }, t0, t1 })
    }
}
