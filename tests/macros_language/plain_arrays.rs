//! Arrays of what is not differentiated, with the lengths that signatures, `let`s, literals and tables say; what is mapped and
//! summed of them, in `f32` too; characters, bytes, and structs of variants in their place.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, assert_same, check};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    Rest,
    By(i32),
}
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moving {
    phase: Phase,
    at: usize,
}
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Table {
    all: [usize; 4],
    rows: [[usize; 2]; 3],
    w: [f64; 3],
    f: [f32; 3],
}

fn weight(m: &Moving) -> f64 {
    match m.phase {
        Phase::Rest => 0.5,
        Phase::By(n) => f64::from(n),
    }
}
const ROWS: [[usize; 2]; 3] = [[0, 1], [2, 3], [4, 5]];
const RAGGED: [&[usize]; 3] = [&[0, 1], &[2, 3, 4], &[]];
const RAGGED2: &[&[u8]] = &[&[0, 1], &[2, 3, 4], &[]];
static FIXED: &[[usize; 2]] = &[[0, 1], [2, 3]];
static EDGES: [(usize, usize); 3] = [(0, 1), (1, 2), (2, 3)];

and_plain! {
#[differentiable]
fn moving_a<T: Real>(x: T) -> T {
    let m = Moving { phase: Phase::By(1), at: 2 };
    match m.phase {
        Phase::Rest => x,
        Phase::By(n) => x * n as f64,
    }
}

#[differentiable]
fn moving_changes<T: Real>(x: T) -> T {
    let mut m = Moving { phase: Phase::By(1), at: 2 };
    let mut s = x;
    for i in 0..4 {
        if i == 2 {
            m = Moving { phase: Phase::Rest, ..m };
        }
        match m.phase {
            Phase::Rest => s *= x,
            Phase::By(n) => s += x * n as f64,
        }
    }
    s
}

#[differentiable]
fn weighted_by<T: Real>(x: T, m: &Moving) -> T {
    match m.phase {
        Phase::Rest => x,
        Phase::By(n) => x * n as f64 * m.at as f64,
    }
}

#[differentiable]
fn moving_array<T: Real>(x: T) -> T {
    let all = [Moving { phase: Phase::By(1), at: 2 }, Moving { phase: Phase::Rest, at: 2 }];
    let mut s = x;
    for m in all {
        match m.phase {
            Phase::Rest => s *= x,
            Phase::By(n) => s += x * n as f64,
        }
    }
    for m in &all {
        if let Phase::By(n) = m.phase {
            s += x * n as f64 * m.at as f64;
        }
    }
    s
}

#[differentiable]
fn shifted_ref<T: Real>(x: [T; 8], q: &Table) -> T {
    let mut s = T::ZERO;
    for k in q.all.map(|v| v + 1) {
        s += x[k] * x[k];
    }
    for k in q.all.iter() {
        s += x[*k] * x[*k];
    }
    s
}

#[differentiable]
fn singles_let<T: Real>(x: T) -> T {
    let w: [f32; 3] = [0.5, 1.5, 2.5];
    let s: f32 = w.iter().sum();
    let v = w.map(|a| a * 2.0);
    let mut p = x;
    for a in v {
        p = (p * a as f64).sin();
    }
    for a in w.iter() {
        p = (p * *a as f64).sin();
    }
    x * s as f64 + x * v[0] as f64 + p * w.iter().sum::<f32>() as f64
}

#[differentiable]
fn chars<T: Real>(x: T, s: char) -> T {
    let c = 'a';
    let b = b'z';
    let k = if s == c { 2 } else { 3 };
    let m = match s {
        'a' => 1.5,
        'b'..='d' => 2.5,
        _ => 0.5,
    };
    let n = (b - b'a') as f64;
    x * k as f64 * m + n * x
}

#[differentiable]
fn nested<T: Real>(x: [T; 8]) -> T {
    let rows: [[usize; 2]; 3] = [[0, 1], [2, 3], [4, 5]];
    let mut s = x[0];
    for row in rows.iter() {
        for k in row.iter() {
            s = (s * x[*k]).sin();
        }
    }
    for row in rows {
        for k in row {
            s = (s * x[k]).cos();
        }
    }
    s
}

#[differentiable]
fn nested_const<T: Real>(x: [T; 8]) -> T {
    let mut s = x[0];
    for row in ROWS.iter() {
        for k in row.iter() {
            s = (s * x[*k]).sin();
        }
    }
    for row in ROWS {
        for k in row {
            s = (s * x[k]).cos();
        }
    }
    for row in &ROWS {
        for k in row {
            s = (s * x[*k]).cos();
        }
    }
    for row in RAGGED {
        for k in row {
            s = (s * x[*k]).cos();
        }
    }
    for row in RAGGED2 {
        for k in row.iter() {
            s = (s * x[*k as usize]).cos();
        }
    }
    for row in FIXED {
        for k in row {
            s = (s * x[*k]).cos();
        }
    }
    for i in 0..3 {
        for k in RAGGED[i] {
            s = (s * x[*k]).cos();
        }
        for j in 0..RAGGED[i].len() {
            s = (s * x[RAGGED[i][j]]).cos();
        }
    }
    s
}

#[differentiable]
fn nested_len<T: Real, const N: usize>(x: [T; N], rows: &[[usize; N]; 3]) -> T {
    let mut s = x[0];
    for row in rows {
        for k in row {
            s = (s * x[*k]).cos();
        }
    }
    s
}

#[differentiable]
fn edges<T: Real>(x: [T; 8]) -> T {
    let mut s = x[0];
    for (a, b) in EDGES.iter() {
        s = (s * x[*a] - x[*b]).sin();
    }
    for &(a, b) in &EDGES {
        s = (s * x[a] - x[b]).sin();
    }
    s
}
#[differentiable]
fn moving_in_place<T: Real>(x: T) -> T {
    let k = match (Moving { phase: Phase::By(1), at: 2 }).phase {
        Phase::Rest => 0,
        Phase::By(n) => n,
    };
    x * k as f64
}
#[differentiable]
fn moving_given<T: Real>(x: T) -> T {
    x * weight(&Moving { phase: Phase::By(1), at: 2 }) + weighted_by(x, &Moving { phase: Phase::By(1), at: 3 })
}
#[differentiable]
fn shifted<T: Real>(x: [T; 8], q: Table) -> T {
    let d = q.all.map(|v| v << 1);
    let mut s = T::ZERO;
    for k in d {
        s += x[k];
    }
    let u = q.w.map(|w| w * 2.0);
    let f = q.f.map(|w| w * 2.0);
    s * u[1] + x[0] * f[1] as f64
}
#[differentiable]
fn singles<T: Real>(x: T, w: &[f32; 3]) -> T {
    let s: f32 = w.iter().sum();
    x * s as f64
}
#[differentiable]
fn counts<T: Real>(x: T, w: &[u8; 3]) -> T {
    let n: u8 = w.iter().sum();
    let m: u8 = w.iter().map(|a| a * 2).max().unwrap_or(0);
    x * n as f64 * m as f64
}
#[differentiable]
fn bytes<T: Real>(x: T) -> T {
    let text = b"hello";
    let mut s = x;
    for c in text {
        s += x * *c as f64;
    }
    for c in text.iter() {
        if *c == b'l' {
            s *= x;
        }
    }
    for c in b"abc" {
        s = (s * (*c - b'a') as f64).sin() + x;
    }
    let word = ['a', 'b'];
    for w in word {
        if w == 'b' {
            s = (s * x).sin();
        }
    }
    for w in word.iter() {
        if *w == 'b' {
            s = (s * x).sin();
        }
    }
    s
}
#[differentiable]
fn nested_given<T: Real>(x: [T; 8], rows: &[[usize; 2]; 3], pairs: &[(usize, [usize; 2]); 2]) -> T {
    let mut s = x[0];
    for row in rows.iter() {
        for k in row.iter() {
            s = (s * x[*k]).sin();
        }
    }
    for row in rows {
        for k in row {
            s = (s * x[*k]).cos();
        }
    }
    for (i, row) in rows.iter().enumerate() {
        for k in row {
            s = (s * x[*k]).cos() * i as f64;
        }
    }
    for (i, ks) in pairs {
        for k in ks {
            s = (s * x[*k]).cos() * *i as f64;
        }
    }
    for i in 0..3 {
        for j in 0..rows[i].len() {
            s = (s * x[rows[i][j]]).cos();
        }
    }
    s
}
}

