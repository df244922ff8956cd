use tapeless::*;

#[vector_field]
fn driven<T: Real>(_t: T, y: T, p: T, u: T) -> T {
    u - p * y
}

#[differentiable]
fn square<T: Real>(y: T) -> T {
    y * y
}

fn main() {
    let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<1_000_000>(0.0, 1.0)).with_inputs::<f64, _>(Held::<1_000_000, _>([0.0]));
    let _ = solve.gradient(&1.0, &0.5, &Terminal(Square));
}
