//! Patterns that the compiler finds.

mod called;
mod counters;
mod lengths;
#[cfg(feature = "nalgebra")]
mod matrices;
mod tables;

use tapeless::{Real, Vector, differentiable};

fn at<const N: usize>(seed: f64) -> [f64; N] {
    core::array::from_fn(|i| (1.3 * i as f64 + seed).sin() + 0.1 * seed)
}

#[differentiable]
fn second<T: Real>(_x: T, y: T) -> T {
    y.exp()
}

#[differentiable]
fn shifted<T: Real, const N: usize>(x: [T; N], k: T) -> [T; N] {
    let mut y = [T::ZERO; N];
    for i in 0..N - 1 {
        y[i] = k * x[i + 1];
    }
    y
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Neuron<T> {
    inside: T,
    gates: [T; 3],
}

fn neuron(s: f64) -> Neuron<f64> {
    Neuron { inside: s + 0.1, gates: at::<3>(s + 0.2).map(|g| g + 2.0) }
}
