//! What is differentiated: a mean over trajectories.

use solver_core::function::Differentiable;
use solver_core::num::Real;

use crate::batch::Batch;

/// The mean over so many trajectories of a `#[differentiable]` function of one trajectory's state.
///
/// Of a batch with fewer it is that part of the mean which the batch contributes.
///
/// ```
/// use tapeless::nn::{Batch, Mean};
/// use tapeless::{Differentiable, Real, differentiable};
///
/// #[differentiable]
/// fn radius<T: Real>([x, y]: [T; 2]) -> T {
///     (x * x + y * y).sqrt()
/// }
///
/// let y = Batch::from_fn(2, |trajectory, component| [[3.0, 4.0], [0.0, 1.0]][trajectory][component]);
/// assert_eq!(Mean { of: Radius, over: 2 }.eval(&(y,)), 3.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mean<F> {
    /// The function of one trajectory's state.
    pub of: F,
    /// The number of trajectories.
    pub over: usize,
}

impl<T: Real, F, const N: usize> Differentiable<T> for Mean<F>
where
    F: Differentiable<T, Args = ([T; N],), Output = T>,
{
    type Args = (Batch<T, N>,);
    type Output = T;
    type Kept = ();

    fn eval(&self, (y,): &Self::Args) -> T {
        let values = (0..y.trajectories()).filter_map(|i| y.trajectory(i)).map(|y| self.of.eval(&(y,)));
        values.fold(T::ZERO, |a, b| a + b) / T::count(self.over)
    }
    fn eval_keep(&self, args: &Self::Args) -> (T, ()) {
        (self.eval(args), ())
    }
    fn vjp(&self, (y,): &Self::Args, (): &(), w: &T) -> Self::Args {
        let (mut bar, share) = (Batch::stale(y.trajectories()), *w / T::count(self.over));
        for i in 0..y.trajectories() {
            if let Some(one) = y.trajectory(i) {
                let args = (one,);
                let (_, kept) = self.of.eval_keep(&args);
                bar.set_trajectory(i, &self.of.vjp(&args, &kept, &share).0);
            }
        }
        (bar,)
    }
}
