//! Stochastic systems: a diffusion, its kind of noise, and the calculus in which the equation is read.
//!
//! A diffusion is a [`VectorField`] whose input is the increment of the noise, `g(t, y; p)·dw`, linear in dw: always the
//! product, never a matrix. What kind of noise that makes and in which sense the integral is meant are types, so that a
//! method which converges to another equation does not compile.

use core::marker::PhantomData;

use crate::field::{System, VectorField};
use crate::num::Real;

/// A [`VectorField`] `g(t, y; p)·dw` that is linear in its input dw, and the kind of noise it makes.
///
/// `#[diffusion(kind)]` writes it. The kind is a promise that the methods' orders rest on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a diffusion",
    note = "mark a function `g(t, y, p, dw)` with `#[diffusion(additive)]`, `scalar`, `diagonal`, `commutative` or `general`"
)]
pub trait Diffusion {
    /// The kind of noise.
    type Kind;
}

/// Noise whose diffusion does not depend on the state: both calculi read it alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Additive;

/// Noise with one channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scalar;

/// Noise with a channel for each component of the state, `gᵢ(t, yᵢ; p) dwᵢ`: a component's own channel and state alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Diagonal;

/// Noise whose channels commute: `g′ₖ gⱼ = g′ⱼ gₖ` for the columns of g.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commutative;

/// Any noise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct General;

/// The kind of noise that methods for additive noise alone ask for.
#[diagnostic::on_unimplemented(
    message = "the method is for additive noise alone, and the equation's noise is of the kind {Self}",
    note = "take `EULER_MARUYAMA` or `MILSTEIN` for an equation in the sense of Itô, `MILSTEIN`, `HEUN`, `SPARK` or `SLOW_RK` for one in the sense of Stratonovich"
)]
pub trait IsAdditive {}

impl IsAdditive for Additive {}

/// Noise of kind `Self` may have the increment `W` where the state is `Y`, over the number `T`: scalar noise has one
/// channel, diagonal noise one for each component of the state. `#[diffusion(kind)]` checks it.
#[diagnostic::on_unimplemented(
    message = "{Self} noise does not have the increment `{W}` where the state is `{Y}`",
    label = "the shape of dw does not fit the kind of noise",
    note = "scalar noise has one channel, dw: `T` or `[T; 1]`; diagonal noise has a channel for each component, dw of the state's shape; any other shape is `additive`, `commutative` or `general`"
)]
pub trait Shapes<T, Y, W> {}

impl<T, Y, W> Shapes<T, Y, W> for Additive {}
impl<T, Y, W> Shapes<T, Y, W> for Commutative {}
impl<T, Y, W> Shapes<T, Y, W> for General {}
impl<T, Y> Shapes<T, Y, T> for Scalar {}
impl<T, Y> Shapes<T, Y, [T; 1]> for Scalar {}
impl<T, Y> Shapes<T, Y, Y> for Diagonal {}

/// The calculus of Itô: the integrand is taken where a step begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ito;

/// The calculus of Stratonovich: the integrand is taken in the middle, and the chain rule is the ordinary one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stratonovich;

/// An equation read in the calculus `Self`, with noise of kind `K`, has the solution to which methods of calculus `M`
/// converge.
#[diagnostic::on_unimplemented(
    message = "the method converges to the solution in the sense of {M}, and the equation is read in the sense of {Self}",
    label = "the two differ with {K} noise",
    note = "take a method of the equation's calculus, or write the equation in the method's: they differ by the drift ½ g′g"
)]
pub trait Converges<M, K> {}

impl<K> Converges<Ito, K> for Ito {}
impl<K> Converges<Stratonovich, K> for Stratonovich {}
impl Converges<Stratonovich, Additive> for Ito {}
impl Converges<Ito, Additive> for Stratonovich {}

/// A diffusion of the states and parameters that the drift `F` is of, over the number `T`.
#[diagnostic::on_unimplemented(
    message = "the drift `{F}` and the diffusion `{Self}` are not of the same states and parameters",
    label = "one equation has one state and one set of parameters",
    note = "write `fn drift(t, y, p)` and `fn diffusion(t, y, p, dw)` with the same types of y and p, also of what one of them does not use",
    note = "networks that have parameters of their own are put together by `nn::apart`, or `nn::First` and `nn::Second`"
)]
pub trait Fits<T: Real, F: VectorField<T>>: VectorField<T, State = F::State, Params = F::Params> {}

#[diagnostic::do_not_recommend]
impl<T: Real, F, G> Fits<T, F> for G
where
    F: VectorField<T>,
    G: VectorField<T, State = F::State, Params = F::Params>,
{
}

/// The stochastic differential equation `dy = f(t, y; p, u) dt + g(t, y; p)·dw`, read in the calculus `C`.
///
/// ```
/// use tapeless::{Counter, EULER_MARUYAMA, Real, Sde, Solve, Uniform, diffusion, vector_field};
///
/// #[vector_field]
/// fn growth<T: Real>(_t: T, x: T, [mu, _sigma]: [T; 2]) -> T {
///     mu * x
/// }
///
/// #[diffusion(scalar)]
/// fn volatility<T: Real>(_t: T, x: T, [_mu, sigma]: [T; 2], dw: T) -> T {
///     sigma * x * dw
/// }
///
/// let solve = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, Uniform::new::<100>(0.0, 1.0));
/// let x1: f64 = solve.with_noise(Counter::new(1)).value(&1.0, &[0.1, 0.2]);
/// assert!(x1 > 0.0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Sde<F, G, C> {
    /// The drift f.
    pub drift: F,
    /// The diffusion g.
    pub diffusion: G,
    calculus: PhantomData<C>,
}

impl<F, G, C> Sde<F, G, C> {
    /// The equation in the sense of `C`.
    #[inline(always)]
    pub(crate) const fn new(drift: F, diffusion: G) -> Self {
        Self { drift, diffusion, calculus: PhantomData }
    }
}

impl<F, G> Sde<F, G, Ito> {
    /// The equation in the sense of Itô.
    pub const fn ito(drift: F, diffusion: G) -> Self {
        Self { drift, diffusion, calculus: PhantomData }
    }
}

impl<F, G> Sde<F, G, Stratonovich> {
    /// The equation in the sense of Stratonovich.
    pub const fn stratonovich(drift: F, diffusion: G) -> Self {
        Self { drift, diffusion, calculus: PhantomData }
    }
}

impl<T, F, G, C> System<T> for Sde<F, G, C>
where
    T: Real,
    F: VectorField<T>,
    G: VectorField<T>,
{
    type State = F::State;
    type Params = F::Params;
    type Input = F::Input;
    type Noise = G::Input;
}
