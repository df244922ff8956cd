use tapeless::{Real, differentiable};

#[differentiable]
fn larger<T: Real>(x: [T; 3]) -> T {
    let y = x.map(|v| v * v);
    if y < x { y[0] } else { x[0] }
}

#[differentiable]
fn sines<T: Real>(x: [T; 3]) -> T {
    let y = x.map(|v| v * v);
    y.sin()
}

#[differentiable]
fn largest<T: Real>(x: [T; 3]) -> T {
    let y = x.map(|v| v * v);
    x[0].max(y)
}

#[differentiable]
fn beginning<T: Real>(x: [T; 3]) -> T {
    let y = x.map(|v| v * v);
    y.first()
}

fn main() {}
