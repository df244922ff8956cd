//! The fit against another program's result, and where it cannot be had.

use std::path::Path;

use crate::fit::{self, FitError};
use crate::model::{Pelts, Unknowns, YEARS};
use crate::progress::Progress;
use crate::{HOME, data, start};

/// The least squares of `SciPy` on DOP853 at a relative tolerance of 1e-11.
const OBJECTIVE: f64 = 2.0186611552;
const ESTIMATES: [f64; 6] = [0.540158966, 0.0271653556, 0.796386082, 0.0236946399, 34.6024240, 5.84450605];

/// The same program's, from its Jacobian by central differences.
const STANDARD_ERRORS: [f64; 6] = [0.05948867, 0.00384304, 0.08385637, 0.00328603, 2.92940814, 0.47930028];

pub(crate) fn minimum() -> Unknowns {
    ESTIMATES.map(f64::ln)
}

pub(crate) fn record() -> Pelts {
    data::read(&Path::new(HOME).join(data::HUDSON)).expect("the record is in the repository").pelts
}

#[test]
fn the_fit_is_the_reference() {
    let seen = record();
    let fit = fit::fit(&seen, start(seen[0]), Progress::Silent).expect("it converges");
    assert!((fit.end.objective - OBJECTIVE).abs() < 1e-9, "{}", fit.end.objective);
    for (estimate, reference) in fit.end.estimates().iter().zip(ESTIMATES) {
        assert!((estimate / reference - 1.0).abs() < 1e-7, "{estimate} {reference}");
    }
    // About one evaluation an iteration, as where the gradient is exact.
    assert!(fit.end.iterations < 60 && fit.end.values < 90 && fit.end.gradients < 65, "{fit:?}");
}

#[test]
fn the_standard_errors_are_the_reference() {
    let seen = record();
    let fit = fit::fit(&seen, start(seen[0]), Progress::Silent).expect("it converges");
    for (error, reference) in fit.standard_errors().iter().zip(STANDARD_ERRORS) {
        assert!((error / reference - 1.0).abs() < 1e-5, "{error} {reference}");
    }
    assert!((fit.uncertainty.residual_error() - 0.23679932639).abs() < 1e-9);
}

#[test]
fn a_start_that_blows_up_is_an_error() {
    let error = fit::fit(&record(), [1e4; 6], Progress::Silent).expect_err("not finite");
    assert!(matches!(error, FitError::Stopped(_)) && error.to_string().contains("not finite"), "{error}");
}

#[test]
fn a_plain_in_place_of_a_minimum_is_an_error() {
    let error = fit::fit(&record(), [0.5, 0.3, 0.1, 0.3, 30.0, 4.0], Progress::Silent).expect_err("far away");
    assert!(matches!(error, FitError::NotConverged { gain, .. } if gain > 0.1), "{error}");
}

#[test]
fn a_record_without_cycles_is_an_error() {
    // An equilibrium has a = b · lynx and c = d · hare, and says nothing of how fast either is.
    let error = fit::fit(&[[30.0, 4.0]; YEARS], start([30.0, 4.0]), Progress::Silent).expect_err("undetermined");
    assert!(matches!(error, FitError::Undetermined { ref end } if end.objective < 1e-9), "{error}");
}
