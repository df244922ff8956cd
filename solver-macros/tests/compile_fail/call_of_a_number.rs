use tapeless::{Real, differentiable};

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let square = x;
    square(y)
}

fn main() {}
