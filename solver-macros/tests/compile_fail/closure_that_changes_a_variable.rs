//! A closure that captures mutably.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let mut sum = x;
    let add = |z: T| {
        sum += z;
        z
    };
    add(y)
}

fn main() {}
