//! A mesh that depends on an argument.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, end: T) -> T {
    let mesh = tapeless::Uniform::new::<10>(0.0, end);
    x
}

fn main() {}
