//! Reverse mode that stores nothing: the solve runs backwards beside its transpose.
//!
//! A reversible method finds each state again from the next one, to rounding. Roundings grow on the way back as
//! perturbations of the equation run backwards do: a decay at rate k over a time T multiplies them by `e^(kT)`. The state
//! found at the start is compared with `y0`, which is known, so that every gradient says how far it drifted.

use core::cell::Cell;

use crate::error::Error;
use crate::field::{Bars, System};
use crate::gradient::reverse::execute_back;
use crate::gradient::{DualStepper, DualSystem, Gradient, Storage};
use crate::input::{Inputs, OwnedInputs};
use crate::mesh::Mesh;
use crate::noise::Noise;
use crate::num::{Dual, Real, Time};
use crate::objective::{Objective, ObjectiveVjp, Visit};
use crate::scan::{InputOf, ParamsOf, ScanBack, StateOf};
use crate::schedule::Schedule;
use crate::solve::Solve;
use crate::stepper::{Coupled, Coupling, ReversibleHeun, StepBack, StepVjp, Stepper};
use crate::vector::Vector;

/// A gradient along states that were found again backwards, and how far they drifted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reconstructed<T, Y, P, U> {
    /// The value, which is exact, and the gradient.
    pub gradient: Gradient<T, Y, P, U>,
    /// `|y0 found again − y0| / |y0|` in the Euclidean norm, the absolute distance where `y0` is 0: a relative error of
    /// this size is in the states, and one like it in the gradient.
    pub drift: T,
}

/// What is found along a scan over `T`, with the cotangents `B` of the inputs.
type Found<T, Sc, B> = Reconstructed<T, StateOf<T, Sc>, ParamsOf<T, Sc>, B>;

/// The Euclidean norm, whose squares may leave the range.
fn norm<T: Real, Y: Vector<T>>(y: &Y) -> T {
    let mut norm = T::ZERO;
    y.each(&mut |x| norm = norm.hypot(x));
    norm
}

/// How far `other` is from `y`, beside the size of `y`.
fn distance<T: Real, Y: Vector<T>>(y: &Y, other: &Y) -> T {
    let mut difference = other.clone();
    difference.axpy(-T::ONE, y);
    let (distance, size) = (norm(&difference), norm(y));
    T::select(T::ZERO.is_less(size), distance / size, distance)
}

impl<S, M, D, I, N> Solve<S, M, D, I, N> {
    /// As [`gradient`](Solve::gradient) for a method whose steps can be taken back, without storing a state: any length in
    /// the memory of one step. The gradient equals the stored one up to the drift that it reports.
    ///
    /// # Errors
    /// [`Error::UnequalParts`] where the objective's saved states do not divide the steps.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn spring<T: tapeless::Real>(_t: T, q: T, k: T) -> T { -(k * q) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>((q, _m): (T, T)) -> T { q * q }
    /// use tapeless::{Error, PEFRL, Separable, Solve, Steps, Terminal};
    /// let solve = Solve::new(Separable::of_unit_mass(Spring), PEFRL, Steps::new(0.0, 1000.0, 10_000)?);
    /// let g = solve.gradient_reversible(&(1.0_f64, 0.0), &1.0, &Terminal(Square))?;
    /// assert!(g.drift < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn gradient_reversible<T: Real, O>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        objective: &O,
    ) -> Result<Found<T, Self, I::Bars>, Error>
    where
        Self: ScanBack<T>,
        I: OwnedInputs<InputOf<T, Self>>,
        O: ObjectiveVjp<T, StateOf<T, Self>, ParamsOf<T, Self>, InputOf<T, Self>>,
    {
        let mut bars = self.inputs.bars(Vector::zero);
        let (gradient, found) = execute_back(self, (y0, p), objective, &mut bars)?;
        Ok(Reconstructed { gradient: gradient.with_inputs(bars), drift: distance(y0, &found) })
    }

    /// The same system on the same mesh, by this method made reversible: a gradient in the memory of one step, at two steps
    /// of the method each way. Its order is the method's, its values are not quite.
    ///
    /// See [`Reversible`].
    pub fn reversible(self) -> Reversible<S, Coupling<M>, D, I, N>
    where
        D: Mesh,
    {
        let Self { system, method, mesh, inputs, noise } = self;
        let method = Coupling::new(method, mesh.steps());
        Reversible(Solve { system: Coupled(system), method, mesh, inputs, noise })
    }
}

