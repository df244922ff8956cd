use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real, U: Real>(x: T, y: U) -> T {
    x
}

fn main() {}
