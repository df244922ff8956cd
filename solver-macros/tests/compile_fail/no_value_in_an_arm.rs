//! A variable that one of the arms leaves without a value.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let y;
    if x > 1.0 {
        y = x * x;
    } else if x > 0.0 {
        y = x;
    }
    y
}

fn main() {}
