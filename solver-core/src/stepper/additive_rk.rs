//! The stochastic Runge–Kutta step for additive noise, and its transpose.
//!
//! Forward: `Zᵢ = y + Σⱼ h aᵢⱼ fⱼ + g(t)·(aᵂᵢ w + aᴴᵢ H)`, `fⱼ = f(t + cⱼ h, Zⱼ)`,
//! `y' = y + Σᵢ h bᵢ fᵢ + g(t)·w + (g(t + h) − g(t))·(½ w − H)`, whose last term is the integral of a diffusion that is
//! linear in time (Foster, dos Reis & Strange, *High order splitting methods for SDEs satisfying a commutativity
//! condition*, 2023). So g is applied to w, to H, and at the end to ½ w − H, once a step each.
//!
//! Transposed as in [`StochasticRk`](crate::stepper::StochasticRk). The diffusion's transpose by y is taken too, though it
//! is zero for additive noise: the gradient is that of the step as computed.

use core::marker::PhantomData;

use crate::diffusion::{Diffusion, Fits, IsAdditive, Sde};
use crate::field::{Bars, VectorField, Vjp};
use crate::noise::SpaceTime;
use crate::num::{Real, Time};
use crate::stepper::{Drive, StepBars, StepVjp, Stepper};
use crate::tableau::AdditiveCoefficients;
use crate::vector::Vector;

/// The stochastic Runge–Kutta method for additive noise with the coefficients `C` and `S` stages, at most 2.
#[derive(Debug)]
pub struct AdditiveRk<C, const S: usize>(pub(crate) PhantomData<C>);

impl<C, const S: usize> AdditiveRk<C, S> {
    /// The method with the coefficients of `C`.
    pub const fn new() -> Self
    where
        C: AdditiveCoefficients<S>,
    {
        Self(PhantomData)
    }
}

impl<C: AdditiveCoefficients<S>, const S: usize> Default for AdditiveRk<C, S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, const S: usize> Clone for AdditiveRk<C, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C, const S: usize> Copy for AdditiveRk<C, S> {}

/// `½ w − H`
#[inline(always)]
fn late<T: Real, H: Time<T>, W: Vector<T>>(noise: &SpaceTime<W>) -> W {
    let mut late = noise.w.scaled(H::lit(0.5));
    late.axpy(H::lit(-1.0), &noise.h);
    late
}

