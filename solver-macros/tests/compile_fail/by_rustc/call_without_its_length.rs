use tapeless::{Real, differentiable};

#[differentiable]
fn squares<T: Real, const N: usize>(xs: [T; N]) -> [T; N] {
    xs.map(|x| x * x)
}

#[differentiable]
fn first<T: Real, const N: usize>(xs: [T; N]) -> T {
    squares(xs)[0]
}

fn main() {}
