use tapeless::{Real, differentiable, diffusion};

#[differentiable]
fn turned<T: Real>(x: T) -> T {
    x * x
}

#[diffusion(scalar)]
fn push<T: Real>(_t: T, _x: T, sigma: T, dw: T) -> T {
    turned(dw) * sigma
}

fn main() {}
