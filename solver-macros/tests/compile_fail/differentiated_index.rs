//! An index that is differentiated.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(xs: [T; 8], x: T) -> T {
    xs[x]
}

fn main() {}
