//! A field that is an array stands before an operator of numbers.

use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: [T; 2],
}

#[differentiable]
fn energy<T: Real>(body: Body<T>) -> T {
    body.mass * body.speed
}

fn main() {}
