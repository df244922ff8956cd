use tapeless::{Real, differentiable};

#[differentiable]
fn own<T: Real>(&self, x: T) -> T {
    x
}

fn main() {}
