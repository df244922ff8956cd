use tapeless::{Real, differentiable};

#[differentiable]
fn sum<T: Real>(x: T) -> T {
    let a = y * x;
    let b = x.foo();
    a + b
}

fn main() {}
