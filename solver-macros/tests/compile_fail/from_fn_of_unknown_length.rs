//! An array whose length is not known to the macro.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let xs = core::array::from_fn(|i| x * i as f64);
    xs[0]
}

fn main() {}
