use tapeless::{Real, differentiable};

#[differentiable]
fn square(x: impl Real) -> f64 {
    x * x
}

fn main() {}
