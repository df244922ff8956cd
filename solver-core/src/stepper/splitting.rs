//! The splitting step of a separable Hamiltonian system, its transpose, and the way back.
//!
//! Positions `q` and momenta `m` take turns, each standing still while it moves the other:
//! `q += dᵢ h velocity(tₘ, m)`, `m += kᵢ h force(t_q, q)`. The positions' clock `t_q` goes with the drifts and the momenta's
//! clock `tₘ` with the kicks, as if each were a position and a momentum more. Every move is undone by the same move with
//! the other sign, so the step is reversible to rounding, and it is symplectic since every move is a shear.

use core::marker::PhantomData;

use crate::field::{Bars, VectorField, Vjp};
use crate::num::{Real, Time};
use crate::separable::Separable;
use crate::stepper::{Drive, StepBack, StepBars, StepVjp, Stepper};
use crate::tableau::SplittingCoefficients;
use crate::vector::Vector;

/// The splitting method with the coefficients `C` and `S` drifts and kicks, at most 8 of each.
#[derive(Debug)]
pub struct Splitting<C, const S: usize>(pub(crate) PhantomData<C>);

impl<C, const S: usize> Splitting<C, S> {
    /// The method with the coefficients of `C`.
    pub const fn new() -> Self
    where
        C: SplittingCoefficients<S>,
    {
        Self(PhantomData)
    }
}

impl<C: SplittingCoefficients<S>, const S: usize> Default for Splitting<C, S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, const S: usize> Clone for Splitting<C, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C, const S: usize> Copy for Splitting<C, S> {}

/// What the transposes of one drift and the kick after it need, where the method makes them.
type Kept<A, B> = (Option<A>, Option<B>);

/// The sum of the first `n` coefficients: what a clock shows.
const fn clock<const S: usize>(coefficients: &[f64; S], n: usize) -> f64 {
    let mut sum = 0.0;
    let mut i = 0;
    while i < n {
        sum += coefficients[i];
        i += 1;
    }
    sum
}

/// One move with its sign: the drift (or the kick) number `$i`, where the method makes it.
macro_rules! drift {
    ([$($sign:tt)?] $i:tt $kept:ident, $t:ident $h:ident $q:ident $m:ident $velocity:ident) => {
        if const { C::COMPOSITION.drifts[$i] != 0.0 } {
            let at = const { clock(&C::COMPOSITION.kicks, $i) };
            let (v, kept) = $velocity($h.times_add(at, $t).lift(), &$m);
            $q.axpy($h.times(const { $($sign)? C::COMPOSITION.drifts[$i] }), &v);
            $kept.0 = Some(kept);
        }
    };
}

macro_rules! kick {
    ([$($sign:tt)?] $i:tt $kept:ident, $t:ident $h:ident $q:ident $m:ident $force:ident) => {
        if const { C::COMPOSITION.kicks[$i] != 0.0 } {
            let at = const { clock(&C::COMPOSITION.drifts, $i + 1) };
            let (f, kept) = $force($h.times_add(at, $t).lift(), &$q);
            $m.axpy($h.times(const { $($sign)? C::COMPOSITION.kicks[$i] }), &f);
            $kept.1 = Some(kept);
        }
    };
}

