//! How a path of an Ornstein–Uhlenbeck process depends on its parameters, with the noise held.
//!
//! `dX = θ (μ − X) dt + σ dW`, by Euler and Maruyama: Euler's method on a field whose input over a step is `ΔW/h`, so that
//! `h · σ ΔW/h` is the increment. The gradient goes through the solve like any other.

use tapeless::{Binomial, EULER, Ode, Real, Slots, Solve, Terminal, Uniform, differentiable, vector_field};

use crate::noise::normal;
use crate::report::Report;

/// Steps of a path, which is one unit of time long.
pub const STEPS: usize = 100;
/// θ, μ and σ.
pub const PARAMETERS: [f32; 3] = [1.5, 0.5, 0.3];
/// Where every path starts.
pub const START: f32 = 1.0;
const PATHS: u32 = 8;
const SEED: u32 = 2026;

/// The drift, and the noise as an input: white noise `rate = ΔW/h`.
#[vector_field]
fn ornstein_uhlenbeck<T: Real>(_t: T, x: T, [theta, mu, sigma]: [T; 3], rate: T) -> T {
    theta * (mu - x) + sigma * rate
}

#[differentiable]
fn end<T: Real>(x: T) -> T {
    x
}

/// `ΔW/h` of every step: a normal number over `√h`.
pub fn rates(path: u32) -> [f32; STEPS] {
    let per_step = Real::sqrt(STEPS as f32);
    let mut step = 0;
    [(); STEPS].map(|()| {
        step += 1;
        per_step * normal(SEED, path, step - 1)
    })
}

/// The end of a path, and its derivatives by `X₀`, θ, μ and σ, in reverse mode from five stored states.
pub fn sensitivity(rates: &[f32; STEPS]) -> (f32, [f32; 4]) {
    let solve = Solve::new(Ode(OrnsteinUhlenbeck), EULER, Uniform::new::<STEPS>(0.0_f32, 1.0)).with_inputs(rates);
    let mut by_noise = [0.0; STEPS];
    match solve.gradient_in(&START, &PARAMETERS, &Terminal(End), &Binomial, Slots::<5>, &mut by_noise) {
        Ok(gradient) => {
            let [theta, mu, sigma] = gradient.p;
            (gradient.value, [gradient.y0, theta, mu, sigma])
        }
        Err(_) => (f32::NAN, [f32::NAN; 4]),
    }
}

/// The same in forward mode: the tangents of the four along the path.
fn tangents(rates: &[f32; STEPS]) -> (f32, [f32; 4]) {
    let solve = Solve::new(Ode(OrnsteinUhlenbeck), EULER, Uniform::new::<STEPS>(0.0_f32, 1.0)).with_inputs(*rates);
    let (o, p) = (0.0, [0.0; 3]);
    solve.jvp(&START, &PARAMETERS, &[1.0, o, o, o], &[p, [1.0, o, o], [o, 1.0, o], [o, o, 1.0]])
}

/// A few paths; whether the derivatives agree with those of forward mode.
pub fn run(report: &mut impl Report) -> bool {
    let mut agree = true;
    for path in 0..PATHS {
        let rates = rates(path);
        let (value, derivatives) = sensitivity(&rates);
        let (same, forward) = tangents(&rates);
        let [x0, theta, mu, sigma] = derivatives;
        report.line("noise", &rates[..8]);
        report.line("sensitivity", &[value, x0, theta, mu, sigma]);
        agree &= value == same && derivatives.iter().zip(&forward).all(|(a, b)| (a - b).abs() < 1e-5);
    }
    agree
}
