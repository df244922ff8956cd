//! The stochastic problems, one for each kind of noise, and the lists of methods.

use tapeless::{Real, diffusion, vector_field};

/// Geometric growth; its diffusion is `volatility`.
#[vector_field]
pub fn growth<T: Real>(_t: T, x: T, [mu, _sigma]: [T; 2]) -> T {
    mu * x
}

#[diffusion(scalar)]
pub fn volatility<T: Real>(_t: T, x: T, [_mu, sigma]: [T; 2], dw: T) -> T {
    sigma * x * dw
}

/// A double well with a slow force: the drift of the additive problem.
#[vector_field]
pub fn double_well<T: Real>(t: T, [x, y]: [T; 2], [depth, pull, _]: [T; 3]) -> [T; 2] {
    [depth * (x - x * x * x) + 0.3 * t.sin(), pull * (x - y)]
}

/// Additive noise that grows with time and has more channels than the state has components.
#[diffusion(additive)]
pub fn growing_noise<T: Real>(t: T, _y: [T; 2], [_, _, sigma]: [T; 3], [a, b, c]: [T; 3]) -> [T; 2] {
    [sigma * (a + 0.5 * b), sigma * (1.0 + 0.5 * t) * (c - 0.3 * a)]
}

/// A drift for the multiplicative problems.
#[vector_field]
pub fn swing<T: Real>(t: T, [x, y]: [T; 2], [pull, _, _]: [T; 3]) -> [T; 2] {
    [-(pull * x) + 0.3 * y.sin(), pull * (0.5 * t - y) + 0.2 * x]
}

/// Each component its own channel.
#[diffusion(diagonal)]
pub fn bounded<T: Real>(_t: T, [x, y]: [T; 2], [_, a, b]: [T; 3], [u, v]: [T; 2]) -> [T; 2] {
    [a * (0.5 + x.sin()) * u, b * (y + 0.8).cos() * v]
}

/// Two channels that commute: both along one vector field.
#[diffusion(commutative)]
pub fn rotation<T: Real>(_t: T, [x, y]: [T; 2], [_, a, b]: [T; 3], [u, v]: [T; 2]) -> [T; 2] {
    let along = a * u + b * v;
    [-(y * along), x * along + 0.1 * x * along]
}

/// Two channels that do not commute.
#[diffusion(general)]
pub fn shear<T: Real>(_t: T, [x, y]: [T; 2], [_, a, b]: [T; 3], [u, v]: [T; 2]) -> [T; 2] {
    [a * u, a * (1.0 + 0.2 * y.sin()) * u * 0.1 + b * x * v]
}

/// Hands every stochastic problem to `$check`: its name, drift, diffusion, initial state, parameters.
macro_rules! every_stochastic_problem {
    ($check:ident $(, $args:tt)*) => {
        $check!(geometric, Growth, Volatility, 1.0, [0.4, 0.5] $(, $args)*);
        $check!(additive, DoubleWell, GrowingNoise, [0.5, -0.3], [0.5, 0.7, 1.2] $(, $args)*);
        $check!(diagonal, Swing, Bounded, [0.5, -0.3], [0.8, 0.8, 0.9] $(, $args)*);
        $check!(commutative, Swing, Rotation, [0.5, -0.3], [0.8, 0.5, 0.4] $(, $args)*);
        $check!(general, Swing, Shear, [0.5, -0.3], [0.8, 0.7, 0.9] $(, $args)*);
    };
}
pub(crate) use every_stochastic_problem;

/// Hands every method for any noise to `$check`, with the calculus it converges in.
macro_rules! every_stochastic_method {
    ($check:ident $(, $args:tt)*) => {
        $check!(EULER_MARUYAMA, ito $(, $args)*);
        $check!(EULER_HEUN, stratonovich $(, $args)*);
        $check!(HEUN, stratonovich $(, $args)*);
        $check!(MIDPOINT, stratonovich $(, $args)*);
        $check!(RALSTON, stratonovich $(, $args)*);
        $check!(SPARK, stratonovich $(, $args)*);
        $check!(GENERAL_SHARK, stratonovich $(, $args)*);
        $check!(SLOW_RK, stratonovich $(, $args)*);
        $check!(MILSTEIN, ito $(, $args)*);
        $check!(MILSTEIN, stratonovich $(, $args)*);
    };
}
pub(crate) use every_stochastic_method;

/// Hands every method for additive noise alone to `$check`.
macro_rules! every_additive_method {
    ($check:ident $(, $args:tt)*) => {
        $check!(SEA, ito $(, $args)*);
        $check!(SRA1, stratonovich $(, $args)*);
        $check!(SHARK, ito $(, $args)*);
    };
}
pub(crate) use every_additive_method;

/// The gradient of two coupled double wells.
#[vector_field]
pub fn wells<T: Real>(_t: T, [x, y]: [T; 2], [depth, pull]: [T; 2]) -> [T; 2] {
    [depth * (x * x * x - x) + pull * (x - y), depth * (y * y * y - y) + pull * (y - x)]
}
