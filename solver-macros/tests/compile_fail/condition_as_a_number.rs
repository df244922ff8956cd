use tapeless::{Real, differentiable};

#[differentiable]
fn counted<T: Real>(x: T) -> T {
    let positive = x > 0.0;
    let one = x * positive;
    one + x * (positive as u8 as f64)
}

#[differentiable]
fn marked<T: Real>(x: [T; 4]) -> T {
    let on = x.map(|v| v > 0.3);
    let mut s = T::ZERO;
    for i in 0..4 {
        if on[i] {
            s += x[i];
        }
    }
    s
}

fn main() {}
