use tapeless::{Real, differentiable};

#[differentiable]
fn times<T: Real>(x: T, n: usize) -> T {
    x * T::from(n)
}

fn main() {}
