#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    reason = "it may be used by the type that stands for it alone"
)]
fn loss<T: Real>(
    [y0_0,
    y0_1,
    ]: [T; 2],
    [log_p_0,
    log_p_1,
    log_p_2,
    log_p_3,
    ]: [T; 4],
    weight: T,
) -> T {
    const _: () = {
        #[allow(dead_code, reason = "the compiler checks a type")]
        fn has_its_type<T: Real>(
            of: &<metrics::polar as ::tapeless::__private::Called<T>>::Output,
        ) {
            let _: &[_; 2] = of;
        }
    };
    let end = Solve::new(
            Ode(LotkaVolterra),
            RK4,
            Uniform::new::<100>(T::ZERO, T::lit(1.0)),
        )
        .value(
            &[y0_0, y0_1],
            &[log_p_0.exp(), log_p_1.exp(), log_p_2.exp(), log_p_3.exp()],
        );
    let v = <metrics::polar as ::tapeless::__private::Called<
        T,
    >>::call(
        <metrics::polar as ::tapeless::__private::Called<
            T,
        >>::all::<2>(&(end, ::tapeless::__private::Given::given([1.0, 1.0]))),
    );
    let distance = v[0];
    weight
        .fma(
            ::tapeless::__private::operand::<T, _>(distance)
                * ::tapeless::__private::operand::<T, _>(distance),
            v[1].powc(1.5),
        )
}
///The differentiable function [`loss()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
struct Loss;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
type loss = ::tapeless::__private::Function<Loss>;
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::Differentiable<T> for Loss {
    type Args = ([T; 2], [T; 4], T);
    type Output = T;
    type Kept = (
        T,
        T,
        T,
        T,
        T,
        T,
        <metrics::polar as ::tapeless::__private::Called<T>>::Kept,
    );
    #[inline(always)]
    fn eval(
        &self,
        &([y0_0, y0_1], [log_p_0, log_p_1, log_p_2, log_p_3], weight): &Self::Args,
    ) -> Self::Output {
        let end = Solve::new(
                Ode(LotkaVolterra),
                RK4,
                Uniform::new::<100>(T::ZERO, T::lit(1.0)),
            )
            .value(
                &[y0_0, y0_1],
                &[log_p_0.exp(), log_p_1.exp(), log_p_2.exp(), log_p_3.exp()],
            );
        let v = <metrics::polar as ::tapeless::__private::Called<
            T,
        >>::call(
            <metrics::polar as ::tapeless::__private::Called<
                T,
            >>::all::<2>(&(end, ::tapeless::__private::Given::given([1.0, 1.0]))),
        );
        let distance = v[0];
        weight.fma(distance * distance, v[1].powc(1.5))
    }
    #[inline(always)]
    fn eval_keep(
        &self,
        &([y0_0, y0_1], [log_p_0, log_p_1, log_p_2, log_p_3], weight): &Self::Args,
    ) -> (Self::Output, Self::Kept) {
        let v = log_p_0.exp();
        let v_1 = log_p_1.exp();
        let v_2 = log_p_2.exp();
        let v_3 = log_p_3.exp();
        let end = Solve::new(
                Ode(LotkaVolterra),
                RK4,
                Uniform::new::<100>(T::ZERO, T::lit(1.0)),
            )
            .value(&[y0_0, y0_1], &[v, v_1, v_2, v_3]);
        let (v_4, polar_kept) = <metrics::polar as ::tapeless::__private::Called<
            T,
        >>::call_keep(
            <metrics::polar as ::tapeless::__private::Called<
                T,
            >>::all::<2>(&(end, ::tapeless::__private::Given::given([1.0, 1.0]))),
        );
        let distance = v_4[0];
        let angle = v_4[1];
        let v_5 = angle.powc(1.5);
        (
            weight.fma(distance * distance, v_5),
            (
                v,
                v_1,
                v_2,
                v_3,
                distance,
                ::tapeless::__private::partial::powc(angle, 1.5, v_5),
                polar_kept,
            ),
        )
    }
    #[inline(always)]
    fn vjp(
        &self,
        &([y0_0, y0_1], [log_p_0, log_p_1, log_p_2, log_p_3], weight): &Self::Args,
        &(v, v_1, v_2, v_3, distance, v_4, ref polar_kept): &Self::Kept,
        &w: &Self::Output,
    ) -> Self::Args {
        let end = Solve::new(
                Ode(LotkaVolterra),
                RK4,
                Uniform::new::<100>(T::ZERO, T::lit(1.0)),
            )
            .value(&[y0_0, y0_1], &[v, v_1, v_2, v_3]);
        let mut w_1 = ::tapeless::__private::zeros_of::<
            T,
            _,
        >(|| <metrics::polar as ::tapeless::__private::Called<
            T,
        >>::call(
            <metrics::polar as ::tapeless::__private::Called<
                T,
            >>::all::<2>(&(end, ::tapeless::__private::Given::given([1.0, 1.0]))),
        ));
        w_1[1] += w * v_4;
        w_1[0] += (w * weight).times(2.0) * distance;
        let (v_5, ..) = <metrics::polar as ::tapeless::__private::Called<
            T,
        >>::call_vjp(
            <metrics::polar as ::tapeless::__private::Called<
                T,
            >>::all::<2>(&(end, ::tapeless::__private::Given::given([1.0, 1.0]))),
            polar_kept,
            &w_1,
        );
        let (v_6, v_7) = ::tapeless::__private::cotangents::<
            ([T; 2], [T; 4]),
            _,
        >(
                Solve::new(
                        Ode(LotkaVolterra),
                        RK4,
                        Uniform::new::<100>(T::ZERO, T::lit(1.0)),
                    )
                    .value_vjp(&[y0_0, y0_1], &[v, v_1, v_2, v_3], &v_5),
            )
            .each();
        (
            [v_6[0], v_6[1]],
            [
                v_7[0] * ::tapeless::__private::partial::exp(log_p_0, v),
                v_7[1] * ::tapeless::__private::partial::exp(log_p_1, v_1),
                v_7[2] * ::tapeless::__private::partial::exp(log_p_2, v_2),
                v_7[3] * ::tapeless::__private::partial::exp(log_p_3, v_3),
            ],
            w * (distance * distance),
        )
    }
}
