//! The fit against the closed form.

use crate::fit::fit;
use crate::record::Record;

/// The estimates by the paths are those of the closed form, up to what the simulation's noise adds.
#[test]
fn the_fit_is_the_closed_form() {
    let record = Record::simulate([1.2, 0.5], 500, 7);
    let fit = fit(&record, [0.5, 1.0], |_, _| {}).unwrap();
    let exact = record.closed_form();
    for k in 0..2 {
        let error = (fit.estimate[k] - exact[k]) / fit.simulation_error[k];
        assert!(error.abs() < 4.0, "{:?} is not {exact:?}: {error} standard errors", fit.estimate);
    }
    assert!(fit.simulation_error[0] < 0.5 * record.standard_errors()[0]);
}