const X: [f64; 8] = [0.3, 0.8, -0.4, 0.6, 0.1, 0.9, -0.2, 0.5];
const Q: Table = Table { all: [0, 2, 1, 3], rows: [[0, 1], [2, 3], [1, 0]], w: [0.3, 0.5, 0.7], f: [0.5, 1.5, -0.5] };

macro_rules! holds_with {
    ($($name:ident: $f:expr, |$x:ident| $call:expr, $plain:expr, $point:expr;)*) => {$(
        #[test]
        fn $name() {
            check(stringify!($name), &$f, |($x,)| $call, &($point,));
            let $x = $point;
            assert_same(stringify!($name), &$call, &$plain);
        }
    )*};
}

holds_with! {
    of_a_literal: MovingA, |x| moving_a(x), plain::moving_a(x), 0.7;
    in_its_place: MovingInPlace, |x| moving_in_place(x), plain::moving_in_place(x), 0.7;
    that_changes: MovingChanges, |x| moving_changes(x), plain::moving_changes(x), 0.7;
    as_an_argument: MovingGiven, |x| moving_given(x), plain::moving_given(x), 0.7;
    in_an_array: MovingArray, |x| moving_array(x), plain::moving_array(x), 0.7;
    mapped_integers: Shifted { q: Q }, |x| shifted(x, Q), plain::shifted(x, Q), X;
    mapped_integers_lent: ShiftedRef { q: &Q }, |x| shifted_ref(x, &Q), plain::shifted_ref(x, &Q), X;
    sums_of_singles: Singles { w: &Q.f }, |x| singles(x, &Q.f), plain::singles(x, &Q.f), 0.7;
    singles_of_a_let: SinglesLet, |x| singles_let(x), plain::singles_let(x), 0.7;
    sums_of_bytes: Counts { w: &[3, 4, 5] }, |x| counts(x, &[3, 4, 5]), plain::counts(x, &[3, 4, 5]), 0.7;
    a_character: Chars { s: 'c' }, |x| chars(x, 'c'), plain::chars(x, 'c'), 0.7;
    text: Bytes, |x| bytes(x), plain::bytes(x), 0.7;
    rows_of_a_let: Nested, |x| nested(x), plain::nested(x), X;
    rows_of_tables: NestedConst, |x| nested_const(x), plain::nested_const(x), X;
    rows_that_are_given: NestedGiven { rows: &Q.rows, pairs: &[(2, [1, 3]), (3, [0, 2])] },
        |x| nested_given(x, &Q.rows, &[(2, [1, 3]), (3, [0, 2])]),
        plain::nested_given(x, &Q.rows, &[(2, [1, 3]), (3, [0, 2])]), X;
    rows_of_a_parameter: NestedLen { rows: &[[0, 1, 2], [2, 1, 0], [1, 1, 1]] },
        |x| nested_len(x, &[[0, 1, 2], [2, 1, 0], [1, 1, 1]]),
        plain::nested_len(x, &[[0, 1, 2], [2, 1, 0], [1, 1, 1]]), [0.3, 0.8, -0.4];
    pairs_of_a_table: Edges, |x| edges(x), plain::edges(x), X;
}
