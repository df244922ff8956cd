//! The explicit Runge–Kutta step and its transpose, written out stage by stage.
//!
//! Forward, with `h` multiplied into the coefficients:
//! `Yᵢ = y + Σⱼ (h aᵢⱼ) kⱼ`, `kᵢ = f(t + cᵢ h, Yᵢ)`, `y' = y + Σᵢ (h bᵢ) kᵢ`.
//! Transposed, from the last stage to the first, `λ` being the cotangent of `y'`:
//! `wᵢ = (h bᵢ) λ + Σⱼ (h aⱼᵢ) Ȳⱼ`, `Ȳᵢ = (∂f/∂y)ᵀ wᵢ`, `ȳ = λ + Σᵢ Ȳᵢ`.
//!
//! Where each stage depends on the one before it alone (the tableau is a *chain*: RK4, the methods of order 2), the step is
//! made of the stages' states, since `h kᵢ = (Yᵢ₊₁ − y)/aᵢ₊₁,ᵢ`. With `wᵢ₊₁ = bᵢ/aᵢ₊₁,ᵢ` and `w₀ = 1 − Σ wᵢ`,
//! `y' = w₀ y + Σᵢ wᵢ Yᵢ + (h b_s) k_s`. No `kᵢ` is then needed by itself, and a field can give `base + c·f` fused:
//! [`eval_add`](VectorField::eval_add).
//!
//! Every sum takes the newest term last, so that one fused operation follows it. The stages are written out by a macro
//! with literal indices, since a coefficient that is zero must vanish at compile time, in every build, and a loop over
//! the stages leaves that to the optimiser.

use core::marker::PhantomData;

use crate::field::{Bars, Ode, VectorField, Vjp};
use crate::num::{Real, Time};
use crate::stepper::{Drive, StepBars, StepVjp, Stepper};
use crate::tableau::Coefficients;
use crate::vector::{Aligned, Vector};

/// The explicit Runge–Kutta method with the coefficients `C` and `S` stages, at most 12.
#[derive(Debug)]
pub struct ExplicitRk<C, const S: usize>(pub(crate) PhantomData<C>);

impl<C, const S: usize> ExplicitRk<C, S> {
    /// The method with the coefficients of `C`.
    pub const fn new() -> Self
    where
        C: Coefficients<S>,
    {
        Self(PhantomData)
    }
}

impl<C: Coefficients<S>, const S: usize> Default for ExplicitRk<C, S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, const S: usize> Clone for ExplicitRk<C, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C, const S: usize> Copy for ExplicitRk<C, S> {}

/// `sum += c · x`, or `sum = c · x` where there is no sum yet.
#[inline(always)]
fn accumulate<T: Real, H: Time<T>, V: Vector<T>>(sum: &mut Option<Aligned<V>>, c: H, x: &V) {
    match sum {
        Some(sum) => sum.axpy(c, x),
        None => *sum = Some(Aligned(x.scaled(c))),
    }
}

/// The field at a stage, with or without what its transpose needs. Methods and not closures, which are inlined where the
/// compiler's estimate says so: a stage that is called passes its state through memory.
trait Evaluate<T, H, Y> {
    type Kept;
    fn eval(&self, t: T, y: &Y) -> (Y, Self::Kept);
    fn eval_add(&self, base: &Y, c: H, t: T, y: &Y) -> (Y, Self::Kept);
}

/// A field with its parameters and input.
struct Alone<'a, F, P, U>(&'a F, &'a P, &'a U);

/// The same, its transpose to follow.
struct Keeping<'a, F, P, U>(&'a F, &'a P, &'a U);

impl<T: Real, H: Time<T>, F: VectorField<T>> Evaluate<T, H, F::State> for Alone<'_, F, F::Params, F::Input> {
    type Kept = ();
    #[inline(always)]
    fn eval(&self, t: T, y: &F::State) -> (F::State, ()) {
        (self.0.eval(t, y, self.1, self.2), ())
    }
    #[inline(always)]
    fn eval_add(&self, base: &F::State, c: H, t: T, y: &F::State) -> (F::State, ()) {
        (self.0.eval_add(base, c, t, y, self.1, self.2), ())
    }
}

impl<T: Real, H: Time<T>, F: Vjp<T>> Evaluate<T, H, F::State> for Keeping<'_, F, F::Params, F::Input> {
    type Kept = F::Kept;
    #[inline(always)]
    fn eval(&self, t: T, y: &F::State) -> (F::State, F::Kept) {
        self.0.eval_keep(t, y, self.1, self.2)
    }
    #[inline(always)]
    fn eval_add(&self, base: &F::State, c: H, t: T, y: &F::State) -> (F::State, F::Kept) {
        self.0.eval_add_keep(base, c, t, y, self.1, self.2)
    }
}

