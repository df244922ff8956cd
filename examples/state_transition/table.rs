//! The result in figures.

use core::fmt;

use crate::orbit::{ORBITS, SAVED};
use crate::uncertainty::{Forecast, POSITION, VELOCITY};

/// A forecast, to be printed every half orbit.
pub(crate) struct Table<'a>(pub(crate) &'a Forecast);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Forecast { hours, linear, sampled, samples } = self.0;
        writeln!(
            f,
            "A satellite whose place is known to {:.0} m and its speed to {:.0} cm/s",
            1e3 * POSITION,
            1e5 * VELOCITY
        )?;
        writeln!(f, "Standard deviations in metres, by the state-transition matrix and by {samples} solves\n")?;
        writeln!(f, "  {:>5}{:>20}{:>22}{:>22}", "hours", "up", "along the track", "across the track")?;
        for i in (0..SAVED).step_by((SAVED - 1) / (2 * ORBITS)) {
            write!(f, "  {:5.2}", hours[i])?;
            for (linear, sampled) in linear[i].iter().zip(sampled[i]) {
                write!(f, "{:>12.1} {:>9.1}", 1e3 * linear, 1e3 * sampled)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
