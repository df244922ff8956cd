//! Many steps: the scan over a mesh. It knows nothing of gradients.

use core::convert::Infallible;

use crate::error::{Error, NonFinite};
use crate::field::System;
use crate::input::Inputs;
use crate::mesh::{ConstMesh, Mesh};
use crate::noise::{Areas, Given, Noise, Path, Refines, WithoutAreas};
use crate::num::{Real, Time};
use crate::scan::{ParamsOf, Scan, ScanBack, ScanVjp, StateOf};
use crate::stepper::{Drive, StepBack, StepBars, StepVjp, Stepper};
use crate::unroll::Body;
use crate::vector::{Aligned, Vector};

/// A fixed-step solve: a system, a method, a mesh, and the inputs and the noise of the steps.
///
/// It holds no state of its own, and the same value solves and differentiates from any `y0` and `p`.
#[derive(Clone, Copy, Debug)]
pub struct Solve<S, M, D, I = (), N = ()> {
    pub(crate) system: S,
    pub(crate) method: M,
    pub(crate) mesh: D,
    pub(crate) inputs: I,
    pub(crate) noise: N,
}

impl<S, M, D> Solve<S, M, D> {
    /// Solves `system` by `method` on `mesh`.
    ///
    /// ```
    /// use tapeless::{Ode, RK4, Real, Solve, Uniform, vector_field};
    ///
    /// #[vector_field]
    /// fn decay<T: Real>(_t: T, y: T, rate: T) -> T {
    ///     -(rate * y)
    /// }
    ///
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let y1 = solve.value(&2.0, &0.5);
    /// assert!((y1 - 2.0 * (-0.5_f64).exp()).abs() < 1e-9);
    /// ```
    pub const fn new(system: S, method: M, mesh: D) -> Self {
        Self { system, method, mesh, inputs: (), noise: () }
    }
}

impl<S, M, D, I, N> Solve<S, M, D, I, N> {
    /// The same solve, its steps driven by `inputs`, whose number the compiler checks: see [`Inputs`].
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn driven<T: tapeless::Real>(_t: T, y: T, rate: T, u: T) -> T { u - rate * y }
    /// use tapeless::{Held, Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<4>(0.0, 2.0));
    /// let each = solve.with_inputs([0.1, 0.1, 0.7, 0.7]);
    /// let held = solve.with_inputs(Held::<2, _>([0.1, 0.7]));
    /// assert_eq!(each.value(&1.0, &0.5), held.value(&1.0, &0.5));
    /// ```
    pub fn with_inputs<U, J: Inputs<U>>(self, inputs: J) -> Solve<S, M, D, J, N>
    where
        D: Mesh,
    {
        const {
            match (D::STEPS, J::COVERS) {
                (Some(steps), Some(covered)) => {
                    assert!(
                        covered == steps || covered == usize::MAX,
                        "there is not one input for each step of the mesh"
                    );
                }
                _ => panic!("the number of steps or inputs is known at run time only: use `try_with_inputs`"),
            }
        }
        let Self { system, method, mesh, noise, .. } = self;
        Solve { system, method, mesh, inputs, noise }
    }

    /// The same solve, its steps driven by `inputs`, whose number is checked at run time.
    ///
    /// # Errors
    /// [`Error::InputLength`] where the inputs do not cover exactly the steps of the mesh.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn driven<T: tapeless::Real>(_t: T, y: T, rate: T, u: T) -> T { u - rate * y }
    /// use tapeless::{Error, Lent, Ode, RK4, Solve, Steps};
    /// let controls = vec![0.1, 0.7, 0.3];
    /// let inputs = Lent::new(&controls).ok_or(Error::NoSteps)?;
    /// let solve = Solve::new(Ode(Driven), RK4, Steps::new(0.0, 2.0, 3)?).try_with_inputs(inputs)?;
    /// assert!(solve.value(&1.0, &0.5) > 0.0);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn try_with_inputs<U, J: Inputs<U>>(self, inputs: J) -> Result<Solve<S, M, D, J, N>, Error>
    where
        D: Mesh,
    {
        let Self { system, method, mesh, noise, .. } = self;
        let (covered, steps) = (inputs.covers(), mesh.steps());
        if covered == steps || covered == usize::MAX {
            Ok(Solve { system, method, mesh, inputs, noise })
        } else {
            Err(Error::InputLength { covered, steps })
        }
    }

