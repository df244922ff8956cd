use tapeless::{Real, differentiable};

#[differentiable]
fn f(x: T) -> T {
    x * x
}

fn main() {}
