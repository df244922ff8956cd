use tapeless::{Real, diffusion};

#[diffusion(diagonal)]
fn push<T: Real>(_t: T, [x, y]: [T; 2], sigma: T, [u, v]: [T; 2]) -> [T; 2] {
    [sigma * x * u, (x + y) * v]
}

fn main() {}