macro_rules! additive_rk {
    ($S:literal: $([$i:tt $(, $j:tt)*])* ; $([$r:tt $(, $l:tt)*])*) => {
        impl<C: AdditiveCoefficients<$S>> AdditiveRk<C, $S> {
            #[inline(always)]
            fn run<T: Real, H: Time<T>, Y: Vector<T>, W: Vector<T>, K: Clone, L: Clone>(
                (t, h): (H, H),
                noise: &SpaceTime<W>,
                y: &Y,
                f: impl Fn(T, &Y) -> (Y, K),
                g: impl Fn(T, &Y, &W) -> (Y, L),
            ) -> (Y, ([Option<K>; $S], [L; 3])) {
                let (gw, qw) = g(t.lift(), y, &noise.w);
                let (gh, qh) = g(t.lift(), y, &noise.h);
                let (gv, qv) = g(h.times_add(1.0, t).lift(), y, &late::<T, H, W>(noise));
                let mut next = y.clone();
                let mut slopes: [Option<Y>; $S] = Default::default();
                let mut kept: [Option<K>; $S] = Default::default();
                $(
                    let mut stage = y.clone();
                    $(if const { C::TABLEAU.a[$i][$j] != 0.0 } && let Some(slope) = &slopes[$j] {
                        stage.axpy(h.times(const { C::TABLEAU.a[$i][$j] }), slope);
                    })*
                    if const { C::TABLEAU.aw[$i] != 0.0 } {
                        stage.axpy(H::lit(const { C::TABLEAU.aw[$i] }), &gw);
                    }
                    if const { C::TABLEAU.ah[$i] != 0.0 } {
                        stage.axpy(H::lit(const { C::TABLEAU.ah[$i] }), &gh);
                    }
                    let (slope, q) = f(h.times_add(const { C::TABLEAU.c[$i] }, t).lift(), &stage);
                    next.axpy(h.times(const { C::TABLEAU.b[$i] }), &slope);
                    (slopes[$i], kept[$i]) = (Some(slope), Some(q));
                )*
                // g(t)·w + (g(t + h) − g(t))·(½ w − H)
                next.axpy(H::lit(0.5), &gw);
                next.add(&gh);
                next.add(&gv);
                (next, (kept, [qw, qh, qv]))
            }
        }

        impl<T, H, F, G, Cal, C> Stepper<T, H, Sde<F, G, Cal>> for AdditiveRk<C, $S>
        where
            T: Real,
            H: Time<T>,
            F: VectorField<T>,
            G: Fits<T, F> + Diffusion<Kind: IsAdditive>,
            C: AdditiveCoefficients<$S>,
        {
            type Noise = SpaceTime<G::Input>;

            #[inline(always)]
            fn step(
                &self,
                Sde { drift, diffusion, .. }: &Sde<F, G, Cal>,
                drive: Drive<'_, H, F::Input, Self::Noise>,
                y: &F::State,
                p: &F::Params,
            ) -> F::State {
                Self::run(
                    (drive.t, drive.h),
                    drive.w,
                    y,
                    |t, y| (drift.eval(t, y, p, drive.u), ()),
                    |t, y, w| (diffusion.eval(t, y, p, w), ()),
                )
                .0
            }
        }

        impl<T, H, F, G, Cal, C> StepVjp<T, H, Sde<F, G, Cal>> for AdditiveRk<C, $S>
        where
            T: Real,
            H: Time<T>,
            F: Vjp<T>,
            G: Vjp<T> + Fits<T, F> + Diffusion<Kind: IsAdditive>,
            C: AdditiveCoefficients<$S>,
        {
            type Kept = ([Option<F::Kept>; $S], [G::Kept; 3]);
            const COSTLY: bool = F::COSTLY || G::COSTLY;

            #[inline(always)]
            fn step_keep(
                &self,
                Sde { drift, diffusion, .. }: &Sde<F, G, Cal>,
                drive: Drive<'_, H, F::Input, Self::Noise>,
                y: &F::State,
                p: &F::Params,
            ) -> (F::State, Self::Kept) {
                Self::run(
                    (drive.t, drive.h),
                    drive.w,
                    y,
                    |t, y| drift.eval_keep(t, y, p, drive.u),
                    |t, y, w| diffusion.eval_keep(t, y, p, w),
                )
            }

            #[inline(always)]
            fn step_vjp(
                &self,
                Sde { drift, diffusion, .. }: &Sde<F, G, Cal>,
                drive: Drive<'_, H, F::Input, Self::Noise>,
                p: &F::Params,
                (kept, [qw, qh, qv]): &Self::Kept,
                end: &F::State,
                bars: StepBars<'_, F::Params, F::Input, Self::Noise>,
            ) -> F::State {
                let (h, noise) = (drive.h, drive.w);
                let mut start = end.clone();
                // The weights of g(t)·w and g(t)·H.
                let (mut gw_bar, mut gh_bar) = (end.scaled(H::lit(0.5)), end.clone());
                let mut z_bar: [Option<F::State>; $S] = Default::default();
                $(
                    if let Some(kept) = &kept[$r] {
                        #[allow(unused_mut, reason = "no stage takes anything of the last")]
                        let mut weight = end.scaled(h.times(const { C::TABLEAU.b[$r] }));
                        $(if const { C::TABLEAU.a[$l][$r] != 0.0 } && let Some(later) = &z_bar[$l] {
                            weight.axpy(h.times(const { C::TABLEAU.a[$l][$r] }), later);
                        })*
                        let inner = Bars { t: &mut T::ZERO.clone(), p: &mut *bars.p, u: &mut *bars.u };
                        let stage = drift.vjp(p, drive.u, kept, &weight, inner);
                        start.add(&stage);
                        if const { C::TABLEAU.aw[$r] != 0.0 } {
                            gw_bar.axpy(H::lit(const { C::TABLEAU.aw[$r] }), &stage);
                        }
                        if const { C::TABLEAU.ah[$r] != 0.0 } {
                            gh_bar.axpy(H::lit(const { C::TABLEAU.ah[$r] }), &stage);
                        }
                        z_bar[$r] = Some(stage);
                    }
                )*
                let v = late::<T, H, G::Input>(noise);
                let mut v_bar = v.zero();
                let mut vjp = |kept: &G::Kept, w: &G::Input, weight: &F::State, w_bar: &mut G::Input| {
                    let inner = Bars { t: &mut T::ZERO.clone(), p: &mut *bars.p, u: w_bar };
                    start.add(&diffusion.vjp(p, w, kept, weight, inner));
                };
                vjp(qv, &v, end, &mut v_bar);
                vjp(qh, &noise.h, &gh_bar, &mut bars.w.h);
                vjp(qw, &noise.w, &gw_bar, &mut bars.w.w);
                bars.w.w.axpy(H::lit(0.5), &v_bar);
                bars.w.h.axpy(H::lit(-1.0), &v_bar);
                start
            }
        }
    };
}

additive_rk!(1: [0]; [0]);
additive_rk!(2: [0] [1, 0]; [1] [0, 1]);
