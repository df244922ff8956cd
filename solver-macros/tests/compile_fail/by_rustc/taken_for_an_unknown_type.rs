use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let y: Number = x * x;
    y.sin()
}

fn main() {}
