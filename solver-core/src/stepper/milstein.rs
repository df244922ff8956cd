//! Milstein's step and its transpose, whose derivative of the diffusion is a product that dual numbers give.
//!
//! `y' = y + h f + g·dw + Σₖ Dₖ`, each correction `Dₖ = (∂/∂y (g(y)·aₖ)) (g(y)·bₖ)`, with
//! - Stratonovich: `a = ½ dw`, `b = dw`;
//! - Itô, one channel or one a component: `a = ½ (dw² − h)`, `b = 1`;
//! - Itô, any channels: `a = ½ dw`, `b = dw`, and for each channel `a = −½ h eⱼ`, `b = eⱼ`;
//! - additive noise: none.
//!
//! What the Lie brackets of the channels would contribute is left out, and is nothing where the noise commutes
//! (Milstein, *Approximate integration of stochastic differential equations*, 1974; Kloeden & Platen, *Numerical solution
//! of stochastic differential equations*, 1992, section 10.3).
//!
//! With `v = g(y)·b`, D is the tangent of `g(y + ε v)·a`. Its transpose is the diffusion's own reverse sweep on dual
//! numbers: of the cotangent λ at `y + ε v`, the value is the cotangent of v and the tangent that of y.

use crate::diffusion::{Additive, Commutative, Diagonal, Diffusion, Fits, General, Ito, Scalar, Sde, Stratonovich};
use crate::field::{Bars, VectorField, Vjp};
use crate::num::{Dual, Real, Time};
use crate::stepper::{Drive, StepBars, StepVjp, Stepper};
use crate::vector::Vector;

/// Milstein's method: strong order 1 with commutative noise and ½ without, in the sense of either calculus.
///
/// ```
/// # #[tapeless::vector_field]
/// # fn growth<T: tapeless::Real>(_t: T, x: T, [mu, _]: [T; 2]) -> T { mu * x }
/// # #[tapeless::diffusion(scalar)]
/// # fn volatility<T: tapeless::Real>(_t: T, x: T, [_, sigma]: [T; 2], dw: T) -> T { sigma * x * dw }
/// use tapeless::{MILSTEIN, Recorded, Sde, Solve, Uniform};
/// let solve = Solve::new(Sde::ito(Growth, Volatility), MILSTEIN, Uniform::new::<1>(0.0, 0.01));
/// let x1: f64 = solve.with_noise(Recorded([0.2])).value(&1.0, &[0.1, 0.5]);
/// // 1 + μ h + σ dw + ½ σ² (dw² − h)
/// assert!((x1 - (1.0 + 0.001 + 0.1 + 0.125 * (0.04 - 0.01))).abs() < 1e-15);
/// ```
pub const MILSTEIN: Milstein = Milstein;

/// The type of [`MILSTEIN`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Milstein;

/// What corrects a step of size h along the increment dw: how many products, and the factors of each.
pub trait Corrections<K> {
    /// How many there are, of so many channels.
    fn count(channels: usize) -> usize;
    /// The factors a and b of product `k`.
    fn factors<T: Real, H: Time<T>, W: Vector<T>>(k: usize, h: H, dw: &W) -> (W, W);
    /// Adds to the cotangent of dw what those of the factors of product `k` make.
    fn factors_vjp<T: Real, H: Time<T>, W: Vector<T>>(k: usize, dw: &W, a_bar: &W, b_bar: &W, dw_bar: &mut W);
}

macro_rules! none {
    ($($Calculus:ident),*) => {$(
        impl Corrections<Additive> for $Calculus {
            #[inline(always)]
            fn count(_channels: usize) -> usize {
                0
            }
            #[inline(always)]
            fn factors<T: Real, H: Time<T>, W: Vector<T>>(_k: usize, _h: H, dw: &W) -> (W, W) {
                (dw.clone(), dw.clone())
            }
            #[inline(always)]
            fn factors_vjp<T: Real, H: Time<T>, W: Vector<T>>(_k: usize, _dw: &W, _a: &W, _b: &W, _dw_bar: &mut W) {}
        }
    )*};
}

