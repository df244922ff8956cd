use tapeless::{By, Ode, RK4, Real, Solve, Uniform, vector_field};

#[vector_field]
fn spring<T: Real>(_t: T, [q, v]: [T; 2], k: T) -> [T; 2] {
    [v, -(k * q)]
}

fn main() {
    let solve = Solve::new(Ode(Spring), RK4, Uniform::new::<20_000>(0.0, 1.0));
    let _ = solve.saved_jacobians::<20_001, 2, f64>(&[1.0, 0.0], &1.0, By::State);
}
