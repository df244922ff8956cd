//! A loop without a bound.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let mut z = x;
    loop {
        z *= x;
    }
    z
}

fn main() {}
