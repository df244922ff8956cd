#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
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
    clippy::redundant_pattern_matching,
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
    const PATTERN: ::tapeless::__private::Pattern = ::tapeless::__private::Pattern {
        given: ::tapeless::__private::Layout::Parts(
            &[
                ("0", <[f64; 2] as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("1", <[f64; 4] as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("2", <f64 as ::tapeless::__private::Vector<f64>>::LAYOUT),
            ],
        ),
        rows: ::tapeless::__private::rows_or(
            {
                const fn depends() -> ::tapeless::__private::Table {
                    {
                        let mut memory = ::tapeless::__private::Memory::new();
                        let v1 = memory
                            .input(
                                &<[f64; 2] as ::tapeless::__private::Vector<f64>>::LAYOUT,
                                0,
                            );
                        let v2 = memory.part(v1, ::tapeless::__private::Go::To(0));
                        let v3 = memory.part(v1, ::tapeless::__private::Go::To(1));
                        let v4 = memory
                            .input(
                                &<[f64; 4] as ::tapeless::__private::Vector<f64>>::LAYOUT,
                                memory.mark(),
                            );
                        let v5 = memory.part(v4, ::tapeless::__private::Go::To(0));
                        let v6 = memory.part(v4, ::tapeless::__private::Go::To(1));
                        let v7 = memory.part(v4, ::tapeless::__private::Go::To(2));
                        let v8 = memory.part(v4, ::tapeless::__private::Go::To(3));
                        let v9 = memory
                            .input(
                                &<f64 as ::tapeless::__private::Vector<f64>>::LAYOUT,
                                memory.mark(),
                            );
                        let v10 = memory
                            .of_all(
                                &::tapeless::__private::Layout::Unknown,
                                &[v2, v3, v5, v6, v7, v8],
                            );
                        let v11 = memory
                            .zeros(
                                &<metrics::polar as ::tapeless::__private::Called<
                                    f64,
                                >>::PATTERN
                                    .given,
                            );
                        memory
                            .write(v11, &[::tapeless::__private::Go::To(0)], v10, false);
                        let v12 = memory
                            .called(
                                &<metrics::polar as ::tapeless::__private::Called<
                                    f64,
                                >>::PATTERN,
                                v11,
                                &<<metrics::polar as ::tapeless::__private::Called<
                                    f64,
                                >>::Output as ::tapeless::__private::Vector<f64>>::LAYOUT,
                            );
                        let v13 = memory.part(v12, ::tapeless::__private::Go::To(0));
                        let v14 = memory.part(v12, ::tapeless::__private::Go::To(1));
                        let v15 = memory
                            .zeros(&<f64 as ::tapeless::__private::Vector<f64>>::LAYOUT);
                        let v16 = memory.number(&[v9, v13, v14]);
                        memory.write(v15, &[], v16, false);
                        memory.table(v15)
                    }
                }
                {
                    #![allow(
                        long_running_const_eval,
                        reason = "it goes through what the function does"
                    )]
                    const TABLE: ::tapeless::__private::Table = depends();
                    const COLUMNS: [usize; TABLE.entries()] = TABLE.columns();
                    const ROWS: [&[usize]; TABLE.count()] = TABLE.rows(&COLUMNS);
                    if TABLE.count() > 0 {
                        ::core::option::Option::Some(&ROWS)
                    } else {
                        ::core::option::Option::None
                    }
                }
            },
            ::core::option::Option::Some(&[&[0, 1, 2, 3, 4, 5, 6]]),
        ),
    };
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