/// A solve that runs backwards: the gradient of any length in the memory of one step.
///
/// The method moves two copies of the state, each by steps from the other, which can be undone one at a time (McCallum &
/// Foster, *Efficient, accurate and stable gradients for neural ODEs*, 2024). What is reported is the first copy.
///
/// It is for equations that forget little of where they started. Where they contract at rate k over a time T, the copies
/// part by about `e^(2kT)` times the first step's error, and the value with them; [`Reversed::apart`] says how far. With RK4 in
/// 1000 steps on a decay: 2e-13 at kT = 1, 3e-10 at 5, 1e-4 at 10, and beyond that nothing is right
/// (`cargo test --test reversible -- --nocapture parting`).
///
/// ```
/// # #[tapeless::vector_field]
/// # fn lorenz<T: tapeless::Real>(_t: T, [x, y, z]: [T; 3], [s, r, b]: [T; 3]) -> [T; 3] {
/// #     [s * (y - x), x * (r - z) - y, x * y - b * z]
/// # }
/// # #[tapeless::differentiable]
/// # fn height<T: tapeless::Real>([_x, _y, z]: [T; 3]) -> T { z }
/// use tapeless::{Every, Ode, RK4, Slots, Solve, Terminal, Uniform};
/// let solve = Solve::new(Ode(Lorenz), RK4, Uniform::new::<500>(0.0, 0.5)).reversible();
/// let (y0, p) = ([1.0_f64; 3], [10.0, 28.0, 8.0 / 3.0]);
/// let found = solve.gradient(&y0, &p, &Terminal(Height))?;
/// let stored = solve.gradient_reverse(&y0, &p, &Terminal(Height), &Every, Slots::<500>)?;
/// assert!(found.gradient.value == stored.value && found.drift < 1e-8);
/// assert!((found.gradient.p[0] - stored.p[0]).abs() < 1e-8 * stored.p[0].abs());
/// # Ok::<(), tapeless::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reversible<S, M, D, I = (), N = ()>(Solve<Coupled<S>, M, D, I, N>);

impl<S, D, I, N> Solve<S, ReversibleHeun, D, I, N> {
    /// The solve on pairs of states that [`REVERSIBLE_HEUN`](crate::stepper::REVERSIBLE_HEUN) steps: a gradient in the
    /// memory of one step, for stochastic equations too.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn growth<T: tapeless::Real>(_t: T, x: T, [mu, _]: [T; 2]) -> T { mu * x }
    /// # #[tapeless::diffusion(scalar)]
    /// # fn volatility<T: tapeless::Real>(_t: T, x: T, [_, sigma]: [T; 2], dw: T) -> T { sigma * x * dw }
    /// # #[tapeless::differentiable]
    /// # fn itself<T: tapeless::Real>(x: T) -> T { x }
    /// use tapeless::{Counter, Error, REVERSIBLE_HEUN, Sde, Solve, Steps, Terminal};
    /// let system = Sde::stratonovich(Growth, Volatility);
    /// let solve = Solve::new(system, REVERSIBLE_HEUN, Steps::new(0.0, 1.0, 10_000)?).with_noise(Counter::new(1)).in_pairs();
    /// let found = solve.gradient(&1.0_f64, &[0.1, 0.2], &Terminal(Itself))?;
    /// // ∂X/∂μ = t X in the sense of Stratonovich too.
    /// assert!((found.gradient.p[0] / found.gradient.value - 1.0).abs() < 1e-3 && found.drift < 1e-10);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn in_pairs(self) -> Reversible<S, ReversibleHeun, D, I, N> {
        let Self { system, method, mesh, inputs, noise } = self;
        Reversible(Solve { system: Coupled(system), method, mesh, inputs, noise })
    }
}

/// A reversible solve's gradient, and what its error may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reversed<T, Y, P, U> {
    /// The value and the gradient.
    pub gradient: Gradient<T, Y, P, U>,
    /// How far the states found backwards drifted from those that were there: see [`Reconstructed::drift`].
    pub drift: T,
    /// How far the copies are apart at the end, beside the size of the first one: about twice the relative error of the
    /// value that the coupling is to blame for. Where it is not small, take smaller steps or
    /// [`gradient_reverse`](Solve::gradient_reverse) by the method itself.
    pub apart: T,
}

/// An objective of the first copy, which looks how far the second one is at the end.
struct First<'a, T, O> {
    objective: &'a O,
    apart: Cell<T>,
}

