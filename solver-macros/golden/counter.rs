/// A sum over pairs, with a running index.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
fn pairs<T: Real>(weights: [T; 6], xs: [T; 4], keep: &[bool; 4]) -> T {
    let mut k_at_2 = [[0; 4]; 4];
    let mut k_now = 0;
    for i in 0..4 {
        let k_at = k_now;
        let mut k_now_2 = k_at;
        for j in 0..i {
            k_at_2[i][j] = k_now_2;
            k_now_2 = if keep[j] { k_at_2[i][j] + 1 } else { k_at_2[i][j] };
        }
        let k_end = k_now_2;
        k_now = k_end;
    }
    let mut energy = T::ZERO;
    for i in 0..4 {
        for j in 0..i {
            let energy_1 = if keep[j] {
                weights[k_at_2[i][j]].fma((xs[i] - xs[j]).abs(), energy)
            } else {
                energy
            };
            energy = energy_1;
        }
    }
    energy
}
///The differentiable function [`pairs()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug)]
struct Pairs<'lent> {
    ///The argument `keep`, which is not differentiated.
    pub keep: &'lent [bool; 4],
}
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
struct pairs {}
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<'lent, T: Real> ::tapeless::__private::Differentiable<T> for Pairs<'lent> {
    type Args = ([T; 6], [T; 4]);
    type Output = T;
    type Kept = [[T; 4]; 4];
    #[inline]
    fn eval(&self, &(ref weights, ref xs): &Self::Args) -> Self::Output {
        let Self { keep: &ref keep, .. } = *self;
        let mut k_at_2 = [[0; 4]; 4];
        let mut k_now = 0;
        for i in 0..4 {
            let k_at = k_now;
            let mut k_now_2 = k_at;
            for j in 0..i {
                k_at_2[i][j] = k_now_2;
                k_now_2 = if keep[j] { k_at_2[i][j] + 1 } else { k_at_2[i][j] };
            }
            let k_end = k_now_2;
            k_now = k_end;
        }
        let mut energy = T::ZERO;
        for i in 0..4 {
            for j in 0..i {
                let energy_1 = if keep[j] {
                    weights[k_at_2[i][j]].fma((xs[i] - xs[j]).abs(), energy)
                } else {
                    energy
                };
                energy = energy_1;
            }
        }
        energy
    }
    #[inline]
    fn eval_keep(
        &self,
        &(ref weights, ref xs): &Self::Args,
    ) -> (Self::Output, Self::Kept) {
        let Self { keep: &ref keep, .. } = *self;
        let mut k_at_2 = [[0; 4]; 4];
        let mut k_now = 0;
        for i in 0..4 {
            let k_at = k_now;
            let mut k_now_2 = k_at;
            for j in 0..i {
                k_at_2[i][j] = k_now_2;
                k_now_2 = if keep[j] { k_at_2[i][j] + 1 } else { k_at_2[i][j] };
            }
            let k_end = k_now_2;
            k_now = k_end;
        }
        let mut v_kept = [[T::ZERO; 4]; 4];
        let mut energy = T::ZERO;
        for i in 0..4 {
            for j in 0..i {
                let energy_1 = if keep[j] {
                    let v = (xs[i] - xs[j]).abs();
                    v_kept[i][j] = v;
                    v.fma(weights[k_at_2[i][j]], energy)
                } else {
                    energy
                };
                energy = energy_1;
            }
        }
        (energy, v_kept)
    }
    #[inline]
    fn vjp(
        &self,
        &(ref weights, ref xs): &Self::Args,
        v_kept: &Self::Kept,
        &w: &Self::Output,
    ) -> Self::Args {
        let Self { keep: &ref keep, .. } = *self;
        let mut k_at_2 = [[0; 4]; 4];
        let mut k_now = 0;
        for i in 0..4 {
            let k_at = k_now;
            let mut k_now_2 = k_at;
            for j in 0..i {
                k_at_2[i][j] = k_now_2;
                k_now_2 = if keep[j] { k_at_2[i][j] + 1 } else { k_at_2[i][j] };
            }
            let k_end = k_now_2;
            k_now = k_end;
        }
        let mut weights_bar = [T::ZERO; 6];
        let mut xs_bar = [T::ZERO; 4];
        let mut energy_bar = w;
        for i in (0..4).rev() {
            for j in (0..i).rev() {
                let v_2 = if keep[j] {
                    let v = v_kept[i][j];
                    let v_1 = energy_bar * weights[k_at_2[i][j]]
                        * ::tapeless::__private::partial::abs(xs[i] - xs[j], v);
                    weights_bar[k_at_2[i][j]] += energy_bar * v;
                    xs_bar[j] -= v_1;
                    xs_bar[i] += v_1;
                    energy_bar
                } else {
                    energy_bar
                };
                energy_bar = v_2;
            }
        }
        (weights_bar, xs_bar)
    }
}
#[automatically_derived]
impl<T: Real> ::tapeless::__private::Called<T> for pairs {
    type All<'lent> = ([T; 6], [T; 4], &'lent [bool; 4]);
    type Output = <Pairs<'static> as ::tapeless::__private::Differentiable<T>>::Output;
    type Kept = <Pairs<'static> as ::tapeless::__private::Differentiable<T>>::Kept;
    type Bars = ([T; 6], [T; 4], ());
    #[inline(always)]
    fn call(all: &Self::All<'_>) -> Self::Output {
        let (argument_0, argument_1, argument_2) = all;
        let (this, args): (Pairs<'_>, _) = (
            Pairs { keep: *argument_2 },
            (argument_0.clone(), argument_1.clone()),
        );
        ::tapeless::__private::Differentiable::eval(&this, &args)
    }
    #[inline(always)]
    fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept) {
        let (argument_0, argument_1, argument_2) = all;
        let (this, args): (Pairs<'_>, _) = (
            Pairs { keep: *argument_2 },
            (argument_0.clone(), argument_1.clone()),
        );
        ::tapeless::__private::Differentiable::eval_keep(&this, &args)
    }
    #[inline(always)]
    fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &Self::Output) -> Self::Bars {
        let (argument_0, argument_1, argument_2) = all;
        let (this, args): (Pairs<'_>, _) = (
            Pairs { keep: *argument_2 },
            (argument_0.clone(), argument_1.clone()),
        );
        let bars = ::tapeless::__private::Differentiable::vjp(&this, &args, kept, w);
        (bars.0, bars.1, ())
    }
}