    /// The same solve of a stochastic equation, its steps driven by `noise`: see [`Noise`].
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, [rate, _]: [T; 2]) -> T { -(rate * y) }
    /// # #[tapeless::diffusion(additive)]
    /// # fn constant<T: tapeless::Real>(_t: T, _y: T, [_, sigma]: [T; 2], dw: T) -> T { sigma * dw }
    /// use tapeless::{Counter, EULER_MARUYAMA, Sde, Solve, Uniform};
    /// let solve = Solve::new(Sde::ito(Decay, Constant), EULER_MARUYAMA, Uniform::new::<100>(0.0, 1.0));
    /// let first: f64 = solve.with_noise(Counter::new(7)).value(&1.0, &[0.5, 0.2]);
    /// assert_eq!(first, solve.with_noise(Counter::new(7)).value(&1.0, &[0.5, 0.2]));
    /// assert_ne!(first, solve.with_noise(Counter::new(7).trajectory(1)).value(&1.0, &[0.5, 0.2]));
    /// ```
    pub fn with_noise<W: Path>(self, noise: W) -> Solve<S, M, D, I, W>
    where
        D: Mesh,
    {
        const {
            match (D::STEPS, W::COVERS) {
                (Some(steps), Some(covered)) => {
                    assert!(
                        covered == steps || covered == usize::MAX,
                        "there is not one increment for each step of the mesh"
                    );
                }
                (None, Some(usize::MAX)) => {}
                _ => panic!("the number of steps or increments is known at run time only: use `try_with_noise`"),
            }
        }
        let Self { system, method, mesh, inputs, .. } = self;
        Solve { system, method, mesh, inputs, noise }
    }

    /// The same solve of a stochastic equation, its steps driven by recorded `noise` whose number is checked at run time.
    ///
    /// # Errors
    /// [`Error::NoiseLength`] where there is not one increment for each step of the mesh.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn still<T: tapeless::Real>(_t: T, _y: T, _p: ()) -> T { 0.0 }
    /// # #[tapeless::diffusion(additive)]
    /// # fn itself<T: tapeless::Real>(_t: T, _y: T, _p: (), dw: T) -> T { dw }
    /// use tapeless::{EULER_MARUYAMA, Error, Lent, Recorded, Sde, Solve, Steps};
    /// let record = vec![0.5, -0.25, 1.0];
    /// let noise = Recorded(Lent::new(&record).ok_or(Error::NoSteps)?);
    /// let solve = Solve::new(Sde::ito(Still, Itself), EULER_MARUYAMA, Steps::new(0.0, 1.0, 3)?);
    /// assert_eq!(solve.try_with_noise(noise)?.value(&1.0, &()), 2.25);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn try_with_noise<W: Path>(self, noise: W) -> Result<Solve<S, M, D, I, W>, Error>
    where
        D: Mesh,
    {
        let Self { system, method, mesh, inputs, .. } = self;
        let (covered, steps) = (noise.covers(), mesh.steps());
        if covered == steps || covered == usize::MAX {
            Ok(Solve { system, method, mesh, inputs, noise })
        } else {
            Err(Error::NoiseLength { covered, steps })
        }
    }
}

impl<S, M, D, N> Solve<S, M, D, (), N> {
    /// The same solve in the steps of another mesh, along the same path of noise: what finding the steps as one goes, or
    /// seeing whether they are small enough, asks for.
    ///
    /// It compiles for noise that [`Refines`], a [`Tree`](crate::noise::Tree), and for ordinary equations: increments that are
    /// drawn by counter or recorded are those of one mesh, and other steps would see another path.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn growth<T: tapeless::Real>(_t: T, x: T, mu: T) -> T { mu * x }
    /// # #[tapeless::diffusion(scalar)]
    /// # fn volatility<T: tapeless::Real>(_t: T, x: T, _mu: T, dw: T) -> T { 0.5 * x * dw }
    /// use tapeless::{MILSTEIN, Sde, Solve, Tree, Uniform};
    /// let equation = Sde::ito(Growth, Volatility);
    /// let coarse = Solve::new(equation, MILSTEIN, Uniform::new::<64>(0.0, 1.0)).with_noise(Tree::new(1, 0.0, 1.0, 1e-4)?);
    /// let [a, b, c]: [f64; 3] = [
    ///     coarse.value(&1.0, &0.1),
    ///     coarse.with_mesh(Uniform::new::<512>(0.0, 1.0)).value(&1.0, &0.1),
    ///     coarse.with_mesh(Uniform::new::<4096>(0.0, 1.0)).value(&1.0, &0.1),
    /// ];
    /// assert!((b - c).abs() < 0.3 * (a - c).abs() && (a - c).abs() < 0.1);
    /// # Ok::<(), tapeless::Error>(())
    /// ```
    pub fn with_mesh<E: Mesh>(self, mesh: E) -> Solve<S, M, E, (), N>
    where
        N: Refines,
    {
        let Self { system, method, noise, .. } = self;
        Solve { system, method, mesh, inputs: (), noise }
    }
}