/// `a = ½ dw`, `b = dw`
macro_rules! symmetric {
    ($($Kind:ident),*) => {$(
        impl Corrections<$Kind> for Stratonovich {
            #[inline(always)]
            fn count(_channels: usize) -> usize {
                1
            }
            #[inline(always)]
            fn factors<T: Real, H: Time<T>, W: Vector<T>>(_k: usize, _h: H, dw: &W) -> (W, W) {
                (dw.scaled(H::lit(0.5)), dw.clone())
            }
            #[inline(always)]
            fn factors_vjp<T: Real, H: Time<T>, W: Vector<T>>(_k: usize, _dw: &W, a: &W, b: &W, dw_bar: &mut W) {
                dw_bar.axpy(T::lit(0.5), a);
                dw_bar.add(b);
            }
        }
    )*};
}

/// `a = ½ (dw² − h)`, `b = 1`
macro_rules! channel_by_channel {
    ($($Kind:ident),*) => {$(
        impl Corrections<$Kind> for Ito {
            #[inline(always)]
            fn count(_channels: usize) -> usize {
                1
            }
            #[inline(always)]
            fn factors<T: Real, H: Time<T>, W: Vector<T>>(_k: usize, h: H, dw: &W) -> (W, W) {
                let (mut a, mut b) = (dw.clone(), dw.clone());
                a.zip_mut(dw, &mut |a, dw| *a = (dw * dw - h.abs().lift()).times(0.5));
                b.zip_mut(dw, &mut |b, _| *b = T::ONE);
                (a, b)
            }
            #[inline(always)]
            fn factors_vjp<T: Real, H: Time<T>, W: Vector<T>>(_k: usize, dw: &W, a: &W, _b: &W, dw_bar: &mut W) {
                let mut product = dw.clone();
                product.zip_mut(a, &mut |dw, a| *dw *= a);
                dw_bar.add(&product);
            }
        }
    )*};
}

/// `a = ½ dw`, `b = dw`, and `a = −½ h eⱼ`, `b = eⱼ` for each channel
macro_rules! channels_together {
    ($($Kind:ident),*) => {$(
        impl Corrections<$Kind> for Ito {
            #[inline(always)]
            fn count(channels: usize) -> usize {
                channels + 1
            }
            #[inline(always)]
            fn factors<T: Real, H: Time<T>, W: Vector<T>>(k: usize, h: H, dw: &W) -> (W, W) {
                let Some(channel) = k.checked_sub(1) else {
                    return (dw.scaled(H::lit(0.5)), dw.clone());
                };
                let (mut unit, mut c) = (dw.clone(), 0);
                unit.zip_mut(dw, &mut |x, _| {
                    *x = if c == channel { T::ONE } else { T::ZERO };
                    c += 1;
                });
                (unit.scaled(h.abs().times(-0.5)), unit)
            }
            #[inline(always)]
            fn factors_vjp<T: Real, H: Time<T>, W: Vector<T>>(k: usize, _dw: &W, a: &W, b: &W, dw_bar: &mut W) {
                if k == 0 {
                    dw_bar.axpy(T::lit(0.5), a);
                    dw_bar.add(b);
                }
            }
        }
    )*};
}

none!(Ito, Stratonovich);
symmetric!(Scalar, Diagonal, Commutative, General);
channel_by_channel!(Scalar, Diagonal);
channels_together!(Commutative, General);

/// A vector over `T` with dual components of one direction.
type Tangent<T, V> = <V as Vector<T>>::With<Dual<T, 1>>;

/// A diffusion that runs on `T` and on dual numbers over it, in the same shapes. What `#[diffusion]` writes does.
#[diagnostic::on_unimplemented(
    message = "the diffusion `{Self}` does not run on dual numbers over `{T}`, so its derivative is not known",
    note = "implement it for every `T: Real`, as `#[diffusion]` does, or take a method without derivatives"
)]
pub trait DualDiffusion<T: Real>:
    VectorField<T>
    + VectorField<
        Dual<T, 1>,
        State = Tangent<T, <Self as VectorField<T>>::State>,
        Params = Tangent<T, <Self as VectorField<T>>::Params>,
        Input = Tangent<T, <Self as VectorField<T>>::Input>,
    >
{
}

