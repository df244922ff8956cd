use tapeless::*;

#[vector_field]
fn pull<T: Real>(_t: T, [x, y]: [T; 2], _p: ()) -> [T; 2] {
    [-x, -y]
}

#[diffusion(additive)]
fn push<T: Real>(_t: T, _y: [T; 3], _p: (), dw: T) -> [T; 3] {
    [dw, dw, dw]
}

fn main() {
    let solve = Solve::new(Sde::ito(Pull, Push), EULER_MARUYAMA, Uniform::new::<10>(0.0, 1.0));
    solve.with_noise(Counter::new(1)).value(&[1.0, 1.0], &());
}
