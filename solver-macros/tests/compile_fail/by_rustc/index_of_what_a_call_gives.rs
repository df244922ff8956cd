use tapeless::{Real, differentiable};

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
fn first<T: Real>(x: T) -> T {
    square(x)[0]
}

fn main() {}
