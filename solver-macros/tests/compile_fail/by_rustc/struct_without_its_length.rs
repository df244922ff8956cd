//! A struct whose length was forgotten.

use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Net<T, const N: usize> {
    weights: [T; N],
}

#[differentiable]
fn first<T: Real>(net: Net<T>) -> T {
    net.weights[0]
}

fn main() {}