impl<T: Real, G> DualDiffusion<T> for G where
    G: VectorField<T>
        + VectorField<
            Dual<T, 1>,
            State = Tangent<T, <G as VectorField<T>>::State>,
            Params = Tangent<T, <G as VectorField<T>>::Params>,
            Input = Tangent<T, <G as VectorField<T>>::Input>,
        >
{
}

/// The state, parameters and input of a field over `T`.
type StateOf<T, G> = <G as VectorField<T>>::State;
type ParamsOf<T, G> = <G as VectorField<T>>::Params;
type InputOf<T, G> = <G as VectorField<T>>::Input;

/// A vector as dual numbers with the tangents `dv`.
#[inline(always)]
pub(super) fn along<T: Real, V: Vector<T>>(v: &V, dv: &V) -> Tangent<T, V> {
    let mut dual = constant(v);
    dv.clone().join(&mut dual, &mut |dx, x: &mut Dual<T, 1>| x.eps = [*dx]);
    dual
}

/// A vector as dual numbers without tangents.
#[inline(always)]
pub(super) fn constant<T: Real, V: Vector<T>>(v: &V) -> Tangent<T, V> {
    v.map(&mut |x| Dual::new(x, [T::ZERO]))
}

/// `sum` plus the tangents of a vector of dual numbers.
#[inline(always)]
pub(super) fn add_tangents<T: Real, V: Vector<T>>(sum: &mut V, mut dual: Tangent<T, V>) {
    sum.join(&mut dual, &mut |x, d: &mut Dual<T, 1>| *x += d.eps[0]);
}

/// The values of a vector of dual numbers, in the shape of `like`.
#[inline(always)]
fn values<T: Real, V: Vector<T>>(like: &V, mut dual: Tangent<T, V>) -> V {
    let mut v = like.clone();
    v.join(&mut dual, &mut |x, d: &mut Dual<T, 1>| *x = d.re);
    v
}

/// Adds to `next` the corrections of a step from `y`.
#[inline(always)]
fn correct<T, H, G, Cal>(
    diffusion: &G,
    (t, h, dw): (T, H, &InputOf<T, G>),
    y: &StateOf<T, G>,
    p: &ParamsOf<T, G>,
    next: &mut StateOf<T, G>,
) where
    T: Real,
    H: Time<T>,
    G: DualDiffusion<T> + Diffusion,
    Cal: Corrections<G::Kind>,
{
    for k in 0..Cal::count(dw.dimension()) {
        let (a, b) = Cal::factors(k, h, dw);
        let v = VectorField::<T>::eval(diffusion, t, y, p, &b);
        let (t, p) = (Dual::new(t, [T::ZERO]), constant::<T, _>(p));
        add_tangents(next, VectorField::<Dual<T, 1>>::eval(diffusion, t, &along(y, &v), &p, &constant::<T, _>(&a)));
    }
}

impl<T, H, F, G, Cal> Stepper<T, H, Sde<F, G, Cal>> for Milstein
where
    T: Real,
    H: Time<T>,
    F: VectorField<T>,
    G: DualDiffusion<T> + Fits<T, F> + Diffusion,
    Cal: Corrections<G::Kind>,
{
    type Noise = InputOf<T, G>;

    #[inline(always)]
    fn step(
        &self,
        Sde { drift, diffusion, .. }: &Sde<F, G, Cal>,
        drive: Drive<'_, H, F::Input, InputOf<T, G>>,
        y: &F::State,
        p: &F::Params,
    ) -> F::State {
        let t = drive.t.lift();
        let mut next = y.clone();
        next.axpy(drive.h, &drift.eval(t, y, p, drive.u));
        next.add(&VectorField::<T>::eval(diffusion, t, y, p, drive.w));
        correct::<T, H, G, Cal>(diffusion, (t, drive.h, drive.w), y, p, &mut next);
        next
    }
}

