use tapeless::{Real, differentiable};

#[differentiable]
fn product<T: Real>((a, b): [T; 2]) -> T {
    a * b
}

fn main() {}
