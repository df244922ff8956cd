//! The matrices against differences and the laws of mechanics, and both forecasts against each other.

use nalgebra::{Matrix6, Vector6};
use tapeless::{DOPRI8, Ode, Solve, Uniform};

use crate::orbit::{EARTH, ORBITS, PERIOD, SAVED, START, STEPS, Satellite, states, transitions};
use crate::uncertainty::forecast;

#[test]
fn steps_are_small_enough() {
    let end = ORBITS as f64 * PERIOD * 60.0;
    let fine = Solve::new(Ode(Satellite), DOPRI8, Uniform::new::<{ 4 * STEPS }>(0.0, end)).value(&START, &EARTH);
    let coarse = states(&START)[SAVED - 1];
    assert!((0..3).all(|i| (fine[i] - coarse[i]).abs() < 1e-6), "{fine:?} is not {coarse:?}");
}

/// The orbit closes after the time it is said to take, and stays 420 km up within the bulge's effect.
#[test]
fn the_orbit_is_as_it_is_said_to_be() {
    let states = states(&START);
    let radius = |y: &[f64; 6]| (y[0] * y[0] + y[1] * y[1] + y[2] * y[2]).sqrt();
    assert!(states.iter().all(|y| (radius(y) - 6798.0).abs() < 30.0));
    assert!(states[40][0] > 6700.0 && states[20][0] < -6700.0);
}

/// The flow of a mechanical system keeps the symplectic form: `Φᵀ Ω Φ = Ω`.
#[test]
fn the_matrices_are_symplectic() {
    let (_, columns) = transitions().expect("six components")[SAVED - 1];
    let transition = Matrix6::from_columns(&columns.map(Vector6::from));
    let mut form = Matrix6::zeros();
    for i in 0..3 {
        form[(i, i + 3)] = 1.0;
        form[(i + 3, i)] = -1.0;
    }
    let defect = transition.transpose() * form * transition - form;
    let size = transition.norm_squared();
    assert!(defect.norm() < 1e-9 * size.sqrt(), "{}", defect.norm());
}

#[test]
fn the_columns_are_differences_of_solves() {
    let transitions = transitions().expect("six components");
    for k in 0..6 {
        let h = if k < 3 { 1e-2 } else { 1e-5 };
        let at = |h: f64| {
            let mut start = START;
            start[k] += h;
            states(&start)[SAVED - 1]
        };
        let (more, less, column) = (at(h), at(-h), transitions[SAVED - 1].1[k]);
        let size = Vector6::from(column).norm();
        for i in 0..6 {
            assert!(((more[i] - less[i]) / (2.0 * h) - column[i]).abs() < 1e-5 * size, "{i} by {k}");
        }
    }
}

/// A standard deviation from n samples, here 500, is off by `1/√(2n)` of itself.
#[test]
fn both_forecasts_agree() {
    let forecast = forecast(500).expect("six components");
    let allowed = 4.0 / 1000.0_f64.sqrt();
    for (linear, sampled) in forecast.linear.iter().zip(&forecast.sampled) {
        for (linear, sampled) in linear.iter().zip(sampled) {
            assert!((sampled / linear - 1.0).abs() < allowed, "{sampled} is not {linear}");
        }
    }
}
