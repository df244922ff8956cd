//! A solve as a differentiable function of `(y0, p)`, so that it can stand inside one.

use crate::field::Bars;
use crate::function::Differentiable;
use crate::gradient::reverse::execute_every;
use crate::input::OwnedInputs;
use crate::mesh::ConstMesh;
use crate::num::Real;
use crate::objective::{Objective, ObjectiveVjp, Visit};
use crate::solve::{InputOf, ParamsOf, ScanVjp, Solve, StateOf};
use crate::vector::Vector;

/// The state at the end, weighed with a cotangent: the objective whose gradient is the transpose of a solve.
struct Weighed<'a, Y>(&'a Y);

impl<T: Real, Y: Vector<T>, P, U> Objective<T, Y, P, U> for Weighed<'_, Y> {
    type Memory = ();
    #[inline(always)]
    fn start(&self, _y0: &Y, _steps: usize) {}
    #[inline(always)]
    fn see(&self, (): &mut (), _visit: &Visit<'_, T, Y, P, U>) {}
    #[inline(always)]
    fn finish(&self, (): &mut (), y1: &Y, _p: &P) -> T {
        self.0.dot(y1)
    }
}

impl<T: Real, Y: Vector<T>, P, U> ObjectiveVjp<T, Y, P, U> for Weighed<'_, Y> {
    #[inline(always)]
    fn seed(&self, (): &mut (), _y1: &Y, _p: &P, y_bar: &mut Y, _p_bar: &mut P) {
        y_bar.add(self.0);
    }
    #[inline(always)]
    fn pull(&self, (): &mut (), _visit: &Visit<'_, T, Y, P, U>, _y_bar: &mut Y, _bars: Bars<'_, T, P, U>) {}
}

impl<S, M, D, I, N> Solve<S, M, D, I, N> {
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
        let gradient = execute_every(self, &self.mesh, (y0, p), &Weighed(w), &mut bars);
        (gradient.y0, gradient.p)
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
