use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    x.sinus() * y
}

fn main() {}
