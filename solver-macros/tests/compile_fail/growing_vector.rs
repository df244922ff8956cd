use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let mut values = Vec::new();
    x
}

fn main() {}
