//! A function that ends within a loop.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(xs: [T; 8]) -> T {
    for x in xs {
        return x;
    }
    xs[0]
}

fn main() {}
