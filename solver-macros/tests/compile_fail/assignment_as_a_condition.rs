use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let mut y = x;
    if y = 1.0 {
        y = x * x;
    }
    y
}

fn main() {}
