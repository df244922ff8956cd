//! A number that changes in a loop, in a variant of what is not differentiated.
use tapeless::{Real, differentiable};

enum Law {
    Linear(f64),
}

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let (mut y, mut rate) = (x, 0.5);
    for _ in 0..4 {
        let Law::Linear(c) = Law::Linear(rate);
        y = y * c;
        rate *= 0.5;
    }
    y
}

fn main() {}
