/// The heat equation on a rod of any number of points, its ends held.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
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
struct heat<const N: usize> {}
#[automatically_derived]
#[allow(long_running_const_eval, reason = "it goes through what the function does")]
impl<const N: usize> ::tapeless::__private::Sparse for Heat<N> {
    const TABLE: ::tapeless::__private::Table = {
        let mut memory = ::tapeless::__private::Memory::new();
        let v1 = memory
            .input(&<[f64; N] as ::tapeless::__private::Vector<f64>>::LAYOUT, 0);
        let v2 = memory.zeros(&::tapeless::__private::Layout::Number);
        let v3 = memory.zeros(&::tapeless::__private::Layout::Number);
        let v4 = memory
            .repeated(&<[f64; N] as ::tapeless::__private::Vector<f64>>::LAYOUT, v3);
        let v5 = memory.copy(v4);
        let mut v6: ::tapeless::__private::Turns = ::tapeless::__private::Turns::new(
            ::core::option::Option::Some(1),
            ::tapeless::__private::known::sub(
                ::core::option::Option::Some(N as i128),
                ::core::option::Option::Some(1),
                true,
            ),
            ::core::option::Option::Some(1),
            false,
        );
        let v8 = memory.mark();
        while v6.goes() {
            #[allow(unused_variables, reason = "not every loop asks which turn it is")]
            let v7 = v6.variable();
            let v9 = memory
                .part(
                    v1,
                    ::tapeless::__private::Go::At(
                        ::tapeless::__private::known::sub(
                            v7,
                            ::core::option::Option::Some(1),
                            true,
                        ),
                    ),
                );
            let v10 = memory.part(v1, ::tapeless::__private::Go::At(v7));
            let v11 = memory
                .part(
                    v1,
                    ::tapeless::__private::Go::At(
                        ::tapeless::__private::known::add(
                            v7,
                            ::core::option::Option::Some(1),
                            true,
                        ),
                    ),
                );
            let v12 = memory.number(&[v2, v9, v10, v11]);
            let v13 = memory.copy(v5);
            memory.write(v13, &[::tapeless::__private::Go::At(v7)], v12, false);
            let v14 = v13;
            memory.hand_on(&mut v6, &[v5], &[v14], v8);
        }
        let v15 = memory
            .zeros(&<[f64; N] as ::tapeless::__private::Vector<f64>>::LAYOUT);
        memory.write(v15, &[], v5, false);
        memory.table(v15)
    };
}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real, const N: usize> ::tapeless::__private::VectorField<T> for Heat<N> {
    type State = [T; N];
    type Params = T;
    type Input = ();
    const SPARSITY: ::core::option::Option<&'static [&'static [usize]]> = <Heat<
        N,
    > as ::tapeless::__private::Sparse>::PATTERN;
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
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
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
#[automatically_derived]
#[allow(
    clippy::let_unit_value,
    clippy::ignored_unit_patterns,
    reason = "parameters may be none"
)]
impl<T: Real, const N: usize> ::tapeless::__private::Called<T> for heat<N> {
    type All<'lent> = (T, [T; N], T, f64);
    type Output = [T; N];
    type Kept = <Heat<N> as ::tapeless::__private::Vjp<T>>::Kept;
    type Bars = (T, [T; N], T, ());
    #[inline(always)]
    fn call(all: &Self::All<'_>) -> Self::Output {
        let (t, y, p, setting_0) = all;
        let this: Heat<N> = Heat { width: *setting_0 };
        ::tapeless::__private::VectorField::<T>::eval(&this, *t, y, p, &())
    }
    #[inline(always)]
    fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept) {
        let (t, y, p, setting_0) = all;
        let this: Heat<N> = Heat { width: *setting_0 };
        ::tapeless::__private::Vjp::<T>::eval_keep(&this, *t, y, p, &())
    }
    #[inline(always)]
    fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &Self::Output) -> Self::Bars {
        let (t, y, p, setting_0) = all;
        let this: Heat<N> = Heat { width: *setting_0 };
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
        let y_bar = ::tapeless::__private::Vjp::<T>::vjp(&this, p, &(), kept, w, bars);
        (t_bar, y_bar, p_bar, ())
    }
}
