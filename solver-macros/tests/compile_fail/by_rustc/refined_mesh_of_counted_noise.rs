use tapeless::*;

#[vector_field]
fn growth<T: Real>(_t: T, x: T, mu: T) -> T {
    mu * x
}

#[diffusion(scalar)]
fn volatility<T: Real>(_t: T, x: T, _mu: T, dw: T) -> T {
    x * dw
}

fn main() {
    let coarse = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, Uniform::new::<10>(0.0, 1.0));
    let coarse = coarse.with_noise(Counter::new(1));
    coarse.with_mesh(Uniform::new::<20>(0.0, 1.0)).value(&1.0, &0.5);
}
