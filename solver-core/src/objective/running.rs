//! A sum over the steps.

use crate::field::Bars;
use crate::function::Differentiable;
use crate::num::Real;
use crate::objective::{Objective, ObjectiveVjp, Visit};
use crate::vector::Vector;

/// The sum over the steps of a function of the state before each, `#[differentiable]`: `cost(y)`, `cost(y, u)`,
/// `cost(t, y, p)` or `cost(t, y, p, u)`.
///
/// ```
/// use tapeless::{Ode, RK4, Real, Running, Solve, Terminal, Uniform, differentiable};
/// # #[tapeless::vector_field]
/// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
///
/// #[differentiable]
/// fn square<T: Real>(y: T) -> T {
///     y * y
/// }
///
/// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<2>(0.0, 1.0));
/// let [first, second, last] = solve.saved::<3, _>(&2.0, &0.5);
/// let g = solve.gradient(&2.0, &0.5, &(Running(Square), Terminal(Square)));
/// assert_eq!(g.value, first * first + second * second + last * last);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Running<F>(pub F);

/// The arguments that an objective's function takes from one step of a scan.
#[diagnostic::on_unimplemented(
    message = "a running cost is not a function of `{Self}`",
    note = "its arguments are the state, the state and the input, or time, state and parameters, and the input after them"
)]
pub trait RunningArgs<T, Y, P, U>: Sized {
    /// Takes them.
    fn gather(visit: &Visit<'_, T, Y, P, U>) -> Self;
    /// Adds their cotangents to where they were taken from.
    fn scatter(&self, y_bar: &mut Y, bars: Bars<'_, T, P, U>)
    where
        T: Real,
        Y: Vector<T>,
        P: Vector<T>,
        U: Vector<T>;
}

macro_rules! running_args {
    ($($arg:ident: $Arg:ident),* => |$visit:ident| $gather:expr, |$bars:ident, $y_bar:ident| $($target:expr),*) => {
        impl<T: Clone, Y: Clone, P: Clone, U: Clone> RunningArgs<T, Y, P, U> for ($($Arg,)*) {
            #[inline(always)]
            fn gather($visit: &Visit<'_, T, Y, P, U>) -> Self {
                $gather
            }
            #[inline(always)]
            fn scatter(&self, $y_bar: &mut Y, $bars: Bars<'_, T, P, U>)
            where
                T: Real,
                Y: Vector<T>,
                P: Vector<T>,
                U: Vector<T>,
            {
                let ($($arg,)*) = self;
                let _ = &$bars;
                $(Vector::<T>::add($target, $arg);)*
            }
        }
    };
}

running_args!(y: Y => |v| (v.y.clone(),), |bars, y_bar| y_bar);
running_args!(y: Y, u: U => |v| (v.y.clone(), v.u.clone()), |bars, y_bar| y_bar, bars.u);
running_args!(t: T, y: Y, p: P => |v| (v.t.clone(), v.y.clone(), v.p.clone()), |bars, y_bar| bars.t, y_bar, bars.p);
running_args!(
    t: T, y: Y, p: P, u: U => |v| (v.t.clone(), v.y.clone(), v.p.clone(), v.u.clone()),
    |bars, y_bar| bars.t, y_bar, bars.p, bars.u
);

impl<T, Y, P, U, F> Objective<T, Y, P, U> for Running<F>
where
    T: Real,
    F: Differentiable<T, Output = T, Args: RunningArgs<T, Y, P, U>>,
{
    type Memory = T;

    #[inline(always)]
    fn start(&self, _y0: &Y, _steps: usize) -> T {
        T::ZERO
    }
    #[inline(always)]
    fn see(&self, sum: &mut T, visit: &Visit<'_, T, Y, P, U>) {
        *sum += self.0.eval(&F::Args::gather(visit));
    }
    #[inline(always)]
    fn finish(&self, sum: &mut T, _y1: &Y, _p: &P) -> T {
        *sum
    }
}

impl<T, Y, P, U, F> ObjectiveVjp<T, Y, P, U> for Running<F>
where
    T: Real,
    Y: Vector<T>,
    P: Vector<T>,
    U: Vector<T>,
    F: Differentiable<T, Output = T, Args: RunningArgs<T, Y, P, U>>,
{
    #[inline(always)]
    fn seed(&self, _sum: &mut T, _y1: &Y, _p: &P, _y_bar: &mut Y, _p_bar: &mut P) {}
    #[inline(always)]
    fn pull(&self, _sum: &mut T, visit: &Visit<'_, T, Y, P, U>, y_bar: &mut Y, bars: Bars<'_, T, P, U>) {
        let args = F::Args::gather(visit);
        let (_, kept) = self.0.eval_keep(&args);
        self.0.vjp(&args, &kept, &T::ONE).scatter(y_bar, bars);
    }
}
