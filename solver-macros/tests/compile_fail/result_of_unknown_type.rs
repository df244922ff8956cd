use tapeless::{Real, differentiable};

#[differentiable]
fn line<T: Real>(x: T) -> impl Fn(T) -> T {
    move |y| y * x
}

fn main() {}
