//! What is not differentiated decides: tables, variants with data, options, and what calls give.

use core::cell::Cell;

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, check};
use crate::everywhere::everywhere;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Off,
    Heat,
    Cool,
}

#[derive(Clone, Copy, Debug)]
enum Reaction {
    Constant(f64),
    Arrhenius { a: f64, e: f64 },
    Michaelis { vmax: f64, km: f64, order: i32 },
    Off,
}

const NETWORK: [Reaction; 4] = [
    Reaction::Arrhenius { a: 2.0, e: 0.5 },
    Reaction::Constant(0.3),
    Reaction::Michaelis { vmax: 1.5, km: 0.4, order: 2 },
    Reaction::Off,
];

thread_local! {
    static CALLS: Cell<[usize; 2]> = const { Cell::new([0; 2]) };
}

fn called(which: usize) {
    let mut calls = CALLS.get();
    calls[which] += 1;
    CALLS.set(calls);
}

fn gauss(i: usize) -> f64 {
    called(0);
    [0.2, 0.5, 0.3, 0.1][i % 4]
}

fn pick(i: usize) -> usize {
    called(1);
    (i * 7 + 3) % 5
}

and_plain! {
#[differentiable]
fn network<T: Real>(c: [T; 4], temperature: T) -> T {
    let mut total = T::ZERO;
    for i in 0..4 {
        let rate = match NETWORK[i] {
            Reaction::Arrhenius { a, e } => (-e / temperature).exp() * a,
            Reaction::Constant(k) => T::lit(k),
            Reaction::Michaelis { vmax, km, order } if order > 1 => c[i].powi(order) * vmax / (c[i].powi(order) + km),
            Reaction::Michaelis { vmax, km, .. } => c[i] * vmax / (c[i] + km),
            Reaction::Off => T::ZERO,
        };
        total += rate * c[i];
    }
    total
}

#[differentiable]
fn plain_calls<T: Real>(x: [T; 5]) -> T {
    let mut y = T::ONE;
    for i in 0..5 {
        let w = gauss(i);
        let k = pick(i);
        y = y * (x[k] * w).cos() + w;
    }
    y
}
}

everywhere! {
    network: Network, |a| network(a.0, a.1), [([0.3, 0.5, 0.7, 0.9], 1.3)];
    plain_calls: PlainCalls, |a| plain_calls(a.0), [([1.0, 2.0, 0.3, 0.4, -0.5],)];
}

#[differentiable]
fn dot<T: Real, const N: usize>(a: &[T; N], b: &[T; N]) -> T {
    a.iter().zip(b).map(|(x, y)| *x * *y).sum()
}

/// A cubic in pieces; the interval is searched among plain knots at a plain time.
#[differentiable]
fn spline<T: Real, const N: usize>(y: [T; N], slope: [T; N], t: f64, knots: &[f64; N]) -> T {
    let mut k = 0;
    for i in 0..N - 1 {
        if t >= knots[i] {
            k = i;
        }
    }
    let h = knots[k + 1] - knots[k];
    let s = (t - knots[k]) / h;
    let (a, b) = (y[k], y[k + 1]);
    a * ((1.0 + 2.0 * s) * (1.0 - s) * (1.0 - s))
        + slope[k] * (h * s * (1.0 - s) * (1.0 - s))
        + b * (s * s * (3.0 - 2.0 * s))
        + slope[k + 1] * (h * s * s * (s - 1.0))
}

#[differentiable]
fn modes<T>(x: T, u: [T; 5], script: &[Mode]) -> T
where
    T: Real,
{
    let mut mode = Mode::Off;
    let mut switched = 0usize;
    let mut y = x;
    for i in 0..5 {
        match mode {
            Mode::Off => y = y * 0.9,
            Mode::Heat => y += u[i] * (1.0 - y),
            Mode::Cool => y -= u[i].exp() * y * 0.1,
        }
        if script[i] != mode {
            switched += 1;
        }
        mode = script[i];
    }
    y + u[switched]
}

#[differentiable(turns = 10)]
fn ragged<T: Real>(values: [T; 12], lengths: &[usize]) -> T {
    let mut start = 0;
    let mut total = T::ZERO;
    for &length in lengths {
        let mut product = T::ONE;
        for k in start..start + length {
            product = product * values[k];
        }
        total += product.sin();
        start += length;
    }
    total
}

#[differentiable]
fn sparse<T: Real, const N: usize, const NNZ: usize>(
    x: [T; N],
    values: [T; NNZ],
    columns: &[usize; NNZ],
    starts: &[usize],
) -> [T; N] {
    let mut y = [T::ZERO; N];
    let mut row = 0;
    for k in 0..NNZ {
        if k == starts[row + 1] {
            row += 1;
        }
        y[row] += values[k] * x[columns[k]];
    }
    y
}

#[differentiable]
fn deadline<T: Real>(x: T, n: usize, verbose: bool) -> T {
    let mut y = x;
    let mut left = n;
    for _ in 0..6 {
        if left == 0 || !verbose && left > 4 {
            y = y.sin();
        } else {
            y = y * x + 0.1;
            left -= 1;
        }
    }
    y
}

