use tapeless::{Real, differentiable};

#[differentiable]
fn weighted<T: Real>(x: T, weights: Vec<f64>) -> T {
    x * weights[0]
}

fn main() {
    weighted(1.0, vec![1.0]);
}
