use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, n: usize) -> T {
    n
}

fn main() {}
