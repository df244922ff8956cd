use tapeless::{Real, differentiable};

#[differentiable]
fn total<T: Real>(x: T, weight: f64) -> T {
    let mut sum = x;
    for w in weight {
        sum += w;
    }
    sum
}

fn main() {}
