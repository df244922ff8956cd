//! The cart-pole: its motion, and what a plan for it costs.

use tapeless::{Ode, RK4, Real, Solve, Time, Uniform, differentiable, vector_field};

/// Position x and speed v of the cart, angle θ of the pole from upright and its rate ω: m, m/s, rad, rad/s.
pub type State<T> = [T; 4];

/// How long a force is held, in s.
pub const PERIOD: f32 = 0.05;
/// How far the track goes to either side, in m.
pub const TRACK: f32 = 1.5;
/// From where on a plan pays for being near its end, in m.
const EDGE: f64 = 1.2;

/// Of the cart, in kg.
const CART: f64 = 1.0;
/// From the pivot to the pole's mass, in m.
const LENGTH: f64 = 0.5;
/// In m/s².
const GRAVITY: f64 = 9.81;

/// A cart and its pole, whose mass is `pole` kg, under a force `u` N on the cart (Barto, Sutton & Anderson, *Neuronlike
/// adaptive elements*, 1983, with the pole's mass at its end and without friction).
#[vector_field]
pub fn cart_pole<T: Real>(_t: T, [_x, v, theta, omega]: [T; 4], pole: T, u: T) -> [T; 4] {
    let (sin, cos) = theta.sin_cos();
    let centripetal = pole * LENGTH * omega * omega;
    let d = 1.0 / (CART + pole - pole * cos * cos);
    [
        v,
        (u + sin * (pole * GRAVITY * cos - centripetal)) * d,
        omega,
        (sin * ((CART + pole) * GRAVITY - centripetal * cos) + u * cos) * d / LENGTH,
    ]
}

/// The state a period later.
pub fn step<T: Real>(y: &State<T>, pole: T, u: T) -> State<T>
where
    f32: Time<T>,
{
    Solve::new(Ode(CartPole), RK4, Uniform::new::<1>(0.0, PERIOD)).with_inputs([u]).value(y, &pole)
}

/// What a plan pays for in each period, as numbers whose squares add up: force, place, speed, angle (the squares of
/// sin θ and 1 − cos θ add up to 2 − 2 cos θ, which knows of no turns), rate, and being near the end of the track.
#[differentiable]
pub fn stage_residuals<T: Real>([x, v, theta, omega]: [T; 4], u: T) -> [T; 7] {
    let (sin, cos) = theta.sin_cos();
    let overrun = (x.abs() - EDGE).max(T::ZERO);
    [0.1 * u, 0.7 * x, 0.2 * v, 2.2 * sin, 2.2 * (1.0 - cos), 0.1 * omega, 20.0 * overrun]
}

/// The same for the state that a plan leads to.
#[differentiable]
pub fn end_residuals<T: Real>([x, v, theta, omega]: [T; 4]) -> [T; 5] {
    let (sin, cos) = theta.sin_cos();
    [3.2 * x, 2.2 * v, 7.0 * sin, 7.0 * (1.0 - cos), 1.4 * omega]
}

/// What a plan pays in a period.
#[differentiable]
pub fn stage_cost<T: Real>(y: [T; 4], u: T) -> T {
    let [a, b, c, d, e, f, g] = stage_residuals(y, u);
    a * a + b * b + c * c + d * d + e * e + f * f + g * g
}

/// What a plan pays at its end.
#[differentiable]
pub fn end_cost<T: Real>(y: [T; 4]) -> T {
    let [a, b, c, d, e] = end_residuals(y);
    a * a + b * b + c * c + d * d + e * e
}
