use tapeless::{Real, differentiable};

#[differentiable]
fn scaled<T: Real>(x: T, n: usize) -> T {
    x * n as f64
}

#[differentiable]
fn twice<T: Real>(x: T) -> T {
    scaled(x, 1.5)
}

fn main() {}
