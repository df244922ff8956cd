//! The mistake is told of once, not where the function and its type are used.
use tapeless::{Ode, RK4, Real, Solve, Uniform, differentiable, vector_field};

#[vector_field]
fn spring<T: Real>(_t: T, [x, v]: [T; 2], k: T) -> [T; 2] {
    let pull = k % x;
    [v, -pull]
}

#[differentiable]
fn energy<T: Real>(x: T) -> T {
    x % x
}

#[differentiable]
fn twice<T: Real>(x: T) -> T {
    energy(x) + energy(2.0 * x)
}

fn main() {
    let solve = Solve::new(Ode(Spring), RK4, Uniform::new::<10>(0.0, 1.0));
    let _ = solve.value_vjp(&[1.0, 0.0], &twice(2.0), &[1.0, 0.0]);
}
