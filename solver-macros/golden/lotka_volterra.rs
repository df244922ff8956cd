#[allow(dead_code, reason = "it may be used by the type that stands for it alone")]
pub fn lotka_volterra<T: Real>(_: T, [x, y]: [T; 2], [a, b, c, d]: [T; 4]) -> [T; 2] {
    [(-y).fma(b * x, a * x), (-c).fma(y, d * x * y)]
}
///The vector field [`lotka_volterra()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
pub struct LotkaVolterra;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
pub type lotka_volterra = LotkaVolterra;
#[automatically_derived]
impl<T: Real> ::tapeless::__private::VectorField<T> for LotkaVolterra {
    type State = [T; 2];
    type Params = [T; 4];
    type Input = ();
    #[inline(always)]
    fn eval(&self, _: T, &[x, y]: &[T; 2], &[a, b, c, d]: &[T; 4], _: &()) -> [T; 2] {
        [(-y).fma(b * x, a * x), (-c).fma(y, d * x * y)]
    }
}
#[automatically_derived]
impl<T: Real> ::tapeless::__private::Vjp<T> for LotkaVolterra {
    type Kept = (T, T);
    const COSTLY: bool = false;
    #[inline(always)]
    fn eval_keep(
        &self,
        _: T,
        &[x,
        y,
        ]: &[T; 2],
        &[a,
        b,
        c,
        d,
        ]: &[T; 4],
        _: &(),
    ) -> ([T; 2], Self::Kept) {
        ([(-y).fma(b * x, a * x), (-c).fma(y, d * x * y)], (x, y))
    }
    #[inline(always)]
    fn vjp(
        &self,
        &[a,
        b,
        c,
        d,
        ]: &[T; 4],
        _: &(),
        &(x, y): &Self::Kept,
        &[w0,
        w1,
        ]: &[T; 2],
        bars: ::tapeless::__private::Bars<'_, T, [T; 4], ()>,
    ) -> [T; 2] {
        let [a_bar, b_bar, c_bar, d_bar] = bars.p;
        let v = w1 * y;
        let v_1 = w0 * y;
        *a_bar = w0.fma(x, *a_bar);
        *b_bar = (-v_1).fma(x, *b_bar);
        *c_bar -= v;
        *d_bar = v.fma(x, *d_bar);
        [w0.fma(a, (-v_1).fma(b, v * d)), (-w0).fma(b * x, (-w1).fma(c, w1 * (d * x)))]
    }
}
