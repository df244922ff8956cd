//! A function whose type would have the number's name.
use tapeless::{Real, differentiable};

#[differentiable]
fn t<T: Real>(x: T) -> T {
    x
}

fn main() {}
