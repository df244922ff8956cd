//! What is read beside what changes: places, loops within loops, labels, states.

use tapeless::{Differentiable, Real, Vector, differentiable};

use super::Pair;
use crate::check::{and_plain, assert_same, check};

#[differentiable]
fn products_by_rows<T: Real>(m: [[T; 3]; 2], v: [T; 3]) -> [T; 2] {
    const SCALES: [f64; 3] = [0.5, 1.0, 2.0];
    let mut y = [T::ZERO; 2];
    for (out, row) in y.iter_mut().zip(m.iter()) {
        for (j, a) in row.iter().enumerate() {
            *out += *a * v[j] * SCALES[j];
        }
    }
    y
}

#[test]
fn a_place_that_an_inner_loop_changes() {
    let plain = |a: ([[f64; 3]; 2], [f64; 3])| products_by_rows(a.0, a.1);
    check("products_by_rows", &ProductsByRows, plain, &([[0.3, -0.5, 0.2], [0.7, 0.1, -0.9]], [0.4, 0.6, -0.2]));
}

#[differentiable]
fn field_added_to_itself<T: Real>(x: T, r: [T; 2]) -> T {
    let mut z = Pair { a: x * x, b: r };
    for _ in 0..3 {
        z.a += z.a;
        z.b[0] += z.b[1];
    }
    z.a * z.b[0]
}

#[test]
fn a_field_is_added_to_itself() {
    let plain = |a: (f64, [f64; 2])| field_added_to_itself(a.0, a.1);
    check("field_added_to_itself", &FieldAddedToItself, plain, &(0.3, [-0.5, 0.2]));
}

and_plain! {
    /// The right side is looked at first, and then the place, once.
    #[differentiable]
    fn index_that_changes_on_its_way<T: Real>(x: T, v: [T; 6], n: usize) -> T {
        let (mut k, mut z) = (n, [v[1], v[2], v[3]]);
        z[{
            k = (k + 2) % 6;
            k
        } % 3] = z[k % 3]
            * x
            * v[{
                k = (k + 4) % 6;
                k
            }];
        z[0] * z[1] + z[2] * v[k]
    }

    #[differentiable]
    fn cosine_before_a_change<T: Real>(x: T, v: [T; 6], n: usize) -> T {
        let (mut y, mut z) = (x, v);
        for i in 1..6 {
            y *= z[i - 1].cos();
            z[n % 6] += x * v[i];
        }
        y + z[2]
    }

    #[differentiable]
    fn choice_before_a_change<T: Real>(x: T, m: [[T; 3]; 4], r: [T; 3], n: usize) -> T {
        let mut y = T::lit(0.5);
        let mut z = m[n.min(3)];
        for i in 1..6 {
            y *= (if x > 0.3 { 0.3 * z[0] + r[1] } else { z[n % 3] }).cos();
            z[(i * 2 + n) % 3] += 0.3 * x.sin();
        }
        y
    }
}

#[test]
fn what_is_looked_at_before_an_array_changes() {
    let v = [0.9, -0.5, 1.2, 0.4, -1.1, 0.8];
    let m = [[0.3, -0.5, 0.2], [0.7, 0.1, -0.9], [-0.4, 0.6, 0.5], [1.1, -0.2, 0.3]];
    for n in 0..6 {
        let (f, at) = (CosineBeforeAChange { n }, (0.7, v));
        check("cosine_before_a_change", &f, |a: (f64, [f64; 6])| cosine_before_a_change(a.0, a.1, n), &at);
        assert_same("cosine_before_a_change", &f.eval(&at), &plain::cosine_before_a_change(at.0, at.1, n));
        let f = IndexThatChangesOnItsWay { n };
        check("index_that_changes", &f, |a: (f64, [f64; 6])| index_that_changes_on_its_way(a.0, a.1, n), &at);
        assert_same("index_that_changes", &f.eval(&at), &plain::index_that_changes_on_its_way(at.0, at.1, n));
        for x in [0.7, 0.2] {
            let (f, at) = (ChoiceBeforeAChange { n }, (x, m, [0.4, 0.6, -0.2]));
            check("choice_before_a_change", &f, |a: (f64, _, _)| choice_before_a_change(a.0, a.1, a.2, n), &at);
            assert_same("choice_before_a_change", &f.eval(&at), &plain::choice_before_a_change(at.0, at.1, at.2, n));
        }
    }
}

#[differentiable]
#[allow(clippy::never_loop, unused_labels, reason = "the inner loop has the outer one's label")]
fn one_label_twice<T: Real>(x: [T; 4]) -> T {
    let mut sum = T::ZERO;
    'rows: for i in 0..4 {
        'rows: for j in 0..4 {
            for k in 0..2 {
                if j + k > 2 {
                    break 'rows;
                }
                if k == 1 && x[i] > 0.5 {
                    continue 'rows;
                }
                sum += x[i] * x[j] * (k + 1) as f64;
            }
        }
        sum *= x[i];
    }
    sum
}

