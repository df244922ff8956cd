//! A differentiable function: its value, and the transpose of its derivative.

use crate::num::Real;

/// A function of a tuple of arguments whose reverse sweep is known: what `#[differentiable]` writes.
///
/// The transpose runs in two halves. [`eval_keep`](Differentiable::eval_keep) gives the value and what the second
/// half needs beside the arguments; [`vjp`](Differentiable::vjp) takes a cotangent of the output back to cotangents of
/// the arguments. Laws: `eval` and `eval_keep` give the same bits; `⟨w, ∂f·dx⟩ = ⟨vjp(w), dx⟩`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be differentiable over `{T}`",
    note = "mark the function with `#[differentiable]`"
)]
pub trait Differentiable<T: Real> {
    /// The arguments, as a tuple; their cotangents have the same type.
    type Args;
    /// The value; its cotangent has the same type.
    type Output;
    /// What the transpose needs beside the arguments.
    type Kept: Clone;

    /// The value at `args`.
    fn eval(&self, args: &Self::Args) -> Self::Output;
    /// The value at `args`, and what its transpose needs.
    fn eval_keep(&self, args: &Self::Args) -> (Self::Output, Self::Kept);
    /// `wᵀ ∂f/∂args`, at the arguments and with what [`eval_keep`](Differentiable::eval_keep) kept there.
    fn vjp(&self, args: &Self::Args, kept: &Self::Kept, w: &Self::Output) -> Self::Args;
}

/// The value of the function that `F` stands for.
#[inline(always)]
pub fn eval<F: Differentiable<T> + Default, T: Real>(args: &F::Args) -> F::Output {
    F::default().eval(args)
}

/// The value of the function that `F` stands for, and what its transpose needs.
#[inline(always)]
pub fn eval_keep<F: Differentiable<T> + Default, T: Real>(args: &F::Args) -> (F::Output, F::Kept) {
    F::default().eval_keep(args)
}

/// The transpose of the function that `F` stands for.
#[inline(always)]
pub fn vjp<F: Differentiable<T> + Default, T: Real>(args: &F::Args, kept: &F::Kept, w: &F::Output) -> F::Args {
    F::default().vjp(args, kept, w)
}
