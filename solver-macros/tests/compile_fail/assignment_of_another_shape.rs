use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let mut y = [x, x];
    y[0] = [x, x];
    y[0]
}

fn main() {}
