use tapeless::*;

#[vector_field]
fn driven<T: Real>(_t: T, y: T, p: T, u: T) -> T {
    u - p * y
}

fn main() {
    let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<4>(0.0, 1.0)).with_inputs::<f64, _>([0.0; 3]);
    let _ = solve.value(&1.0, &0.5);
}
