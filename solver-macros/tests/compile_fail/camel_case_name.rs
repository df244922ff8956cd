use tapeless::{Real, differentiable};

#[differentiable]
fn Loss<T: Real>(x: T) -> T {
    x
}

fn main() {}
