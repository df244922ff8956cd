use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let pair: [T; 3] = [x, y];
    let one: T = [x, y];
    x
}

fn main() {}
