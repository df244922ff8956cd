use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

#[differentiable]
fn made<T: Real>(x: T) -> Body<T> {
    Body { mass: x, sped: x * x }
}

fn main() {}