/// A solve of a stochastic equation whose noise, with areas or without, is given as inputs are.
type WithPath<S, M, D, J, L> = Solve<Given<S, L>, Given<M, L>, D, J>;

impl<S, M, D> Solve<S, M, D> {
    /// The same solve of a stochastic equation, its noise given by `path`, an increment a step, as inputs are: with
    /// cotangents, in forward mode, and seen by objectives.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn still<T: tapeless::Real>(_t: T, _y: T, _p: ()) -> T { 0.0 }
    /// # #[tapeless::diffusion(scalar)]
    /// # fn linear<T: tapeless::Real>(_t: T, y: T, _p: (), dw: T) -> T { y * dw }
    /// # #[tapeless::differentiable]
    /// # fn itself<T: tapeless::Real>(y: T) -> T { y }
    /// use tapeless::{EULER_MARUYAMA, Sde, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Sde::ito(Still, Linear), EULER_MARUYAMA, Uniform::new::<2>(0.0, 1.0));
    /// // y₁ = y₀ (1 + dw₀)(1 + dw₁)
    /// assert_eq!(solve.with_path([0.5, -0.25]).gradient(&1.0, &(), &Terminal(Itself)).inputs, [0.75, 1.5]);
    /// ```
    pub fn with_path<W, J: Inputs<W>>(self, path: J) -> WithPath<S, M, D, J, WithoutAreas>
    where
        D: Mesh,
    {
        Solve::new(Given::new(self.system), Given::new(self.method), self.mesh).with_inputs(path)
    }

    /// As [`with_path`](Solve::with_path), of increments with their Lévy areas, for methods that read them: a
    /// [`SpaceTime`](crate::noise::SpaceTime) for each step, or a [`SpaceTimeTime`](crate::noise::SpaceTimeTime).
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn still<T: tapeless::Real>(_t: T, _y: T, _p: ()) -> T { 0.0 }
    /// # #[tapeless::diffusion(scalar)]
    /// # fn linear<T: tapeless::Real>(_t: T, y: T, _p: (), dw: T) -> T { y * dw }
    /// # #[tapeless::differentiable]
    /// # fn itself<T: tapeless::Real>(y: T) -> T { y }
    /// use tapeless::{SPARK, Sde, Solve, SpaceTime, Terminal, Uniform};
    /// let solve = Solve::new(Sde::stratonovich(Still, Linear), SPARK, Uniform::new::<1>(0.0, 1.0));
    /// let g = solve.with_path_and_areas([SpaceTime { w: 0.1, h: 0.02 }]).gradient(&1.0, &(), &Terminal(Itself));
    /// // y₁ = y₀ e^w to higher order, whatever H.
    /// assert!((g.inputs[0].w - 0.1_f64.exp()).abs() < 2e-2);
    /// ```
    pub fn with_path_and_areas<X: Areas, J: Inputs<X>>(self, path: J) -> WithPath<S, M, D, J, X::Levy>
    where
        D: Mesh,
    {
        Solve::new(Given::new(self.system), Given::new(self.method), self.mesh).with_inputs(path)
    }
}

/// What a solve is of is known whether or not its method can step it: where it cannot, that is what the compiler says.
impl<T: Real, S: System<T>, M, D, I, N> System<T> for Solve<S, M, D, I, N> {
    type State = S::State;
    type Params = S::Params;
    type Input = S::Input;
    type Noise = S::Noise;
}

impl<T, S, M, D, I, N> Scan<T> for Solve<S, M, D, I, N>
where
    T: Real,
    S: System<T>,
    D: Mesh<Time: Time<T>>,
    M: Stepper<T, D::Time, S>,
    I: Inputs<S::Input>,
    N: Noise<T, D::Time, M::Noise>,
{
    type Cursor = N::Cursor;
    const STEPS: Option<usize> = D::STEPS;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.mesh.steps()
    }
    #[inline(always)]
    fn time(&self, i: usize) -> T {
        self.mesh.step(i).0.lift()
    }
    #[inline(always)]
    fn end(&self) -> T {
        self.mesh.ends().1.lift()
    }
    #[inline(always)]
    fn input(&self, i: usize) -> &S::Input {
        self.inputs.at(i)
    }
    #[inline(always)]
    fn input_index(&self, i: usize) -> usize {
        self.inputs.index(i)
    }
    #[inline(always)]
    fn inputs(&self) -> usize {
        self.inputs.len()
    }
    #[inline(always)]
    fn cursor(&self) -> N::Cursor {
        self.noise.cursor()
    }
    #[inline(always)]
    fn ascend<B: Body>(&self, count: usize, body: &mut B) -> Result<(), B::Stop> {
        self.mesh.ascend(count, body)
    }
    #[inline(always)]
    fn descend<B: Body>(&self, count: usize, body: &mut B) -> Result<(), B::Stop> {
        self.mesh.descend(count, body)
    }
    #[inline(always)]
    fn step(&self, cursor: &mut N::Cursor, i: usize, y: &S::State, p: &S::Params) -> S::State {
        let (t, h) = self.mesh.step(i);
        let w = &self.noise.of_step(cursor, &self.mesh, i);
        self.method.step(&self.system, Drive { t, h, u: self.inputs.at(i), w }, y, p)
    }
}

