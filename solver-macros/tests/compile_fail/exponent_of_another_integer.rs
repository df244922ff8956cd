use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, n: usize) -> T {
    x.powi(n)
}

fn main() {}
