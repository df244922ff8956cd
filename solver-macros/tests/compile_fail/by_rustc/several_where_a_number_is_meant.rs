use tapeless::{Real, differentiable};

#[differentiable]
fn pair<T: Real>(x: T) -> [T; 2] {
    [x, x * x]
}

#[differentiable]
fn sum<T: Real>(x: T) -> T {
    pair(x) + x
}

#[differentiable]
fn result<T: Real>(x: T) -> T {
    pair(x)
}

fn main() {}