impl<T, S, M, D, I, N> ScanVjp<T> for Solve<S, M, D, I, N>
where
    T: Real,
    S: System<T>,
    D: Mesh<Time: Time<T>>,
    M: StepVjp<T, D::Time, S>,
    I: Inputs<S::Input>,
    N: Noise<T, D::Time, M::Noise>,
{
    /// What the method keeps, and the noise of the step, which is not drawn twice.
    type Kept = (M::Kept, M::Noise);
    const COSTLY: bool = M::COSTLY;

    #[inline(always)]
    fn step_keep(&self, cursor: &mut N::Cursor, i: usize, y: &S::State, p: &S::Params) -> (S::State, Self::Kept) {
        let (t, h) = self.mesh.step(i);
        let w = self.noise.of_step(cursor, &self.mesh, i);
        let (next, kept) = self.method.step_keep(&self.system, Drive { t, h, u: self.inputs.at(i), w: &w }, y, p);
        (next, (kept, w))
    }
    #[inline(always)]
    fn step_vjp(
        &self,
        _cursor: &mut N::Cursor,
        i: usize,
        p: &S::Params,
        (kept, w): &Self::Kept,
        y_bar: &S::State,
        bars: StepBars<'_, S::Params, S::Input>,
    ) -> S::State {
        let (t, h) = self.mesh.step(i);
        // Noise is drawn, not given: its cotangent goes nowhere.
        let bars = StepBars { p: bars.p, u: bars.u, w: &mut w.zero() };
        self.method.step_vjp(&self.system, Drive { t, h, u: self.inputs.at(i), w }, p, kept, y_bar, bars)
    }
}

impl<T, S, M, D, I, N> ScanBack<T> for Solve<S, M, D, I, N>
where
    T: Real,
    S: System<T>,
    D: Mesh<Time: Time<T>>,
    M: StepBack<T, D::Time, S>,
    I: Inputs<S::Input>,
    N: Noise<T, D::Time, M::Noise>,
{
    #[inline(always)]
    fn step_back(&self, cursor: &mut N::Cursor, i: usize, y: &S::State, p: &S::Params) -> (S::State, Self::Kept) {
        let (t, h) = self.mesh.step(i);
        let w = self.noise.of_step(cursor, &self.mesh, i);
        let (start, kept) = self.method.step_back(&self.system, Drive { t, h, u: self.inputs.at(i), w: &w }, y, p);
        (start, (kept, w))
    }
}

/// The state on its way, a step at a time.
struct Walk<'a, T: Real, Sc: Scan<T>> {
    scan: &'a Sc,
    y: Aligned<Sc::State>,
    p: &'a Sc::Params,
    cursor: Sc::Cursor,
}

impl<T: Real, Sc: Scan<T>> Body for Walk<'_, T, Sc> {
    type Stop = Infallible;
    #[inline(always)]
    fn step(&mut self, i: usize) -> Result<(), Infallible> {
        self.y = Aligned(self.scan.step(&mut self.cursor, i, &self.y, self.p));
        Ok(())
    }
}

/// What a solve gives back. All of these take `y0` and `p` and run every step of the mesh.
impl<S, M, D, I, N> Solve<S, M, D, I, N> {
    /// The state at the end.
    ///
    /// A NaN passes through, as in any arithmetic; [`try_value`](Solve::try_value) reports it.
    pub fn value<T: Real>(&self, y0: &StateOf<T, Self>, p: &ParamsOf<T, Self>) -> StateOf<T, Self>
    where
        Self: Scan<T>,
    {
        let mut walk = Walk { scan: self, y: Aligned(y0.clone()), p, cursor: self.cursor() };
        let Ok(()) = self.ascend(self.steps(), &mut walk);
        walk.y.0
    }

