use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let mut sum = x;
    for _ in 0.0..3.0 {
        sum += x;
    }
    sum
}

fn main() {}