impl<'a, T: Real, O> First<'a, T, O> {
    const fn new(objective: &'a O) -> Self {
        Self { objective, apart: Cell::new(T::ZERO) }
    }
}

impl<T: Real, Y, P, U, O: Objective<T, Y, P, U>> Objective<T, (Y, Y), P, U> for First<'_, T, O> {
    type Memory = O::Memory;
    const PARTS: Option<usize> = O::PARTS;

    #[inline(always)]
    fn parts(&self) -> usize {
        self.objective.parts()
    }
    #[inline(always)]
    fn start(&self, (y0, _): &(Y, Y), steps: usize) -> O::Memory {
        self.objective.start(y0, steps)
    }
    #[inline(always)]
    fn see(&self, memory: &mut O::Memory, visit: &Visit<'_, T, (Y, Y), P, U>) {
        let &Visit { i, t, y: (y, _), p, u } = visit;
        self.objective.see(memory, &Visit { i, t, y, p, u });
    }
    #[inline(always)]
    fn finish(&self, memory: &mut O::Memory, (y1, _): &(Y, Y), p: &P) -> T {
        self.objective.finish(memory, y1, p)
    }
}

impl<T: Real, Y: Vector<T>, P, U, O: ObjectiveVjp<T, Y, P, U>> ObjectiveVjp<T, (Y, Y), P, U> for First<'_, T, O> {
    #[inline(always)]
    fn seed(&self, memory: &mut O::Memory, (y1, z1): &(Y, Y), p: &P, (y_bar, _): &mut (Y, Y), p_bar: &mut P) {
        self.apart.set(distance(y1, z1));
        self.objective.seed(memory, y1, p, y_bar, p_bar);
    }
    #[inline(always)]
    fn pull(
        &self,
        memory: &mut O::Memory,
        visit: &Visit<'_, T, (Y, Y), P, U>,
        (y_bar, _): &mut (Y, Y),
        bars: Bars<'_, T, P, U>,
    ) {
        let &Visit { i, t, y: (y, _), p, u } = visit;
        self.objective.pull(memory, &Visit { i, t, y, p, u }, y_bar, bars);
    }
}

/// The gradient by the one state that both copies were at the start.
fn joined<T: Real, Y: Vector<T>, P, U>(g: Gradient<T, (Y, Y), P, U>) -> Gradient<T, Y, P, U> {
    let Gradient { value, y0: (mut y0, second), p, inputs } = g;
    y0.add(&second);
    Gradient { value, y0, p, inputs }
}

/// The state of a system over `T`.
type SystemState<T, S> = <S as System<T>>::State;
/// The parameters of a system over `T`.
type SystemParams<T, S> = <S as System<T>>::Params;
/// The input of a system over `T`.
type SystemInput<T, S> = <S as System<T>>::Input;

/// The gradient of a system's solve, with the cotangents `B` of the inputs.
type GradientOf<T, S, B> = Gradient<T, SystemState<T, S>, SystemParams<T, S>, B>;
/// The same with its errors.
type FoundOf<T, S, B> = Reversed<T, SystemState<T, S>, SystemParams<T, S>, B>;

impl<S, M, D, I, N> Reversible<S, Coupling<M>, D, I, N> {
    /// Another coupling λ of the two copies: a smaller one is stable for longer steps and draws the copies together where the
    /// equation contracts, and back over n steps a rounding grows by λ⁻ⁿ. Unless told it is 0.999 up to 10,000 steps and
    /// 1 − 10/n beyond, so that a rounding grows by e¹⁰ ≈ 22,000 at the most.
    ///
    /// # Errors
    /// [`Error::Coupling`] where it is not between 0 and 1.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Error, Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<50>(0.0, 1.0)).reversible();
    /// assert!(solve.with_coupling(0.99).is_ok());
    /// assert_eq!(solve.with_coupling(1.5).unwrap_err(), Error::Coupling { given: 1.5 });
    /// ```
    pub fn with_coupling(self, lambda: f64) -> Result<Self, Error> {
        let Solve { system, method, mesh, inputs, noise } = self.0;
        Ok(Self(Solve { system, method: method.with(lambda)?, mesh, inputs, noise }))
    }
}

impl<S, M, D, I, N> Reversible<S, M, D, I, N> {
    /// The solve on pairs of states that this is: for all that a [`Solve`] can do.
    pub const fn pairs(&self) -> &Solve<Coupled<S>, M, D, I, N> {
        &self.0
    }