    /// The state at the end, where every state on the way was finite.
    ///
    /// # Errors
    /// [`NonFinite`], with the step, its time and the last finite state.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<8>(0.0, 4.0));
    /// assert!(solve.try_value(&1.0, &0.5).is_ok());
    /// let stop = solve.try_value(&1.0_f64, &-1e50).unwrap_err();
    /// assert!(stop.t == 0.5 && stop.last.is_finite());
    /// ```
    pub fn try_value<T: Real>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
    ) -> Result<StateOf<T, Self>, NonFinite<StateOf<T, Self>>>
    where
        Self: Scan<T>,
    {
        let (mut y, mut cursor) = (y0.clone(), self.cursor());
        for i in 0..self.steps() {
            let next = self.step(&mut cursor, i, &y, p);
            if !next.is_finite() {
                return Err(NonFinite { step: i, t: self.time(i).to_f64(), last: y });
            }
            y = next;
        }
        Ok(y)
    }

    /// The state at the end; `observer` sees every state: its index, from 0 for `y0` to the number of steps for the
    /// last one, its time, and itself.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(0.0, 1.0));
    /// let mut smallest = f64::INFINITY;
    /// solve.observe(&2.0, &0.5, |_step, _t, y| smallest = smallest.min(*y));
    /// assert_eq!(smallest, solve.value(&2.0, &0.5));
    /// ```
    pub fn observe<T: Real>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        mut observer: impl FnMut(usize, T, &StateOf<T, Self>),
    ) -> StateOf<T, Self>
    where
        Self: Scan<T>,
    {
        let (mut y, mut cursor) = (y0.clone(), self.cursor());
        for i in 0..self.steps() {
            observer(i, self.time(i), &y);
            y = self.step(&mut cursor, i, &y, p);
        }
        observer(self.steps(), self.end(), &y);
        y
    }

    /// `K` states at equal numbers of steps, the first `y0` and the last the state at the end; a `K` for which that
    /// cannot be does not compile, nor more than 512 KiB of them.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(0.0, 1.0));
    /// let [start, middle, end] = solve.saved::<3, _>(&2.0, &0.5);
    /// assert_eq!((start, end), (2.0, solve.value(&2.0, &0.5)));
    /// assert!(end < middle && middle < start);
    /// ```
    pub fn saved<const K: usize, T: Real>(&self, y0: &StateOf<T, Self>, p: &ParamsOf<T, Self>) -> [StateOf<T, Self>; K]
    where
        Self: Scan<T>,
        D: ConstMesh,
    {
        const { assert_fits(size_of::<[StateOf<T, Self>; K]>()) }
        let every = const { saving_interval(D::STEPS, K) };
        let (mut y, mut cursor) = (y0.clone(), self.cursor());
        let mut i = 0;
        core::array::from_fn(|save| {
            while i < save * every {
                y = self.step(&mut cursor, i, &y, p);
                i += 1;
            }
            y.clone()
        })
    }
}

/// The most that an array of states may take of the stack, in bytes.
pub(crate) const STACK_LIMIT: usize = 512 * 1024;

const fn assert_fits(bytes: usize) {
    assert!(bytes <= STACK_LIMIT, "the states are more than 512 KiB of stack: use `observe`, or save fewer");
}

/// How many steps lie between `saved` states of which the first is `y0` and the last is the end of `steps` steps.
pub(crate) const fn saving_interval(steps: Option<usize>, saved: usize) -> usize {
    assert!(saved >= 2, "at least two states are saved: the first and the last");
    match steps {
        Some(steps) => {
            assert!(steps.is_multiple_of(saved - 1), "the saved states do not divide the steps: K − 1 divides N");
            steps / (saved - 1)
        }
        None => 0,
    }
}

impl<F, M, H, I, W, const N: usize> Solve<F, M, crate::mesh::Uniform<H, N>, I, W> {
    /// The state after every step: what `lax.scan` stacks up. More than 512 KiB of them do not compile: use
    /// [`observe`](Solve::observe) or [`saved`](Solve::saved).
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Ode, RK4, Solve, Uniform};
    /// let states = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(0.0, 1.0)).states(&2.0, &0.5);
    /// assert!(states.len() == 10 && states.is_sorted_by(|a, b| a > b));
    /// ```
    pub fn states<T: Real>(&self, y0: &StateOf<T, Self>, p: &ParamsOf<T, Self>) -> [StateOf<T, Self>; N]
    where
        Self: Scan<T>,
    {
        const { assert_fits(size_of::<[StateOf<T, Self>; N]>()) }
        let (mut y, mut cursor) = (y0.clone(), self.cursor());
        core::array::from_fn(|i| {
            y = self.step(&mut cursor, i, &y, p);
            y.clone()
        })
    }
}
