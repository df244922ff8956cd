use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Debug, Vector)]
struct Point<T> {
    x: T,
    y: T,
}

#[differentiable]
fn moved<T: Real>(x: T) -> Point<T> {
    Point { x, ..origin }
}

fn main() {}
