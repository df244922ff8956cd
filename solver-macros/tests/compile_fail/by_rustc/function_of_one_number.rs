use tapeless::{Real, differentiable};

#[differentiable]
fn squared(x: f64) -> f64 {
    x * x
}

#[differentiable]
pub fn cubed<T: Real>(x: T) -> T {
    squared(x) * x
}

fn main() {}
