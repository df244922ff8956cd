use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let z = if x < y { [x, y] } else { x };
    x * y
}

fn main() {}
