use tapeless::{Real, differentiable};

#[differentiable]
fn later<T: Real>(x: T) -> T {
    let y = async { x * x };
    y.await
}

fn main() {}