#[test]
fn a_label_is_the_innermost_loops() {
    check("one_label_twice", &OneLabelTwice, |a: ([f64; 4],)| one_label_twice(a.0), &([0.7, 0.3, -0.4, 0.9],));
    let first = one_label_twice([1.0, 2.0, 3.0, 5.0]);
    // Of each row: x_i (x_0 + x_1 + x_2), and nothing of j = 3, before it is multiplied by x_i.
    assert_eq!(first, ((((6.0) + 12.0) * 2.0 + 18.0) * 3.0 + 30.0) * 5.0);
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Rule {
    #[default]
    Off,
    Linear(f64),
    Power {
        k: i32,
        c: f64,
    },
}

/// A state of an `enum` whose next one has fields.
#[differentiable]
fn next_rule<T: Real>(x: [T; 4], first: Rule) -> T {
    let mut rule: Rule = first;
    let mut sum = T::ZERO;
    for i in 0..4 {
        sum += match rule {
            Rule::Off => x[i],
            Rule::Linear(c) => x[i] * c,
            Rule::Power { k, c } => x[i].powi(k) * c,
        };
        rule = match rule {
            Rule::Off => Rule::Power { k: 2, c: 0.3 },
            Rule::Linear(c) => Rule::Linear(0.5 * c),
            _ => Rule::Off,
        };
    }
    sum
}

#[test]
fn a_variant_with_fields_is_the_next_state() {
    let x = [0.3_f64, 0.8, -0.4, 0.7];
    let by_power = x[0] + 0.3 * x[1] * x[1] + x[2] + 0.3 * x[3] * x[3];
    let linear = 0.8 * x[0] + 0.4 * x[1] + 0.2 * x[2] + 0.1 * x[3];
    for (first, should) in [(Rule::Off, by_power), (Rule::Linear(0.8), linear)] {
        assert!((next_rule(x, first) - should).abs() < 1e-14);
        check("next_rule", &NextRule { first }, |a: ([f64; 4],)| next_rule(a.0, first), &(x,));
    }
}

/// One array has two names after an arm changed it, of which a copy was kept.
#[differentiable]
fn two_names_of_one_change<T: Real>(x: T, m: [[T; 3]; 2], n: usize, flag: bool) -> T {
    let (mut a, mut b) = (m[0], m[1]);
    for k in 0..3 {
        if flag {
            let z = if n > 1 {
                a = [a[1], x, b[1]];
                b
            } else {
                let t = b;
                b[k % 3] = (t[n % 3] * x).sin();
                a[n % 3] = t[k % 3];
                b
            };
            a = if k == 1 { z } else { [x, z[1], a[0]] };
        }
    }
    a[0] * b[1] + a[1] * b[0] * x
}

#[test]
fn a_change_with_two_names() {
    let m = [[0.3, -0.5, 0.2], [0.7, 0.1, -0.9]];
    for n in 0..3 {
        for flag in [true, false] {
            let plain = |(x, m): (f64, [[f64; 3]; 2])| two_names_of_one_change(x, m, n, flag);
            check("two_names_of_one_change", &TwoNamesOfOneChange { n, flag }, plain, &(0.7, m));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Nested<T> {
    a: [T; 3],
    b: T,
    c: (T, [T; 2]),
}

/// The cotangent of a field is added to from another field of the same, which nothing was added to.
#[differentiable]
fn fields_of_fields<T: Real>(y: Nested<T>, m: usize) -> Nested<T> {
    let mut d = y;
    d.c.1[m % 2] += d.b;
    Nested { a: y.a, b: d.b, c: d.c }
}

#[differentiable]
fn put_together_anew<T: Real>(y: Nested<T>, m: usize) -> Nested<T> {
    let mut d = y;
    d.c.1[m % 2] += d.a[0] * d.c.0;
    d.a[m] *= d.c.1[0];
    d.b += d.a[m] * d.b;
    Nested { a: d.a, b: d.b, c: (y.b, d.c.1) }
}

/// What is added is looked at before the rest of its array is.
#[differentiable]
fn copied_beside_an_element<T: Real>(y: Nested<T>, p: T) -> Nested<T> {
    let mut d = y;
    d.c.1[0] += y.c.1[1];
    d.a[1..3].copy_from_slice(&y.c.1[0..2]);
    d.b -= y.a[1] * p;
    d
}

#[test]
fn what_is_added_is_looked_at_before() {
    let at = (Nested { a: [0.3, -0.5, 0.2], b: 0.7, c: (0.1, [-0.9, 0.4]) }, 1.5);
    let plain = |a: (Nested<f64>, f64)| copied_beside_an_element(a.0, a.1);
    check("copied_beside_an_element", &CopiedBesideAnElement, plain, &at);
}

#[test]
fn fields_are_added_to_one_another() {
    let at = (Nested { a: [0.3, -0.5, 0.2], b: 0.7, c: (0.1, [-0.9, 0.4]) },);
    for m in 0..3 {
        check("fields_of_fields", &FieldsOfFields { m }, |a: (Nested<f64>,)| fields_of_fields(a.0, m), &at);
        check("put_together_anew", &PutTogetherAnew { m }, |a: (Nested<f64>,)| put_together_anew(a.0, m), &at);
    }
}
