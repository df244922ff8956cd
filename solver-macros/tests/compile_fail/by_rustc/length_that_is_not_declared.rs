use tapeless::{Real, differentiable};

#[differentiable]
pub fn dot<T: Real>(x: [T; N], y: [T; N]) -> T {
    let mut sum = T::ZERO;
    for i in 0..N {
        sum += x[i] * y[i];
    }
    sum
}

fn main() {}
