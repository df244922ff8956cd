//! A function of one number is built where it stands: its mistake is told once all the same.

use tapeless::differentiable;

#[differentiable]
pub fn halved(x: f64) -> f64 {
    let mut y = x;
    while y > 1.0 {
        y *= 0.5;
    }
    y
}

fn main() {
    let _ = halved(3.0);
}
