//! The result in figures.

use core::fmt;

use crate::model::{NAMES, Outbreak, PER_DAY, PUPILS, values};

/// An outbreak's sensitivities, to be printed, the largest first.
pub(crate) struct Table<'a>(pub(crate) &'a Outbreak);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outbreak = self.0;
        let (day, peak) = outbreak.peak();
        writeln!(f, "Influenza in a school of {PUPILS} pupils: {peak:.0} infectious at the peak, on day {day:.1}\n")?;
        writeln!(f, "  1 % more of …                                  changes the infectious, in % of the peak, by")?;
        writeln!(f, "{:44}{:>9}{:>15}{:>8}{:>14}", "", "value", "at most", "on day", "at the peak")?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day of the outbreak")]
        let at_peak = (day * PER_DAY as f64) as usize;
        for (rank, quantity) in outbreak.ranked().into_iter().enumerate() {
            let [name, _, meaning, unit] = NAMES[quantity];
            let (day, largest) = outbreak.largest(quantity);
            let here = outbreak.sensitivities[quantity][at_peak];
            let value = values()[quantity];
            writeln!(
                f,
                "  {}. {name:5}{meaning:34}{value:>9.3} {unit:7}{largest:>+7.2}{day:>8.1}{here:>+14.2}",
                rank + 1
            )?;
        }
        Ok(())
    }
}
