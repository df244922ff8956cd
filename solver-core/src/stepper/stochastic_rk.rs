//! The stochastic Runge–Kutta step and its transpose.
//!
//! Forward, with `w` and `H` of the step:
//! `Zᵢ = y + Σⱼ (h aᵢⱼ fⱼ + aᵂᵢⱼ gⱼ·w + aᴴᵢⱼ gⱼ·H)`, `fⱼ = f(t + cⱼ h, Zⱼ)`, `gⱼ = g(t + cⱼ h, Zⱼ)`,
//! `y' = y + Σᵢ (h bᵢ fᵢ + bᵂᵢ gᵢ·w + bᴴᵢ gᵢ·H)` (Rößler, *Runge–Kutta methods for the strong approximation of solutions
//! of stochastic differential equations*, 2010; Foster, dos Reis & Strange, *High order splitting methods for SDEs
//! satisfying a commutativity condition*, 2023).
//! Transposed, from the last stage to the first, `λ` being the cotangent of `y'`: each product's weight is
//! `bᵢ λ + Σⱼ aⱼᵢ Z̄ⱼ` in its own table, `Z̄ᵢ` is what the products' transposes make of them, and `ȳ = λ + Σᵢ Z̄ᵢ`.

use core::marker::PhantomData;

use crate::diffusion::{Converges, Diffusion, Fits, Sde};
use crate::field::{Bars, System, VectorField, Vjp};
use crate::noise::Levy;
use crate::num::{Real, Time};
use crate::stepper::{Drive, ExplicitRk, StepBars, StepVjp, Stepper};
use crate::tableau::StochasticCoefficients;
use crate::vector::Vector;

/// The stochastic Runge–Kutta method with the coefficients `C` and `S` stages, at most 7.
#[derive(Debug)]
pub struct StochasticRk<C, const S: usize>(pub(crate) PhantomData<C>);

impl<C, const S: usize> StochasticRk<C, S> {
    /// The method with the coefficients of `C`.
    pub const fn new() -> Self
    where
        C: StochasticCoefficients<S>,
    {
        Self(PhantomData)
    }
}

impl<C: StochasticCoefficients<S>, const S: usize> Default for StochasticRk<C, S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, const S: usize> Clone for StochasticRk<C, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C, const S: usize> Copy for StochasticRk<C, S> {}

/// A product of each stage, of those stages that use it.
type Stages<X, const S: usize> = [Option<X>; S];
/// What the transposes of f, g·w and g·H need at each stage.
type Kept<F, G, const S: usize> = (Stages<F, S>, Stages<G, S>, Stages<G, S>);

/// `sum += c · x`, where there is an x.
#[inline(always)]
fn add<T: Real, H: Time<T>, V: Vector<T>>(sum: &mut V, c: H, x: Option<&V>) {
    if let Some(x) = x {
        sum.axpy(c, x);
    }
}

/// The weight of one product of stage `i`: `scale (b λ + Σⱼ a[j] Z̄ⱼ)`, the nearest stage last.
macro_rules! weight {
    ($H:ident, $scale:expr, $a:ident, $b:ident, $i:tt, [$($j:tt)*], $end:ident, $z_bar:ident) => {{
        #[allow(unused_mut, reason = "no stage takes anything of the last")]
        let mut weight = $end.scaled($scale(const { C::STOCHASTIC.$b[$i] }));
        $(if const { C::STOCHASTIC.$a[$j][$i] != 0.0 } {
            add(&mut weight, $scale(const { C::STOCHASTIC.$a[$j][$i] }), $z_bar[$j].as_ref());
        })*
        weight
    }};
}

