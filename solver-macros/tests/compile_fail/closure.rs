use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let square = |z: T| z * z;
    x * y
}

fn main() {}
