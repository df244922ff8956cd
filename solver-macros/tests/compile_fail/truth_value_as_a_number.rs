use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, on: bool) -> T {
    x * on as f64
}

fn main() {}
