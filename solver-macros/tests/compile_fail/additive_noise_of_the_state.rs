use tapeless::{Real, diffusion};

#[diffusion(additive)]
fn push<T: Real>(t: T, [x, y]: [T; 2], sigma: T, dw: T) -> [T; 2] {
    let pull = if x > y { sigma } else { t };
    [sigma * dw, pull * dw]
}

fn main() {}
