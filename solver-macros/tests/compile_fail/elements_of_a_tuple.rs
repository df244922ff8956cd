use tapeless::{Real, differentiable};

#[differentiable]
fn product<T: Real>(x: (T, T), y: [T; 2]) -> T {
    x[1] * y.0
}

fn main() {}
