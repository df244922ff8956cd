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
    let solve = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, Uniform::new::<10>(0.0, 1.0));
    solve.value(&1.0, &0.5);
}
