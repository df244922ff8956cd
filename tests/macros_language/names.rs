//! Names, attributes, visibility, and the crate under another name.
#![deny(warnings)]

use crate::check::{check, holds};

mod elsewhere {
    //! Nothing of the crate is in scope here but what the macros name themselves.

    /// A documented function.
    #[::tapeless::differentiable]
    #[inline]
    #[must_use]
    pub fn documented<T: ::tapeless::Real>(x: T) -> T {
        x.sin() * x
    }

    mod tapeless {}
    #[expect(dead_code, reason = "these names are there to be mistaken")]
    struct Bars;
    #[expect(dead_code, reason = "these names are there to be mistaken")]
    trait Vjp {}

    #[::tapeless::vector_field]
    pub(crate) fn among_others<T: ::tapeless::Real>(_t: T, x: T, k: T) -> T {
        k * x * x
    }
}

mod facade {
    pub(crate) use tapeless::__private;
}

#[tapeless::differentiable(crate = crate::names::facade)]
fn through_a_facade<T: tapeless::Real>(x: T) -> T {
    x * x.exp()
}

/// Names that generated code uses itself.
#[::tapeless::differentiable]
#[allow(clippy::many_single_char_names, reason = "what is tested")]
fn taken_names<T: tapeless::Real>(w: T, v: T, [x_bar, x]: [T; 2], [bars, taken]: [T; 2]) -> [T; 2] {
    let w0 = w * v.sin();
    let v_1 = x * x_bar * x.exp();
    let w_bar = w0 * v_1;
    let kept = if taken > 0.0 { w_bar * bars } else { w_bar };
    let sin_slope = kept.sin().exp();
    [kept * w, sin_slope / v]
}

#[tapeless::vector_field]
fn taken_names_of_a_field<T: tapeless::Real>(t: T, [w, w0]: [T; 2], bars: T, p_bar: T) -> [T; 2] {
    let bars_bar = bars * w;
    let t_bar = t * w0 * bars_bar.sin();
    [bars_bar * p_bar, t_bar * t_bar]
}

#[::tapeless::differentiable]
fn raw<T: tapeless::Real>(r#type: T, r#in: T) -> T {
    let r#match = r#type * r#in;
    r#match * r#match.sin() * r#type
}

#[allow(non_snake_case, reason = "the mathematics' letters")]
#[::tapeless::differentiable]
fn capital_letters<T: tapeless::Real>(R: T, E: T) -> T {
    let Q = R * E.exp();
    Q * Q * R
}

#[::tapeless::differentiable]
fn many_of_one_name<T: tapeless::Real>(x: [T; 2], x_0: T, x_1: T) -> T {
    let x_2 = x[0] * x_0;
    let x = x[1] * x_1 * x_2.sin();
    let x = x * x;
    x * x_2 * x_0
}

mod plain {
    pub(super) use super::*;
}

holds! {
    documented: elsewhere::Documented, |a| elsewhere::documented(a.0), [(1.5,)];
    through_a_facade: ThroughAFacade, |a| through_a_facade(a.0), [(1.5,)];
    taken_names: TakenNames, |a| taken_names(a.0, a.1, a.2, a.3),
        [(1.5, 0.3, [0.8, -0.2], [1.1, 2.0]), (1.5, 0.3, [0.8, -0.2], [1.1, -2.0])];
    taken_names_of_a_field: crate::check::Field<TakenNamesOfAField>,
        |a| taken_names_of_a_field(a.0, a.1, a.2, a.3), [(1.5, [0.3, 0.8], -0.2, 1.1)];
    raw: Raw, |a| raw(a.0, a.1), [(1.5, 0.3)];
    capital_letters: CapitalLetters, |a| capital_letters(a.0, a.1), [(1.5, 0.3)];
    many_of_one_name: ManyOfOneName, |a| many_of_one_name(a.0, a.1, a.2), [([1.5, 0.3], 0.4, -0.7)];
    among_others: crate::check::Field<elsewhere::AmongOthers>,
        |a| elsewhere::among_others(a.0, a.1, a.2), [(0.0, 0.3, 2.0, ())];
}

mod library {
    use tapeless::{Real, differentiable, vector_field};

    #[differentiable]
    fn private<T: Real>(x: T, n: usize) -> T {
        (x * n as f64).sin()
    }

    /// A public function of a library calls private ones, and keeps what their sweeps need.
    #[differentiable]
    pub fn public<T: Real, const N: usize>(x: [T; N]) -> T {
        let mut sum = T::ZERO;
        for i in 0..N {
            sum += private(x[i] * sum, i) * private(x[i], 2);
        }
        sum
    }

    #[differentiable]
    pub(crate) fn of_one_number(x: f64) -> f64 {
        concrete(x) * concrete(2.0 * x)
    }

    #[differentiable]
    fn concrete(x: f64) -> f64 {
        x.exp()
    }

    #[vector_field]
    pub(super) fn field<T: Real>(_t: T, x: [T; 2], k: T) -> [T; 2] {
        [private(x[1], 1), -k * private(x[0], 3)]
    }
}

