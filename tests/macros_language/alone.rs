//! What is called for itself, and what stands in a plain call: it is done as the function without its attribute does it.

use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{assert_same, check};

fn below_3(k: usize) -> usize {
    assert!(k < 3, "{k} is too large");
    k
}

fn check_below_3(k: usize) {
    below_3(k);
}

#[differentiable]
fn called_alone<T: Real>(x: [T; 3], n: usize) -> T {
    check_below_3(n);
    let _ = below_3(2 * n);
    let _unread: usize = below_3(n + 1);
    let mut sum = x[0];
    for i in 0..3 {
        below_3(i);
        if i > n {
            check_below_3(n + i);
            sum += x[i];
        }
    }
    sum * x[n]
}

#[test]
fn what_is_called_for_itself_panics_where_it_does() {
    let at = [0.7, -0.3, 1.2];
    check("called_alone", &CalledAlone { n: 0 }, |a: ([f64; 3],)| called_alone(a.0, 0), &(at,));
    for n in 1..4 {
        let f = CalledAlone { n };
        assert!(catch_unwind(|| called_alone(at, n)).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| f.eval(&(at,)))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| f.eval_keep(&(at,)).0)).is_err());
    }
}

#[differentiable]
fn closures_within<T: Real>(x: T, n: usize, table: &[f64; 4]) -> T {
    let next = |k: usize| (k + 1) % 3;
    let at = |k: usize| table[k % 4];
    let chosen = f64::max(at(n), at(below_3(next(n))));
    x * chosen + x.sin() * table.get(next(n)).copied().unwrap_or(0.5) + x * below_3(next(n)) as f64
}

#[test]
fn closures_in_arguments_of_plain_calls() {
    let table = [0.5, 2.0, -1.0, 0.3];
    for n in 0..3 {
        let plain = |a: (f64,)| {
            let next = |k: usize| (k + 1) % 3;
            let chosen = table[n % 4].max(table[next(n) % 4]);
            a.0 * chosen + a.0.sin() * table[next(n)] + a.0 * next(n) as f64
        };
        check("closures_within", &ClosuresWithin { n, table: &table }, plain, &(0.7,));
    }
}

fn lent(table: &[usize], i: usize) -> &usize {
    &table[i]
}

#[differentiable]
fn references<T: Real>(x: [T; 4], table: &[usize], weights: &[(usize, f64)]) -> T {
    let first = table.first().unwrap_or(&2);
    let largest = *table.iter().max().unwrap_or(&0);
    let mut sum = x[*first] * *first as f64 + x[largest] + x[*lent(&[3, 1], 1)];
    if let Some(last) = table.last() {
        sum *= x[*last];
    }
    if let Some((k, w)) = weights.first() {
        sum += x[*k] * *w;
    }
    sum * match table.iter().min() {
        Some(k) if *k > 0 => *k as f64,
        Some(_) => 0.5,
        None => 2.0,
    }
}

#[test]
fn references_that_plain_calls_give() {
    let weights = [(3, 0.5)];
    for table in [&[2, 1, 3][..], &[0], &[]] {
        let plain = |(x,): ([f64; 4],)| {
            let first = *table.first().unwrap_or(&2);
            let mut sum = x[first] * first as f64 + x[*table.iter().max().unwrap_or(&0)] + x[1];
            sum *= table.last().map_or(1.0, |last| x[*last]);
            (sum + x[3] * 0.5) * table.iter().min().map_or(2.0, |k| if *k > 0 { *k as f64 } else { 0.5 })
        };
        check("references", &References { table, weights: &weights }, plain, &([0.7, 0.3, 1.2, 0.4],));
    }
}

#[differentiable]
fn mixed_table<T: Real>(x: [T; 3], n: usize, scale: &[f64; 2]) -> T {
    let half = 0.5 * scale[0];
    let mut sum = x[n];
    for (w, k) in [(half, 0), (scale[1], 2), (1.5, 1)] {
        if k == 0 {
            sum *= w;
        } else {
            sum += x[k] * w * (k + 1) as f64;
        }
    }
    sum
}

#[test]
fn integers_in_a_table_beside_floats() {
    let scale = [0.7, -1.3];
    for n in 0..3 {
        let plain = |(x,): ([f64; 3],)| x[n] * (0.5 * scale[0]) + x[2] * scale[1] * 3.0 + x[1] * 1.5 * 2.0;
        check("mixed_table", &MixedTable { n, scale: &scale }, plain, &([0.7, 0.3, 1.2],));
    }
}

#[differentiable]
fn of_f64(x: [f64; 3], y: f64) -> f64 {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut least = f64::INFINITY;
    for v in x {
        let d = (v - y).powi(2);
        if d < least {
            least = d;
        }
    }
    largest * least.min(f64::MAX) + f64::EPSILON * y + f64::DIGITS as f64
}

#[test]
fn constants_of_the_number_itself() {
    let plain = |(x, y): ([f64; 3], f64)| x[2] * (x[0] - y).powi(2) + f64::EPSILON * y + 15.0;
    let (value, kept) = OfF64.eval_keep(&([0.7, -0.3, 1.2], 0.9));
    assert_same("of_f64", &value, &plain(([0.7, -0.3, 1.2], 0.9)));
    let (x, y) = OfF64.vjp(&([0.7, -0.3, 1.2], 0.9), &kept, &1.0);
    assert_same("of_f64, in x", &x, &[1.2 * 2.0 * -0.2, 0.0, 0.04]);
    assert_same("of_f64, in y", &y, &(1.2 * 2.0 * 0.2 + f64::EPSILON));
}

/// What is named as a cell of the standard library, and holds what stays as it is.
struct Cell {
    capacity: f64,
    voltage: [f64; 2],
}

impl Cell {
    fn new(capacity: f64, voltage: f64) -> Self {
        Self { capacity, voltage: [voltage; 2] }
    }
}

#[differentiable]
fn of_a_cell<T: Real>(x: T, cell: &Cell, n: u32) -> T {
    let other = Cell::new(0.5, 1.5);
    let mut k = n;
    let turned = k.rotate_left(31);
    k += 1;
    x * cell.capacity * turned as f64 + x * x * cell.voltage[1] * other.voltage[0] * k.rotate_right(1) as f64
}

#[test]
fn cells_of_ones_own() {
    let cell = Cell::new(2.0, 3.0);
    let plain = |(x,): (f64,)| x * 2.0 * 1.0 + x * x * 3.0 * 1.5 * f64::from(3_u32.rotate_right(1));
    check("of_a_cell", &OfACell { cell: &cell, n: 2 }, plain, &(0.7,));
}
