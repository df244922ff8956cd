//! A solve as a differentiable function of `(y0, p)`, so that it can stand inside one: its state at the end, states on
//! the way, and an objective's value.

#![expect(clippy::type_complexity, reason = "a solve's state and parameters are named through all of its parts")]

use crate::field::Bars;
use crate::function::Differentiable;
use crate::gradient::reverse::execute_every;
use crate::input::{Inputs, OwnedInputs};
use crate::mesh::{ConstMesh, Uniform};
use crate::num::Real;
use crate::objective::{Objective, ObjectiveVjp, Terminal, Visit};
use crate::scan::{InputOf, ParamsOf, Scan, ScanVjp, StateOf};
use crate::solve::{Solve, saving_interval};
use crate::vector::Vector;

/// The state at the end, weighed with a cotangent: the function whose gradient is the transpose of a solve.
struct Weighed<'a, Y>(&'a Y);

impl<T: Real, Y: Vector<T>> Differentiable<T> for Weighed<'_, Y> {
    type Args = (Y,);
    type Output = T;
    type Kept = ();
    #[inline(always)]
    fn eval(&self, (y1,): &(Y,)) -> T {
        self.0.dot(y1)
    }
    #[inline(always)]
    fn eval_keep(&self, args: &(Y,)) -> (T, ()) {
        (self.eval(args), ())
    }
    #[inline(always)]
    fn vjp(&self, _args: &(Y,), (): &(), w: &T) -> (Y,) {
        (scaled(self.0.clone(), *w),)
    }
}

/// States on the way, weighed with cotangents: the states before every `every`-th step from `first` on, the one after the last
/// step among them where its turn has come.
pub(crate) struct WeighedStates<'a, Y> {
    pub(crate) w: &'a [Y],
    pub(crate) first: usize,
    pub(crate) every: usize,
}

impl<Y> WeighedStates<'_, Y> {
    #[inline(always)]
    fn at(&self, i: usize) -> Option<&Y> {
        let since = i.checked_sub(self.first)?;
        if since.is_multiple_of(self.every) { self.w.get(since / self.every) } else { None }
    }
}

impl<T: Real, Y: Vector<T>, P, U> Objective<T, Y, P, U> for WeighedStates<'_, Y> {
    /// The number of steps.
    type Memory = usize;
    #[inline(always)]
    fn start(&self, _y0: &Y, steps: usize) -> usize {
        steps
    }
    /// Nothing asks for it.
    #[inline(always)]
    fn finish(&self, _steps: &mut usize, _y1: &Y, _p: &P) -> T {
        T::ZERO
    }
}

impl<T: Real, Y: Vector<T>, P, U> ObjectiveVjp<T, Y, P, U> for WeighedStates<'_, Y> {
    #[inline(always)]
    fn seed(&self, steps: &mut usize, _y1: &Y, _p: &P, y_bar: &mut Y, _p_bar: &mut P) {
        if let Some(w) = self.at(*steps) {
            y_bar.add(w);
        }
    }
    #[inline(always)]
    fn pull(&self, _steps: &mut usize, visit: &Visit<'_, T, Y, P, U>, y_bar: &mut Y, _bars: Bars<'_, T, P, U>) {
        if let Some(w) = self.at(visit.i) {
            y_bar.add(w);
        }
    }
}

/// A vector times a number.
fn scaled<T: Real, V: Vector<T>>(mut v: V, w: T) -> V {
    let like = v.clone();
    v.zip_mut(&like, &mut |x, y| *x = y * w);
    v
}

