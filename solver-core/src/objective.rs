//! What is differentiated: a number made of the states a solve passes through.
//!
//! An objective sees every state once on the way forward and gives its value at the end; on the way back it gives the
//! cotangent of each. [`Terminal`], [`Running`], [`Observed`] and [`Saved`] are the ones there are, and a pair of
//! objectives is their sum.

use crate::field::Bars;
use crate::function::Differentiable;
use crate::num::Real;
use crate::vector::Vector;

/// One state on the way: step `i` begins here.
#[derive(Debug)]
pub struct Visit<'a, T, Y, P, U> {
    /// The step's index.
    pub i: usize,
    /// The time at which the step begins.
    pub t: T,
    /// The state there.
    pub y: &'a Y,
    /// The parameters.
    pub p: &'a P,
    /// The step's input.
    pub u: &'a U,
}

/// A number made of the states of a scan with state `Y`, parameters `P` and input `U` over the number `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an objective of states `{Y}` and parameters `{P}` over `{T}`",
    note = "wrap a `#[differentiable]` function of the state in `Terminal`, `Running`, `Observed` or `Saved`"
)]
pub trait Objective<T: Real, Y, P, U> {
    /// What it carries along the scan: a running sum, the states it saves.
    type Memory;
    /// The number of equal parts that the scan's steps must divide into, where the compiler knows it: 1 where any number
    /// of steps will do.
    const PARTS: Option<usize> = Some(1);

    /// The number of equal parts that the scan's steps must divide into.
    fn parts(&self) -> usize {
        Self::PARTS.unwrap_or(1)
    }

    /// Before the first step; `steps` is their number.
    fn start(&self, y0: &Y, steps: usize) -> Self::Memory;
    /// Sees the state before a step; called once a step, in order. Unless told, it looks at none.
    #[inline(always)]
    fn see(&self, _memory: &mut Self::Memory, _visit: &Visit<'_, T, Y, P, U>) {}
    /// The value, once the state `y1` after the last step is known.
    fn finish(&self, memory: &mut Self::Memory, y1: &Y, p: &P) -> T;
}

/// An objective whose transpose is known.
#[diagnostic::on_unimplemented(message = "the transpose of the objective `{Self}` over `{T}` is not known")]
pub trait ObjectiveVjp<T: Real, Y, P, U>: Objective<T, Y, P, U> {
    /// Adds the cotangents of `y1` and p, for the cotangent 1 of the value; called once, after `finish`.
    fn seed(&self, memory: &mut Self::Memory, y1: &Y, p: &P, y_bar: &mut Y, p_bar: &mut P);
    /// Adds the cotangents of what [`see`](Objective::see) saw; called once a step, in reverse order.
    fn pull(&self, memory: &mut Self::Memory, visit: &Visit<'_, T, Y, P, U>, y_bar: &mut Y, bars: Bars<'_, T, P, U>);
}

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

/// The number of equal parts that `saved` states, the first and the last step's end among them, divide a scan into.
const fn parts(saved: usize) -> usize {
    assert!(saved >= 2, "at least two states are saved: the first and the last");
    saved - 1
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

const fn least_common_multiple(a: usize, b: usize) -> usize {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    match a.checked_div(x) {
        Some(cofactor) => cofactor.saturating_mul(b),
        None => 0,
    }
}

/// Refuses, when it is compiled, a mesh that does not divide into the parts an objective asks for.
pub(crate) const fn assert_parts(steps: Option<usize>, parts: Option<usize>) {
    if let (Some(steps), Some(parts)) = (steps, parts) {
        assert!(
            steps.is_multiple_of(parts),
            "the saved states or observations do not divide the mesh: their number less one divides the number of steps"
        );
    }
}

/// The sum of two objectives.
impl<T: Real, Y, P, U, A, B> Objective<T, Y, P, U> for (A, B)
where
    A: Objective<T, Y, P, U>,
    B: Objective<T, Y, P, U>,
{
    type Memory = (A::Memory, B::Memory);
    const PARTS: Option<usize> = match (A::PARTS, B::PARTS) {
        (Some(a), Some(b)) => Some(least_common_multiple(a, b)),
        _ => None,
    };

    #[inline(always)]
    fn parts(&self) -> usize {
        least_common_multiple(self.0.parts(), self.1.parts())
    }

    #[inline(always)]
    fn start(&self, y0: &Y, steps: usize) -> Self::Memory {
        (self.0.start(y0, steps), self.1.start(y0, steps))
    }
    #[inline(always)]
    fn see(&self, (a, b): &mut Self::Memory, visit: &Visit<'_, T, Y, P, U>) {
        self.0.see(a, visit);
        self.1.see(b, visit);
    }
    #[inline(always)]
    fn finish(&self, (a, b): &mut Self::Memory, y1: &Y, p: &P) -> T {
        self.0.finish(a, y1, p) + self.1.finish(b, y1, p)
    }
}

impl<T: Real, Y, P, U, A, B> ObjectiveVjp<T, Y, P, U> for (A, B)
where
    A: ObjectiveVjp<T, Y, P, U>,
    B: ObjectiveVjp<T, Y, P, U>,
{
    #[inline(always)]
    fn seed(&self, (a, b): &mut Self::Memory, y1: &Y, p: &P, y_bar: &mut Y, p_bar: &mut P) {
        self.0.seed(a, y1, p, y_bar, p_bar);
        self.1.seed(b, y1, p, y_bar, p_bar);
    }
    #[inline(always)]
    fn pull(&self, (a, b): &mut Self::Memory, visit: &Visit<'_, T, Y, P, U>, y_bar: &mut Y, bars: Bars<'_, T, P, U>) {
        let Bars { t, p, u } = bars;
        self.0.pull(a, visit, y_bar, Bars { t: &mut *t, p: &mut *p, u: &mut *u });
        self.1.pull(b, visit, y_bar, Bars { t, p, u });
    }
}
