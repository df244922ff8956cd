use tapeless::*;

#[diffusion(scalar)]
fn push<T: Real>(_t: T, y: [T; 2], _p: (), dw: [T; 2]) -> [T; 2] {
    [y[0] * dw[0], y[1] * dw[1]]
}

fn main() {}
