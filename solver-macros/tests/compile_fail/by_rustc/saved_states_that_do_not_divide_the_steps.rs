use tapeless::*;

#[vector_field]
fn driven<T: Real>(_t: T, y: T, p: T, u: T) -> T {
    u - p * y
}

#[differentiable]
fn spread<T: Real>([a, b, c, d]: [T; 4]) -> T {
    a * b - c * d
}

fn main() {
    let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<4>(0.0, 1.0)).with_inputs::<f64, _>([0.0; 4]);
    let _ = solve.gradient(&1.0, &0.5, &Saved::<4, _>(Spread));
}
