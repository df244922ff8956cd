#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
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
struct lorenz {}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::VectorField<T> for Lorenz {
    type State = [T; 3];
    type Params = [T; 3];
    type Input = ();
    const SPARSITY: ::core::option::Option<&'static [&'static [usize]]> = ::core::option::Option::Some(
        &[&[0, 1], &[0, 1, 2], &[0, 1, 2]],
    );
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
    #[inline(always)]
    fn eval_add<Times: ::tapeless::__private::Time<T>>(
        &self,
        &[w0,
        w1,
        w2,
        ]: &[T; 3],
        c: Times,
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
        let c = ::tapeless::__private::Scale::<Times, T>::new(c);
        let v = c * sigma;
        [
            (-v).fma(x, v.fma(y, w0)),
            x.fma((-c).fma(z, c * rho), (-c).fma(y, w1)),
            y.fma(c * x, (-z).fma(c * beta, w2)),
        ]
    }
}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
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
    fn eval_add_keep<Times: ::tapeless::__private::Time<T>>(
        &self,
        &[w0,
        w1,
        w2,
        ]: &[T; 3],
        c: Times,
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
        let c = ::tapeless::__private::Scale::<Times, T>::new(c);
        let v = c * sigma;
        (
            [
                (-v).fma(x, v.fma(y, w0)),
                x.fma((-c).fma(z, c * rho), (-c).fma(y, w1)),
                y.fma(c * x, (-z).fma(c * beta, w2)),
            ],
            (x, y, z),
        )
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
#[automatically_derived]
#[allow(
    clippy::let_unit_value,
    clippy::ignored_unit_patterns,
    reason = "parameters may be none"
)]
impl<T: Real> ::tapeless::__private::Called<T> for lorenz {
    type All<'lent> = (T, [T; 3], [T; 3]);
    type Output = [T; 3];
    type Kept = <Lorenz as ::tapeless::__private::Vjp<T>>::Kept;
    type Bars = (T, [T; 3], [T; 3]);
    const PATTERN: ::tapeless::__private::Pattern = ::tapeless::__private::Pattern {
        given: ::tapeless::__private::Layout::Parts(
            &[
                ("0", <f64 as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("1", <[f64; 3] as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("2", <[f64; 3] as ::tapeless::__private::Vector<f64>>::LAYOUT),
            ],
        ),
        rows: ::core::option::Option::Some(&[&[1, 2, 4], &[1, 2, 3, 5], &[1, 2, 3, 6]]),
    };
    #[inline(always)]
    fn call(all: &Self::All<'_>) -> Self::Output {
        let (t, y, p) = all;
        ::tapeless::__private::VectorField::<
            T,
        >::eval(&<Lorenz>::default(), *t, y, p, &())
    }
    #[inline(always)]
    fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept) {
        let (t, y, p) = all;
        ::tapeless::__private::Vjp::<T>::eval_keep(&<Lorenz>::default(), *t, y, p, &())
    }
    #[inline(always)]
    fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &Self::Output) -> Self::Bars {
        let (t, y, p) = all;
        let _ = (t, y);
        let (mut t_bar, mut p_bar, mut u_bar) = (
            T::ZERO,
            ::tapeless::__private::Vector::<T>::zero(p),
            (),
        );
        let bars = ::tapeless::__private::Bars {
            t: &mut t_bar,
            p: &mut p_bar,
            u: &mut u_bar,
        };
        let y_bar = ::tapeless::__private::Vjp::<
            T,
        >::vjp(&<Lorenz>::default(), p, &(), kept, w, bars);
        (t_bar, y_bar, p_bar)
    }
}
