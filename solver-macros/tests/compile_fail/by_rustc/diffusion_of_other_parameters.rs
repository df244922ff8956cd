use tapeless::*;

#[vector_field]
fn pull<T: Real>(_t: T, x: T, theta: T) -> T {
    -theta * x
}

#[diffusion(additive)]
fn push<T: Real>(_t: T, _x: T, [_theta, sigma]: [T; 2], dw: T) -> T {
    sigma * dw
}

fn main() {
    let solve = Solve::new(Sde::ito(Pull, Push), EULER_MARUYAMA, Uniform::new::<10>(0.0, 1.0)).with_noise(Counter::new(1));
    solve.value(&1.0, &0.5);
}