impl<T, H, F, G, Cal> StepVjp<T, H, Sde<F, G, Cal>> for Milstein
where
    T: Real,
    H: Time<T>,
    F: Vjp<T>,
    G: DualDiffusion<T> + Fits<T, F> + Vjp<T> + Vjp<Dual<T, 1>> + Diffusion,
    Cal: Corrections<G::Kind>,
{
    /// What f and g·dw keep, and the state, from which the corrections are taken again.
    type Kept = (F::Kept, <G as Vjp<T>>::Kept, F::State);
    const COSTLY: bool = F::COSTLY || <G as Vjp<T>>::COSTLY;

    #[inline(always)]
    fn step_keep(
        &self,
        Sde { drift, diffusion, .. }: &Sde<F, G, Cal>,
        drive: Drive<'_, H, F::Input, InputOf<T, G>>,
        y: &F::State,
        p: &F::Params,
    ) -> (F::State, Self::Kept) {
        let t = drive.t.lift();
        let (slope, of_f) = drift.eval_keep(t, y, p, drive.u);
        let (product, of_g) = Vjp::<T>::eval_keep(diffusion, t, y, p, drive.w);
        let mut next = y.clone();
        next.axpy(drive.h, &slope);
        next.add(&product);
        correct::<T, H, G, Cal>(diffusion, (t, drive.h, drive.w), y, p, &mut next);
        (next, (of_f, of_g, y.clone()))
    }

    #[inline(always)]
    fn step_vjp(
        &self,
        Sde { drift, diffusion, .. }: &Sde<F, G, Cal>,
        drive: Drive<'_, H, F::Input, InputOf<T, G>>,
        p: &F::Params,
        (of_f, of_g, y): &Self::Kept,
        end: &F::State,
        bars: StepBars<'_, F::Params, F::Input, InputOf<T, G>>,
    ) -> F::State {
        let (t, dw): (T, _) = (drive.t.lift(), drive.w);
        let (p_bar, dw_bar) = (bars.p, bars.w);
        let mut start = end.clone();
        for k in 0..Cal::count(dw.dimension()) {
            let (a, b) = Cal::factors(k, drive.h, dw);
            let (v, of_v) = Vjp::<T>::eval_keep(diffusion, t, y, p, &b);

            let (t, p_dual, a_dual) = (Dual::new(t, [T::ZERO]), constant::<T, _>(p), constant::<T, _>(&a));
            let (_, kept) = Vjp::<Dual<T, 1>>::eval_keep(diffusion, t, &along(y, &v), &p_dual, &a_dual);
            let (mut p_dual_bar, mut a_dual_bar) = (p_dual.zero(), a_dual.zero());
            let inner = Bars { t: &mut Dual::ZERO.clone(), p: &mut p_dual_bar, u: &mut a_dual_bar };
            let y_dual_bar = Vjp::<Dual<T, 1>>::vjp(diffusion, &p_dual, &a_dual, &kept, &constant(end), inner);
            add_tangents(p_bar, p_dual_bar);
            let (mut a_bar, mut b_bar) = (a.zero(), b.zero());
            add_tangents(&mut a_bar, a_dual_bar);
            add_tangents(&mut start, y_dual_bar.clone());

            let inner = Bars { t: &mut T::ZERO.clone(), p: &mut *p_bar, u: &mut b_bar };
            start.add(&Vjp::<T>::vjp(diffusion, p, &b, &of_v, &values(end, y_dual_bar), inner));
            Cal::factors_vjp::<T, H, _>(k, dw, &a_bar, &b_bar, dw_bar);
        }
        let inner = Bars { t: &mut T::ZERO.clone(), p: &mut *p_bar, u: dw_bar };
        start.add(&Vjp::<T>::vjp(diffusion, p, dw, of_g, end, inner));
        let inner = Bars { t: &mut T::ZERO.clone(), p: p_bar, u: bars.u };
        start.add(&drift.vjp(p, drive.u, of_f, &end.scaled(drive.h), inner));
        start
    }
}
