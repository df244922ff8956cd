//! Names, attributes, visibility, and the crate under another name.
#![deny(warnings)]

use crate::check::holds;

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
