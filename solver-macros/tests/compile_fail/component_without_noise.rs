use tapeless::{Real, diffusion};

#[diffusion(general)]
fn push<T: Real>(_t: T, [x, y]: [T; 2], sigma: T, [a, b]: [T; 2]) -> [T; 2] {
    [x * a + b, sigma * y]
}

fn main() {}