macro_rules! stages {
    // The stages in order: each state from the stages before it. The first is at y itself.
    (@forward $y:ident $t:ident $h:ident $field:ident [] $i:tt $k:ident $q:ident $(, $ri:tt $rk:ident $rq:ident)*) => {
        let ($k, $q) = $field.eval($h.times_add(const { C::TABLEAU.c[$i] }, $t).lift(), $y);
        let $k = Aligned($k);
        stages!(@forward $y $t $h $field $q [$i $k] $($ri $rk $rq),*);
    };
    (@forward $y:ident $t:ident $h:ident $field:ident $q0:ident [$($j:tt $kj:ident)*]
        $i:tt $k:ident $q:ident $(, $ri:tt $rk:ident $rq:ident)*) => {
        let ($k, $q) = if const { C::TABLEAU.uses($i) } {
            let mut stage = Aligned($y.clone());
            $(if const { C::TABLEAU.a[$i][$j] != 0.0 } {
                stage.axpy($h.times(const { C::TABLEAU.a[$i][$j] }), &$kj);
            })*
            let (k, kept) = $field.eval($h.times_add(const { C::TABLEAU.c[$i] }, $t).lift(), &stage);
            (Aligned(k), kept)
        } else {
            // A stage that only the error estimate reads: nothing looks at these.
            (Aligned($y.clone()), $q0.clone())
        };
        stages!(@forward $y $t $h $field $q0 [$($j $kj)* $i $k] $($ri $rk $rq),*);
    };
    (@forward $y:ident $t:ident $h:ident $field:ident $q0:ident [$($j:tt $kj:ident)*]) => {};
    // A chain: each state straight from the one before, and the step from the states. `c` stands for h times the
    // coefficient that leads on from the stage.
    (@chain $y:ident $t:ident $h:ident $field:ident [$($j:tt $kj:ident $keep:ident)*] $x:ident
        $i:tt $k:ident $q:ident, $ri:tt $rk:ident $rq:ident $(, $rest:tt $restk:ident $restq:ident)*) => {
        let c = $h.times(const { C::TABLEAU.a[$ri][$i] });
        let ($k, $q) = $field.eval_add($y, c, $h.times_add(const { C::TABLEAU.c[$i] }, $t).lift(), $x);
        let $k = Aligned($k);
        let following = &*$k;
        stages!(@chain $y $t $h $field [$($j $kj $keep)* $ri $k $q] following $ri $rk $rq $(, $rest $restk $restq)*);
    };
    (@chain $y:ident $t:ident $h:ident $field:ident [$($j:tt $kj:ident $keep:ident)*] $x:ident
        $i:tt $k:ident $q:ident) => {
        #[allow(unused_mut, reason = "a single stage is the step")]
        let mut base = Aligned($y.clone());
        if const { C::TABLEAU.state_weight(0) != 1.0 } {
            base = Aligned(base.scaled(H::lit(const { C::TABLEAU.state_weight(0) })));
        }
        $(if const { C::TABLEAU.state_weight($j) != 0.0 } {
            base.axpy(H::lit(const { C::TABLEAU.state_weight($j) }), &$kj);
        })*
        let c = $h.times(const { C::TABLEAU.b[$i] });
        let ($k, $q) = $field.eval_add(&base, c, $h.times_add(const { C::TABLEAU.c[$i] }, $t).lift(), $x);
        return ($k, [$($keep,)* $q]);
    };
    // The stages in reverse: each cotangent from the stages after it, the nearest last.
    (@reverse $h:ident $end:ident $start:ident $of:tt [$($j:tt $xj:ident)*] $i:tt $x:ident $(, $ri:tt $rx:ident)*) => {
        let $x = if const { C::TABLEAU.uses($i) } {
            let mut weight = None;
            if const { C::TABLEAU.b[$i] != 0.0 } {
                accumulate(&mut weight, $h.times(const { C::TABLEAU.b[$i] }), $end);
            }
            $(if const { C::TABLEAU.a[$j][$i] != 0.0 } {
                if let Some(later) = &$xj {
                    accumulate(&mut weight, $h.times(const { C::TABLEAU.a[$j][$i] }), later);
                }
            })*
            weight.map(|weight| {
                let stage = stages!(@vjp $of $i weight);
                $start.add(&stage);
                stage
            })
        } else {
            None
        };
        stages!(@reverse $h $end $start $of [$($j $xj)* $i $x] $($ri $rx),*);
    };
    (@reverse $h:ident $end:ident $start:ident $of:tt [$($j:tt $xj:ident)*]) => {
        let _ = ($(&$xj),*);
    };
    (@vjp ($f:ident $p:ident $drive:ident $kept:ident $bars:ident) $i:tt $weight:ident) => {{
        let bars = Bars { t: &mut T::ZERO.clone(), p: &mut *$bars.p, u: &mut *$bars.u };
        Aligned($f.vjp($p, $drive.u, &$kept[$i], &$weight, bars))
    }};
}

