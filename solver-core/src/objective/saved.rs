//! A function of several saved states.

use crate::field::Bars;
use crate::function::Differentiable;
use crate::num::Real;
use crate::objective::{Objective, ObjectiveVjp, Visit, parts};
use crate::vector::Vector;

/// A function of `M` saved states at once, `#[differentiable]`: `loss([y; M])`, the first `y0` and the last the state
/// at the end, at equal numbers of steps.
///
/// ```
/// use tapeless::{Ode, RK4, Real, Saved, Solve, Uniform, differentiable};
/// # #[tapeless::vector_field]
/// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
///
/// #[differentiable]
/// fn curvature<T: Real>([a, b, c]: [T; 3]) -> T {
///     a - 2.0 * b + c
/// }
///
/// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
/// let g = solve.gradient(&2.0, &0.5, &Saved::<3, _>(Curvature));
/// assert!((g.y0 - g.value / 2.0).abs() < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Saved<const M: usize, F>(pub F);

/// Saved states, and how many steps lie between them; on the way back, their cotangents.
#[derive(Clone, Debug)]
pub struct SavedStates<Y, const M: usize> {
    every: usize,
    states: [Y; M],
}

impl<Y: Clone, const M: usize> SavedStates<Y, M> {
    /// The slot of the state before step `i`, where it is one of the saved.
    #[inline(always)]
    fn slot(&mut self, i: usize) -> Option<&mut Y> {
        if i.is_multiple_of(self.every) { self.states.get_mut(i / self.every) } else { None }
    }
    #[inline(always)]
    fn save_last(&mut self, y1: &Y) {
        if let Some(last) = self.states.last_mut() {
            last.clone_from(y1);
        }
    }
}

impl<T, Y, P, U, F, const M: usize> Objective<T, Y, P, U> for Saved<M, F>
where
    T: Real,
    Y: Clone,
    F: Differentiable<T, Output = T, Args = ([Y; M],)>,
{
    type Memory = SavedStates<Y, M>;
    const PARTS: Option<usize> = Some(parts(M));

    #[inline(always)]
    fn start(&self, y0: &Y, steps: usize) -> SavedStates<Y, M> {
        SavedStates { every: (steps / const { parts(M) }).max(1), states: core::array::from_fn(|_| y0.clone()) }
    }
    #[inline(always)]
    fn see(&self, saved: &mut SavedStates<Y, M>, visit: &Visit<'_, T, Y, P, U>) {
        if let Some(slot) = saved.slot(visit.i) {
            slot.clone_from(visit.y);
        }
    }
    #[inline(always)]
    fn finish(&self, saved: &mut SavedStates<Y, M>, y1: &Y, _p: &P) -> T {
        saved.save_last(y1);
        self.0.eval(&(saved.states.clone(),))
    }
}

impl<T, Y, P, U, F, const M: usize> ObjectiveVjp<T, Y, P, U> for Saved<M, F>
where
    T: Real,
    Y: Vector<T>,
    F: Differentiable<T, Output = T, Args = ([Y; M],)>,
{
    #[inline(always)]
    fn seed(&self, saved: &mut SavedStates<Y, M>, _y1: &Y, _p: &P, y_bar: &mut Y, _p_bar: &mut P) {
        let args = (saved.states.clone(),);
        let (_, kept) = self.0.eval_keep(&args);
        saved.states = self.0.vjp(&args, &kept, &T::ONE).0;
        if let Some(last) = saved.states.last() {
            y_bar.add(last);
        }
    }
    #[inline(always)]
    fn pull(
        &self,
        saved: &mut SavedStates<Y, M>,
        visit: &Visit<'_, T, Y, P, U>,
        y_bar: &mut Y,
        _bars: Bars<'_, T, P, U>,
    ) {
        if let Some(cotangent) = saved.slot(visit.i) {
            y_bar.add(cotangent);
        }
    }
}