macro_rules! splitting {
    ($S:literal: $($i:tt $kept:ident),* ; $($r:tt $back:ident),*) => {
        impl<C: SplittingCoefficients<$S>> Splitting<C, $S> {
            // `velocity` and `force` are the fields, with or without what their transposes need.
            #[inline(always)]
            fn run<T: Real, H: Time<T>, Q: Vector<T>, A, B>(
                (t, h): (H, H),
                (q, m): &(Q, Q),
                velocity: impl Fn(T, &Q) -> (Q, A),
                force: impl Fn(T, &Q) -> (Q, B),
            ) -> ((Q, Q), [Kept<A, B>; $S]) {
                let (mut q, mut m) = (q.clone(), m.clone());
                $(let mut $kept = (None, None);
                drift!([] $i $kept, t h q m velocity);
                kick!([] $i $kept, t h q m force);)*
                ((q, m), [$($kept),*])
            }

            // The same moves with the other sign, the last one first.
            #[inline(always)]
            fn run_back<T: Real, H: Time<T>, Q: Vector<T>, A, B>(
                (t, h): (H, H),
                (q, m): &(Q, Q),
                velocity: impl Fn(T, &Q) -> (Q, A),
                force: impl Fn(T, &Q) -> (Q, B),
            ) -> ((Q, Q), [Kept<A, B>; $S]) {
                let (mut q, mut m) = (q.clone(), m.clone());
                $(let mut $back = (None, None);
                kick!([-] $r $back, t h q m force);
                drift!([-] $r $back, t h q m velocity);)*
                let mut all = [$($back),*];
                all.reverse();
                ((q, m), all)
            }
        }

        impl<T, H, V, F, C> Stepper<T, H, Separable<V, F>> for Splitting<C, $S>
        where
            T: Real,
            H: Time<T>,
            F: VectorField<T>,
            V: VectorField<T, State = F::State, Params = F::Params, Input = F::Input>,
            C: SplittingCoefficients<$S>,
        {
            type Noise = ();

            #[inline(always)]
            fn step(
                &self,
                system: &Separable<V, F>,
                drive: Drive<'_, H, F::Input>,
                y: &(F::State, F::State),
                p: &F::Params,
            ) -> (F::State, F::State) {
                let velocity = |t, m: &_| (system.velocity.eval(t, m, p, drive.u), ());
                Self::run((drive.t, drive.h), y, velocity, |t, q| (system.force.eval(t, q, p, drive.u), ())).0
            }
        }

        impl<T, H, V, F, C> StepVjp<T, H, Separable<V, F>> for Splitting<C, $S>
        where
            T: Real,
            H: Time<T>,
            F: Vjp<T>,
            V: Vjp<T, State = F::State, Params = F::Params, Input = F::Input>,
            C: SplittingCoefficients<$S>,
        {
            type Kept = [Kept<V::Kept, F::Kept>; $S];
            const COSTLY: bool = V::COSTLY || F::COSTLY;

            #[inline(always)]
            fn step_keep(
                &self,
                system: &Separable<V, F>,
                drive: Drive<'_, H, F::Input>,
                y: &(F::State, F::State),
                p: &F::Params,
            ) -> ((F::State, F::State), Self::Kept) {
                let velocity = |t, m: &_| system.velocity.eval_keep(t, m, p, drive.u);
                Self::run((drive.t, drive.h), y, velocity, |t, q| system.force.eval_keep(t, q, p, drive.u))
            }

            #[inline(always)]
            fn step_vjp(
                &self,
                system: &Separable<V, F>,
                drive: Drive<'_, H, F::Input>,
                p: &F::Params,
                kept: &Self::Kept,
                (q, m): &(F::State, F::State),
                bars: StepBars<'_, F::Params, F::Input>,
            ) -> (F::State, F::State) {
                let (h, u) = (drive.h, drive.u);
                let (mut q, mut m) = (q.clone(), m.clone());
                $(if let (true, Some(kept)) = (const { C::COMPOSITION.kicks[$r] != 0.0 }, &kept[$r].1) {
                    let weight = m.scaled(h.times(const { C::COMPOSITION.kicks[$r] }));
                    let bars = Bars { t: &mut T::ZERO.clone(), p: &mut *bars.p, u: &mut *bars.u };
                    q.add(&system.force.vjp(p, u, kept, &weight, bars));
                }
                if let (true, Some(kept)) = (const { C::COMPOSITION.drifts[$r] != 0.0 }, &kept[$r].0) {
                    let weight = q.scaled(h.times(const { C::COMPOSITION.drifts[$r] }));
                    let bars = Bars { t: &mut T::ZERO.clone(), p: &mut *bars.p, u: &mut *bars.u };
                    m.add(&system.velocity.vjp(p, u, kept, &weight, bars));
                })*
                (q, m)
            }
        }

        impl<T, H, V, F, C> StepBack<T, H, Separable<V, F>> for Splitting<C, $S>
        where
            T: Real,
            H: Time<T>,
            F: Vjp<T>,
            V: Vjp<T, State = F::State, Params = F::Params, Input = F::Input>,
            C: SplittingCoefficients<$S>,
        {
            #[inline(always)]
            fn step_back(
                &self,
                system: &Separable<V, F>,
                drive: Drive<'_, H, F::Input>,
                end: &(F::State, F::State),
                p: &F::Params,
            ) -> ((F::State, F::State), Self::Kept) {
                let velocity = |t, m: &_| system.velocity.eval_keep(t, m, p, drive.u);
                Self::run_back((drive.t, drive.h), end, velocity, |t, q| system.force.eval_keep(t, q, p, drive.u))
            }
        }
    };
}

splitting!(1: 0 k0; 0 b0);
splitting!(2: 0 k0, 1 k1; 1 b1, 0 b0);
splitting!(3: 0 k0, 1 k1, 2 k2; 2 b2, 1 b1, 0 b0);
splitting!(4: 0 k0, 1 k1, 2 k2, 3 k3; 3 b3, 2 b2, 1 b1, 0 b0);
splitting!(5: 0 k0, 1 k1, 2 k2, 3 k3, 4 k4; 4 b4, 3 b3, 2 b2, 1 b1, 0 b0);
splitting!(6: 0 k0, 1 k1, 2 k2, 3 k3, 4 k4, 5 k5; 5 b5, 4 b4, 3 b3, 2 b2, 1 b1, 0 b0);
splitting!(7: 0 k0, 1 k1, 2 k2, 3 k3, 4 k4, 5 k5, 6 k6; 6 b6, 5 b5, 4 b4, 3 b3, 2 b2, 1 b1, 0 b0);
splitting!(8: 0 k0, 1 k1, 2 k2, 3 k3, 4 k4, 5 k5, 6 k6, 7 k7; 7 b7, 6 b6, 5 b5, 4 b4, 3 b3, 2 b2, 1 b1, 0 b0);