macro_rules! explicit_rk {
    ($S:literal: $($i:tt $k:ident $q:ident),* ; $($r:tt $x:ident),*) => {
        impl<C: Coefficients<$S>> ExplicitRk<C, $S> {
            #[inline(always)]
            fn run<T: Real, H: Time<T>, Y: Vector<T>, E: Evaluate<T, H, Y, Kept: Clone>>(
                t: H,
                h: H,
                y: &Y,
                field: &E,
            ) -> (Y, [E::Kept; $S]) {
                if const { C::TABLEAU.is_chain() } {
                    stages!(@chain y t h field [] y $($i $k $q),*);
                }
                stages!(@forward y t h field [] $($i $k $q),*);
                let mut next = Aligned(y.clone());
                $(if const { C::TABLEAU.b[$i] != 0.0 } {
                    next.axpy(h.times(const { C::TABLEAU.b[$i] }), &$k);
                })*
                (next.0, [$($q),*])
            }
        }

        impl<T: Real, H: Time<T>, F: VectorField<T>, C: Coefficients<$S>> Stepper<T, H, Ode<F>> for ExplicitRk<C, $S> {
            type Noise = ();

            #[inline(always)]
            fn step(&self, Ode(f): &Ode<F>, drive: Drive<'_, H, F::Input>, y: &F::State, p: &F::Params) -> F::State {
                Self::run(drive.t, drive.h, y, &Alone(f, p, drive.u)).0
            }
        }

        impl<T: Real, H: Time<T>, F: Vjp<T>, C: Coefficients<$S>> StepVjp<T, H, Ode<F>> for ExplicitRk<C, $S> {
            type Kept = [F::Kept; $S];
            const COSTLY: bool = F::COSTLY;

            #[inline(always)]
            fn step_keep(
                &self,
                Ode(f): &Ode<F>,
                drive: Drive<'_, H, F::Input>,
                y: &F::State,
                p: &F::Params,
            ) -> (F::State, Self::Kept) {
                Self::run(drive.t, drive.h, y, &Keeping(f, p, drive.u))
            }

            #[inline(always)]
            fn step_vjp(
                &self,
                Ode(f): &Ode<F>,
                drive: Drive<'_, H, F::Input>,
                p: &F::Params,
                kept: &Self::Kept,
                end: &F::State,
                bars: StepBars<'_, F::Params, F::Input>,
            ) -> F::State {
                let h = drive.h;
                let mut start = Aligned(end.clone());
                stages!(@reverse h end start (f p drive kept bars) [] $($r $x),*);
                start.0
            }
        }
    };
}

explicit_rk!(1: 0 k0 q0; 0 x0);
explicit_rk!(2: 0 k0 q0, 1 k1 q1; 1 x1, 0 x0);
explicit_rk!(3: 0 k0 q0, 1 k1 q1, 2 k2 q2; 2 x2, 1 x1, 0 x0);
explicit_rk!(4: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3; 3 x3, 2 x2, 1 x1, 0 x0);
explicit_rk!(5: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3, 4 k4 q4; 4 x4, 3 x3, 2 x2, 1 x1, 0 x0);
explicit_rk!(6: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3, 4 k4 q4, 5 k5 q5; 5 x5, 4 x4, 3 x3, 2 x2, 1 x1, 0 x0);
explicit_rk!(7: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3, 4 k4 q4, 5 k5 q5, 6 k6 q6; 6 x6, 5 x5, 4 x4, 3 x3, 2 x2, 1 x1, 0 x0);
explicit_rk!(8: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3, 4 k4 q4, 5 k5 q5, 6 k6 q6, 7 k7 q7;
    7 x7, 6 x6, 5 x5, 4 x4, 3 x3, 2 x2, 1 x1, 0 x0);
explicit_rk!(9: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3, 4 k4 q4, 5 k5 q5, 6 k6 q6, 7 k7 q7, 8 k8 q8;
    8 x8, 7 x7, 6 x6, 5 x5, 4 x4, 3 x3, 2 x2, 1 x1, 0 x0);
explicit_rk!(10: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3, 4 k4 q4, 5 k5 q5, 6 k6 q6, 7 k7 q7, 8 k8 q8, 9 k9 q9;
    9 x9, 8 x8, 7 x7, 6 x6, 5 x5, 4 x4, 3 x3, 2 x2, 1 x1, 0 x0);
explicit_rk!(11: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3, 4 k4 q4, 5 k5 q5, 6 k6 q6, 7 k7 q7, 8 k8 q8, 9 k9 q9, 10 k10 q10;
    10 x10, 9 x9, 8 x8, 7 x7, 6 x6, 5 x5, 4 x4, 3 x3, 2 x2, 1 x1, 0 x0);
explicit_rk!(12: 0 k0 q0, 1 k1 q1, 2 k2 q2, 3 k3 q3, 4 k4 q4, 5 k5 q5, 6 k6 q6, 7 k7 q7, 8 k8 q8, 9 k9 q9, 10 k10 q10, 11 k11 q11;
    11 x11, 10 x10, 9 x9, 8 x8, 7 x7, 6 x6, 5 x5, 4 x4, 3 x3, 2 x2, 1 x1, 0 x0);
