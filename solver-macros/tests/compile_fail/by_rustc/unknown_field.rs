use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Debug, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

#[differentiable]
fn momentum<T: Real>(body: Body<T>) -> T {
    body.mas * body.speed
}

fn main() {}
