/// Calls in the arms of an `if`, of what lies around it.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
fn calling_in_arms<T: Real>(x: T, y: T) -> T {
    let v = <scaled as ::tapeless::__private::Called<
        T,
    >>::call(<scaled as ::tapeless::__private::Called<T>>::all::<2>(&([x, y], x)));
    T::choose_among(
        <T::Mask as ::tapeless::__private::Mask>::splat(true),
        v[0].is_less(T::lit(3.0)),
        |live| {
            <arithmetic as ::tapeless::__private::CalledNumber<
                T,
            >>::call(
                <arithmetic as ::tapeless::__private::CalledNumber<
                    T,
                >>::all::<
                    2,
                >(
                    &(
                        T::within(x, live),
                        ::tapeless::__private::within::<T, _>(live, v[1]),
                    ),
                ),
            )
                * ::tapeless::__private::operand::<
                    T,
                    _,
                >(
                    <elsewhere::polar as ::tapeless::__private::Called<
                        T,
                    >>::call(
                            <elsewhere::polar as ::tapeless::__private::Called<
                                T,
                            >>::all::<
                                1,
                            >(&(::tapeless::__private::within::<T, _>(live, v),)),
                        )
                        .0,
                )
        },
        |live| <branch as ::tapeless::__private::Called<
            T,
        >>::call(
            <branch as ::tapeless::__private::Called<
                T,
            >>::all::<2>(&(T::within(x, live), T::within(y, live))),
        ),
    )
}
///The differentiable function [`calling_in_arms()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
struct CallingInArms;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
type calling_in_arms = ::tapeless::__private::Function<CallingInArms>;
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::Differentiable<T> for CallingInArms {
    type Args = (T, T);
    type Output = T;
    type Kept = (
        <scaled as ::tapeless::__private::Called<T>>::Output,
        T::Mask,
        <scaled as ::tapeless::__private::Called<T>>::Kept,
    );
    const PATTERN: ::tapeless::__private::Pattern = ::tapeless::__private::Pattern {
        given: ::tapeless::__private::Layout::Parts(
            &[
                ("0", <f64 as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("1", <f64 as ::tapeless::__private::Vector<f64>>::LAYOUT),
            ],
        ),
        rows: ::tapeless::__private::rows_or(
            {
                const fn depends() -> ::tapeless::__private::Table {
                    {
                        let mut memory = ::tapeless::__private::Memory::new();
                        let v1 = memory
                            .input(
                                &<f64 as ::tapeless::__private::Vector<f64>>::LAYOUT,
                                0,
                            );
                        let v2 = memory
                            .input(
                                &<f64 as ::tapeless::__private::Vector<f64>>::LAYOUT,
                                memory.mark(),
                            );
                        let v3 = memory
                            .zeros(
                                &<scaled as ::tapeless::__private::Called<f64>>::PATTERN
                                    .given,
                            );
                        memory
                            .write(
                                v3,
                                &[
                                    ::tapeless::__private::Go::To(0),
                                    ::tapeless::__private::Go::To(0),
                                ],
                                v1,
                                false,
                            );
                        memory
                            .write(
                                v3,
                                &[
                                    ::tapeless::__private::Go::To(0),
                                    ::tapeless::__private::Go::To(1),
                                ],
                                v2,
                                false,
                            );
                        memory.write(v3, &[::tapeless::__private::Go::To(1)], v1, false);
                        let v4 = memory
                            .called(
                                &<scaled as ::tapeless::__private::Called<f64>>::PATTERN,
                                v3,
                                &<<scaled as ::tapeless::__private::Called<
                                    f64,
                                >>::Output as ::tapeless::__private::Vector<f64>>::LAYOUT,
                            );
                        let v5 = memory.part(v4, ::tapeless::__private::Go::To(0));
                        let v6 = memory.zeros(&::tapeless::__private::Layout::Number);
                        let v7 = memory.zeros(&::tapeless::__private::Layout::Number);
                        let v8 = memory.part(v4, ::tapeless::__private::Go::To(1));
                        let v9: ::core::option::Option<bool> = ::core::option::Option::None;
                        let (v16,) = if let ::core::option::Option::Some(false) = v9 {
                            (memory.nothing(),)
                        } else {
                            let v10 = memory
                                .zeros(
                                    &<arithmetic as ::tapeless::__private::Called<f64>>::PATTERN
                                        .given,
                                );
                            memory
                                .write(v10, &[::tapeless::__private::Go::To(0)], v1, false);
                            memory
                                .write(v10, &[::tapeless::__private::Go::To(1)], v8, false);
                            let v11 = memory
                                .called(
                                    &<arithmetic as ::tapeless::__private::Called<
                                        f64,
                                    >>::PATTERN,
                                    v10,
                                    &::tapeless::__private::Layout::Number,
                                );
                            let v12 = memory
                                .zeros(
                                    &<elsewhere::polar as ::tapeless::__private::Called<
                                        f64,
                                    >>::PATTERN
                                        .given,
                                );
                            memory
                                .write(v12, &[::tapeless::__private::Go::To(0)], v4, false);
                            let v13 = memory
                                .called(
                                    &<elsewhere::polar as ::tapeless::__private::Called<
                                        f64,
                                    >>::PATTERN,
                                    v12,
                                    &<<elsewhere::polar as ::tapeless::__private::Called<
                                        f64,
                                    >>::Output as ::tapeless::__private::Vector<f64>>::LAYOUT,
                                );
                            let v14 = memory.part(v13, ::tapeless::__private::Go::To(0));
                            let v15 = memory.number(&[v11, v14]);
                            (v15,)
                        };
                        let (v19,) = if let ::core::option::Option::Some(true) = v9 {
                            (memory.nothing(),)
                        } else {
                            let v17 = memory
                                .zeros(
                                    &<branch as ::tapeless::__private::Called<f64>>::PATTERN
                                        .given,
                                );
                            memory
                                .write(v17, &[::tapeless::__private::Go::To(0)], v1, false);
                            memory
                                .write(v17, &[::tapeless::__private::Go::To(1)], v2, false);
                            let v18 = memory
                                .called(
                                    &<branch as ::tapeless::__private::Called<f64>>::PATTERN,
                                    v17,
                                    &<<branch as ::tapeless::__private::Called<
                                        f64,
                                    >>::Output as ::tapeless::__private::Vector<f64>>::LAYOUT,
                                );
                            (v18,)
                        };
                        let v20 = memory.chosen(v9, v16, v19);
                        let v21 = memory
                            .zeros(&<f64 as ::tapeless::__private::Vector<f64>>::LAYOUT);
                        memory.write(v21, &[], v20, false);
                        memory.table(v21)
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
            ::core::option::Option::Some(&[&[0, 1]]),
        ),
    };
    #[inline(always)]
    fn eval(&self, &(x, y): &Self::Args) -> Self::Output {
        let v = <scaled as ::tapeless::__private::Called<
            T,
        >>::call(<scaled as ::tapeless::__private::Called<T>>::all::<2>(&([x, y], x)));
        T::choose_among(
            <T::Mask as ::tapeless::__private::Mask>::splat(true),
            v[0].is_less(T::lit(3.0)),
            |live| {
                <arithmetic as ::tapeless::__private::CalledNumber<
                    T,
                >>::call(
                    <arithmetic as ::tapeless::__private::CalledNumber<
                        T,
                    >>::all::<
                        2,
                    >(
                        &(
                            T::within(x, live),
                            ::tapeless::__private::within::<T, _>(live, v[1]),
                        ),
                    ),
                )
                    * <elsewhere::polar as ::tapeless::__private::Called<
                        T,
                    >>::call(
                            <elsewhere::polar as ::tapeless::__private::Called<
                                T,
                            >>::all::<
                                1,
                            >(&(::tapeless::__private::within::<T, _>(live, v),)),
                        )
                        .0
            },
            |live| <branch as ::tapeless::__private::Called<
                T,
            >>::call(
                <branch as ::tapeless::__private::Called<
                    T,
                >>::all::<2>(&(T::within(x, live), T::within(y, live))),
            ),
        )
    }
    #[inline(always)]
    fn eval_keep(&self, &(x, y): &Self::Args) -> (Self::Output, Self::Kept) {
        let (v, scaled_kept) = <scaled as ::tapeless::__private::Called<
            T,
        >>::call_keep(
            <scaled as ::tapeless::__private::Called<T>>::all::<2>(&([x, y], x)),
        );
        let taken = v[0].is_less(T::lit(3.0));
        (
            T::choose_among(
                <T::Mask as ::tapeless::__private::Mask>::splat(true),
                taken,
                |live| {
                    <arithmetic as ::tapeless::__private::CalledNumber<
                        T,
                    >>::call(
                        <arithmetic as ::tapeless::__private::CalledNumber<
                            T,
                        >>::all::<
                            2,
                        >(
                            &(
                                T::within(x, live),
                                ::tapeless::__private::within::<T, _>(live, v[1]),
                            ),
                        ),
                    )
                        * <elsewhere::polar as ::tapeless::__private::Called<
                            T,
                        >>::call(
                                <elsewhere::polar as ::tapeless::__private::Called<
                                    T,
                                >>::all::<
                                    1,
                                >(&(::tapeless::__private::within::<T, _>(live, v),)),
                            )
                            .0
                },
                |live| <branch as ::tapeless::__private::Called<
                    T,
                >>::call(
                    <branch as ::tapeless::__private::Called<
                        T,
                    >>::all::<2>(&(T::within(x, live), T::within(y, live))),
                ),
            ),
            (v, taken, scaled_kept),
        )
    }
    #[inline(always)]
    fn vjp(
        &self,
        &(x, y): &Self::Args,
        &(v, taken, ref scaled_kept): &Self::Kept,
        &w: &Self::Output,
    ) -> Self::Args {
        let v_1 = v[1];
        let (v_11, v_12) = T::choose_among(
            <T::Mask as ::tapeless::__private::Mask>::splat(true),
            taken,
            |live| {
                let (v_2, arithmetic_kept) = <arithmetic as ::tapeless::__private::CalledNumber<
                    T,
                >>::call_keep(
                    <arithmetic as ::tapeless::__private::CalledNumber<
                        T,
                    >>::all::<
                        2,
                    >(
                        &(
                            T::within(x, live),
                            ::tapeless::__private::within::<T, _>(live, v_1),
                        ),
                    ),
                );
                let (v_3, polar_kept) = <elsewhere::polar as ::tapeless::__private::Called<
                    T,
                >>::call_keep(
                    <elsewhere::polar as ::tapeless::__private::Called<
                        T,
                    >>::all::<1>(&(::tapeless::__private::within::<T, _>(live, v),)),
                );
                let mut w_1 = ::tapeless::__private::zeros_of::<
                    T,
                    _,
                >(|| <elsewhere::polar as ::tapeless::__private::Called<
                    T,
                >>::call(
                    <elsewhere::polar as ::tapeless::__private::Called<
                        T,
                    >>::all::<1>(&(::tapeless::__private::within::<T, _>(live, v),)),
                ));
                w_1.0 += w * v_2;
                let (mut v_4, ..) = <elsewhere::polar as ::tapeless::__private::Called<
                    T,
                >>::call_vjp(
                    <elsewhere::polar as ::tapeless::__private::Called<
                        T,
                    >>::all::<1>(&(::tapeless::__private::within::<T, _>(live, v),)),
                    &polar_kept,
                    &w_1,
                );
                let (v_5, v_6, ..) = ::tapeless::__private::cotangents::<
                    (T, _),
                    _,
                >(
                        <arithmetic as ::tapeless::__private::CalledNumber<
                            T,
                        >>::call_vjp(
                            <arithmetic as ::tapeless::__private::CalledNumber<
                                T,
                            >>::all::<
                                2,
                            >(
                                &(
                                    T::within(x, live),
                                    ::tapeless::__private::within::<T, _>(live, v_1),
                                ),
                            ),
                            &arithmetic_kept,
                            &(w * v_3.0),
                        ),
                    )
                    .each();
                ::tapeless::__private::Vector::<T>::add(&mut v_4[1], &v_6);
                let (v_7, v_8, ..) = ::tapeless::__private::cotangents::<
                    ([T; 2], T),
                    _,
                >(
                        <scaled as ::tapeless::__private::Called<
                            T,
                        >>::call_vjp(
                            <scaled as ::tapeless::__private::Called<
                                T,
                            >>::all::<2>(&([x, y], x)),
                            scaled_kept,
                            &v_4,
                        ),
                    )
                    .each();
                (v_5 + v_7[0] + v_8, v_7[1])
            },
            |live| {
                let (_, branch_kept) = <branch as ::tapeless::__private::Called<
                    T,
                >>::call_keep(
                    <branch as ::tapeless::__private::Called<
                        T,
                    >>::all::<2>(&(T::within(x, live), T::within(y, live))),
                );
                let (v_9, v_10, ..) = ::tapeless::__private::cotangents::<
                    (T, T),
                    _,
                >(
                        <branch as ::tapeless::__private::Called<
                            T,
                        >>::call_vjp(
                            <branch as ::tapeless::__private::Called<
                                T,
                            >>::all::<2>(&(T::within(x, live), T::within(y, live))),
                            &branch_kept,
                            &w,
                        ),
                    )
                    .each();
                (v_9, v_10)
            },
        );
        (v_11, v_12)
    }
}
