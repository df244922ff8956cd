use tapeless::{Ode, Real, Solve, Uniform, VELOCITY_VERLET, vector_field};

#[vector_field]
fn spring<T: Real>(_t: T, [q, v]: [T; 2], k: T) -> [T; 2] {
    [v, -(k * q)]
}

fn main() {
    let solve = Solve::new(Ode(Spring), VELOCITY_VERLET, Uniform::new::<10>(0.0, 1.0));
    solve.value(&[1.0, 0.0], &1.0);
}
