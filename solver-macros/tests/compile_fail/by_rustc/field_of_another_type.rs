use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

#[differentiable]
fn twice<T: Real>(x: T) -> [T; 2] {
    [x, x]
}

#[differentiable]
fn made<T: Real>(x: T) -> Body<T> {
    Body { mass: twice(x), speed: x }
}

fn main() {}
