use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let z = [x, y];
    z[2]
}

fn main() {}
