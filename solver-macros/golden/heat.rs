/// The heat equation on a rod of any number of points, its ends held.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    reason = "it may be used by the type that stands for it alone"
)]
fn heat<T: Real, const N: usize>(_: T, u: [T; N], diffusivity: T, width: f64) -> [T; N] {
    let mut du = [T::ZERO; N];
    let scale = diffusivity.over(width * width);
    for i in 1..(N - 1) {
        du[i] = scale * (u[i].times_add(-2.0, u[i - 1]) + u[i + 1]);
    }
    du
}
///The vector field [`heat()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug)]
struct Heat<const N: usize> {
    ///The argument `width`, which is not differentiated.
    pub width: f64,
}
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
type heat<const N: usize> = Heat<N>;
#[automatically_derived]
#[allow(clippy::assign_op_pattern, reason = "a sweep is written with whole sums")]
impl<T: Real, const N: usize> ::tapeless::__private::VectorField<T> for Heat<N> {
    type State = [T; N];
    type Params = T;
    type Input = ();
    #[inline]
    fn eval(&self, _: T, u: &[T; N], &diffusivity: &T, _: &()) -> [T; N] {
        let Self { width, .. } = *self;
        let mut du = [T::ZERO; N];
        let scale = diffusivity.over(width * width);
        for i in 1..(N - 1) {
            du[i] = scale * (u[i].times_add(-2.0, u[i - 1]) + u[i + 1]);
        }
        du
    }
}
#[automatically_derived]
#[allow(clippy::assign_op_pattern, reason = "a sweep is written with whole sums")]
impl<T: Real, const N: usize> ::tapeless::__private::Vjp<T> for Heat<N> {
    type Kept = [T; N];
    const COSTLY: bool = false;
    #[inline]
    fn eval_keep(
        &self,
        _: T,
        u: &[T; N],
        &diffusivity: &T,
        _: &(),
    ) -> ([T; N], Self::Kept) {
        let Self { width, .. } = *self;
        let mut du = [T::ZERO; N];
        let scale = diffusivity.over(width * width);
        let mut v_kept = [T::ZERO; N];
        for i in 1..(N - 1) {
            let v = u[i].times_add(-2.0, u[i - 1]) + u[i + 1];
            v_kept[i] = v;
            du[i] = scale * v;
        }
        (du, v_kept)
    }
    #[inline]
    fn vjp(
        &self,
        &diffusivity: &T,
        _: &(),
        v_kept: &Self::Kept,
        w: &[T; N],
        bars: ::tapeless::__private::Bars<'_, T, T, ()>,
    ) -> [T; N] {
        let Self { width, .. } = *self;
        let diffusivity_bar = bars.p;
        let scale = diffusivity.over(width * width);
        let mut u_bar = [T::ZERO; N];
        let mut v = [T::ZERO; N];
        let mut du_bar = *w;
        let mut scale_bar = T::ZERO;
        for i in (1..(N - 1)).rev() {
            let v_1 = v_kept[i];
            let du_bar_1 = du_bar[i];
            du_bar[i] = T::ZERO;
            v[i] = du_bar_1 * scale;
            scale_bar = du_bar_1.fma(v_1, scale_bar);
        }
        for i in (1..(N - 1)).rev() {
            u_bar[i + 1] += v[i];
        }
        for i in (1..(N - 1)).rev() {
            u_bar[i] -= v[i].times(2.0);
        }
        for i in (1..(N - 1)).rev() {
            u_bar[i - 1] += v[i];
        }
        *diffusivity_bar = scale_bar.times_add(1.0 / (width * width), *diffusivity_bar);
        u_bar
    }
}
