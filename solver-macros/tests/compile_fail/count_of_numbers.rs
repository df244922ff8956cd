use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: [T; 3]) -> T {
    x[0] * x.iter().filter(|v| **v > 0.0).count() as f64
}

fn main() {}
