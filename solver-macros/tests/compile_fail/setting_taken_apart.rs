//! An argument that is not differentiated is a field of the type that stands for the function, and has its name.
use tapeless::{Real, differentiable};

#[differentiable]
fn product<T: Real>(x: [T; 4], (i, j): (usize, usize)) -> T {
    x[i] * x[j]
}

#[differentiable]
fn f<T: Real>(x: [T; 4]) -> T {
    product(x, (0, 3)) * x[1]
}

fn main() {}
