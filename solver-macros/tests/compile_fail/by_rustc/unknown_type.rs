use tapeless::{Real, differentiable};

#[differentiable]
fn scaled<T: Real>(x: T, n: usze) -> T {
    x * n as f64
}

fn main() {}
