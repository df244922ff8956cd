//! The fit: the moments of solved transitions, with their derivatives along the paths, made equal to the record's.

use core::time::Duration;
use std::time::Instant;

use tapeless::{Counter, Lanes, Real, SHARK, Sde, Solve, Uniform, diffusion, vector_field};

use crate::record::{INTERVAL, Record};

/// How many observations are solved from side by side.
const LANES: usize = 8;
type Number = Lanes<f64, LANES>;

/// How often each transition is solved, with other noise: the simulation's error falls with its root.
const TIMES: usize = 64;
/// Newton's method stops when a step is as small as this beside the estimate.
const TOLERANCE: f64 = 1e-10;

#[vector_field]
fn pull<T: Real>(_t: T, x: T, [theta, _sigma]: [T; 2]) -> T {
    -(theta * x)
}

#[diffusion(additive)]
fn push<T: Real>(_t: T, _x: T, [_theta, sigma]: [T; 2], dw: T) -> T {
    sigma * dw
}

/// The estimates, and how they were found.
pub(crate) struct Fit {
    pub(crate) estimate: [f64; 2],
    /// What the simulation's noise adds to the estimates: standard errors.
    pub(crate) simulation_error: [f64; 2],
    /// The start and the estimate after each step.
    pub(crate) steps: Vec<[f64; 2]>,
    pub(crate) solves: usize,
    pub(crate) time: Duration,
}

/// The two moments less the record's, their derivatives by θ and σ, and the covariance of the simulated ones.
struct Moments {
    value: [f64; 2],
    jacobian: [[f64; 2]; 2],
    covariance: [[f64; 2]; 2],
}

/// Solves every transition [`TIMES`] times, four steps each.
fn moments(record: &Record, p: [f64; 2]) -> Moments {
    let mesh = Uniform::new::<4>(0.0, INTERVAL);
    let solve = Solve::new(Sde::ito(Pull, Push), SHARK, mesh);
    let rho = (-p[0] * INTERVAL).exp();
    let variance = p[1] * p[1] * (1.0 - rho * rho) / (2.0 * p[0]);
    let p = p.map(Number::splat);
    let directions = [[Number::ONE, Number::ZERO], [Number::ZERO, Number::ONE]];
    let starts: Vec<f64> = record.pairs().map(|(x, _)| x).collect();
    let mut m = Moments { value: [0.0; 2], jacobian: [[0.0; 2]; 2], covariance: [[0.0; 2]; 2] };
    let weight = 1.0 / (starts.len() * TIMES) as f64;
    let mut trajectory = 0;
    for chunk in starts.chunks(LANES) {
        // The last ones are filled up with zeros, whose moments are not counted.
        let x = Number::new(core::array::from_fn(|lane| chunk.get(lane).copied().unwrap_or(0.0)));
        for _ in 0..TIMES {
            let noise = Counter::new(1).trajectory(trajectory);
            trajectory += LANES as u64;
            let (y, by) = solve.with_noise(noise).jvp(&x, &p, &[Number::ZERO; 2], &directions);
            let (y, by) = (y.to_array(), by.map(Lanes::to_array));
            for (lane, x) in chunk.iter().enumerate() {
                let y = y[lane];
                let mean = rho * x;
                let off = [weight * x * (y - mean), weight * (y * y - mean * mean - variance)];
                m.value[0] += weight * x * y;
                m.value[1] += weight * y * y;
                for k in 0..2 {
                    m.covariance[0][k] += off[0] * off[k];
                    m.covariance[1][k] += off[1] * off[k];
                    m.jacobian[0][k] += weight * x * by[k][lane];
                    m.jacobian[1][k] += weight * 2.0 * y * by[k][lane];
                }
            }
        }
    }
    m.value[0] -= record.mean(|a, b| a * b);
    m.value[1] -= record.mean(|_, b| b * b);
    m
}

/// Newton's method from a guess.
pub(crate) fn fit(record: &Record, start: [f64; 2], mut progress: impl FnMut(usize, [f64; 2])) -> Result<Fit, String> {
    let clock = Instant::now();
    let mut steps = vec![start];
    let mut p = start;
    progress(0, p);
    for step in 1..=20 {
        let m = moments(record, p);
        let Some(inverse) = inverse(m.jacobian) else {
            return Err(format!("the moments do not determine θ and σ at {p:?}: start nearer"));
        };
        let change = apply(inverse, m.value);
        // Both are positive: no step goes beyond a tenth of the way to zero.
        p = core::array::from_fn(|k| (p[k] - change[k]).max(0.1 * p[k]));
        steps.push(p);
        progress(step, p);
        if change.iter().zip(&p).all(|(c, p)| c.abs() < TOLERANCE * p) {
            let spread = |k: usize| {
                let by = apply(m.covariance, inverse[k]);
                (inverse[k][0] * by[0] + inverse[k][1] * by[1]).sqrt()
            };
            return Ok(Fit {
                estimate: p,
                simulation_error: [spread(0), spread(1)],
                solves: step * TIMES * (record.x.len() - 1),
                steps,
                time: clock.elapsed(),
            });
        }
    }
    Err(format!("no convergence in 20 steps, last at {p:?}: start nearer"))
}

fn inverse([[a, b], [c, d]]: [[f64; 2]; 2]) -> Option<[[f64; 2]; 2]> {
    let determinant = a * d - b * c;
    let finite = determinant != 0.0 && determinant.is_finite();
    finite.then(|| [[d / determinant, -b / determinant], [-c / determinant, a / determinant]])
}

fn apply(m: [[f64; 2]; 2], v: [f64; 2]) -> [f64; 2] {
    m.map(|row| row[0] * v[0] + row[1] * v[1])
}
