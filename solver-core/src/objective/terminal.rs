//! A function of the state at the end.

use crate::field::Bars;
use crate::function::Differentiable;
use crate::num::Real;
use crate::objective::{Objective, ObjectiveVjp, Visit};
use crate::vector::Vector;

/// A function of the state at the end: `loss(y)` or `loss(y, p)`, `#[differentiable]`.
///
/// ```
/// use tapeless::{Ode, RK4, Real, Solve, Terminal, Uniform, differentiable};
/// # #[tapeless::vector_field]
/// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
///
/// #[differentiable]
/// fn distance<T: Real>(y: T, rate: T) -> T {
///     (y - rate).powi(2)
/// }
///
/// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(0.0, 1.0));
/// assert!(solve.gradient(&2.0, &0.5, &Terminal(Distance)).y0 > 0.0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal<F>(pub F);

/// The arguments that an objective's function takes from the end of a scan: `(y,)` or `(y, p)`.
pub trait TerminalArgs<Y, P>: Sized {
    /// Takes them.
    fn gather(y: &Y, p: &P) -> Self;
    /// Adds their cotangents to where they were taken from.
    fn scatter<T: Real>(&self, y_bar: &mut Y, p_bar: &mut P)
    where
        Y: Vector<T>,
        P: Vector<T>;
}

impl<Y: Clone, P> TerminalArgs<Y, P> for (Y,) {
    #[inline(always)]
    fn gather(y: &Y, _p: &P) -> Self {
        (y.clone(),)
    }
    #[inline(always)]
    fn scatter<T: Real>(&self, y_bar: &mut Y, _p_bar: &mut P)
    where
        Y: Vector<T>,
        P: Vector<T>,
    {
        y_bar.add(&self.0);
    }
}

impl<Y: Clone, P: Clone> TerminalArgs<Y, P> for (Y, P) {
    #[inline(always)]
    fn gather(y: &Y, p: &P) -> Self {
        (y.clone(), p.clone())
    }
    #[inline(always)]
    fn scatter<T: Real>(&self, y_bar: &mut Y, p_bar: &mut P)
    where
        Y: Vector<T>,
        P: Vector<T>,
    {
        y_bar.add(&self.0);
        p_bar.add(&self.1);
    }
}

impl<T, Y, P, U, F> Objective<T, Y, P, U> for Terminal<F>
where
    T: Real,
    F: Differentiable<T, Output = T, Args: TerminalArgs<Y, P>>,
{
    type Memory = ();

    #[inline(always)]
    fn start(&self, _y0: &Y, _steps: usize) {}
    #[inline(always)]
    fn finish(&self, (): &mut (), y1: &Y, p: &P) -> T {
        self.0.eval(&F::Args::gather(y1, p))
    }
}

impl<T, Y, P, U, F> ObjectiveVjp<T, Y, P, U> for Terminal<F>
where
    T: Real,
    Y: Vector<T>,
    P: Vector<T>,
    F: Differentiable<T, Output = T, Args: TerminalArgs<Y, P>>,
{
    #[inline(always)]
    fn seed(&self, (): &mut (), y1: &Y, p: &P, y_bar: &mut Y, p_bar: &mut P) {
        let args = F::Args::gather(y1, p);
        let (_, kept) = self.0.eval_keep(&args);
        self.0.vjp(&args, &kept, &T::ONE).scatter(y_bar, p_bar);
    }
    #[inline(always)]
    fn pull(&self, (): &mut (), _visit: &Visit<'_, T, Y, P, U>, _y_bar: &mut Y, _bars: Bars<'_, T, P, U>) {}
}
