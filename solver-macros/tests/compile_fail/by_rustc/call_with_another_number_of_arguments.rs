use tapeless::{Real, differentiable};

#[differentiable]
fn energy<T: Real>(x: T, y: T) -> T {
    x * y
}

#[differentiable]
fn scaled<T: Real>(x: T, n: usize) -> T {
    x * n as f64
}

#[differentiable]
fn few<T: Real>(x: T) -> T {
    energy(x) + x
}

#[differentiable]
fn many<T: Real>(x: T) -> T {
    scaled(x, 3, 4)
}

#[differentiable]
fn too_many<T: Real>(x: T) -> T {
    energy(x, x, x) + x
}

fn main() {}
