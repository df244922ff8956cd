use tapeless::{Real, diffusion};

#[diffusion(scalar)]
fn push<T: Real>(_t: T, _x: T, sigma: T, dw: T) -> T {
    sigma * dw.tanh()
}

fn main() {}
