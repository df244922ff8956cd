//! The result in figures.

use core::fmt;

use crate::data::Record;
use crate::fit::Fit;
use crate::model::{NAMES, YEARS};

/// A fit, to be printed.
pub(crate) struct Table<'a> {
    pub(crate) record: &'a Record,
    pub(crate) fit: &'a Fit,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record: Record { first_year, .. }, fit } = self;
        let last_year = usize::from(*first_year) + YEARS - 1;
        writeln!(f, "Lotka–Volterra fitted to {YEARS} years of pelts, {first_year}–{last_year}\n")?;
        writeln!(f, "{:39}{:>11}   {:>14}   unit", "", "estimate", "standard error")?;
        for ((name, estimate), error) in NAMES.iter().zip(fit.end.estimates()).zip(fit.standard_errors()) {
            let [name, meaning, unit] = name;
            let (estimate, error) = (significant(estimate, 6), significant(error, 2));
            writeln!(f, "  {name:6} {meaning:30}{estimate:>11}   {error:>14}   {unit}")?;
        }
        let sigma = fit.uncertainty.residual_error();
        writeln!(f, "\n  objective Σ (ln model − ln data)²  {:>15.10}", fit.end.objective)?;
        writeln!(f, "  standard deviation of ln data      {sigma:>15.4}")?;
        writeln!(
            f,
            "\n  L-BFGS: {} iterations, {} values, {} gradients, {:.2} ms",
            fit.end.iterations,
            fit.end.values,
            fit.end.gradients,
            1e3 * fit.time.as_secs_f64()
        )
    }
}

/// A positive number with so many significant digits.
fn significant(x: f64, digits: i32) -> String {
    let magnitude = x.abs().log10().floor();
    let decimals = (f64::from(digits) - 1.0 - magnitude).clamp(0.0, 17.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0…17")]
    let decimals = decimals as usize;
    format!("{x:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::significant;

    #[test]
    fn significant_digits() {
        assert_eq!(significant(0.0271653556, 6), "0.0271654");
        assert_eq!(significant(34.602424, 6), "34.6024");
        assert_eq!(significant(0.05, 2), "0.050");
        assert_eq!(significant(1234567.0, 2), "1234567");
    }
}