holds! {
    library_public: library::Public::<3>, |a| library::public(a.0), [([0.3, -0.5, 0.7],)];
}

#[test]
fn public_functions_call_private_ones() {
    use tapeless::{Differentiable, Ode, RK4, Solve, Terminal, Uniform};
    let (_, kept) = library::OfOneNumber.eval_keep(&(0.3,));
    let (bar,) = library::OfOneNumber.vjp(&(0.3,), &kept, &1.0);
    assert!((bar - 3.0 * 0.9_f64.exp()).abs() < 1e-14);
    let solve = Solve::new(Ode(library::Field), RK4, Uniform::new::<10>(0.0, 1.0));
    let (y0, k) = ([0.3_f64, 0.4], 0.7_f64);
    let g = solve.gradient(&y0, &k, &Terminal(Norm));
    let forward = solve.gradient_forward::<3, _>(&y0, &k, &Terminal(Norm));
    assert!((g.p - forward.p).abs() < 1e-14 * forward.p.abs());
}

#[tapeless::differentiable]
fn norm<T: tapeless::Real>(x: [T; 2]) -> T {
    x[0].hypot(x[1])
}

/// What is not differentiated needs no `Debug`.
struct Table(Vec<f64>);

#[tapeless::differentiable]
fn of_what_is_not_shown<T: tapeless::Real>(x: T, table: &Table, law: &dyn Fn(f64) -> f64) -> T {
    let scale = law(table.0[1]);
    if cfg!(test) && scale > 0.0 { x * x * scale } else { x }
}

#[test]
fn what_is_not_differentiated_may_be_anything() {
    use tapeless::Differentiable;
    let table = Table(vec![1.0, 3.0]);
    let f = OfWhatIsNotShown { table: &table, law: &|x| 2.0 * x };
    let (value, kept) = f.eval_keep(&(0.5,));
    assert_eq!((value, f.vjp(&(0.5,), &kept, &1.0)), (1.5, (6.0,)));
    assert_eq!(format!("{f:?}"), "OfWhatIsNotShown { .. }");
}

#[tapeless::differentiable]
fn raw_in_loops<T: tapeless::Real>(r#type: T, r#ref: usize) -> T {
    let mut r#match = r#type;
    for r#for in 0..3 {
        r#match *= r#type + (r#for * r#ref) as f64;
    }
    if r#type > 0.0 {
        r#match = r#match.sin();
    }
    r#match
}

#[test]
fn raw_names_in_loops() {
    let f = RawInLoops { r#ref: 2 };
    crate::check::check("raw_in_loops", &f, |a: (f64,)| raw_in_loops(a.0, 2), &(0.3,));
}

#[derive(Clone, Copy, Debug, PartialEq, tapeless::Vector)]
struct Estimate<T> {
    x: T,
    p: T,
}

macro_rules! attributed {
    ($name:ident, $x:ident, $n:ident, $($body:tt)*) => {
        #[tapeless::differentiable]
        fn $name<T: tapeless::Real>($x: T, $n: [T; 2]) -> Estimate<T> { $($body)* }
    };
}

attributed! { by_a_macro, x, n, {
    let (mut x, mut p) = (x, n[0]);
    for i in 0..2 {
        x += n[i] * p;
        p -= x * n[i];
    }
    Estimate { x, p }
} }

holds! { by_a_macro: ByAMacro, |a| by_a_macro(a.0, a.1), [(0.3, [0.5, -0.2])]; }

mod like_the_macros {
    use tapeless::{Real, differentiable};

    /// Names that the sweep would take for its cotangents and arguments, of what is not differentiated.
    #[differentiable]
    pub(super) fn settings<T: Real>(x: [T; 2], y: T, w: &[f64], x_0: f64, bars: f64, kept: usize) -> T {
        x[0] * x[1] * x_0 + y.sin() * w[kept] * bars
    }

    #[differentiable]
    pub(super) fn of_one_number(x: f64, #[constant] w: f64) -> f64 {
        x * x * w
    }

    /// The same of a loop's variable, and of what it calls.
    #[differentiable]
    pub(super) fn turns<T: Real>(x: [T; 4]) -> T {
        let mut y = T::ONE;
        for w in 0..4 {
            y *= x[w].exp() * cotangent(w);
        }
        y
    }

    fn cotangent(i: usize) -> f64 {
        0.5 + i as f64
    }
}

#[test]
fn the_macros_names_are_free() {
    use tapeless::Differentiable;

    let (w, n) = ([0.3, 0.7], 1);
    let f = like_the_macros::Settings { w: &w, x_0: 1.5, bars: 0.9, kept: n };
    let plain = |(x, y): ([f64; 2], f64)| like_the_macros::settings(x, y, &w, 1.5, 0.9, n);
    check("settings", &f, plain, &([0.4, -0.6], 0.8));
    let f = like_the_macros::OfOneNumber { w: 3.0 };
    assert_eq!(Differentiable::<f64>::vjp(&f, &(2.0,), &f.eval_keep(&(2.0,)).1, &1.0), (12.0,));
    check("turns", &like_the_macros::Turns, |(x,)| like_the_macros::turns(x), &([0.1, -0.2, 0.3, 0.4],));
}
