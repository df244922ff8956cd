use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

#[differentiable]
fn made<T: Real>(x: T) -> Body<T> {
    Bdoy { mass: x, speed: x }
}

fn main() {}
