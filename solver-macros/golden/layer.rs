/// A layer of a network: what it keeps of its turns are the slopes of its outputs.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    reason = "it may be used by the type that stands for it alone"
)]
fn layer<T: Real, const IN: usize, const OUT: usize>(
    w: &[[T; IN]; OUT],
    b: &[T; OUT],
    x: &[T; IN],
) -> [T; OUT] {
    let mut v = [T::ZERO; OUT];
    for i in 0..OUT {
        let mut sum = b[i];
        for j in 0..IN {
            sum = w[i][j].fma(x[j], sum);
        }
        v[i] = sum.tanh();
    }
    v
}
///The differentiable function [`layer()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
struct Layer<const IN: usize, const OUT: usize>;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
type layer<const IN: usize, const OUT: usize> = Layer<IN, OUT>;
#[automatically_derived]
#[allow(clippy::assign_op_pattern, reason = "a sweep is written with whole sums")]
impl<T: Real, const IN: usize, const OUT: usize> ::tapeless::__private::Differentiable<T>
for Layer<IN, OUT> {
    type Args = ([[T; IN]; OUT], [T; OUT], [T; IN]);
    type Output = [T; OUT];
    type Kept = [T; OUT];
    #[inline]
    fn eval(&self, &(ref w, ref b, ref x): &Self::Args) -> Self::Output {
        let mut v = [T::ZERO; OUT];
        for i in 0..OUT {
            let mut sum = b[i];
            for j in 0..IN {
                sum = w[i][j].fma(x[j], sum);
            }
            v[i] = sum.tanh();
        }
        v
    }
    #[inline]
    fn eval_keep(
        &self,
        &(ref w, ref b, ref x): &Self::Args,
    ) -> (Self::Output, Self::Kept) {
        let mut v = [T::ZERO; OUT];
        let mut tanh_slope_kept = [T::ZERO; OUT];
        for i in 0..OUT {
            let mut sum = b[i];
            for j in 0..IN {
                sum = w[i][j].fma(x[j], sum);
            }
            let v_1 = sum.tanh();
            v[i] = v_1;
            let tanh_slope = ::tapeless::__private::partial::tanh(sum, v_1);
            tanh_slope_kept[i] = tanh_slope;
        }
        (v, tanh_slope_kept)
    }
    #[inline]
    fn vjp(
        &self,
        &(ref w, _, ref x): &Self::Args,
        tanh_slope_kept: &Self::Kept,
        w_: &Self::Output,
    ) -> Self::Args {
        let mut w_bar = [[T::ZERO; IN]; OUT];
        let mut b_bar = [T::ZERO; OUT];
        let mut x_bar = [T::ZERO; IN];
        let mut v = *w_;
        for i in (0..OUT).rev() {
            let tanh_slope = tanh_slope_kept[i];
            let v_1 = v[i];
            v[i] = T::ZERO;
            let sum_bar = v_1 * tanh_slope;
            for j in (0..IN).rev() {
                w_bar[i][j] += sum_bar * x[j];
                x_bar[j] += sum_bar * w[i][j];
            }
            b_bar[i] += sum_bar;
        }
        (w_bar, b_bar, x_bar)
    }
}
