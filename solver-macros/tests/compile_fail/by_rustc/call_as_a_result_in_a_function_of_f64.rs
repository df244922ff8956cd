//! What a call gives is the result, which is of another type.

use tapeless::differentiable;

#[differentiable]
fn both(x: f64) -> [f64; 2] {
    [x, x * x]
}

#[differentiable]
fn energy(x: f64) -> f64 {
    both(x)
}

fn main() {
    let _ = energy(1.0);
}
