use tapeless::{Real, differentiable};

#[differentiable]
fn powers<T: Real>(x: T, powers: &mut [T; 2]) {
    powers[0] = x;
    powers[1] = x * x;
}

fn main() {}
