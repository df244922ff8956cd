#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
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
pub struct lotka_volterra {}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::VectorField<T> for LotkaVolterra {
    type State = [T; 2];
    type Params = [T; 4];
    type Input = ();
    const SPARSITY: ::core::option::Option<&'static [&'static [usize]]> = ::core::option::Option::Some(
        &[&[0, 1], &[0, 1]],
    );
    #[inline(always)]
    fn eval(&self, _: T, &[x, y]: &[T; 2], &[a, b, c, d]: &[T; 4], _: &()) -> [T; 2] {
        [(-y).fma(b * x, a * x), (-c).fma(y, d * x * y)]
    }
    #[inline(always)]
    fn eval_add<Times: ::tapeless::__private::Time<T>>(
        &self,
        &[w0,
        w1,
        ]: &[T; 2],
        c_: Times,
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
    ) -> [T; 2] {
        let c_ = ::tapeless::__private::Scale::<Times, T>::new(c_);
        let v = c_ * y;
        [(-v).fma(b * x, x.fma(c_ * a, w0)), v.fma(d * x, (-y).fma(c_ * c, w1))]
    }
}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
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
    fn eval_add_keep<Times: ::tapeless::__private::Time<T>>(
        &self,
        &[w0,
        w1,
        ]: &[T; 2],
        c_: Times,
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
        let c_ = ::tapeless::__private::Scale::<Times, T>::new(c_);
        let v = c_ * y;
        (
            [(-v).fma(b * x, x.fma(c_ * a, w0)), v.fma(d * x, (-y).fma(c_ * c, w1))],
            (x, y),
        )
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
#[automatically_derived]
#[allow(
    clippy::let_unit_value,
    clippy::ignored_unit_patterns,
    reason = "parameters may be none"
)]
impl<T: Real> ::tapeless::__private::Called<T> for lotka_volterra {
    type All<'lent> = (T, [T; 2], [T; 4]);
    type Output = [T; 2];
    type Kept = <LotkaVolterra as ::tapeless::__private::Vjp<T>>::Kept;
    type Bars = (T, [T; 2], [T; 4]);
    const PATTERN: ::tapeless::__private::Pattern = ::tapeless::__private::Pattern {
        given: ::tapeless::__private::Layout::Parts(
            &[
                ("0", <f64 as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("1", <[f64; 2] as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("2", <[f64; 4] as ::tapeless::__private::Vector<f64>>::LAYOUT),
            ],
        ),
        rows: ::core::option::Option::Some(&[&[1, 2, 3, 4], &[1, 2, 5, 6]]),
    };
    #[inline(always)]
    fn call(all: &Self::All<'_>) -> Self::Output {
        let (t, y, p) = all;
        ::tapeless::__private::VectorField::<
            T,
        >::eval(&<LotkaVolterra>::default(), *t, y, p, &())
    }
    #[inline(always)]
    fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept) {
        let (t, y, p) = all;
        ::tapeless::__private::Vjp::<
            T,
        >::eval_keep(&<LotkaVolterra>::default(), *t, y, p, &())
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
        >::vjp(&<LotkaVolterra>::default(), p, &(), kept, w, bars);
        (t_bar, y_bar, p_bar)
    }
}
