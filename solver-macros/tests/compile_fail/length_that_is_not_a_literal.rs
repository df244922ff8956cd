use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: [T; N]) -> T {
    x[0]
}

fn main() {}
