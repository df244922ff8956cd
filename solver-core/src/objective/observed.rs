//! A sum over observations.

use crate::field::Bars;
use crate::function::Differentiable;
use crate::num::Real;
use crate::objective::{Objective, ObjectiveVjp, Visit, parts};
use crate::vector::Vector;

/// The sum over observations of a function of the state and the observed value there, `#[differentiable]`:
/// `cost(y, value)`; the first observation is at `y0` and the last at the end, at equal numbers of steps.
///
/// The values are an array, whose length the compiler checks against the mesh, or a slice, whose length is checked when a
/// gradient is taken.
///
/// ```
/// use tapeless::{Observed, Ode, RK4, Real, Solve, Uniform, differentiable};
/// # #[tapeless::vector_field]
/// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
///
/// #[differentiable]
/// fn squared_error<T: Real>(y: T, seen: T) -> T {
///     (y - seen).powi(2)
/// }
///
/// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 2.0));
/// let objective = Observed { cost: SquaredError, values: [2.0, 1.2, 0.7] };
/// assert!(solve.gradient(&2.0, &0.5, &objective).value < 1e-2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Observed<F, A> {
    /// The cost of one observation.
    pub cost: F,
    /// The observed values, at least two.
    pub values: A,
}

/// Values, one for each observation.
pub trait Values {
    /// The value of one observation.
    type Value;
    /// How many there are, where the compiler knows it.
    const COUNT: Option<usize>;
    /// All of them, in order.
    fn all(&self) -> &[Self::Value];
}

impl<V, const M: usize> Values for [V; M] {
    type Value = V;
    const COUNT: Option<usize> = Some(M);
    #[inline(always)]
    fn all(&self) -> &[V] {
        self
    }
}

impl<V> Values for &[V] {
    type Value = V;
    const COUNT: Option<usize> = None;
    #[inline(always)]
    fn all(&self) -> &[V] {
        self
    }
}

/// One observed value, over `T`.
type ValueOf<T, A> = <<A as Values>::Value as Vector<<T as Real>::Base>>::With<T>;

impl<F, A: Values> Observed<F, A> {
    #[inline(always)]
    fn at<T: Real>(&self, i: usize, every: usize) -> Option<ValueOf<T, A>>
    where
        A::Value: Vector<T::Base>,
    {
        let value = if i.is_multiple_of(every) { self.values.all().get(i / every) } else { None };
        value.map(|v| v.map(&mut T::constant))
    }

    #[inline(always)]
    fn last<T: Real>(&self) -> Option<ValueOf<T, A>>
    where
        A::Value: Vector<T::Base>,
    {
        self.values.all().last().map(|v| v.map(&mut T::constant))
    }

    #[inline(always)]
    fn add_cotangent<T: Real, Y: Vector<T>>(&self, y: &Y, value: ValueOf<T, A>, y_bar: &mut Y)
    where
        A::Value: Vector<T::Base>,
        F: Differentiable<T, Output = T, Args = (Y, ValueOf<T, A>)>,
    {
        let args = (y.clone(), value);
        let (_, kept) = self.cost.eval_keep(&args);
        y_bar.add(&self.cost.vjp(&args, &kept, &T::ONE).0);
    }
}

impl<T, Y, P, U, F, A> Objective<T, Y, P, U> for Observed<F, A>
where
    T: Real,
    Y: Clone,
    A: Values<Value: Vector<T::Base>>,
    F: Differentiable<T, Output = T, Args = (Y, ValueOf<T, A>)>,
{
    /// The sum, and the number of steps from one observation to the next.
    type Memory = (T, usize);
    const PARTS: Option<usize> = match A::COUNT {
        Some(count) => Some(parts(count)),
        None => None,
    };

    #[inline(always)]
    fn parts(&self) -> usize {
        self.values.all().len().saturating_sub(1)
    }
    #[inline(always)]
    fn start(&self, _y0: &Y, steps: usize) -> (T, usize) {
        let parts = self.values.all().len().saturating_sub(1).max(1);
        (T::ZERO, (steps / parts).max(1))
    }
    #[inline(always)]
    fn see(&self, (sum, every): &mut (T, usize), visit: &Visit<'_, T, Y, P, U>) {
        if let Some(value) = self.at::<T>(visit.i, *every) {
            *sum += self.cost.eval(&(visit.y.clone(), value));
        }
    }
    #[inline(always)]
    fn finish(&self, (sum, _): &mut (T, usize), y1: &Y, _p: &P) -> T {
        if let Some(value) = self.last::<T>() {
            *sum += self.cost.eval(&(y1.clone(), value));
        }
        *sum
    }
}

impl<T, Y, P, U, F, A> ObjectiveVjp<T, Y, P, U> for Observed<F, A>
where
    T: Real,
    Y: Vector<T>,
    A: Values<Value: Vector<T::Base>>,
    F: Differentiable<T, Output = T, Args = (Y, ValueOf<T, A>)>,
{
    #[inline(always)]
    fn seed(&self, _memory: &mut (T, usize), y1: &Y, _p: &P, y_bar: &mut Y, _p_bar: &mut P) {
        if let Some(value) = self.last::<T>() {
            self.add_cotangent(y1, value, y_bar);
        }
    }
    #[inline(always)]
    fn pull(
        &self,
        (_, every): &mut (T, usize),
        visit: &Visit<'_, T, Y, P, U>,
        y_bar: &mut Y,
        _bars: Bars<'_, T, P, U>,
    ) {
        if let Some(value) = self.at::<T>(visit.i, *every) {
            self.add_cotangent(visit.y, value, y_bar);
        }
    }
}
