//! A loop that does nothing.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let z = x * y;
    for i in 0..3 {
        z * z;
    }
    z
}

fn main() {}
