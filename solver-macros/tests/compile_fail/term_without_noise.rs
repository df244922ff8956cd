use tapeless::{Real, diffusion};

#[diffusion(scalar)]
fn push<T: Real>(_t: T, x: T, sigma: T, dw: T) -> T {
    let push = x * dw;
    push + sigma
}

fn main() {}
