//! A variable without `mut` that is given a value twice.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let y;
    y = x * x;
    y = y * x;
    y
}

fn main() {}
