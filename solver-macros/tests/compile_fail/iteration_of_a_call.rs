use tapeless::{Real, differentiable};

#[differentiable]
fn scaled<T: Real>(x: T) -> (T, [T; 3]) {
    (x, [x, 2.0 * x, 3.0 * x])
}

#[differentiable]
fn total<T: Real>(x: T) -> T {
    let (_, parts) = scaled(x);
    parts.iter().sum()
}

fn main() {}
