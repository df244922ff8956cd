//! The fit against another program's result, and where it cannot be had.

use std::path::Path;

use crate::fit::{self, FitError};
use crate::model::{Pelts, Unknowns};
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
    assert!((fit.objective - OBJECTIVE).abs() < 1e-9, "{}", fit.objective);
    for (estimate, reference) in fit.estimates().iter().zip(ESTIMATES) {
        assert!((estimate / reference - 1.0).abs() < 1e-7, "{estimate} {reference}");
    }
    // A few more evaluations than iterations: what is differentiated is the objective.
    assert!(fit.iterations < 60 && fit.values < 90 && fit.gradients < 65, "{fit:?}");
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
fn zz() {
    let mut s: u64 = 12345;
    let mut r = || {
        s = s.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((s >> 11) as f64 / (1u64 << 53) as f64) * 2.0 - 1.0
    };
    let mut kinds = std::collections::BTreeMap::new();
    for i in 0..400 {
        let spread = [0.5, 2.0, 5.0, 300.0][i % 4];
        let seen: Pelts = std::array::from_fn(|_| [30.0 * (spread * r()).exp(), 10.0 * (spread * r()).exp()]);
        let t = std::time::Instant::now();
        let k = match fit::fit(&seen, start(seen[0]), Progress::Silent) {
            Ok(f) => format!("{spread} ok "),
            Err(FitError::Stopped(e)) => format!("{spread} stopped {}", e.to_string().get(..33).unwrap_or("")),
            Err(FitError::NotConverged { reason, .. }) => format!("{spread} not {reason}"),
            Err(FitError::Undetermined { .. }) => format!("{spread} und"),
        };
        if t.elapsed().as_secs_f64() > 0.5 {
            println!("{i} {k} {:?}", t.elapsed());
        }
        *kinds.entry(k).or_insert(0) += 1;
    }
    println!("{kinds:#?}");
    let mut still = record();
    for y in &mut still {
        *y = [30.0, 4.0];
    }
    println!("{:?}", fit::fit(&still, start(still[0]), Progress::Silent).map_err(|e| e.to_string()));
    println!("{:?}", fit::fit(&record(), [0.5, 0.3, 0.1, 0.3, 30.0, 4.0], Progress::Silent).map_err(|e| e.to_string()));
}
