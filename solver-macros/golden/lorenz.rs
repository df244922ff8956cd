#[allow(dead_code, reason = "it may be used by the type that stands for it alone")]
fn lorenz<T: Real>(_: T, [x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x.fma(rho - z, -y), (-beta).fma(z, x * y)]
}
///The vector field [`lorenz()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
struct Lorenz;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
type lorenz = Lorenz;
#[automatically_derived]
impl<T: Real> ::tapeless::__private::VectorField<T> for Lorenz {
    type State = [T; 3];
    type Params = [T; 3];
    type Input = ();
    #[inline(always)]
    fn eval(
        &self,
        _: T,
        &[x,
        y,
        z,
        ]: &[T; 3],
        &[sigma,
        rho,
        beta,
        ]: &[T; 3],
        _: &(),
    ) -> [T; 3] {
        [sigma * (y - x), x.fma(rho - z, -y), (-beta).fma(z, x * y)]
    }
}
#[automatically_derived]
impl<T: Real> ::tapeless::__private::Vjp<T> for Lorenz {
    type Kept = (T, T, T);
    const COSTLY: bool = false;
    #[inline(always)]
    fn eval_keep(
        &self,
        _: T,
        &[x,
        y,
        z,
        ]: &[T; 3],
        &[sigma,
        rho,
        beta,
        ]: &[T; 3],
        _: &(),
    ) -> ([T; 3], Self::Kept) {
        ([sigma * (y - x), x.fma(rho - z, -y), (-beta).fma(z, x * y)], (x, y, z))
    }
    #[inline(always)]
    fn vjp(
        &self,
        &[sigma,
        rho,
        beta,
        ]: &[T; 3],
        _: &(),
        &(x, y, z): &Self::Kept,
        &[w0,
        w1,
        w2,
        ]: &[T; 3],
        bars: ::tapeless::__private::Bars<'_, T, [T; 3], ()>,
    ) -> [T; 3] {
        let [sigma_bar, rho_bar, beta_bar] = bars.p;
        let v = w1 * x;
        let v_1 = w0 * sigma;
        *sigma_bar = w0.fma(y - x, *sigma_bar);
        *rho_bar += v;
        *beta_bar = (-w2).fma(z, *beta_bar);
        [w1.fma(rho - z, w2 * y) - v_1, w2.fma(x, -w1) + v_1, -w2.fma(beta, v)]
    }
}
