//! A function that can be differentiated.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    x * x
}

fn main() {
    assert_eq!(f(2.0), 4.0);
}
