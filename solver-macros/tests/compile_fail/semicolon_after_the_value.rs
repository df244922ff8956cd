use tapeless::{Real, differentiable};

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x;
}

fn main() {}