macro_rules! stochastic_rk {
    ($S:literal: $([$i:tt $(, $j:tt)*])* ; $([$r:tt $(, $l:tt)*])*) => {
        impl<C: StochasticCoefficients<$S>> StochasticRk<C, $S> {
            // `f` and `g` are the fields, with or without what their transposes need.
            #[inline(always)]
            fn run<T: Real, H: Time<T>, Y: Vector<T>, W: Vector<T>, K: Clone, L: Clone>(
                (t, h): (H, H),
                noise: &<C::Areas as Levy>::Of<T, W>,
                y: &Y,
                f: impl Fn(T, &Y) -> (Y, K),
                g: impl Fn(T, &Y, &W) -> (Y, L),
            ) -> (Y, Kept<K, L, $S>) {
                let (w, hh) = (C::Areas::w(noise), C::Areas::h(noise));
                let mut next = y.clone();
                let mut products: (Stages<Y, $S>, Stages<Y, $S>, Stages<Y, $S>) = Default::default();
                let mut kept: Kept<K, L, $S> = Default::default();
                $(
                    #[allow(unused_mut, reason = "the first stage is the state itself")]
                    let mut stage = y.clone();
                    $(
                        if const { C::STOCHASTIC.a[$i][$j] != 0.0 } {
                            add(&mut stage, h.times(const { C::STOCHASTIC.a[$i][$j] }), products.0[$j].as_ref());
                        }
                        if const { C::STOCHASTIC.aw[$i][$j] != 0.0 } {
                            add(&mut stage, H::lit(const { C::STOCHASTIC.aw[$i][$j] }), products.1[$j].as_ref());
                        }
                        if const { C::STOCHASTIC.ah[$i][$j] != 0.0 } {
                            add(&mut stage, H::lit(const { C::STOCHASTIC.ah[$i][$j] }), products.2[$j].as_ref());
                        }
                    )*
                    let at = h.times_add(const { C::STOCHASTIC.c[$i] }, t).lift();
                    if const { C::STOCHASTIC.uses_f($i) } {
                        let (k, q) = f(at, &stage);
                        next.axpy(h.times(const { C::STOCHASTIC.b[$i] }), &k);
                        (products.0[$i], kept.0[$i]) = (Some(k), Some(q));
                    }
                    if const { C::STOCHASTIC.uses_w($i) } {
                        let (k, q) = g(at, &stage, w);
                        next.axpy(H::lit(const { C::STOCHASTIC.bw[$i] }), &k);
                        (products.1[$i], kept.1[$i]) = (Some(k), Some(q));
                    }
                    if const { C::STOCHASTIC.uses_h($i) } && let Some(hh) = hh {
                        let (k, q) = g(at, &stage, hh);
                        next.axpy(H::lit(const { C::STOCHASTIC.bh[$i] }), &k);
                        (products.2[$i], kept.2[$i]) = (Some(k), Some(q));
                    }
                )*
                (next, kept)
            }
        }

        impl<T, H, F, G, Cal, C> Stepper<T, H, Sde<F, G, Cal>> for StochasticRk<C, $S>
        where
            T: Real,
            H: Time<T>,
            F: VectorField<T>,
            G: Fits<T, F> + Diffusion,
            C: StochasticCoefficients<$S>,
            Cal: Converges<C::Calculus, G::Kind>,
        {
            type Noise = <C::Areas as Levy>::Of<T, G::Input>;

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

        impl<T, H, F, G, Cal, C> StepVjp<T, H, Sde<F, G, Cal>> for StochasticRk<C, $S>
        where
            T: Real,
            H: Time<T>,
            F: Vjp<T>,
            G: Vjp<T> + Fits<T, F> + Diffusion,
            C: StochasticCoefficients<$S>,
            Cal: Converges<C::Calculus, G::Kind>,
        {
            type Kept = Kept<F::Kept, G::Kept, $S>;
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
                kept: &Self::Kept,
                end: &F::State,
                bars: StepBars<'_, F::Params, F::Input, Self::Noise>,
            ) -> F::State {
                let (h, w, hh) = (drive.h, C::Areas::w(drive.w), C::Areas::h(drive.w));
                let mut start = end.clone();
                let mut z_bar: Stages<F::State, $S> = Default::default();
                $(
                    let mut stage: Option<F::State> = None;
                    if const { C::STOCHASTIC.uses_h($r) } && let (Some(hh), Some(kept)) = (hh, &kept.2[$r]) {
                        let weight = weight!(H, H::lit, ah, bh, $r, [$($l)*], end, z_bar);
                        if let Some(hh_bar) = C::Areas::h_mut(bars.w) {
                            let bars = Bars { t: &mut T::ZERO.clone(), p: &mut *bars.p, u: hh_bar };
                            accumulate(&mut stage, diffusion.vjp(p, hh, kept, &weight, bars));
                        }
                    }
                    if const { C::STOCHASTIC.uses_w($r) } && let Some(kept) = &kept.1[$r] {
                        let weight = weight!(H, H::lit, aw, bw, $r, [$($l)*], end, z_bar);
                        let bars = Bars { t: &mut T::ZERO.clone(), p: &mut *bars.p, u: C::Areas::w_mut(bars.w) };
                        accumulate(&mut stage, diffusion.vjp(p, w, kept, &weight, bars));
                    }
                    if const { C::STOCHASTIC.uses_f($r) } && let Some(kept) = &kept.0[$r] {
                        let weight = weight!(H, |c| h.times(c), a, b, $r, [$($l)*], end, z_bar);
                        let bars = Bars { t: &mut T::ZERO.clone(), p: &mut *bars.p, u: &mut *bars.u };
                        accumulate(&mut stage, drift.vjp(p, drive.u, kept, &weight, bars));
                    }
                    if let Some(stage) = stage {
                        start.add(&stage);
                        z_bar[$r] = Some(stage);
                    }
                )*
                start
            }
        }
    };
}

