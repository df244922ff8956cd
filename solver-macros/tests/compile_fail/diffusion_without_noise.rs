use tapeless::{Real, diffusion};

#[diffusion(additive)]
fn push<T: Real>(_t: T, _y: T, sigma: T) -> T {
    sigma
}

fn main() {}
