use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, x: T) -> T {
    x
}

fn main() {}
