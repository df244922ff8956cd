use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: [T; 3]) -> T {
    x[-1]
}

fn main() {}