#[differentiable]
fn ridge<T: Real, const N: usize>(w: [T; N], x: &[[f64; N]; 3], y: &[f64; 3]) -> T {
    let mut loss = 0.1 * dot::<T, N>(&w, &w);
    for (row, target) in x.iter().zip(y.iter()) {
        let mut s = T::ZERO;
        for j in 0..N {
            s += w[j] * row[j];
        }
        loss += (s - *target).powi(2);
    }
    loss
}

#[differentiable]
fn optional<T: Real>(x: T, gain: Option<f64>) -> T {
    if let Some(gain) = gain { x * x * gain } else { x.sin() }
}

#[differentiable]
fn finite<T: Real>(x: T) -> T {
    let y = x.ln();
    if y.is_finite() { y * x } else { x * 2.0 }
}

#[test]
fn calls_are_made_once_a_turn() {
    let args = ([1.0, 2.0, 0.3, 0.4, -0.5],);
    CALLS.set([0; 2]);
    let (_, kept) = Differentiable::<f64>::eval_keep(&PlainCalls, &args);
    assert_eq!(CALLS.get(), [5, 5]);
    Differentiable::<f64>::vjp(&PlainCalls, &args, &kept, &1.0);
    assert_eq!(CALLS.get(), [5, 10]);
}

#[test]
fn plain_arguments_decide() {
    for t in [0.2, 0.9, 1.6] {
        let knots = [0.0, 0.5, 1.0, 2.0];
        let args = ([1.0, 0.3, -0.4, 0.9], [0.1, 0.2, 0.3, -0.4]);
        check("spline", &Spline::<4> { t, knots: &knots }, |a| spline(a.0, a.1, t, &knots), &args);
    }
    let script = [Mode::Heat, Mode::Cool, Mode::Cool, Mode::Off, Mode::Heat];
    let args = (0.3, [0.4, 0.5, 0.6, 0.7, 0.8]);
    check("modes", &Modes { script: &script }, |a| modes(a.0, a.1, &script), &args);
    let lengths = [2, 0, 4, 1];
    let values = [1.0, 0.3, -0.4, 0.9, 0.1, 0.2, 0.3, -0.4, 0.5, 0.6, 0.7, 0.8];
    check("ragged", &Ragged { lengths: &lengths }, |a| ragged(a.0, &lengths), &(values,));
    let (columns, starts) = ([0, 1, 1, 2, 0], [0, 2, 3, 5]);
    let f = Sparse::<3, 5> { columns: &columns, starts: &starts };
    check("sparse", &f, |a| sparse(a.0, a.1, &columns, &starts), &([1.0, 0.3, -0.4], [0.1, 0.2, 0.3, -0.4, 0.5]));
    for (n, verbose) in [(3, true), (6, false), (0, true)] {
        check("deadline", &Deadline { n, verbose }, |a| deadline(a.0, n, verbose), &(0.7,));
    }
    let (x, y) = ([[1.0, 2.0], [0.3, 0.4], [0.5, -1.0]], [1.0, 2.0, 3.0]);
    check("ridge", &Ridge::<2> { x: &x, y: &y }, |a| ridge(a.0, &x, &y), &([0.3, 0.4],));
    for gain in [None, Some(0.7)] {
        check("optional", &Optional { gain }, |a| optional(a.0, gain), &(0.7,));
    }
    check("finite", &Finite, |a| finite(a.0), &(0.7,));
}

#[differentiable]
fn spring(x: [f64; 2], #[constant] stiffness: [f64; 2], #[constant] n: usize, #[constant] offset: f64) -> f64 {
    let mut energy = 0.0;
    for i in 0..2 {
        let stretch = x[i] - offset;
        energy += 0.5 * stiffness[i] * stretch * stretch;
    }
    energy * offset.exp() + x[n]
}

#[test]
fn a_constant_of_a_concrete_function_has_no_gradient() {
    let (x, stiffness, offset) = ([1.5, -0.25], [2.0, 3.0], 0.5_f64);
    let f = Spring { stiffness, n: 1, offset };
    let (value, kept) = Differentiable::<f64>::eval_keep(&f, &(x,));
    assert_eq!(value, spring(x, stiffness, 1, offset));
    let (g,) = Differentiable::<f64>::vjp(&f, &(x,), &kept, &1.0);
    let expected = [2.0 * 1.0 * offset.exp(), 3.0 * -0.75 * offset.exp() + 1.0];
    assert!((0..2).all(|i| (g[i] - expected[i]).abs() < 1e-14), "{g:?} is not {expected:?}");
}

/// Numbers of fewer bits that `f64::from` makes numbers.
#[differentiable]
fn made_of_few_bits(x: f64, n: u8, on: bool) -> f64 {
    let k = f64::from(u8::from(on));
    x * f64::from(n) * 0.1 + x * x * k + f64::from(3_u8) * f64::from(f32::from(n) * 0.5)
}

#[test]
fn numbers_of_few_bits_are_made_numbers() {
    for (n, on) in [(5, true), (2, false)] {
        let (f, x, k, m) = (MadeOfFewBits { n, on }, 0.7_f64, f64::from(u8::from(on)), f64::from(n));
        let (value, kept) = f.eval_keep(&(x,));
        assert_eq!(value, made_of_few_bits(x, n, on));
        assert!((value - (x * m * 0.1 + x * x * k + 1.5 * m)).abs() < 1e-14);
        assert!((f.vjp(&(x,), &kept, &1.0).0 - (m * 0.1 + 2.0 * x * k)).abs() < 1e-14);
    }
}
