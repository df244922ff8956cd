use tapeless::{Ode, RK4, Real, Solve, Uniform, vector_field};

#[vector_field]
fn decay<T: Real>(_t: T, [x, y]: [T; 2], rate: T) -> [T; 2] {
    [-rate * x, -rate * y]
}

fn main() {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<1_000_000>(0.0, 1.0));
    let _ = solve.states(&[1.0, 1.0], &0.1);
}
