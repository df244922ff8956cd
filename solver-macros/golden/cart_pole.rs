/// The cart-pole, angle 0 upright, its masses constants.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
fn cart_pole<T: Real>(_: T, [_, v, theta, omega]: [T; 4], _: (), u: T) -> [T; 4] {
    let (sin, cos) = theta.sin_cos();
    let centripetal = omega.times(POLE * LENGTH) * omega;
    let d = (-(cos.times(POLE) * cos)).plus(CART + POLE).under(1.0);
    [
        v,
        sin.fma(cos.times_add(POLE * GRAVITY, -centripetal), u) * d,
        omega,
        (u.fma(cos, sin * (-(centripetal * cos)).plus((CART + POLE) * GRAVITY)) * d)
            .over(LENGTH),
    ]
}
///The vector field [`cart_pole()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
struct CartPole;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
struct cart_pole {}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::VectorField<T> for CartPole {
    type State = [T; 4];
    type Params = ();
    type Input = T;
    const SPARSITY: ::core::option::Option<&'static [&'static [usize]]> = ::core::option::Option::Some(
        &[&[1], &[2, 3], &[3], &[2, 3]],
    );
    #[inline(always)]
    fn eval(&self, _: T, &[_, v, theta, omega]: &[T; 4], _: &(), &u: &T) -> [T; 4] {
        let (sin, cos) = theta.sin_cos();
        let centripetal = omega.times(POLE * LENGTH) * omega;
        let d = (-(cos.times(POLE) * cos)).plus(CART + POLE).under(1.0);
        [
            v,
            sin.fma(cos.times_add(POLE * GRAVITY, -centripetal), u) * d,
            omega,
            (u.fma(cos, sin * (-(centripetal * cos)).plus((CART + POLE) * GRAVITY)) * d)
                .over(LENGTH),
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
impl<T: Real> ::tapeless::__private::Vjp<T> for CartPole {
    type Kept = (T, T, T, T);
    const COSTLY: bool = true;
    #[inline(always)]
    fn eval_keep(
        &self,
        _: T,
        &[_,
        v,
        theta,
        omega,
        ]: &[T; 4],
        _: &(),
        &u: &T,
    ) -> ([T; 4], Self::Kept) {
        let (sin, cos) = theta.sin_cos();
        let centripetal = omega.times(POLE * LENGTH) * omega;
        let d = (-(cos.times(POLE) * cos)).plus(CART + POLE).under(1.0);
        (
            [
                v,
                sin.fma(cos.times_add(POLE * GRAVITY, -centripetal), u) * d,
                omega,
                (u.fma(cos, sin * (-(centripetal * cos)).plus((CART + POLE) * GRAVITY))
                    * d)
                    .over(LENGTH),
            ],
            (omega, sin, cos, d),
        )
    }
    #[inline(always)]
    fn vjp(
        &self,
        _: &(),
        &u: &T,
        &(omega, sin, cos, d): &Self::Kept,
        &[w0,
        w1,
        w2,
        w3,
        ]: &[T; 4],
        bars: ::tapeless::__private::Bars<'_, T, (), T>,
    ) -> [T; 4] {
        let u_bar = bars.u;
        let v_1 = omega.times(POLE * LENGTH);
        let centripetal = v_1 * omega;
        let v_2 = cos.times_add(POLE * GRAVITY, -centripetal);
        let v_3 = (-(centripetal * cos)).plus((CART + POLE) * GRAVITY);
        let v_4 = w3.times(1.0 / (LENGTH));
        let v_5 = v_4 * d;
        let v_6 = v_5 * sin;
        let v_7 = w1 * d;
        let v_8 = v_7 * sin;
        let d_bar = w1.fma(sin.fma(v_2, u), v_4 * u.fma(cos, sin * v_3));
        let v_9 = d_bar * (d * d);
        let centripetal_bar = v_6.fma(cos, v_8);
        *u_bar = v_5.fma(cos, *u_bar) + v_7;
        [
            T::ZERO,
            w0,
            (-sin)
                .fma(
                    (v_9 * cos)
                        .times_add(
                            POLE,
                            v_9
                                .fma(
                                    cos.times(POLE),
                                    v_8
                                        .times_add(POLE * GRAVITY, (-v_6).fma(centripetal, v_5 * u)),
                                ),
                        ),
                    v_7.fma(v_2, v_5 * v_3) * cos,
                ),
            (centripetal_bar * omega)
                .times_add(-(POLE * LENGTH), (-centripetal_bar).fma(v_1, w2)),
        ]
    }
}
#[automatically_derived]
#[allow(
    clippy::let_unit_value,
    clippy::ignored_unit_patterns,
    reason = "parameters may be none"
)]
impl<T: Real> ::tapeless::__private::Called<T> for cart_pole {
    type All<'lent> = (T, [T; 4], (), T);
    type Output = [T; 4];
    type Kept = <CartPole as ::tapeless::__private::Vjp<T>>::Kept;
    type Bars = (T, [T; 4], (), T);
    const PATTERN: ::tapeless::__private::Pattern = ::tapeless::__private::Pattern {
        given: ::tapeless::__private::Layout::Parts(
            &[
                ("0", <f64 as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("1", <[f64; 4] as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("2", <() as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("3", <f64 as ::tapeless::__private::Vector<f64>>::LAYOUT),
            ],
        ),
        rows: ::core::option::Option::Some(&[&[2], &[3, 4, 5], &[4], &[3, 4, 5]]),
    };
    #[inline(always)]
    fn call(all: &Self::All<'_>) -> Self::Output {
        let (t, y, p, u) = all;
        ::tapeless::__private::VectorField::<
            T,
        >::eval(&<CartPole>::default(), *t, y, p, u)
    }
    #[inline(always)]
    fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept) {
        let (t, y, p, u) = all;
        ::tapeless::__private::Vjp::<T>::eval_keep(&<CartPole>::default(), *t, y, p, u)
    }
    #[inline(always)]
    fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &Self::Output) -> Self::Bars {
        let (t, y, p, u) = all;
        let _ = (t, y);
        let (mut t_bar, mut p_bar, mut u_bar) = (
            T::ZERO,
            ::tapeless::__private::Vector::<T>::zero(p),
            ::tapeless::__private::Vector::<T>::zero(u),
        );
        let bars = ::tapeless::__private::Bars {
            t: &mut t_bar,
            p: &mut p_bar,
            u: &mut u_bar,
        };
        let y_bar = ::tapeless::__private::Vjp::<
            T,
        >::vjp(&<CartPole>::default(), p, u, kept, w, bars);
        (t_bar, y_bar, p_bar, u_bar)
    }
}
