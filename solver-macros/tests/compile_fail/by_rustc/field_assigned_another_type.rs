//! A field that is an array is assigned a number.

use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: [T; 2],
}

#[differentiable]
fn stopped<T: Real>(body: Body<T>) -> Body<T> {
    let mut next = body;
    next.speed = body.mass;
    next
}

fn main() {}
