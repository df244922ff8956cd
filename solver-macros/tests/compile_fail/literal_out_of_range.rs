use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let n: u8 = 300;
    x * n as f64
}

fn main() {}
