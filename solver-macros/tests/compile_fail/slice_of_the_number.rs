//! An argument whose length is not known.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(xs: &[T]) -> T {
    xs[0]
}

fn main() {}
