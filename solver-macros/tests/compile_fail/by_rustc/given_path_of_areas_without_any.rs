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
    let system = Sde::stratonovich(Growth, Volatility);
    let solve = Solve::new(system, SPARK, Uniform::new::<10>(0.0, 1.0));
    solve.with_path_and_areas([0.1; 10]).value(&1.0, &0.5);
}
