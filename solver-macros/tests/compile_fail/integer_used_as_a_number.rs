use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let n = 3;
    let n = n + x;
    n * x
}

fn main() {}
