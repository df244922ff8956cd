use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    x.powi(x)
}

fn main() {}
