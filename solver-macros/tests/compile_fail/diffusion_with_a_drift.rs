use tapeless::{Real, diffusion};

#[diffusion(scalar)]
fn push<T: Real>(_t: T, x: T, sigma: T, dw: T) -> T {
    sigma * dw + x
}

fn main() {}