impl<S, M, D, I, N> Solve<S, M, D, I, N> {
    /// The transpose of [`objective`](Solve::objective): the cotangents of `y0` and `p` from the cotangent `w` of the
    /// objective's value. A call of `solve.objective(&y0, &p, &objective)` becomes this in the reverse sweep of a
    /// `#[differentiable]` function; an objective there has no cotangent.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let gradient = solve.gradient(&2.0, &0.5, &Terminal(Square));
    /// let bars: (f64, f64, ()) = solve.objective_vjp(&2.0, &0.5, &Terminal(Square), &3.0);
    /// assert_eq!(bars, (3.0 * gradient.y0, 3.0 * gradient.p, ()));
    /// ```
    pub fn objective_vjp<T: Real, O>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        objective: &O,
        w: &T,
    ) -> (StateOf<T, Self>, ParamsOf<T, Self>, ())
    where
        Self: ScanVjp<T, Kept: Copy>,
        StateOf<T, Self>: Copy,
        D: ConstMesh,
        I: OwnedInputs<InputOf<T, Self>>,
        O: ObjectiveVjp<T, StateOf<T, Self>, ParamsOf<T, Self>, InputOf<T, Self>>,
    {
        let gradient = self.gradient(y0, p, objective);
        (scaled(gradient.y0, *w), scaled(gradient.p, *w), ())
    }

    /// The transpose of [`saved`](Solve::saved): the cotangents of `y0` and `p` from those of the saved states.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(0.0, 1.0));
    /// let (y0_bar, _): (f64, f64) = solve.saved_vjp(&2.0, &0.5, &[1.0, 1.0, 1.0]);
    /// let [start, middle, end] = solve.saved::<3, _>(&2.0, &0.5);
    /// assert!((y0_bar - (start + middle + end) / 2.0).abs() < 1e-12);
    /// ```
    pub fn saved_vjp<const K: usize, T: Real>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        w: &[StateOf<T, Self>; K],
    ) -> (StateOf<T, Self>, ParamsOf<T, Self>)
    where
        Self: ScanVjp<T, Kept: Copy>,
        StateOf<T, Self>: Copy,
        D: ConstMesh,
        I: OwnedInputs<InputOf<T, Self>>,
    {
        let every = const { saving_interval(D::STEPS, K) };
        let mut bars = self.inputs.bars(Vector::zero);
        let weighed = WeighedStates { w, first: 0, every };
        let gradient = execute_every(self, &self.mesh, (y0, p), &weighed, &mut bars);
        (gradient.y0, gradient.p)
    }

    /// The transpose of [`value`](Solve::value): the cotangents of `y0` and `p` from the cotangent `w` of the state at
    /// the end. This is what a call of `solve.value(&y0, &p)` becomes in the reverse sweep of a `#[differentiable]`
    /// function.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let (y0_bar, rate_bar) = solve.value_vjp(&2.0, &0.5, &1.0);
    /// let y1: f64 = solve.value(&2.0, &0.5);
    /// assert!((y0_bar - y1 / 2.0).abs() < 1e-12 && (rate_bar + y1).abs() < 1e-9);
    /// ```
    pub fn value_vjp<T: Real>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        w: &StateOf<T, Self>,
    ) -> (StateOf<T, Self>, ParamsOf<T, Self>)
    where
        Self: ScanVjp<T, Kept: Copy>,
        StateOf<T, Self>: Copy,
        D: ConstMesh,
        I: OwnedInputs<InputOf<T, Self>>,
    {
        let mut bars = self.inputs.bars(Vector::zero);
        let gradient = execute_every(self, &self.mesh, (y0, p), &Terminal(Weighed(w)), &mut bars);
        (gradient.y0, gradient.p)
    }
}