/// `sum + x`, where there is a sum yet.
#[inline(always)]
fn accumulate<T: Real, V: Vector<T>>(sum: &mut Option<V>, x: V) {
    match sum {
        Some(sum) => sum.add(&x),
        None => *sum = Some(x),
    }
}

stochastic_rk!(1: [0]; [0]);
stochastic_rk!(2: [0] [1, 0]; [1] [0, 1]);
stochastic_rk!(3: [0] [1, 0] [2, 0, 1]; [2] [1, 2] [0, 2, 1]);
stochastic_rk!(4: [0] [1, 0] [2, 0, 1] [3, 0, 1, 2]; [3] [2, 3] [1, 3, 2] [0, 3, 2, 1]);
stochastic_rk!(
    7: [0] [1, 0] [2, 0, 1] [3, 0, 1, 2] [4, 0, 1, 2, 3] [5, 0, 1, 2, 3, 4] [6, 0, 1, 2, 3, 4, 5];
    [6] [5, 6] [4, 6, 5] [3, 6, 5, 4] [2, 6, 5, 4, 3] [1, 6, 5, 4, 3, 2] [0, 6, 5, 4, 3, 2, 1]
);

/// A method for ordinary equations whose coefficients serve stochastic ones too: `HEUN`, `MIDPOINT`, `RALSTON`.
impl<T, H, F, G, Cal, C, const S: usize> Stepper<T, H, Sde<F, G, Cal>> for ExplicitRk<C, S>
where
    T: Real,
    H: Time<T>,
    Sde<F, G, Cal>: System<T>,
    C: StochasticCoefficients<S>,
    StochasticRk<C, S>: Stepper<T, H, Sde<F, G, Cal>>,
{
    type Noise = <StochasticRk<C, S> as Stepper<T, H, Sde<F, G, Cal>>>::Noise;

    #[inline(always)]
    fn step(
        &self,
        system: &Sde<F, G, Cal>,
        drive: Drive<'_, H, <Sde<F, G, Cal> as System<T>>::Input, Self::Noise>,
        y: &<Sde<F, G, Cal> as System<T>>::State,
        p: &<Sde<F, G, Cal> as System<T>>::Params,
    ) -> <Sde<F, G, Cal> as System<T>>::State {
        StochasticRk::<C, S>::new().step(system, drive, y, p)
    }
}

impl<T, H, F, G, Cal, C, const S: usize> StepVjp<T, H, Sde<F, G, Cal>> for ExplicitRk<C, S>
where
    T: Real,
    H: Time<T>,
    Sde<F, G, Cal>: System<T>,
    C: StochasticCoefficients<S>,
    StochasticRk<C, S>: StepVjp<T, H, Sde<F, G, Cal>>,
{
    type Kept = <StochasticRk<C, S> as StepVjp<T, H, Sde<F, G, Cal>>>::Kept;
    const COSTLY: bool = <StochasticRk<C, S> as StepVjp<T, H, Sde<F, G, Cal>>>::COSTLY;

    #[inline(always)]
    fn step_keep(
        &self,
        system: &Sde<F, G, Cal>,
        drive: Drive<'_, H, <Sde<F, G, Cal> as System<T>>::Input, Self::Noise>,
        y: &<Sde<F, G, Cal> as System<T>>::State,
        p: &<Sde<F, G, Cal> as System<T>>::Params,
    ) -> (<Sde<F, G, Cal> as System<T>>::State, Self::Kept) {
        StochasticRk::<C, S>::new().step_keep(system, drive, y, p)
    }

    #[inline(always)]
    fn step_vjp(
        &self,
        system: &Sde<F, G, Cal>,
        drive: Drive<'_, H, <Sde<F, G, Cal> as System<T>>::Input, Self::Noise>,
        p: &<Sde<F, G, Cal> as System<T>>::Params,
        kept: &Self::Kept,
        end: &<Sde<F, G, Cal> as System<T>>::State,
        bars: StepBars<'_, <Sde<F, G, Cal> as System<T>>::Params, <Sde<F, G, Cal> as System<T>>::Input, Self::Noise>,
    ) -> <Sde<F, G, Cal> as System<T>>::State {
        StochasticRk::<C, S>::new().step_vjp(system, drive, p, kept, end, bars)
    }
}
