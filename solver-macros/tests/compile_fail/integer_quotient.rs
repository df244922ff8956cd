//! A quotient of integers that is no integer, and no number either.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    x * (1 / 3)
}

fn main() {}
