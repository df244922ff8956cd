use tapeless::{Real, differentiable};

#[differentiable]
fn turned<T: Real>(x: [T; 3]) -> T {
    let mut y = x.rotated(1);
    y.swap(0, 1);
    y[0] += y[1] * x[2];
    y[0]
}

fn main() {
    turned([1.0, 2.0, 3.0]);
}
