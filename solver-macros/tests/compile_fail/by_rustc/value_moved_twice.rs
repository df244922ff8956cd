//! A struct that is not `Copy` is given away twice.

use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

#[differentiable]
fn twice<T: Real>(body: Body<T>) -> (Body<T>, Body<T>) {
    (body, body)
}

fn main() {}
