use tapeless::{Real, differentiable};

#[differentiable]
fn energy<T: Real>(x: T, y: [T; 2]) -> T {
    x * y[0]
}

#[differentiable]
fn swapped<T: Real>(x: T, y: [T; 2]) -> T {
    energy(y, x)
}

#[differentiable]
fn of_a_count<T: Real>(x: T, n: usize) -> T {
    x * n as f64
}

#[differentiable]
fn of_a_number<T: Real>(x: T) -> T {
    of_a_count(x, x)
}

fn main() {}
