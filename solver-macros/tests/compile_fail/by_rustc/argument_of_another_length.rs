use tapeless::{Real, differentiable};

#[differentiable]
fn first<T: Real>(x: &[T; 2]) -> T {
    x[0]
}

#[differentiable]
fn of_three<T: Real>(x: [T; 3]) -> T {
    first(&x)
}

fn main() {}