impl<S, M, H, I, N, const STEPS: usize> Solve<S, M, Uniform<H, STEPS>, I, N> {
    /// The transpose of [`states`](Solve::states): the cotangents of `y0` and `p` from those of the state after every step.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(0.0, 1.0));
    /// let (y0_bar, _) = solve.states_vjp(&2.0, &0.5, &[1.0; 10]);
    /// assert!((y0_bar - solve.states(&2.0, &0.5).iter().sum::<f64>() / 2.0).abs() < 1e-12);
    /// ```
    pub fn states_vjp<T: Real>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        w: &[StateOf<T, Self>; STEPS],
    ) -> (StateOf<T, Self>, ParamsOf<T, Self>)
    where
        Self: ScanVjp<T, Kept: Copy>,
        StateOf<T, Self>: Copy,
        Uniform<H, STEPS>: ConstMesh,
        I: OwnedInputs<InputOf<T, Self>>,
    {
        let mut bars = self.inputs.bars(Vector::zero);
        let weighed = WeighedStates { w, first: 1, every: 1 };
        let gradient = execute_every(self, &self.mesh, (y0, p), &weighed, &mut bars);
        (gradient.y0, gradient.p)
    }
}

/// The saved states of a solve as one of its methods that has no parameter but the number: how a body calls it.
#[derive(Clone, Copy, Debug)]
pub struct Saving<'a, S, const K: usize>(&'a S);

/// A solve whose states are saved `K` times.
pub const fn saving<const K: usize, S>(solve: &S) -> Saving<'_, S, K> {
    Saving(solve)
}

impl<S, M, D, I, N, const K: usize> Saving<'_, Solve<S, M, D, I, N>, K> {
    /// As [`Solve::saved`].
    #[inline]
    pub fn saved<T: Real>(
        &self,
        y0: &StateOf<T, Solve<S, M, D, I, N>>,
        p: &ParamsOf<T, Solve<S, M, D, I, N>>,
    ) -> [StateOf<T, Solve<S, M, D, I, N>>; K]
    where
        Solve<S, M, D, I, N>: Scan<T>,
        D: ConstMesh,
    {
        self.0.saved(y0, p)
    }

    /// As [`Solve::saved_vjp`].
    #[inline]
    pub fn saved_vjp<T: Real>(
        &self,
        y0: &StateOf<T, Solve<S, M, D, I, N>>,
        p: &ParamsOf<T, Solve<S, M, D, I, N>>,
        w: &[StateOf<T, Solve<S, M, D, I, N>>; K],
    ) -> (StateOf<T, Solve<S, M, D, I, N>>, ParamsOf<T, Solve<S, M, D, I, N>>)
    where
        Solve<S, M, D, I, N>: ScanVjp<T, Kept: Copy>,
        StateOf<T, Solve<S, M, D, I, N>>: Copy,
        D: ConstMesh,
        I: OwnedInputs<InputOf<T, Solve<S, M, D, I, N>>>,
    {
        self.0.saved_vjp(y0, p, w)
    }
}

/// A solve whose inputs are an argument like `y0` and `p`: how a body calls one whose inputs it differentiates.
#[derive(Clone, Copy, Debug)]
pub struct Driven<'a, S>(&'a S);

/// A solve whose inputs come with each call.
pub const fn driven<S>(solve: &S) -> Driven<'_, S> {
    Driven(solve)
}

/// A solve with inputs.
type With<S, M, D, I, N> = Solve<S, M, D, I, N>;

