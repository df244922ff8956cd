use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let z = x as f32;
    z * y
}

fn main() {}
