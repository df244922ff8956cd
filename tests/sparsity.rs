//! The pattern of ∂f/∂y that the macro finds, against the Jacobian by duals: nothing is missing, and nothing too much where
//! every index is known.

#[path = "sparsity/chosen.rs"]
mod chosen;
#[path = "sparsity/compiled/mod.rs"]
mod compiled;
#[path = "sparsity/fields.rs"]
mod fields;
#[path = "sparsity/outside.rs"]
mod outside;
#[path = "sparsity/sound.rs"]
mod sound;
#[path = "sparsity/structs.rs"]
mod structs;
mod zoo;

use tapeless::{Dual, Real, Vector, VectorField, differentiable, vector_field};

use zoo::*;

type D = Dual<f64, 1>;

fn components<V: Vector<f64>>(v: &V) -> Vec<f64> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

/// Which entries of ∂f/∂y are not zero, as rows of columns.
fn jacobian<F, Y, P, U>(field: &F, y: &Y, p: &P, u: &U) -> Vec<Vec<usize>>
where
    Y: Vector<f64>,
    P: Vector<f64>,
    U: Vector<f64>,
    F: VectorField<f64, State = Y, Params = P, Input = U>
        + VectorField<D, State = Y::With<D>, Params = P::With<D>, Input = U::With<D>>,
{
    let count = components(y).len();
    let mut rows = vec![Vec::new(); count];
    for column in 0..count {
        let mut next = 0;
        let y_d = y.map(&mut |re| {
            next += 1;
            D { re, eps: [if next - 1 == column { 1.0 } else { 0.0 }] }
        });
        let (p_d, u_d) = (p.map(&mut |re| D { re, eps: [0.0] }), u.map(&mut |re| D { re, eps: [0.0] }));
        let mut slope = VectorField::<D>::eval(field, D::lit(0.7), &y_d, &p_d, &u_d);
        let mut tangents = y.clone();
        tangents.join(&mut slope, &mut |e, x| *e = x.eps[0]);
        for (row, tangent) in rows.iter_mut().zip(components(&tangents)) {
            if tangent != 0.0 {
                row.push(column);
            }
        }
    }
    rows
}

/// The pattern, which is to have all that the Jacobian has.
macro_rules! pattern {
    ($field:expr, $type:ty, $y:expr, $p:expr, $u:expr) => {{
        let pattern = <$type as ::tapeless::VectorField<f64>>::SPARSITY.expect("the pattern is known");
        assert_eq!(
            <$type as ::tapeless::VectorField<crate::D>>::SPARSITY,
            Some(pattern),
            "it is the same over every number"
        );
        let entries = crate::jacobian(&$field, &$y, &$p, &$u);
        let count = entries.len();
        assert_eq!(pattern.len(), count, "a row for each component");
        for (row, (pattern, entries)) in pattern.iter().zip(&entries).enumerate() {
            assert!(pattern.is_sorted_by(|a, b| a < b) && pattern.iter().all(|column| *column < count));
            for column in entries {
                assert!(pattern.contains(column), "row {row} lacks {column}: {pattern:?}");
            }
        }
        (pattern, entries)
    }};
    ($field:expr, $type:ty, $y:expr, $p:expr) => {
        crate::pattern!($field, $type, $y, $p, ())
    };
}

macro_rules! exact_at {
    ($($field:ident, $y:expr, $p:expr);* $(;)?) => {$({
        let (pattern, entries) = pattern!($field, $field, $y, $p);
        let entries: Vec<&[usize]> = entries.iter().map(Vec::as_slice).collect();
        assert_eq!(pattern, entries, stringify!($field));
    })*};
}

/// The pattern and what the Jacobian has at several points, all together: nothing of it is missing.
macro_rules! compared {
    ($field:expr, $type:ty; |$s:ident| $at:expr) => {{
        let mut all: Option<Vec<Vec<usize>>> = None;
        let mut known: &[&[usize]] = &[];
        for $s in [0.3_f64, 1.1, 2.9, -0.8, 4.2] {
            let (y, p) = $at;
            let (pattern, entries) = crate::pattern!($field, $type, y, p);
            known = pattern;
            all = Some(match all {
                None => entries,
                Some(all) => all.into_iter().zip(entries).map(|(a, b)| crate::joined(a, b)).collect(),
            });
        }
        (known, all.unwrap_or_default())
    }};
}

fn joined(mut a: Vec<usize>, b: Vec<usize>) -> Vec<usize> {
    a.extend(b);
    a.sort_unstable();
    a.dedup();
    a
}

/// A field whose pattern has what the Jacobian has somewhere, and no more.
macro_rules! exact {
    ($field:ident; |$s:ident| $at:expr) => {
        crate::exact!($field, $field; |$s| $at)
    };
    ($field:expr, $type:ty; |$s:ident| $at:expr) => {{
        let (pattern, entries) = crate::compared!($field, $type; |$s| $at);
        let entries: Vec<&[usize]> = entries.iter().map(Vec::as_slice).collect();
        assert_eq!(pattern, entries, stringify!($type));
    }};
}

