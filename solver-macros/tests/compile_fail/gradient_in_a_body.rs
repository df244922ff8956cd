//! A gradient within a function that has one itself.
use tapeless::*;

#[vector_field]
fn decay<T: Real>(_t: T, y: T, rate: T) -> T {
    -(rate * y)
}

#[differentiable]
fn square<T: Real>(y: T) -> T {
    y * y
}

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(0.0, 1.0));
    let gradient = solve.gradient(&x, &x, &Terminal(Square));
    gradient.value
}

fn main() {}
