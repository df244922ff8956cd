use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real, const N: usize>(x: [T; N]) -> T {
    let [a, .., b] = x;
    a * b
}

fn main() {}
