//! A pendulum's motion and the gradient of steering it, for programs in C: `include/pendulum.h` has the functions.
#![no_std]

#[cfg(not(target_os = "none"))]
extern crate std;

#[cfg(target_os = "none")]
use panic_never as _;

use tapeless::tableau::Rk4;
use tapeless::{
    Binomial, ExplicitRk, Ode, RK4, Real, Running, Solve, Terminal, Uniform, differentiable, export_c, vector_field,
};

/// A pendulum with friction, driven by a torque.
#[vector_field]
fn pendulum<T: Real>(_t: T, [angle, speed]: [T; 2], [gravity, friction]: [T; 2], torque: T) -> [T; 2] {
    [speed, torque - gravity * angle.sin() - friction * speed]
}

#[differentiable]
fn effort<T: Real>([_angle, _speed]: [T; 2], torque: T) -> T {
    0.001 * torque * torque
}

/// The squared distance from standing upright.
#[differentiable]
fn miss<T: Real>([angle, speed]: [T; 2]) -> T {
    let off = angle - core::f64::consts::PI;
    off * off + 0.1 * speed * speed
}

/// Two seconds, with a torque for each tenth.
fn two_seconds(torques: &[f32; 20]) -> Solve<Ode<Pendulum>, ExplicitRk<Rk4, 4>, Uniform<f32, 20>, &[f32; 20]> {
    Solve::new(Ode(Pendulum), RK4, Uniform::new::<20>(0.0, 2.0)).with_inputs(torques)
}

export_c! {
    /// The text of `include/pendulum.h`.
    pub const HEADER = "PENDULUM_H";

    /// Angle (rad, 0 hanging) and speed (rad/s) after two seconds, from those at the start, gravity over length (1/s^2) and
    /// friction (1/s), and a torque over inertia (1/s^2) for each tenth of a second.
    value fn pendulum_value(y0: f32[2], p: f32[2], u: f32[20]) = two_seconds;

    /// What the torques cost and how far from standing they lead, squared; and the derivatives of that.
    gradient fn pendulum_gradient(y0: f32[2], p: f32[2], u: f32[20])
        = two_seconds, (Running(Effort), Terminal(Miss)), Binomial, slots = 5;
}
