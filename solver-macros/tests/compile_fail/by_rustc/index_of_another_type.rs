use tapeless::{Real, differentiable};

#[differentiable]
fn element<T: Real>(x: [T; 3], i: f64) -> T {
    x[i]
}

fn main() {}
