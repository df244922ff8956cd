use tapeless::{Real, differentiable};

#[differentiable]
#[differentiable]
fn f<T: Real>(x: T) -> T {
    x * x
}

fn main() {}