impl<S: Clone, M: Clone, D: Clone + ConstMesh, N: Clone> Driven<'_, Solve<S, M, D, (), N>> {
    fn with<U, J: Inputs<U> + Clone>(&self, inputs: &J) -> With<S, M, D, J, N> {
        self.0.clone().with_inputs(inputs.clone())
    }

    /// As [`Solve::value`].
    #[inline]
    pub fn value<T: Real, J>(
        &self,
        y0: &StateOf<T, With<S, M, D, J, N>>,
        p: &ParamsOf<T, With<S, M, D, J, N>>,
        inputs: &J,
    ) -> StateOf<T, With<S, M, D, J, N>>
    where
        With<S, M, D, J, N>: Scan<T>,
        J: Inputs<InputOf<T, With<S, M, D, J, N>>> + Clone,
    {
        self.with(inputs).value(y0, p)
    }

    /// As [`Solve::value_vjp`], with the cotangents of the inputs.
    pub fn value_vjp<T: Real, J>(
        &self,
        y0: &StateOf<T, With<S, M, D, J, N>>,
        p: &ParamsOf<T, With<S, M, D, J, N>>,
        inputs: &J,
        w: &StateOf<T, With<S, M, D, J, N>>,
    ) -> (StateOf<T, With<S, M, D, J, N>>, ParamsOf<T, With<S, M, D, J, N>>, J::Bars)
    where
        With<S, M, D, J, N>: ScanVjp<T, Kept: Copy>,
        StateOf<T, With<S, M, D, J, N>>: Copy,
        J: OwnedInputs<InputOf<T, With<S, M, D, J, N>>> + Clone,
    {
        let solve = self.with(inputs);
        let mut bars = inputs.bars(Vector::zero);
        let gradient = execute_every(&solve, &solve.mesh, (y0, p), &Terminal(Weighed(w)), &mut bars);
        (gradient.y0, gradient.p, bars)
    }

    /// As [`Solve::objective`].
    #[inline]
    pub fn objective<T: Real, J, O>(
        &self,
        y0: &StateOf<T, With<S, M, D, J, N>>,
        p: &ParamsOf<T, With<S, M, D, J, N>>,
        objective: &O,
        inputs: &J,
    ) -> T
    where
        With<S, M, D, J, N>: Scan<T>,
        J: Inputs<InputOf<T, With<S, M, D, J, N>>> + Clone,
        O: Objective<
                T,
                StateOf<T, With<S, M, D, J, N>>,
                ParamsOf<T, With<S, M, D, J, N>>,
                InputOf<T, With<S, M, D, J, N>>,
            >,
    {
        self.with(inputs).objective(y0, p, objective)
    }

    /// As [`Solve::objective_vjp`], with the cotangents of the inputs.
    pub fn objective_vjp<T: Real, J, O>(
        &self,
        y0: &StateOf<T, With<S, M, D, J, N>>,
        p: &ParamsOf<T, With<S, M, D, J, N>>,
        objective: &O,
        inputs: &J,
        w: &T,
    ) -> (StateOf<T, With<S, M, D, J, N>>, ParamsOf<T, With<S, M, D, J, N>>, (), J::Bars)
    where
        With<S, M, D, J, N>: ScanVjp<T, Kept: Copy>,
        StateOf<T, With<S, M, D, J, N>>: Copy,
        J: OwnedInputs<InputOf<T, With<S, M, D, J, N>>, Bars: Vector<T>> + Clone,
        O: ObjectiveVjp<
                T,
                StateOf<T, With<S, M, D, J, N>>,
                ParamsOf<T, With<S, M, D, J, N>>,
                InputOf<T, With<S, M, D, J, N>>,
            >,
    {
        let gradient = self.with(inputs).gradient(y0, p, objective);
        (scaled(gradient.y0, *w), scaled(gradient.p, *w), (), scaled(gradient.inputs, *w))
    }
}

/// The state at the end, as a function of `(y0, p)`.
impl<T: Real, S, M, D, I, N> Differentiable<T> for Solve<S, M, D, I, N>
where
    Self: ScanVjp<T, Kept: Copy>,
    StateOf<T, Self>: Copy,
    D: ConstMesh,
    I: OwnedInputs<InputOf<T, Self>>,
{
    type Args = (StateOf<T, Self>, ParamsOf<T, Self>);
    type Output = StateOf<T, Self>;
    type Kept = ();

    fn eval(&self, (y0, p): &Self::Args) -> Self::Output {
        self.value(y0, p)
    }
    fn eval_keep(&self, (y0, p): &Self::Args) -> (Self::Output, ()) {
        (self.value(y0, p), ())
    }
    fn vjp(&self, (y0, p): &Self::Args, (): &(), w: &Self::Output) -> Self::Args {
        self.value_vjp(y0, p, w)
    }
}
