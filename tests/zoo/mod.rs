//! The problems that tests and benches run on, and the lists that drive them.
//!
//! `every_problem!(check)` calls `check!(name, Field, y0, p, (t0, t1), steps)` for each; `every_method!(check, …)` calls
//! `check!(NAME, …)` for each method. A new line in either buys every test.
#![allow(dead_code, unused_macros, unused_imports, reason = "each test uses its part of the zoo")]

use tapeless::{Real, vector_field};

pub(crate) mod stochastic;

/// Volterra 1926, Lotka 1925: prey x and predators y.
#[vector_field]
pub fn lotka_volterra<T: Real>(_t: T, [x, y]: [T; 2], [a, b, c, d]: [T; 4]) -> [T; 2] {
    [a * x - b * x * y, d * x * y - c * y]
}

/// Lorenz 1963.
#[vector_field]
pub fn lorenz<T: Real>(_t: T, [x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
}

/// Van der Pol 1926, an oscillator with nonlinear damping.
#[vector_field]
pub fn van_der_pol<T: Real>(_t: T, [x, v]: [T; 2], [mu]: [T; 1]) -> [T; 2] {
    [v, mu * (1.0 - x * x) * v - x]
}

/// A damped pendulum driven by a periodic torque: the field reads the time.
#[vector_field]
pub fn driven_pendulum<T: Real>(
    t: T,
    [angle, speed]: [T; 2],
    [gravity, friction, torque, frequency]: [T; 4],
) -> [T; 2] {
    [speed, torque * (frequency * t).cos() - gravity * angle.sin() - friction * speed]
}

/// The Brusselator (Prigogine & Lefever 1968).
#[vector_field]
pub fn brusselator<T: Real>(_t: T, [x, y]: [T; 2], [a, b]: [T; 2]) -> [T; 2] {
    let reaction = x * x * y;
    [a + reaction - (b + 1.0) * x, b * x - reaction]
}

/// The Kepler problem in the plane.
#[vector_field]
pub fn kepler<T: Real>(_t: T, [x, y, u, v]: [T; 4], mu: T) -> [T; 4] {
    let r2 = x * x + y * y;
    let pull = mu / (r2 * r2.sqrt());
    [u, v, -(pull * x), -(pull * y)]
}

/// Michaelis–Menten elimination after first-order absorption, and its metabolite: quotients and an exponential.
#[vector_field]
pub fn pharmacokinetics<T: Real>(t: T, [gut, blood, metabolite]: [T; 3], [ka, vmax, km, decay]: [T; 4]) -> [T; 3] {
    let absorbed = ka * gut;
    let eliminated = vmax * blood / (km + blood);
    [-absorbed, absorbed - eliminated, eliminated * (-(decay * t)).exp() - decay * metabolite]
}

/// Fitzhugh 1961, Nagumo 1962, with a threshold in the stimulus: the field branches.
#[vector_field]
pub fn fitzhugh_nagumo<T: Real>(t: T, [v, w]: [T; 2], [a, b, tau, stimulus]: [T; 4]) -> [T; 2] {
    let current = if t < 10.0 { stimulus } else { 0.3 * stimulus * v.tanh() };
    [v - v * v * v / 3.0 - w + current, (v + a - b * w) / tau]
}

/// Hands every problem to `$check`.
macro_rules! every_problem {
    ($check:ident) => {
        $check!(lotka_volterra, LotkaVolterra, [1.0, 1.0], [1.5, 1.0, 3.0, 1.0], (0.0, 10.0), 1000);
        $check!(lorenz, Lorenz, [1.0, 1.0, 1.0], [10.0, 28.0, 8.0 / 3.0], (0.0, 1.0), 1000);
        $check!(van_der_pol, VanDerPol, [2.0, 0.0], [1.5], (0.0, 6.0), 600);
        $check!(driven_pendulum, DrivenPendulum, [0.4, 0.0], [9.81, 0.2, 1.3, 2.0], (0.0, 5.0), 500);
        $check!(brusselator, Brusselator, [1.2, 3.1], [1.0, 3.0], (0.0, 4.0), 400);
        $check!(kepler, Kepler, [1.0, 0.0, 0.0, 1.2], 1.0, (0.0, 8.0), 800);
        $check!(pharmacokinetics, Pharmacokinetics, [5.0, 0.1, 0.0], [1.1, 2.0, 0.7, 0.3], (0.0, 6.0), 300);
        $check!(fitzhugh_nagumo, FitzhughNagumo, [-1.0, 1.0], [0.7, 0.8, 12.5, 0.5], (0.0, 20.0), 800);
    };
}
pub(crate) use every_problem;

/// Hands every method to `$check`, before the arguments `$args`.
macro_rules! every_method {
    ($check:ident $(, $args:tt)*) => {
        $check!(EULER $(, $args)*);
        $check!(MIDPOINT $(, $args)*);
        $check!(HEUN $(, $args)*);
        $check!(RALSTON $(, $args)*);
        $check!(RK4 $(, $args)*);
        $check!(BOSH3 $(, $args)*);
        $check!(DOPRI5 $(, $args)*);
        $check!(TSIT5 $(, $args)*);
        $check!(SSPRK3 $(, $args)*);
        $check!(RK38 $(, $args)*);
        $check!(VERN7 $(, $args)*);
        $check!(DOPRI8 $(, $args)*);
    };
}
pub(crate) use every_method;

/// Hands every splitting method to `$check`, before the arguments `$args`.
macro_rules! every_splitting {
    ($check:ident $(, $args:tt)*) => {
        $check!(SYMPLECTIC_EULER, SymplecticEuler $(, $args)*);
        $check!(VELOCITY_VERLET, VelocityVerlet $(, $args)*);
        $check!(POSITION_VERLET, PositionVerlet $(, $args)*);
        $check!(FOREST_RUTH, ForestRuth $(, $args)*);
        $check!(PEFRL, Pefrl $(, $args)*);
    };
}
pub(crate) use every_splitting;

/// Hands every schedule to `$check`, with a number of slots beside what it needs at least.
macro_rules! every_schedule {
    ($check:ident, $steps:literal, $problem:ident) => {
        $check!(Every, 0, $steps, $problem);
        $check!(Periodic { every: 1 }, 0, $steps, $problem);
        $check!(Periodic { every: 7 }, 0, $steps, $problem);
        $check!(Periodic { every: $steps + 1 }, 0, $steps, $problem);
        $check!(Halving, 0, $steps, $problem);
        $check!(Binomial, 3, $steps, $problem);
        $check!(Binomial, 10, $steps, $problem);
        $check!(Binomial, $steps, $steps, $problem);
    };
}
pub(crate) use every_schedule;
