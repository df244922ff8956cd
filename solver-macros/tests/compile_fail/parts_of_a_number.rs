use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let [a, b] = x;
    a * b
}

fn main() {}
