//! Indices that arms choose, counters and tables that are made of what stands outside, functions that are given it, and arrays
//! that are chained, copied and rotated: nothing is missing in their patterns.

use tapeless::{Real, differentiable, vector_field};

use crate::superset;

const LAST: usize = 5;
const ORDER: [usize; 6] = [2, 0, 5, 1, 4, 3];
static SHIFTED: [usize; 6] = [1, 2, 3, 4, 5, 0];
const EDGES: [(usize, usize); 4] = [(0, 1), (1, 2), (4, 5), (5, 0)];
const LEVELS: [f64; 6] = [0.1, 0.7, 0.4, 0.9, 0.2, 0.6];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Off,
    At(usize),
}

const LAWS: [Law; 6] = [Law::Off, Law::At(4), Law::At(0), Law::Off, Law::At(5), Law::At(2)];

fn at(seed: f64) -> [f64; 6] {
    core::array::from_fn(|i| (1.3 * i as f64 + seed).sin() + 1.5)
}

#[vector_field]
fn chosen<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    for i in 0..6 {
        let k = if i == 2 { LAST } else { ORDER[i] };
        let j = if i < LAST { i + 1 } else { 0 };
        du[i] = c * u[k] * u[if i > 3 { LAST } else { 1 }] - u[j];
        du[match i {
            0 => LAST,
            1 | 2 => i - 1,
            _ => 3,
        }] += u[i];
    }
    du
}

#[vector_field]
fn counted<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    let mut k = LAST;
    let after = ORDER.map(|i| (i + 1) % 6);
    for i in 0..6 {
        du[i] = u[k] * c + u[after[i]];
        k = if k == 0 { LAST } else { k - 1 };
    }
    du
}

#[vector_field]
fn filled<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    let (mut place, mut degree) = ([0; 6], [0; 6]);
    for i in 0..6 {
        place[ORDER[i]] = i;
    }
    for &(i, j) in &EDGES {
        degree[i] += 1;
        degree[j] += 1;
    }
    let most = ORDER.iter().fold(0, |most, &i| most.max(i));
    for i in 0..6 {
        du[i] = u[place[i]] * c;
        if degree[i] > 1 {
            du[i] += u[degree[i]] * u[most];
        }
    }
    du
}

#[vector_field]
fn asked<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    let [first, .., last] = ORDER;
    let mut level: f64 = 0.0;
    for i in 0..6 {
        if (1..LAST).contains(&i) {
            du[i] = u[i - 1] * c;
        } else {
            du[i] = u[first] + u[last];
        }
        level += LEVELS[i];
        if level > 1.5 {
            du[i] += u[5 - i];
        }
    }
    du[level as usize] += u[3];
    du
}

#[differentiable]
fn lawful<T: Real>(u: [T; 6], law: Law, lent: &Law) -> T {
    let first = match law {
        Law::Off => T::ZERO,
        Law::At(k) => u[k],
    };
    match *lent {
        Law::Off => first,
        Law::At(k) => first * u[k],
    }
}

#[differentiable]
fn over<T: Real>(u: [T; 6], order: &[usize], [i, j]: [T; 2]) -> T {
    let mut s = i * j;
    for &k in order {
        s += u[k];
    }
    s
}

#[vector_field]
fn given<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    for i in 0..6 {
        du[i] = lawful(u, LAWS[i], &LAWS[ORDER[i]]) * c;
    }
    for (i, law) in LAWS.iter().enumerate() {
        du[i] += lawful(u, *law, law);
    }
    du[0] += over(u, &ORDER[..2], [u[3], c]);
    du[1] += over(u, &SHIFTED, [c, c]);
    du
}

#[vector_field]
fn moved<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    let mut a = u;
    a.rotate_left(2);
    let mut b = [c; 6];
    b[1..4].copy_from_slice(&u[3..6]);
    b.rotate_right(ORDER[3]);
    b[4..].fill(u[0]);
    let (low, high) = u.split_at(2);
    for (i, v) in low.iter().chain(high.iter()).enumerate() {
        du[i] = *v * c;
    }
    for i in 0..6 {
        du[i] += a[i] * b[i];
    }
    let made = core::array::from_fn(|i| u[ORDER[i]] * c);
    let added: [T; 3] = made;
    du[2] += added[0] + added[2];
    du
}

#[test]
fn nothing_is_missing() {
    superset!(Chosen; |s| (at(s), 0.7));
    superset!(Counted; |s| (at(s), 0.7));
    superset!(Filled; |s| (at(s), 0.7));
    superset!(Asked; |s| (at(s), 0.7));
    superset!(Given; |s| (at(s), 0.7));
    superset!(Moved; |s| (at(s), 0.7));
}
