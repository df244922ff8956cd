use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let [a, b, c] = [x, y];
    a * b * c
}

fn main() {}
