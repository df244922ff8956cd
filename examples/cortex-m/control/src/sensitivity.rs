//! How a path of an Ornstein–Uhlenbeck process depends on its parameters, with the noise held:
//! `dX = θ (μ − X) dt + σ dW`, by Euler and Maruyama.

use tapeless::tableau::EulerMaruyama;
use tapeless::{
    Binomial, Counter, EULER_MARUYAMA, Ito, Noise, Real, Sde, Slots, Solve, StochasticRk, Terminal, Uniform,
    differentiable, diffusion, vector_field,
};

use crate::report::Report;

/// Steps of a path, which is one unit of time long.
pub const STEPS: usize = 100;
/// θ, μ and σ.
pub const PARAMETERS: [f32; 3] = [1.5, 0.5, 0.3];
/// Where every path starts.
pub const START: f32 = 1.0;
const PATHS: u64 = 8;
const SEED: u64 = 2026;

/// Back to the mean μ at the rate θ.
#[vector_field]
pub fn reversion<T: Real>(_t: T, x: T, [theta, mu, _sigma]: [T; 3]) -> T {
    theta * (mu - x)
}

/// Noise of the strength σ.
#[diffusion(additive)]
pub fn agitation<T: Real>(_t: T, _x: T, [_theta, _mu, sigma]: [T; 3], dw: T) -> T {
    sigma * dw
}

/// What is differentiated: the end of the path.
#[differentiable]
pub fn end<T: Real>(x: T) -> T {
    x
}

/// A path with its noise.
pub type Path = Solve<Sde<Reversion, Agitation, Ito>, StochasticRk<EulerMaruyama, 1>, Uniform<f32, STEPS>, (), Counter>;

/// A path by its number.
pub fn path(number: u64) -> Path {
    Solve::new(Sde::ito(Reversion, Agitation), EULER_MARUYAMA, Uniform::new::<STEPS>(0.0, 1.0))
        .with_noise(Counter::new(SEED).trajectory(number))
}

/// The increments of a path's noise.
pub fn increments(number: u64) -> [f32; STEPS] {
    let noise = Counter::new(SEED).trajectory(number);
    let mut cursor = Noise::<f32, f32, f32>::cursor(&noise);
    let (mut step, h) = (0, 1.0 / STEPS as f32);
    [(); STEPS].map(|()| {
        step += 1;
        noise.increment(&mut cursor, step - 1, (step - 1) as f32 * h, h)
    })
}

/// A few paths: where each ends, with the derivatives by `X₀`, θ, μ and σ in reverse mode from five stored states; whether
/// they are those of forward mode.
pub fn run(report: &mut impl Report) -> bool {
    let mut agree = true;
    for number in 0..PATHS {
        let path = path(number);
        let Ok(g) = path.gradient_reverse(&START, &PARAMETERS, &Terminal(End), &Binomial, Slots::<5>) else {
            return false;
        };
        let (o, p) = (0.0, [0.0; 3]);
        let (value, forward) =
            path.jvp(&START, &PARAMETERS, &[1.0, o, o, o], &[p, [1.0, o, o], [o, 1.0, o], [o, o, 1.0]]);
        let [theta, mu, sigma] = g.p;
        report.line("noise", &increments(number)[..8]);
        report.line("sensitivity", &[g.value, g.y0, theta, mu, sigma]);
        agree &= g.value == value && [g.y0, theta, mu, sigma].iter().zip(&forward).all(|(a, b)| (a - b).abs() < 1e-5);
    }
    agree
}
