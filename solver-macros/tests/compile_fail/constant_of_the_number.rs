use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    x * T::PI + T::zero()
}

fn main() {}
