use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

#[differentiable]
fn momentum<T: Real>(body: Body<T>) -> Body<T> {
    body.mass * body.speed
}

fn main() {}
