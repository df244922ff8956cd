use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real, const N: i32>(x: [T; N]) -> T {
    x[0]
}

fn main() {}
