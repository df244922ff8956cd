//! What is computed of settings alone: choices by guards, ends of iterators, arrays of `f64`.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, at};

and_plain! {
    /// Guards name what is matched: a number is one in the arms, and an index where they give one.
    #[differentiable]
    fn guarded<T: Real>(x: [T; 4], n: usize, c: [f64; 3]) -> T {
        let i = match c[0] {
            v if v < 0.5 => 0,
            v if v < 1.0 => 1,
            _ => 2,
        };
        let k = match n {
            v if v > 2 => 3,
            v => v,
        };
        let scaled = match c[n % 3] {
            v if v < 0.5 => x[0] * v,
            v => x[2] * v - v,
        };
        let mut v = x;
        for j in 0..3 {
            v[j] = v[j] * x[match c[1] {
                v if v < 0.5 => 0,
                _ => 1,
            }] * v[j + 1];
        }
        x[i] * x[i + 1] * scaled + v[0] * v[k]
    }

    /// What an iterator ends in has methods of the names that iterators have.
    #[differentiable]
    fn ends<T: Real>(x: [T; 4], n: usize, c: [f64; 3]) -> T {
        let largest = c.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(n, |(i, _)| i);
        let after = c.iter().position(|v| *v > 0.4).map(|i| i + 1).unwrap_or(0);
        let lowest = (0..3).min_by(|a, b| c[*a].total_cmp(&c[*b])).map(|i| i + 1).unwrap_or(n);
        let found = c.iter().copied().find(|v| *v > 0.4).map(|v| v * 2.0).unwrap_or(0.5);
        let first = c.iter().rev().nth(n % 3).copied().unwrap_or(1.0);
        let product = c.iter().copied().reduce(|a, b| a * b).map(f64::abs).unwrap_or(0.0);
        x[largest] * x[after] * found + x[lowest] * x[lowest] * first + x[n] * product
    }

    /// Arrays of settings are sorted and changed in place, whichever of their rows it is.
    #[differentiable(turns = 4)]
    fn sorted<T: Real>(x: [T; 4], n: usize, c: [f64; 3]) -> T {
        let mut order = [0, 1, 2];
        order.sort_by(|a, b| c[*a].total_cmp(&c[*b]));
        let mut w = c;
        for i in 0..n {
            w[i % 3] *= -1.5;
            w.sort_unstable_by(f64::total_cmp);
        }
        if n > 2 {
            w.sort_by(|a, b| b.total_cmp(a))
        }
        let mut rows = [c, w];
        rows[n % 2][0] = 2.0;
        rows[n % 2].reverse();
        let mut table = [[0.0; 3]; 2];
        table[0] = c;
        table[1][n % 3] = 4.0;
        let signs = c.iter().fold(0u32, |signs, v| (signs << 1) | u32::from(*v > 0.0));
        let even = if signs & 1 == 1 { x[0] } else { x[1] };
        x[order[0]] * x[order[n % 3]] * even + x[2] * rows[0][n % 3] * w[0] + x[3] * rows[1][0] * table[n % 2][1]
    }

    /// What a closure says that it gives.
    #[differentiable]
    fn closed<T: Real>(x: [T; 4], n: usize, c: [f64; 3]) -> T {
        let scaled = |k: f64| -> f64 { c.iter().map(|v| v * k).sum() };
        let at = |k: usize| -> (usize, f64) { (k % 4, c[k % 3]) };
        let few: u8 = n.try_into().unwrap_or(0);
        let (i, w) = at(n + 1);
        x[0] * scaled(2.0) / (scaled(3.0) * scaled(1.0) + 9.0) + x[i] * x[at(2).0] * w * f64::from(few)
    }

    /// Arrays that are said to be of `f64` are.
    #[differentiable]
    fn said<T: Real>(x: [T; 4], n: usize, c: [f64; 3]) -> T {
        let mean = c.iter().sum::<f64>() / c.len() as f64;
        let apart: [f64; 3] = c.map(|v| v - mean);
        let variance = apart.iter().map(|v| v * v).sum::<f64>();
        let mut weights: [f64; 3] = apart.map(|v| v * 2.0);
        for i in 0..3 {
            weights[i] = weights[i] * c[2 - i];
        }
        let total: f64 = weights.iter().sum();
        let mut sum = x[0] * variance;
        for i in 0..2 {
            let turned: [f64; 3] = weights.map(|v| v * i as f64);
            let most = turned.iter().copied().fold(0.5, f64::max);
            sum = sum * x[i] * most + x[n] * weights[i];
        }
        sum / (total * total + 1.0)
    }
}

#[test]
fn settings() {
    for n in 0..4 {
        for c in [[0.3, -0.7, 1.2], [0.8, 0.6, 0.2], [1.5, 0.5, -0.25]] {
            let point = ([1.2, 0.7, -0.4, 1.9],);
            at!(guarded, Guarded { n, c }, |a| (a.0, n, c), point);
            at!(ends, Ends { n, c }, |a| (a.0, n, c), point);
            at!(sorted, Sorted { n, c }, |a| (a.0, n, c), point);
            at!(closed, Closed { n, c }, |a| (a.0, n, c), point);
            at!(said, Said { n, c }, |a| (a.0, n, c), point);
        }
    }
}

/// A sum whose type is said where it is bound, used more than once.
#[differentiable]
fn normed(x: [f32; 2], #[constant] c: [f32; 3]) -> f32 {
    let total: f32 = c.iter().sum();
    let squares: f32 = c.iter().map(|v| v * v).sum();
    x[0] * x[1] / (total * total + squares + 1.0)
}

#[test]
fn a_sum_of_settings_has_the_type_that_is_said() {
    let c = [0.5, -0.25, 1.5];
    let (value, kept) = Normed { c }.eval_keep(&([2.0, 3.0],));
    assert_eq!(value, normed([2.0, 3.0], c));
    let whole = 1.75_f32 * 1.75 + 2.5625 + 1.0;
    let (g,) = Normed { c }.vjp(&([2.0, 3.0],), &kept, &1.0);
    assert!((g[0] - 3.0 / whole).abs() < 1e-6 && (g[1] - 2.0 / whole).abs() < 1e-6, "{g:?}");
}
