use tapeless::{Real, differentiable};

#[differentiable]
fn spline<T: Real>(x: T, c: [f64; 4], j: usize) -> T {
    let span = if x < 1.0 { 0 } else { 1 };
    let t = x - span as f64;
    t * c[span + j]
}

#[differentiable]
fn gear<T: Real>(x: T) -> T {
    let gear: u8 = if x > 0.0 { 200 } else { 1 };
    x * gear as f64
}

#[differentiable]
fn table<T: Real>(x: T, c: [f64; 4]) -> T {
    let i = if x > 0.0 { 2 } else { 1 };
    c[i] * x
}

fn main() {}
