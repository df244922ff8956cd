use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, label: &str) -> T {
    x
}

fn main() {}
