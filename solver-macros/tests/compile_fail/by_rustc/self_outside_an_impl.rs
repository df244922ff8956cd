use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(self, x: T) -> T {
    x * x
}

fn main() {}
