use tapeless::{Real, differentiable};

#[differentiable]
fn sum<T: Real>(x: [T; 4]) -> T {
    let mut sum = T::ZERO;
    for (i, v) in x.iter().filter(|v| **v > 0.0).enumerate() {
        sum += *v * i as f64;
    }
    sum
}

fn main() {}
