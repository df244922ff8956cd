use tapeless::*;

#[vector_field]
fn driven<T: Real>(_t: T, y: T, p: T, u: T) -> T {
    u - p * y
}

fn main() {
    let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<4>(0.0, 1.0));
    let _ = solve.value::<f64>(&1.0, &0.5);
}
