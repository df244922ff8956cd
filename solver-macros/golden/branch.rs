/// A soft threshold: both arms are functions of x, and only the one taken is computed.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
fn soft_threshold<T: Real>(x: T, width: T) -> T {
    let distance = x.abs();
    T::choose(
        width.is_less(distance),
        || (distance - width).sqrt() * x,
        || T::choose(
            distance.is_equal(T::ZERO),
            || T::ZERO,
            || {
                let ratio = x / width;
                ratio * ratio * ratio.exp()
            },
        ),
    )
}
///The differentiable function [`soft_threshold()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
struct SoftThreshold;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
type soft_threshold = ::tapeless::__private::Function<SoftThreshold>;
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::Differentiable<T> for SoftThreshold {
    type Args = (T, T);
    type Output = T;
    type Kept = (T, T::Mask);
    #[inline(always)]
    fn eval(&self, &(x, width): &Self::Args) -> Self::Output {
        let distance = x.abs();
        T::choose(
            width.is_less(distance),
            || (distance - width).sqrt() * x,
            || T::choose(
                distance.is_equal(T::ZERO),
                || T::ZERO,
                || {
                    let ratio = x / width;
                    ratio * ratio * ratio.exp()
                },
            ),
        )
    }
    #[inline(always)]
    fn eval_keep(&self, &(x, width): &Self::Args) -> (Self::Output, Self::Kept) {
        let distance = x.abs();
        let taken = width.is_less(distance);
        (
            T::choose(
                taken,
                || (distance - width).sqrt() * x,
                || T::choose(
                    distance.is_equal(T::ZERO),
                    || T::ZERO,
                    || {
                        let ratio = x / width;
                        ratio * ratio * ratio.exp()
                    },
                ),
            ),
            (distance, taken),
        )
    }
    #[inline(always)]
    fn vjp(
        &self,
        &(x, width): &Self::Args,
        &(distance, taken): &Self::Kept,
        &w: &Self::Output,
    ) -> Self::Args {
        let (v_6, v_7) = T::choose(
            taken,
            || {
                let v = distance - width;
                let v_1 = v.sqrt();
                let distance_bar = w * x * ::tapeless::__private::partial::sqrt(v, v_1);
                (
                    distance_bar
                        .fma(::tapeless::__private::partial::abs(x, distance), w * v_1),
                    -distance_bar,
                )
            },
            || {
                let (v_4, v_5) = T::choose(
                    distance.is_equal(T::ZERO),
                    || (T::ZERO, T::ZERO),
                    || {
                        let ratio = x / width;
                        let v_2 = ratio.exp();
                        let ratio_bar = ratio
                            .fma(
                                (w * v_2).times(2.0),
                                w * (ratio * ratio)
                                    * ::tapeless::__private::partial::exp(ratio, v_2),
                            );
                        let v_3 = ratio_bar * width.under(1.0);
                        (v_3, -(v_3 * ratio))
                    },
                );
                (v_4, v_5)
            },
        );
        (v_6, v_7)
    }
}