    /// The state at the end.
    pub fn value<T: Real>(&self, y0: &SystemState<T, S>, p: &SystemParams<T, S>) -> SystemState<T, S>
    where
        S: System<T>,
        D: Mesh<Time: Time<T>>,
        M: Stepper<T, D::Time, Coupled<S>>,
        I: Inputs<S::Input>,
        N: Noise<T, D::Time, M::Noise>,
    {
        self.0.value(&(y0.clone(), y0.clone()), p).0
    }

    /// The value of an objective: see [`Solve::objective`].
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Ode, REVERSIBLE_HEUN, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), REVERSIBLE_HEUN, Uniform::new::<100>(0.0, 1.0)).in_pairs();
    /// let g = solve.gradient(&2.0_f64, &0.5, &Terminal(Square))?;
    /// assert_eq!(solve.objective(&2.0, &0.5, &Terminal(Square)), g.gradient.value);
    /// # Ok::<(), tapeless::Error>(())
    /// ```
    pub fn objective<T: Real, O>(&self, y0: &SystemState<T, S>, p: &SystemParams<T, S>, objective: &O) -> T
    where
        S: System<T>,
        D: Mesh<Time: Time<T>>,
        M: Stepper<T, D::Time, Coupled<S>>,
        I: Inputs<S::Input>,
        N: Noise<T, D::Time, M::Noise>,
        O: Objective<T, S::State, S::Params, S::Input>,
    {
        self.0.objective(&(y0.clone(), y0.clone()), p, &First::new(objective))
    }

    /// The value of an objective and its gradient, storing no state.
    ///
    /// # Errors
    /// [`Error::UnequalParts`] where the objective's saved states do not divide the steps.
    #[inline]
    pub fn gradient<T: Real, O>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        objective: &O,
    ) -> Result<FoundOf<T, S, I::Bars>, Error>
    where
        S: System<T>,
        D: Mesh<Time: Time<T>>,
        M: StepBack<T, D::Time, Coupled<S>>,
        I: OwnedInputs<S::Input>,
        N: Noise<T, D::Time, M::Noise>,
        O: ObjectiveVjp<T, S::State, S::Params, S::Input>,
    {
        let first = First::new(objective);
        let Reconstructed { gradient, drift } = self.0.gradient_reversible(&(y0.clone(), y0.clone()), p, &first)?;
        Ok(Reversed { gradient: joined(gradient), drift, apart: first.apart.get() })
    }

    /// The same from stored states, by a schedule with its slots, each for a pair: exact to rounding.
    ///
    /// # Errors
    /// As [`Solve::gradient_reverse`].
    #[inline]
    pub fn gradient_reverse<T: Real, O>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        objective: &O,
        schedule: &impl Schedule,
        slots: impl Storage<(SystemState<T, S>, SystemState<T, S>), (M::Kept, M::Noise)>,
    ) -> Result<GradientOf<T, S, I::Bars>, Error>
    where
        S: System<T>,
        D: Mesh<Time: Time<T>>,
        M: StepVjp<T, D::Time, Coupled<S>>,
        I: OwnedInputs<S::Input>,
        N: Noise<T, D::Time, M::Noise>,
        O: ObjectiveVjp<T, S::State, S::Params, S::Input>,
    {
        self.0.gradient_reverse(&(y0.clone(), y0.clone()), p, &First::new(objective), schedule, slots).map(joined)
    }

    /// The state at the end and its derivatives along `K` directions: see [`Solve::jvp`].
    pub fn jvp<T: Real, const K: usize>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        dy: &[SystemState<T, S>; K],
        dp: &[SystemParams<T, S>; K],
    ) -> (SystemState<T, S>, [SystemState<T, S>; K])
    where
        S: DualSystem<T, K>,
        D: Mesh<Time: Time<T> + Time<Dual<T, K>>>,
        M: DualStepper<T, D::Time, Coupled<S>, K>,
        N: Noise<T, D::Time, <M as Stepper<T, D::Time, Coupled<S>>>::Noise>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<SystemInput<Dual<T, K>, S>>: Inputs<SystemInput<Dual<T, K>, S>>,
    {
        let dy = dy.each_ref().map(|dy| (dy.clone(), dy.clone()));
        let ((y1, _), tangents) = self.0.jvp(&(y0.clone(), y0.clone()), p, &dy, dp);
        (y1, tangents.map(|(tangent, _)| tangent))
    }
}
