use tapeless::{Real, differentiable};

#[differentiable]
fn first<'a, T: Real>(x: &'a [T; 3]) -> &'a T {
    &x[0]
}

#[differentiable]
fn whole<T: Real>(x: &[T; 3]) -> &[T; 3] {
    x
}

fn main() {}
