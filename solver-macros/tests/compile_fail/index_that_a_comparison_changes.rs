//! An index that depends on a comparison of differentiated numbers.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, knots: [T; 8]) -> T {
    let mut k = 0;
    for i in 0..8 {
        if x > knots[i] {
            k = i;
        }
    }
    knots[k]
}

fn main() {}
