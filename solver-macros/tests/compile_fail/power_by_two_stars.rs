use tapeless::{Real, differentiable};

#[differentiable]
fn cube<T: Real>(x: T, n: i32) -> T {
    x ** 2 + (x * 2.0)**n
}

fn main() {}
