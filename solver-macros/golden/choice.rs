/// A limiter of a flux: which one is not differentiated, and each asks what is.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
fn limiter<T: Real>(r: T, kind: u8) -> T {
    let v_1 = if matches!(kind, 0) {
        r.max(T::ZERO).min(T::ONE)
    } else {
        let v = if matches!(kind, 1 | 2) {
            T::choose(T::ZERO.is_less(r), || (r + r) / r.plus(1.0), || T::ZERO)
        } else {
            T::ONE
        };
        v
    };
    v_1
}
///The differentiable function [`limiter()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug)]
struct Limiter {
    ///The argument `kind`, which is not differentiated.
    pub kind: u8,
}
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
struct limiter {}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::Differentiable<T> for Limiter {
    type Args = (T,);
    type Output = T;
    type Kept = (T::Mask, T, T);
    #[inline(always)]
    fn eval(&self, &(r,): &Self::Args) -> Self::Output {
        let Self { kind, .. } = *self;
        let v_1 = if matches!(kind, 0) {
            r.max(T::ZERO).min(T::ONE)
        } else {
            let v = if matches!(kind, 1 | 2) {
                T::choose(T::ZERO.is_less(r), || (r + r) / r.plus(1.0), || T::ZERO)
            } else {
                T::ONE
            };
            v
        };
        v_1
    }
    #[inline(always)]
    fn eval_keep(&self, &(r,): &Self::Args) -> (Self::Output, Self::Kept) {
        let Self { kind, .. } = *self;
        let mut taken_kept = <T::Mask as ::tapeless::__private::Mask>::splat(false);
        let mut v_kept = T::ZERO;
        let mut v_kept_1 = T::ZERO;
        let v_5 = if matches!(kind, 0) {
            let v = r.max(T::ZERO);
            let v_1 = v.min(T::ONE);
            let v_2 = ::tapeless::__private::partial::min(v, T::ONE, v_1).0;
            v_kept = v_2;
            let v_3 = ::tapeless::__private::partial::max(r, T::ZERO, v).0;
            v_kept_1 = v_3;
            v_1
        } else {
            let v_4 = if matches!(kind, 1 | 2) {
                let taken = T::ZERO.is_less(r);
                taken_kept = taken;
                T::choose(taken, || (r + r) / r.plus(1.0), || T::ZERO)
            } else {
                T::ONE
            };
            v_4
        };
        (v_5, (taken_kept, v_kept, v_kept_1))
    }
    #[inline(always)]
    fn vjp(
        &self,
        &(r,): &Self::Args,
        &(taken_kept, v_kept, v_kept_1): &Self::Kept,
        &w: &Self::Output,
    ) -> Self::Args {
        let Self { kind, .. } = *self;
        let v_5 = if matches!(kind, 0) {
            let v = v_kept;
            let v_1 = v_kept_1;
            w * v * v_1
        } else {
            let v_4 = if matches!(kind, 1 | 2) {
                let taken = taken_kept;
                T::choose(
                    taken,
                    || {
                        let v_2 = r.plus(1.0);
                        let v_3 = w * v_2.under(1.0);
                        (-v_3).fma((r + r) / v_2, v_3) + v_3
                    },
                    || T::ZERO,
                )
            } else {
                T::ZERO
            };
            v_4
        };
        (v_5,)
    }
}
#[automatically_derived]
impl<T: Real> ::tapeless::__private::Called<T> for limiter {
    type All<'lent> = (T, u8);
    type Output = <Limiter as ::tapeless::__private::Differentiable<T>>::Output;
    type Kept = <Limiter as ::tapeless::__private::Differentiable<T>>::Kept;
    type Bars = (T, ());
    #[inline(always)]
    fn call(all: &Self::All<'_>) -> Self::Output {
        let (argument_0, argument_1) = all;
        let (this, args): (Limiter, _) = (
            Limiter { kind: *argument_1 },
            (argument_0.clone(),),
        );
        ::tapeless::__private::Differentiable::eval(&this, &args)
    }
    #[inline(always)]
    fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept) {
        let (argument_0, argument_1) = all;
        let (this, args): (Limiter, _) = (
            Limiter { kind: *argument_1 },
            (argument_0.clone(),),
        );
        ::tapeless::__private::Differentiable::eval_keep(&this, &args)
    }
    #[inline(always)]
    fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &Self::Output) -> Self::Bars {
        let (argument_0, argument_1) = all;
        let (this, args): (Limiter, _) = (
            Limiter { kind: *argument_1 },
            (argument_0.clone(),),
        );
        let bars = ::tapeless::__private::Differentiable::vjp(&this, &args, kept, w);
        (bars.0, ())
    }
}
