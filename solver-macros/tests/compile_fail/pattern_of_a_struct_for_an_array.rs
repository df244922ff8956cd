use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Pair<T> {
    a: T,
    b: T,
}

#[differentiable]
fn product<T: Real>(pair: [T; 2]) -> T {
    let Pair { a, b } = pair;
    a * b
}

fn main() {}
