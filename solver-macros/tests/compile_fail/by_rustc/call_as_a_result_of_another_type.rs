//! What a call gives is the result, which is of another type.

use tapeless::{Real, differentiable};

#[differentiable]
fn energy<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
fn both<T: Real>(x: T) -> [T; 2] {
    energy(x)
}

fn main() {
    let _ = both(1.0);
}
