use tapeless::*;

#[vector_field]
fn growth<T: Real>(_t: T, x: T, mu: T) -> T {
    mu * x
}

#[diffusion(scalar)]
fn volatility<T: Real>(_t: T, x: T, _mu: T, dw: T) -> T {
    x * dw
}

#[differentiable]
fn itself<T: Real>(x: T) -> T {
    x
}

fn main() {
    let solve = Solve::new(Sde::ito(Growth, Volatility), HEUN, Uniform::new::<10>(0.0, 1.0)).with_noise(Counter::new(1));
    solve.gradient(&1.0, &0.5, &Terminal(Itself));
}
