use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Debug, Vector)]
struct Point<T> {
    x: T,
    y: T,
}

#[differentiable]
fn f<T: Real>(p: Point<T>) -> T {
    let Point { x } = p;
    x * x
}

fn main() {}
