//! Of lengths that are const parameters; and of many components.

use tapeless::{Real, Vector, VectorField, vector_field};

use super::{at, second, shifted};
use crate::{exact, superset};

#[vector_field]
fn heat<T: Real, const N: usize>(_t: T, u: [T; N], k: T) -> [T; N] {
    let mut du = [T::ZERO; N];
    for i in 1..N - 1 {
        du[i] = k * (u[i - 1] - 2.0 * u[i] + u[i + 1]);
    }
    du[0] = k * u[N - 1];
    du
}

#[vector_field]
fn ring<T: Real, const N: usize>(_t: T, (x, v): ([T; N], [T; N]), k: T) -> ([T; N], [T; N]) {
    let mut a = [T::ZERO; N];
    for i in 0..N {
        a[i] = k * (x[(i + N - 1) % N] + x[(i + 1) % N] - 2.0 * x[i]).sin();
    }
    (v, a)
}

#[vector_field]
fn plate<T: Real, const R: usize, const C: usize>(_t: T, u: [[T; C]; R], k: T) -> [[T; C]; R] {
    let mut du = [[T::ZERO; C]; R];
    for i in (1..R - 1).rev() {
        for j in (1..C - 1).step_by(2) {
            du[i][j] = k * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1] - 4.0 * u[i][j]);
        }
        for j in (0..C).rev().step_by(3) {
            du[i][j] += u[0][j];
        }
    }
    du
}

#[vector_field(turns = 8)]
fn running<T: Real, const N: usize>(_t: T, x: [T; N], k: T, count: usize) -> [T; N] {
    let mut sum = k;
    let mut y = x;
    for i in 0..N {
        if i < 2 {
            sum += x[i] * x[i];
        }
        y[i] = sum;
    }
    for _ in 0..count {
        y[0] *= y[N - 1];
    }
    y.map(|y| y * k)
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Chain<T, const N: usize> {
    x: [T; N],
    none: [T; 0],
    wall: T,
}

#[vector_field]
fn chained<T: Real, const N: usize>(_t: T, c: Chain<T, N>, k: T) -> Chain<T, N> {
    let mut slope = c;
    for i in 1..N {
        slope.x[i] = k * (c.x[i - 1] - c.x[i]);
    }
    slope.x[0] = c.wall;
    slope.wall = c.x.iter().sum::<T>();
    slope
}

#[vector_field]
fn of_calls<T: Real, const N: usize>(_t: T, x: [T; N], k: T) -> [T; N] {
    let y = shifted::<T, N>(x, k);
    shifted::<T, N>(y, k)
}

/// What changes the width of a band where it is a parameter.
#[vector_field]
fn banded<T: Real, const W: usize>(_t: T, x: [T; 6], k: T) -> [T; 6] {
    let mut y = [T::ZERO; 6];
    for i in 0..6_usize {
        for j in i.saturating_sub(W)..(i + W + 1).min(6) {
            y[i] += k * x[j];
        }
    }
    y
}

#[test]
fn lengths_may_be_const_parameters() {
    exact!(Heat::<7>, Heat<7>; |s| (at::<7>(s), 0.7));
    exact!(Heat::<2>, Heat<2>; |s| (at::<2>(s), 0.7));
    exact!(Ring::<5>, Ring<5>; |s| ((at::<5>(s), at::<5>(s + 1.0)), 0.7));
    exact!(Plate::<4, 6>, Plate<4, 6>; |s| ([at::<6>(s), at::<6>(s + 1.0), at::<6>(s + 2.0), at::<6>(s + 3.0)], 0.7));
    superset!(Running::<5> { count: 3 }, Running<5>; |s| (at::<5>(s), 0.7));
    superset!(Running::<5> { count: 0 }, Running<5>; |s| (at::<5>(s), 0.7));
    exact!(Chained::<4>, Chained<4>; |s| (Chain { x: at::<4>(s), none: [], wall: s }, 0.7));
    exact!(OfCalls::<6>, OfCalls<6>; |s| (at::<6>(s), 0.7));
    exact!(Banded::<1>, Banded<1>; |s| (at::<6>(s), 0.7));
    exact!(Banded::<3>, Banded<3>; |s| (at::<6>(s), 0.7));
    assert_eq!(<Heat<400> as VectorField<f64>>::SPARSITY.map(<[_]>::len), Some(400));
    assert_eq!(<Heat<401> as VectorField<f64>>::SPARSITY, None);
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Large<T> {
    u: [T; 350],
    v: [T; 50],
}

#[vector_field]
fn of_many<T: Real>(_t: T, y: Large<T>, k: T) -> Large<T> {
    let mut slope = y;
    for i in 1..350 {
        slope.u[i] = second(y.u[0], y.u[i] * y.u[i - 1]) * k;
    }
    for i in 0..50 {
        slope.v[i] = y.v[49 - i] * y.u[i];
    }
    slope
}

#[test]
fn of_400_components_it_is_known() {
    let rows = <OfMany as VectorField<f64>>::SPARSITY.unwrap();
    assert_eq!(rows.len(), 400);
    for (i, row) in rows.iter().enumerate() {
        match i {
            0 => assert_eq!(row, &[0]),
            1..350 => assert_eq!(row, &[i - 1, i]),
            _ => assert_eq!(row, &[i - 350, 749 - i]),
        }
    }
}
