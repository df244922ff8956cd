//! An integer that a loop changes.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(xs: [T; 8]) -> T {
    let mut k = 0;
    let mut z = T::ZERO;
    for _ in 0..8 {
        z += xs[k];
        k += 1;
    }
    z
}

fn main() {}
