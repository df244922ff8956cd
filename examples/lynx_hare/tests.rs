//! The fit against another program's result, and where it cannot be had.

use std::path::Path;

use crate::fit::{self, FitError};
use crate::model::{Pelts, Unknowns};
use crate::progress::Progress;
use crate::{HOME, data, start};

/// SciPy's least squares on DOP853 at a relative tolerance of 1e-11.
const OBJECTIVE: f64 = 2.0186611552;
const ESTIMATES: [f64; 6] = [0.540158966, 0.0271653556, 0.796386082, 0.0236946399, 34.6024240, 5.84450605];

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
    assert!((fit.objective - OBJECTIVE).abs() < 1e-9, "{}", fit.objective);
    for (estimate, reference) in fit.estimates().iter().zip(ESTIMATES) {
        assert!((estimate / reference - 1.0).abs() < 1e-7, "{estimate} {reference}");
    }
    // A few more evaluations than iterations: what is differentiated is the objective.
    assert!(fit.iterations < 60 && fit.values < 90 && fit.gradients < 65, "{fit:?}");
}

/// The Bayesian fit of Carpenter (2018), whose posterior is about as wide as these errors.
#[test]
fn the_standard_errors_are_of_the_published_size() {
    let seen = record();
    let fit = fit::fit(&seen, start(seen[0]), Progress::Silent).expect("it converges");
    let published = [0.064, 0.004, 0.09, 0.004, 2.9, 0.5];
    for (error, published) in fit.standard_errors().iter().zip(published) {
        assert!((0.7..1.4).contains(&(error / published)), "{error} {published}");
    }
}

#[test]
fn a_start_that_blows_up_is_an_error() {
    let error = fit::fit(&record(), [1e4; 6], Progress::Silent).expect_err("not finite");
    assert!(matches!(error, FitError::Stopped(_)) && error.to_string().contains("not finite"), "{error}");
}

#[test]
fn a_fit_that_does_not_converge_is_an_error() {
    // Hares that grow a thousand times as fast: nothing near fits, and the search ends in a plain.
    let error = fit::fit(&record(), [500.0, 0.03, 0.8, 0.03, 30.0, 4.0], Progress::Silent).expect_err("far away");
    println!("{error}");
}
