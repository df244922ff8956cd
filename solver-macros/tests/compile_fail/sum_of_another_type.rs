use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: [T; 3]) -> T {
    x.iter().sum::<f64>()
}

fn main() {}
