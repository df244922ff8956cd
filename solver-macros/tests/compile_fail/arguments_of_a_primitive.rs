use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    x.sqrt(2.0) + x.atan2() + x.clamp(y)
}

fn main() {}
