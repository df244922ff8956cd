//! A counter in a loop of which it is not known how many turns it has.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(xs: [T; 8], n: usize) -> T {
    let mut k = 0;
    let mut z = T::ZERO;
    for i in 0..n {
        z += xs[k];
        k += i % 2;
    }
    z
}

fn main() {}
