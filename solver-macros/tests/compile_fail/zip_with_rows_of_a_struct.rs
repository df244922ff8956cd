use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Debug, Vector)]
struct Layer<T> {
    rows: [[T; 2]; 3],
}

#[differentiable]
fn f<T: Real>(x: [T; 3], layer: Layer<T>) -> T {
    x.iter().zip(&layer.rows).map(|(x, row)| *x * row[0]).sum()
}

fn main() {}
