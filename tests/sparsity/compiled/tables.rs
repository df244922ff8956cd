//! By tables from outside, and by what only the run knows.

use tapeless::{Real, vector_field};

use super::{at, second};
use crate::{exact, superset};

const EDGES: [(usize, usize); 4] = [(0, 1), (1, 2), (2, 4), (4, 0)];
static NEXT: [u8; 5] = [3, 0, 4, 1, 2];
const NEIGHBOURS: [&[usize]; 4] = [&[1], &[0, 2, 3], &[1], &[1, 2]];
const IS_WALL: [bool; 5] = [true, false, false, true, false];
const KINDS: [i32; 5] = [2, 1, 2, -3, 1];
const COUNT: usize = 5;

mod grid {
    pub(super) const WIDTH: usize = 3;
    pub(super) struct Pipe {
        pub(super) from: usize,
        pub(super) to: usize,
    }
    pub(super) const PIPES: [Pipe; 2] = [Pipe { from: 0, to: 4 }, Pipe { from: 3, to: 2 }];
}

#[vector_field]
fn along_edges<T: Real>(_t: T, u: [T; 5], k: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for i in 0..4 {
        let (a, b) = EDGES[i];
        let flow = k * (u[a] - u[b]).sin();
        du[a] -= flow;
        du[b] += flow;
    }
    du
}

#[vector_field]
fn along_iterated_edges<T: Real>(_t: T, u: [T; 5], k: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for (a, b) in EDGES.iter() {
        let flow = k * (u[*a] - u[*b]).sin();
        du[*a] -= flow;
        du[*b] += flow;
    }
    for &(a, b) in &EDGES {
        du[a] += u[b];
    }
    du
}

#[vector_field]
fn permuted<T: Real>(_t: T, u: [T; 5], k: T) -> [T; 5] {
    let mut du = u;
    for i in 0..5 {
        du[NEXT[i] as usize] = k * u[NEXT[NEXT[i] as usize] as usize];
    }
    du
}

#[vector_field]
fn to_neighbours<T: Real>(_t: T, u: [T; 4], k: T) -> [T; 4] {
    let mut du = [T::ZERO; 4];
    for i in 0..4 {
        for j in NEIGHBOURS[i] {
            du[i] += k * (u[*j] - u[i]);
        }
        for j in 0..NEIGHBOURS[i].len() {
            du[i] *= u[NEIGHBOURS[i][j]];
        }
    }
    du
}

#[vector_field]
fn by_flags<T: Real>(_t: T, u: [T; 5], k: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for i in 0..COUNT {
        if IS_WALL[i] {
            du[i] = k;
        } else if KINDS[i] == 2 && i + 1 < COUNT {
            du[i] = u[i + 1] * k;
        } else if KINDS[i] < 0 || i > 3 {
            du[i] = u[0];
        } else {
            du[i] = u[i] * u[i - 1];
        }
    }
    du
}

#[vector_field]
fn by_names<T: Real>(_t: T, u: [T; 6], k: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    for i in 0..grid::WIDTH {
        du[grid::WIDTH + i] = u[i] * k;
    }
    for i in 0..2 {
        du[grid::PIPES[i].from] += u[grid::PIPES[i].to];
    }
    du
}

#[test]
fn tables_are_looked_up() {
    exact!(AlongEdges; |s| (at::<5>(s), 0.7));
    exact!(AlongIteratedEdges; |s| (at::<5>(s), 0.7));
    exact!(Permuted; |s| (at::<5>(s), 0.7));
    exact!(ToNeighbours; |s| (at::<4>(s), 0.7));
    exact!(ByFlags; |s| (at::<5>(s), 0.7));
    exact!(ByNames; |s| (at::<6>(s), 0.7));
}

/// What only the run knows may be anything, also beside what the compiler knows.
#[vector_field]
fn by_a_setting<T: Real, const N: usize>(_t: T, x: [T; N], k: T, order: &[usize; 4], flag: bool) -> [T; N] {
    let mut y = [T::ZERO; N];
    for i in 0..4 {
        let j = order[i];
        y[i] = second(x[0], x[j] * k);
        if flag && i > 1 {
            y[order[i]] = x[EDGES[i].0];
        }
    }
    y
}

/// An integer that wraps round in a narrow type is not followed.
#[vector_field]
fn narrow<T: Real>(_t: T, x: [T; 5], k: T) -> [T; 5] {
    let mut y = [T::ZERO; 5];
    for i in 0..5 {
        let back = (KINDS[i] - 1).saturating_sub(1) + 4;
        y[i] = x[(NEXT[i].wrapping_mul(100) / 100) as usize] * k;
        if back < 3 {
            y[i] += x[0];
        }
    }
    y
}

#[test]
fn what_is_not_known_may_be_anything() {
    for order in [&[0, 1, 2, 3], &[3, 3, 4, 0]] {
        for flag in [true, false] {
            superset!(ByASetting::<5> { order, flag }, ByASetting<'_, 5>; |s| (at::<5>(s), 0.7));
        }
    }
    superset!(Narrow; |s| (at::<5>(s), 0.7));
}
