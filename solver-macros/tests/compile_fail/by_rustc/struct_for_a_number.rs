//! A function of a number is given a struct.

use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
fn energy<T: Real>(body: Body<T>) -> T {
    square(body)
}

fn main() {}
