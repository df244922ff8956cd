//! Values that are not differentiated and are made in a body: variants of an `enum` as states, structs of literals.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::check;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Off,
    Linear(f64),
    Power { k: i32, c: f64 },
}

const LAWS: [Law; 3] = [Law::Linear(0.7), Law::Off, Law::Power { k: 2, c: -0.4 }];

fn by_law(law: Law, x: f64) -> f64 {
    match law {
        Law::Off => x,
        Law::Linear(c) => x * c,
        Law::Power { k, c } => x.powi(k) * c,
    }
}

/// A state that is found in a table, and told by its variants; in one of the arms it is a variant itself.
#[differentiable]
fn law_of_a_table<T: Real>(x: [T; 4], n: usize, flag: bool) -> T {
    let mut law: Law = LAWS[n];
    let mut sum = T::ZERO;
    for i in 0..4 {
        if flag {
            sum += match law {
                Law::Off => x[i],
                Law::Linear(c) => x[i] * c,
                Law::Power { k, c } => x[i].powi(k) * c,
            };
            continue;
        }
        if i % 2 == 0 {
            law = Law::Off;
        } else {
            law = LAWS[i % 3];
        }
        sum += if law == Law::Off { x[i] } else { x[i] * x[i] };
    }
    match law {
        Law::Off => sum,
        _ => sum * x[0],
    }
}

#[test]
fn a_state_is_found_in_a_table_or_is_a_variant() {
    let x = [0.3_f64, 0.8, -0.4, 0.7];
    for n in 0..3 {
        for flag in [false, true] {
            let f = LawOfATable { n, flag };
            check("law_of_a_table", &f, |a: ([f64; 4],)| law_of_a_table(a.0, n, flag), &(x,));
            let mut law = LAWS[n];
            let mut should = 0.0;
            for (i, x) in x.into_iter().enumerate() {
                if flag {
                    should += by_law(law, x);
                    continue;
                }
                law = if i % 2 == 0 { Law::Off } else { LAWS[i % 3] };
                should += if law == Law::Off { x } else { x * x };
            }
            let should = if law == Law::Off { should } else { should * x[0] };
            assert!((law_of_a_table(x, n, flag) - should).abs() < 1e-14);
        }
    }
}

/// The same without a type that is said, and told after the loop alone.
#[differentiable(turns = 8)]
fn last_law<T: Real>(x: T, n: usize) -> T {
    let mut law = LAWS[0];
    for i in 0..n {
        law = LAWS[i % 3];
    }
    if let Law::Power { k, c } = law { x.powi(k) * c } else { x.sin() }
}

#[test]
fn a_state_is_told_after_the_loop_that_changes_it() {
    for n in 0..4 {
        let should = if n == 3 { -0.4 * 0.6 * 0.6 } else { 0.6_f64.sin() };
        assert!((last_law(0.6, n) - should).abs() < 1e-15);
        check("last_law", &LastLaw { n }, |(x,): (f64,)| last_law(x, n), &(0.6,));
    }
}

/// A table's number stays one, beside what is differentiated and beside what is not.
#[differentiable(turns = 8)]
fn number_of_a_table<T: Real>(x: T, w: &[f64], flag: bool) -> T {
    let mut y = w[0];
    for i in 0..3 {
        y = if flag { y * x } else { w[i].max(0.3) };
    }
    y * x
}

#[test]
fn a_tables_number_is_no_state() {
    let w = [0.4, 0.5, 0.6];
    for flag in [false, true] {
        let f = NumberOfATable { w: &w, flag };
        check("number_of_a_table", &f, |(x,): (f64,)| number_of_a_table(x, &w, flag), &(0.7,));
    }
    assert!((number_of_a_table(0.7, &w, true) - 0.4 * 0.7_f64.powi(4)).abs() < 1e-15);
    assert!((number_of_a_table(0.7, &w, false) - 0.6 * 0.7).abs() < 1e-15);
}

/// In a function of one concrete number a name may stand for it.
type Metres = f64;
const START: Metres = 0.2;

#[differentiable]
fn of_a_named_number(x: f64) -> f64 {
    let mut y: Metres = START;
    for _ in 0..3 {
        y = y * x + x;
    }
    y
}

#[test]
fn a_number_by_another_name_is_one() {
    assert!((of_a_named_number(0.5) - (((0.2 * 0.5 + 0.5) * 0.5 + 0.5) * 0.5 + 0.5)).abs() < 1e-15);
    let (_, kept) = OfANamedNumber.eval_keep(&(0.5,));
    let (bar,) = OfANamedNumber.vjp(&(0.5,), &kept, &1.0);
    let h = 1e-6;
    assert!((bar - (of_a_named_number(0.5 + h) - of_a_named_number(0.5 - h)) / (2.0 * h)).abs() < 1e-8);
}

/// A state of a number and a law that is found in a table.
#[derive(Clone, Copy, Debug)]
#[deny(dead_code, reason = "what the macro writes keeps it field by field, and it is used")]
struct Governed<T> {
    x: T,
    law: Law,
}

#[differentiable]
fn by_its_own_law<T: Real>(x: [T; 4], n: usize, flag: bool) -> T {
    let mut all = Governed { x: x[0] * x[1], law: LAWS[n] };
    for i in 0..4 {
        all.x = match all.law {
            Law::Off => (all.x + x[i]).sin(),
            Law::Linear(c) => all.x * c + x[i],
            Law::Power { k, c } => all.x.powi(k) * c + x[i],
        };
        all.law = if flag { Law::Off } else { LAWS[(i + n) % 3] };
    }
    if all.law == Law::Off { all.x } else { all.x * all.x }
}

#[test]
fn a_law_of_a_table_is_a_field_of_a_state() {
    let x = [0.3_f64, 0.8, -0.4, 0.7];
    for n in 0..3 {
        for flag in [false, true] {
            let (mut y, mut law) = (x[0] * x[1], LAWS[n]);
            for i in 0..4 {
                y = if law == Law::Off { (y + x[i]).sin() } else { by_law(law, y) + x[i] };
                law = if flag { Law::Off } else { LAWS[(i + n) % 3] };
            }
            let should = if law == Law::Off { y } else { y * y };
            assert!((by_its_own_law(x, n, flag) - should).abs() < 1e-14);
            check("by_its_own_law", &ByItsOwnLaw { n, flag }, |a: ([f64; 4],)| by_its_own_law(a.0, n, flag), &(x,));
        }
    }
}
