use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: impl Into<T>) -> T {
    x.into()
}

fn main() {}
