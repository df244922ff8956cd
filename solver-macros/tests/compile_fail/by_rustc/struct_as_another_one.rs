use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

#[derive(Clone, Copy, Vector)]
struct Wind<T> {
    speed: T,
}

#[differentiable]
fn made<T: Real>(x: T) -> Body<T> {
    Wind { speed: x }
}

fn main() {}
