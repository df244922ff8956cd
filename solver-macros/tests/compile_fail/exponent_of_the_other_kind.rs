use tapeless::{Real, differentiable};

#[differentiable]
fn powers<T: Real>(x: T) -> T {
    x.powi(2.0) + x.powf(2) + T::powi(x, -3.0)
}

fn main() {}
