//! A loop that ends where its arm goes on to bind what the rest of the turn would mean otherwise.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(xs: [T; 8], y: T) -> T {
    let mut z = T::ZERO;
    for x in xs {
        if z > 1.0 {
            let y = x * x;
            if y > 2.0 {
                break;
            }
        } else {
            continue;
        }
        z += y * x;
    }
    z
}

fn main() {}
