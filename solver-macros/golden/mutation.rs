/// A recurrence that changes an array in place, and a number that a branch changes.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
fn recurrence<T: Real>(xs: [T; 32], rate: T) -> T {
    let mut largest = xs[0];
    let mut u = xs;
    for i in 1..32 {
        let u_1 = u[i];
        u[i] = u_1.fma(rate * u[i - 1], u_1);
        let largest_1 = u[i];
        largest = T::choose(largest.is_less(largest_1), || largest_1, || largest);
    }
    largest
}
///The differentiable function [`recurrence()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
struct Recurrence;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
type recurrence = ::tapeless::__private::Function<Recurrence>;
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::Differentiable<T> for Recurrence {
    type Args = ([T; 32], T);
    type Output = T;
    type Kept = ([T; 32], [T; 32], [T::Mask; 32]);
    #[inline]
    fn eval(&self, &(ref xs, rate): &Self::Args) -> Self::Output {
        let mut largest = xs[0];
        let mut u = *xs;
        for i in 1..32 {
            let u_1 = u[i];
            u[i] = u_1.fma(rate * u[i - 1], u_1);
            let largest_1 = u[i];
            largest = T::choose(largest.is_less(largest_1), || largest_1, || largest);
        }
        largest
    }
    #[inline]
    fn eval_keep(&self, &(ref xs, rate): &Self::Args) -> (Self::Output, Self::Kept) {
        let mut u_kept = [T::ZERO; 32];
        let mut u_kept_1 = [T::ZERO; 32];
        let mut taken_kept = [<T::Mask as ::tapeless::__private::Mask>::splat(
            false,
        ); 32];
        let mut largest = xs[0];
        let mut u = *xs;
        for i in 1..32 {
            let u_1 = u[i];
            u_kept[i] = u_1;
            let u_2 = u[i - 1];
            u_kept_1[i] = u_2;
            u[i] = u_1.fma(rate * u_2, u_1);
            let largest_1 = u[i];
            let taken = largest.is_less(largest_1);
            taken_kept[i] = taken;
            largest = T::choose(taken, || largest_1, || largest);
        }
        (largest, (u_kept, u_kept_1, taken_kept))
    }
    #[inline]
    fn vjp(
        &self,
        &(_, rate): &Self::Args,
        &(ref u_kept, ref u_kept_1, ref taken_kept): &Self::Kept,
        &w: &Self::Output,
    ) -> Self::Args {
        let mut v = [T::ZERO; 32];
        let mut largest_bar = w;
        let mut rate_bar = T::ZERO;
        for i in (1..32).rev() {
            let u = u_kept[i];
            let u_1 = u_kept_1[i];
            let taken = taken_kept[i];
            let (v_1, v_2) = T::choose(
                taken,
                || (T::ZERO, largest_bar),
                || (largest_bar, T::ZERO),
            );
            v[i] += v_2;
            let v_3 = v[i];
            v[i] = T::ZERO;
            let v_4 = v_3 * u;
            v[i - 1] += v_4 * rate;
            v[i] += v_3.fma(rate * u_1, v_3);
            largest_bar = v_1;
            rate_bar = v_4.fma(u_1, rate_bar);
        }
        v[0] += largest_bar;
        (v, rate_bar)
    }
}
