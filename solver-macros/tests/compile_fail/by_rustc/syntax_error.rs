use tapeless::{Real, differentiable};

#[differentiable]
fn missing<T: Real>(x: T, y: T) -> T {
    x * * y +
}

fn main() {}
