use tapeless::{Ode, RK4, Real, Solve, Steps, Terminal, differentiable, vector_field};

#[vector_field]
fn decay<T: Real>(_t: T, y: T, rate: T) -> T {
    -(rate * y)
}

#[differentiable]
fn square<T: Real>(y: T) -> T {
    y * y
}

fn main() {
    let solve = Solve::new(Ode(Decay), RK4, Steps::new(0.0, 1.0, 10).unwrap());
    let _ = solve.gradient(&1.0, &0.5, &Terminal(Square));
}
