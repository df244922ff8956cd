use tapeless::{Real, differentiable};

#[differentiable]
fn nothing<T: Real>(x: T) -> T {}

#[differentiable]
fn later<T: Real>(x: T) -> T {
    todo!()
}

#[differentiable]
fn function<T: Real>(x: T) -> T {
    let double = |v: T| v * 2.0;
    double
}

fn main() {}
