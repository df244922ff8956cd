use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) {
    x;
}

fn main() {}
