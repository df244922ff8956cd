//! What is solved: the vector field, its transpose, and the system made of it.

use crate::num::{Real, Time};
use crate::vector::Vector;

/// The right-hand side `f(t, y; p, u)` of `dy/dt = f`, over the number `T`.
///
/// `#[vector_field]` writes it for every `T`; a field written by hand may exist for one number type alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a vector field over `{T}`",
    note = "mark a function `f(t, y, p)` or `f(t, y, p, u)` with `#[vector_field]`, or implement `VectorField` by hand",
    note = "a field written for one number has neither forward mode, which is a solve on `Dual`, nor lanes: write it for every `T: Real`"
)]
pub trait VectorField<T: Real> {
    /// The state y.
    type State: Vector<T>;
    /// The parameters p; `()` where there are none.
    type Params: Vector<T>;
    /// The input u of a step (a control, say); `()` where there is none.
    type Input: Vector<T>;

    /// Where ∂f/∂y may differ from zero, if that is known: for each component of f, in the order of
    /// [`Vector::each`], the components of y that it may depend on, in ascending order.
    ///
    /// `#[vector_field]` finds it of numbers, arrays, tuples, structs that derive `Vector` and nalgebra's vectors. It is tight on
    /// straight-line code and in loops, by their counters and flags as well, whose bounds are literals, const parameters or constants;
    /// by the indices that constant tables hold, `u[EDGES[i].0]`; and through the functions that are called, each of which has a
    /// pattern of its own. What stands in the code counts, so `x - x` depends on x.
    ///
    /// It is wider than it might be, and never lacks an entry, where something is known at run time only: an `if` has what either
    /// arm has, and an element may be any whose index comes from an argument that is not differentiated, from a table's small
    /// integers after arithmetic beyond 127, or, where a const parameter or a struct is about, from a counter that loops within
    /// loops change. What a method gives, or a function with more than 600 values that the compiler would have to go through,
    /// depends on all that it is given. It is `None`, and every component may depend on every other, for states of more than 400
    /// components whose lengths are not literals, after some 10⁵ operations of loops (10⁶ where the compiler goes through them), and
    /// unless a field written by hand says it.
    ///
    /// A table of indices from outside is read by the compiler where it is an array or a slice, of structs and tuples too; what
    /// else is indexed, such as a `LazyLock` or a type with an `Index` of its own, may say any index.
    ///
    /// ```
    /// use tapeless::{Real, VectorField, vector_field};
    ///
    /// #[vector_field]
    /// fn chain<T: Real>(_t: T, x: [T; 4], k: T) -> [T; 4] {
    ///     let mut dx = [T::ZERO; 4];
    ///     for i in 1..4 {
    ///         dx[i] = k * (x[i - 1] - x[i]);
    ///     }
    ///     dx
    /// }
    ///
    /// let pattern: &[&[usize]] = &[&[], &[0, 1], &[1, 2], &[2, 3]];
    /// assert_eq!(<Chain as VectorField<f64>>::SPARSITY, Some(pattern));
    /// ```
    const SPARSITY: Option<&'static [&'static [usize]]> = None;

    /// `f(t, y; p, u)`
    fn eval(&self, t: T, y: &Self::State, p: &Self::Params, u: &Self::Input) -> Self::State;

    /// `base + c · f(t, y; p, u)`: the next stage of a method whose stages each follow from the one before.
    ///
    /// A field may give it with `c` multiplied into its constants and parameters, which are the same in every step, and
    /// `base` at the end of its sums, so that fewer operations follow one another.
    #[inline(always)]
    fn eval_add<H: Time<T>>(
        &self,
        base: &Self::State,
        c: H,
        t: T,
        y: &Self::State,
        p: &Self::Params,
        u: &Self::Input,
    ) -> Self::State {
        let mut sum = base.clone();
        sum.axpy(c, &self.eval(t, y, p, u));
        sum
    }
}

/// The cotangents that a field's transpose adds to, beside the state's, which it returns.
#[derive(Debug)]
pub struct Bars<'a, T, P, U> {
    /// Of the time.
    pub t: &'a mut T,
    /// Of the parameters.
    pub p: &'a mut P,
    /// Of the input.
    pub u: &'a mut U,
}

/// A vector field whose reverse sweep is known.
///
/// Laws: [`eval`](VectorField::eval) and [`eval_keep`](Vjp::eval_keep) give the same bits; what [`vjp`](Vjp::vjp)
/// returns and adds is `wᵀ ∂f/∂y` and `wᵀ ∂f/∂(t, p, u)`.
#[diagnostic::on_unimplemented(
    message = "the reverse sweep of `{Self}` over `{T}` is not known",
    note = "mark the field with `#[vector_field]`, implement `Vjp` by hand, or differentiate in forward mode"
)]
pub trait Vjp<T: Real>: VectorField<T> {
    /// What the transpose needs of one evaluation beside p and u: parts of t and y, and intermediate values.
    type Kept: Clone;
    /// Whether evaluating again costs more than storing [`Kept`](Vjp::Kept): whether the field calls anything beyond
    /// ring operations and division.
    const COSTLY: bool;

    /// `f(t, y; p, u)`, and what its transpose needs.
    fn eval_keep(&self, t: T, y: &Self::State, p: &Self::Params, u: &Self::Input) -> (Self::State, Self::Kept);
    /// [`eval_add`](VectorField::eval_add), with its bits, and what the transpose of `f` needs.
    #[inline(always)]
    fn eval_add_keep<H: Time<T>>(
        &self,
        base: &Self::State,
        c: H,
        t: T,
        y: &Self::State,
        p: &Self::Params,
        u: &Self::Input,
    ) -> (Self::State, Self::Kept) {
        let (f, kept) = self.eval_keep(t, y, p, u);
        let mut sum = base.clone();
        sum.axpy(c, &f);
        (sum, kept)
    }
    /// Returns `wᵀ ∂f/∂y` and adds `wᵀ ∂f/∂(t, p, u)` to `bars`.
    fn vjp(
        &self,
        p: &Self::Params,
        u: &Self::Input,
        kept: &Self::Kept,
        w: &Self::State,
        bars: Bars<'_, T, Self::Params, Self::Input>,
    ) -> Self::State;
}

/// What is solved, of whatever kind: its state, parameters, input and noise.
pub trait System<T: Real> {
    /// The state y.
    type State: Vector<T>;
    /// The parameters p.
    type Params: Vector<T>;
    /// The input u of a step.
    type Input: Vector<T>;
    /// The increment dw of the noise, a component for each channel; `()` where there is none.
    type Noise: Vector<T>;
}

/// The ordinary differential equation `dy/dt = f(t, y; p, u)` of a [`VectorField`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Ode<F>(pub F);

impl<T: Real, F: VectorField<T>> System<T> for Ode<F> {
    type State = F::State;
    type Params = F::Params;
    type Input = F::Input;
    type Noise = ();
}
