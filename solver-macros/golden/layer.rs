/// A layer of a network: what it keeps of its turns are the slopes of its outputs.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
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
type layer<const IN: usize, const OUT: usize> = ::tapeless::__private::Function<
    Layer<IN, OUT>,
>;
#[automatically_derived]
#[allow(long_running_const_eval, reason = "it goes through what the function does")]
impl<const IN: usize, const OUT: usize> ::tapeless::__private::Sparse
for Layer<IN, OUT> {
    const TABLE: ::tapeless::__private::Table = {
        let mut memory = ::tapeless::__private::Memory::new();
        let v1 = memory
            .input(&<[[f64; IN]; OUT] as ::tapeless::__private::Vector<f64>>::LAYOUT, 0);
        let v2 = memory
            .input(
                &<[f64; OUT] as ::tapeless::__private::Vector<f64>>::LAYOUT,
                memory.mark(),
            );
        let v3 = memory
            .input(
                &<[f64; IN] as ::tapeless::__private::Vector<f64>>::LAYOUT,
                memory.mark(),
            );
        let v4 = memory
            .zeros(&<[f64; OUT] as ::tapeless::__private::Vector<f64>>::LAYOUT);
        let v5 = memory.copy(v4);
        let mut v6: ::tapeless::__private::Turns = ::tapeless::__private::Turns::new(
            ::core::option::Option::Some(0),
            ::core::option::Option::Some(OUT as i128),
            ::core::option::Option::Some(1),
            false,
        );
        let v8 = memory.mark();
        while v6.goes() {
            #[allow(unused_variables, reason = "not every loop asks which turn it is")]
            let v7 = v6.variable();
            let v9 = memory.part(v2, ::tapeless::__private::Go::At(v7));
            let v10 = memory.copy(v9);
            let mut v11: ::tapeless::__private::Turns = ::tapeless::__private::Turns::new(
                ::core::option::Option::Some(0),
                ::core::option::Option::Some(IN as i128),
                ::core::option::Option::Some(1),
                false,
            );
            let v13 = memory.mark();
            while v11.goes() {
                #[allow(
                    unused_variables,
                    reason = "not every loop asks which turn it is"
                )]
                let v12 = v11.variable();
                let v14 = memory.part(v1, ::tapeless::__private::Go::At(v7));
                let v15 = memory.part(v14, ::tapeless::__private::Go::At(v12));
                let v16 = memory.part(v3, ::tapeless::__private::Go::At(v12));
                let v17 = memory.number(&[v10, v15, v16]);
                memory.hand_on(&mut v11, &[v10], &[v17], v13);
            }
            let v18 = memory.number(&[v10]);
            let v19 = memory.copy(v5);
            memory.write(v19, &[::tapeless::__private::Go::At(v7)], v18, false);
            let v20 = v19;
            memory.hand_on(&mut v6, &[v5], &[v20], v8);
        }
        let v21 = memory
            .zeros(&<[f64; OUT] as ::tapeless::__private::Vector<f64>>::LAYOUT);
        memory.write(v21, &[], v5, false);
        memory.table(v21)
    };
}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real, const IN: usize, const OUT: usize> ::tapeless::__private::Differentiable<T>
for Layer<IN, OUT> {
    type Args = ([[T; IN]; OUT], [T; OUT], [T; IN]);
    type Output = [T; OUT];
    type Kept = [T; OUT];
    const PATTERN: ::tapeless::__private::Pattern = ::tapeless::__private::Pattern {
        given: ::tapeless::__private::Layout::Parts(
            &[
                ("0", <[[f64; IN]; OUT] as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("1", <[f64; OUT] as ::tapeless::__private::Vector<f64>>::LAYOUT),
                ("2", <[f64; IN] as ::tapeless::__private::Vector<f64>>::LAYOUT),
            ],
        ),
        rows: <Layer<IN, OUT> as ::tapeless::__private::Sparse>::PATTERN,
    };
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
