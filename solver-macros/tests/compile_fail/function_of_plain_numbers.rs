use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    f64::exp(x) + f64::from(x)
}

fn main() {}
