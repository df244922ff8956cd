//! A variable that is lent to be changed.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let mut z = x;
    let y = &mut z;
    z
}

fn main() {}
