use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Debug, Vector)]
struct Layer<T> {
    weights: [T; 4],
}

#[differentiable]
fn f<T: Real>(x: [T; 3], layer: Layer<T>) -> T {
    x.iter().zip(&layer.weights).map(|(x, w)| *x * *w).sum()
}

fn main() {}
