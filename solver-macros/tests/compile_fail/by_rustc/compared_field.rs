//! A field that is an array is compared with a number.

use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: [T; 2],
}

#[differentiable]
fn signed<T: Real>(body: Body<T>) -> T {
    if body.speed > 0.0 { body.mass } else { -body.mass }
}

fn main() {}
