//! The uncertainty of the position: by the state-transition matrix, and by many solves.

use nalgebra::{Matrix3, Matrix6, SMatrix, Vector3, Vector6};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::Error;

use crate::orbit::{ORBITS, PERIOD, SAVED, START, State, states, transitions};

/// The standard deviations at the start: 100 m and 10 cm/s, each in every direction.
pub(crate) const POSITION: f64 = 0.1;
pub(crate) const VELOCITY: f64 = 1e-4;

/// Standard deviations in km: up, along the track and across it.
pub(crate) type Deviations = [f64; 3];

/// The uncertainty at every saved time.
pub(crate) struct Forecast {
    /// Hours since the start.
    pub(crate) hours: Vec<f64>,
    /// By the covariance `Φ P₀ Φᵀ`.
    pub(crate) linear: Vec<Deviations>,
    /// By the spread of the satellites that flew.
    pub(crate) sampled: Vec<Deviations>,
    /// How many flew.
    pub(crate) samples: usize,
}

/// Both forecasts, the second from so many samples.
pub(crate) fn forecast(samples: usize) -> Result<Forecast, Error> {
    let frames = states(&START).map(|y| frame(&y));
    let linear =
        transitions()?.iter().zip(&frames).map(|((_, columns), frame)| by_transition(columns, frame)).collect();
    let hours = (0..SAVED).map(|i| i as f64 / (SAVED - 1) as f64 * ORBITS as f64 * PERIOD / 60.0).collect();
    Ok(Forecast { hours, linear, sampled: by_sampling(&frames, samples), samples })
}

/// The directions up, along the track and across it, as rows.
fn frame(y: &State) -> Matrix3<f64> {
    let (position, velocity) = (Vector3::new(y[0], y[1], y[2]), Vector3::new(y[3], y[4], y[5]));
    let up = position.normalize();
    let across = position.cross(&velocity).normalize();
    Matrix3::from_rows(&[up.transpose(), across.cross(&up).transpose(), across.transpose()])
}

/// `Φ P₀ Φᵀ`, seen from the satellite.
fn by_transition(columns: &[State; 6], frame: &Matrix3<f64>) -> Deviations {
    let transition = Matrix6::from_columns(&columns.map(Vector6::from));
    let start = Matrix6::from_diagonal(&Vector6::from(deviations_at_start()).map(|sigma| sigma * sigma));
    let covariance = transition * start * transition.transpose();
    let position: SMatrix<f64, 3, 3> = covariance.fixed_view::<3, 3>(0, 0).into();
    (frame * position * frame.transpose()).diagonal().map(f64::sqrt).into()
}

fn deviations_at_start() -> State {
    [POSITION, POSITION, POSITION, VELOCITY, VELOCITY, VELOCITY]
}

/// The root mean square of how far the satellites fly from the one in the middle.
fn by_sampling(frames: &[Matrix3<f64>; SAVED], samples: usize) -> Vec<Deviations> {
    let mut rng = Pcg64::seed_from_u64(2026);
    let middle = states(&START);
    let mut squares = vec![Vector3::zeros(); SAVED];
    for _ in 0..samples {
        let scatter = deviations_at_start();
        let start = core::array::from_fn(|i| START[i] + scatter[i] * normal(&mut rng));
        for (((y, middle), frame), squares) in states(&start).iter().zip(&middle).zip(frames).zip(&mut squares) {
            let off = frame * Vector3::new(y[0] - middle[0], y[1] - middle[1], y[2] - middle[2]);
            *squares += off.component_mul(&off);
        }
    }
    squares.into_iter().map(|square| (square / samples as f64).map(f64::sqrt).into()).collect()
}

/// A number from the standard normal distribution (Box & Muller 1958).
fn normal(rng: &mut Pcg64) -> f64 {
    let (radius, angle) = (rng.random_range(f64::MIN_POSITIVE..1.0), rng.random_range(0.0..core::f64::consts::TAU));
    (-2.0 * f64::ln(radius)).sqrt() * angle.cos()
}