/// A field whose pattern has what the Jacobian has, and perhaps more.
macro_rules! superset {
    ($field:ident; |$s:ident| $at:expr) => {
        crate::superset!($field, $field; |$s| $at)
    };
    ($field:expr, $type:ty; |$s:ident| $at:expr) => {{
        let (pattern, entries) = crate::compared!($field, $type; |$s| $at);
        let [has, needs] = [pattern.iter().map(|row| row.len()).sum::<usize>(), entries.iter().map(Vec::len).sum()];
        println!("{}: {has} entries, of which the Jacobian has {needs}", stringify!($type));
    }};
}

pub(crate) use {compared, exact, pattern, superset};

#[test]
fn the_zoo() {
    macro_rules! check {
        ($name:ident, $field:ident, $y:expr, $p:expr, $span:expr, $steps:expr) => {
            // Beside the starts, some of which are special.
            let y = $y.map(|x: f64| x + 0.37);
            exact_at! { $field, y, $p };
        };
    }
    every_problem!(check);
}

#[vector_field]
fn heat<T: Real>(_t: T, u: [[T; 5]; 4], k: T) -> [[T; 5]; 4] {
    let mut du = [[T::ZERO; 5]; 4];
    for i in 1..4 - 1 {
        for j in (1..5 - 1).rev() {
            du[i][j] = k * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1] - 4.0 * u[i][j]);
        }
    }
    du
}

#[vector_field]
fn ring<T: Real>(_t: T, (x, v): ([T; 6], [T; 6]), k: T) -> ([T; 6], [T; 6]) {
    let mut a = [T::ZERO; 6];
    for i in 0..6 {
        a[i] = k * (x[(i + 5) % 6] + x[(i + 1) % 6] - 2.0 * x[i]).sin();
        if i == 2 {
            a[i] -= v[0];
        }
    }
    (v, a)
}

#[vector_field]
fn running<T: Real>(_t: T, x: [T; 5], k: T) -> [T; 5] {
    let mut sum = k;
    let mut y = x;
    for i in (0..5).step_by(2) {
        sum += x[i] * x[i];
        y[i] = sum;
    }
    y[1] *= y[4];
    y
}

#[vector_field]
fn mixed<T: Real>(_t: T, [a, b, c]: [T; 3], [p, q]: [T; 2]) -> [T; 3] {
    let (s, w) = (a * p, [b, c * q]);
    let z = w.map(|e| e * e);
    [z[1], s + z[0], q * p]
}

#[test]
fn what_is_known_is_tight() {
    let u = core::array::from_fn(|i| core::array::from_fn(|j| (1.3 * (i * 5 + j) as f64).sin()));
    let x: [f64; 6] = core::array::from_fn(|i| (1.7 * i as f64).cos());
    exact_at! { Heat, u, 0.3; Ring, (x, x), 0.3; Running, [0.3, 0.5, 0.7, 0.2, 0.4], 0.3; Mixed, [0.3, 0.5, 0.7], [0.2, 0.9] };
}

/// What another function does is its own.
#[differentiable]
fn first<T: Real>(x: T, _y: T) -> [T; 2] {
    [x, x * x]
}

#[vector_field]
fn loose<T: Real>(_t: T, x: [T; 4], k: T, at: usize, count: usize) -> [T; 4] {
    let mut y = [T::ZERO; 4];
    y[at] = x[0] * k;
    let mut sum = T::ZERO;
    for i in 0..count {
        sum += x[i + 1];
    }
    let called = first(x[1], x[2]);
    [y[3], sum, called[1], if x[3] > k { x[0] } else { x[1] }]
}

#[vector_field]
fn shadowed<T: Real>(_t: T, x: [T; 4], k: T) -> [T; 4] {
    let mut y = [T::ZERO; 4];
    for i in 0..4 {
        let i = 3 - i;
        y[i] = k;
        for i in 0..2 {
            y[i] += x[i + 1];
        }
        y[i] += x[i] * k;
    }
    y
}

#[test]
fn a_loops_variable_may_be_shadowed() {
    let (pattern, _) = pattern!(Shadowed, Shadowed, [0.3, 0.5, 0.7, 0.2], 0.1);
    for (row, should) in [&[0, 1][..], &[1, 2], &[2], &[3]].iter().enumerate() {
        assert!(should.iter().all(|column| pattern[row].contains(column)), "{row}: {:?}", pattern[row]);
    }
}

#[test]
fn what_is_not_known_may_be_anything() {
    for (at, count) in [(3, 2), (0, 3)] {
        let (pattern, _) = pattern!(Loose { at, count }, Loose, [0.3, 0.5, 0.7, 0.2], 0.1);
        let should: [&[usize]; 4] = [&[0], &[0, 1, 2, 3], &[1], &[0, 1]];
        assert_eq!(pattern, should);
    }
}

struct ByHand;

impl<T: Real> VectorField<T> for ByHand {
    type State = T;
    type Params = T;
    type Input = ();
    fn eval(&self, _t: T, y: &T, p: &T, (): &()) -> T {
        *y * *p
    }
}

#[test]
fn where_nothing_is_said_there_is_none() {
    assert_eq!(<ByHand as VectorField<f64>>::SPARSITY, None);
}
