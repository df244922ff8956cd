use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let z = if let Some(z) = x { z } else { y };
    z
}

fn main() {}
