use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, weights: [f64]) -> T {
    x * weights[0]
}

fn main() {}
