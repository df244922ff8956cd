//! A loop that ends before its end.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(xs: [T; 8]) -> T {
    let mut z = T::ZERO;
    for x in xs {
        if z > 1.0 {
            break;
        }
        z += x;
    }
    z
}

fn main() {}
