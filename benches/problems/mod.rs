//! The problems that are timed, the same numbers as in `peers/c/problems.h`, and their solves.

use core::hint::black_box;
use tapeless::*;

/// σ 10, ρ 28, β 8/3 from (1, 1, 1), 1000 steps of 1e-3; the objective is the sum of squares at the end.
pub const LORENZ: ([f64; 3], [f64; 3]) = ([1.0, 1.0, 1.0], [10.0, 28.0, 8.0 / 3.0]);
/// From (1, 1), 1000 steps of 1e-2; the objective is half the squared distance to (1, 1) at the end.
pub const LOTKA_VOLTERRA: ([f64; 2], [f64; 4]) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
/// A cart-pole, its pole 0.1 off upright, 20 steps of 0.05.
pub const CART_POLE: [f64; 4] = [0.0, 0.0, 0.1, 0.0];

/// The 20 controls of the cart-pole.
pub fn controls() -> [f64; 20] {
    core::array::from_fn(|k| 0.1 * (k as f64).sin())
}

const CART: f64 = 1.0;
const POLE: f64 = 0.1;
const LENGTH: f64 = 0.5;
const GRAVITY: f64 = 9.81;

/// Lorenz 1963.
#[vector_field]
pub fn lorenz<T: Real>(_t: T, [x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
}

/// Volterra 1926, Lotka 1925: prey x and predators y.
#[vector_field]
pub fn lotka_volterra<T: Real>(_t: T, [x, y]: [T; 2], [a, b, c, d]: [T; 4]) -> [T; 2] {
    [x * (a - b * y), y * (d * x - c)]
}

/// A cart at x and its pole at θ from upright, their speeds v and ω, under a force u on the cart.
#[vector_field]
pub fn cart_pole<T: Real>(_t: T, [_x, v, theta, omega]: [T; 4], _p: (), u: T) -> [T; 4] {
    let (sin, cos) = theta.sin_cos();
    let centripetal = POLE * LENGTH * omega * omega;
    let d = 1.0 / (CART + POLE - POLE * cos * cos);
    [
        v,
        (u + sin * (POLE * GRAVITY * cos - centripetal)) * d,
        omega,
        (sin * ((CART + POLE) * GRAVITY - centripetal * cos) + u * cos) * d / LENGTH,
    ]
}

#[differentiable]
pub fn sum_of_squares<T: Real>([x, y, z]: [T; 3]) -> T {
    x * x + y * y + z * z
}

#[differentiable]
pub fn half_distance<T: Real>([x, y]: [T; 2]) -> T {
    0.5 * ((1.0 - x) * (1.0 - x) + (1.0 - y) * (1.0 - y))
}

#[differentiable]
pub fn stage_cost<T: Real>([x, _v, theta, _omega]: [T; 4], u: T) -> T {
    0.1 * u * u + x * x + 10.0 * theta * theta
}

#[differentiable]
pub fn end_cost<T: Real>([x, _v, theta, _omega]: [T; 4]) -> T {
    100.0 * (x * x + theta * theta)
}

macro_rules! solve_lorenz {
    () => {
        Solve::new(Ode(Lorenz), RK4, Uniform::new::<1000>(0.0, 1.0))
    };
}
macro_rules! solve_lotka_volterra {
    () => {
        Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<1000>(0.0, 10.0))
    };
}
macro_rules! solve_cart_pole {
    ($controls:expr) => {
        Solve::new(Ode(CartPole), RK4, Uniform::new::<20>(0.0, 1.0)).with_inputs($controls)
    };
}

/// What is differentiated in each.
pub type Lorenz6 = Gradient<f64, [f64; 3], [f64; 3], ()>;

#[inline(never)]
pub fn lorenz_value() -> f64 {
    let (y0, p) = black_box(&LORENZ);
    let [x, y, z] = solve_lorenz!().value(y0, p);
    x * x + y * y + z * z
}
#[inline(never)]
pub fn lorenz_gradient() -> Lorenz6 {
    let (y0, p) = black_box(&LORENZ);
    solve_lorenz!().gradient(y0, p, &Terminal(SumOfSquares))
}
#[inline(never)]
pub fn lorenz_forward() -> Lorenz6 {
    let (y0, p) = black_box(&LORENZ);
    solve_lorenz!().gradient_forward::<6, _>(y0, p, &Terminal(SumOfSquares))
}

pub type LotkaVolterra6 = Gradient<f64, [f64; 2], [f64; 4], ()>;

#[inline(never)]
pub fn lotka_volterra_value() -> f64 {
    let (y0, p) = black_box(&LOTKA_VOLTERRA);
    let [x, y] = solve_lotka_volterra!().value(y0, p);
    0.5 * ((1.0 - x) * (1.0 - x) + (1.0 - y) * (1.0 - y))
}
#[inline(never)]
pub fn lotka_volterra_gradient() -> LotkaVolterra6 {
    let (y0, p) = black_box(&LOTKA_VOLTERRA);
    solve_lotka_volterra!().gradient(y0, p, &Terminal(HalfDistance))
}
#[inline(never)]
pub fn lotka_volterra_forward() -> LotkaVolterra6 {
    let (y0, p) = black_box(&LOTKA_VOLTERRA);
    solve_lotka_volterra!().gradient_forward::<6, _>(y0, p, &Terminal(HalfDistance))
}

#[inline(never)]
pub fn cart_pole_value(u: &[f64; 20]) -> f64 {
    solve_cart_pole!(black_box(u)).objective(black_box(&CART_POLE), &(), &(Running(StageCost), Terminal(EndCost)))
}
#[inline(never)]
pub fn cart_pole_gradient(u: &[f64; 20]) -> Gradient<f64, [f64; 4], (), [f64; 20]> {
    solve_cart_pole!(*black_box(u)).gradient(black_box(&CART_POLE), &(), &(Running(StageCost), Terminal(EndCost)))
}
