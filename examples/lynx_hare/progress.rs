//! What the fit says while it works: a live line on a terminal, a line now and then elsewhere.

use core::time::Duration;
use std::io::{IsTerminal, Write, stderr};

use argmin::core::observers::Observe;
use argmin::core::{Error, KV, State};
use indicatif::{ProgressBar, ProgressStyle};

use crate::fit::Iteration;

/// How many iterations pass between two lines where there is no terminal.
const EVERY: u64 = 10;

/// Where progress goes.
pub(crate) enum Progress {
    Live(ProgressBar),
    Lines,
    #[cfg(test)]
    Silent,
}

impl Progress {
    /// Shows progress on standard error, in the form that suits it.
    pub(crate) fn to_stderr() -> Self {
        if !stderr().is_terminal() {
            return Self::Lines;
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner:.cyan} L-BFGS {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(80));
        Self::Live(bar)
    }
}

impl Observe<Iteration> for Progress {
    fn observe_iter(&mut self, state: &Iteration, _: &KV) -> Result<(), Error> {
        match self {
            Self::Live(bar) => bar.set_message(describe(state)),
            Self::Lines => {
                if state.get_iter().is_multiple_of(EVERY) {
                    say(state);
                }
            }
            #[cfg(test)]
            Self::Silent => {}
        }
        Ok(())
    }

    fn observe_final(&mut self, state: &Iteration) -> Result<(), Error> {
        match self {
            Self::Live(bar) => {
                bar.finish_and_clear();
                say(state);
            }
            Self::Lines => say(state),
            #[cfg(test)]
            Self::Silent => {}
        }
        Ok(())
    }
}

/// A line on standard error. Where nobody reads it any more, the fit goes on.
fn say(state: &Iteration) {
    let _ = writeln!(stderr(), "L-BFGS {}", describe(state));
}

fn describe(state: &Iteration) -> String {
    let slope = state.get_gradient().map_or(f64::NAN, |g| g.iter().map(|x| x * x).sum::<f64>().sqrt());
    format!("iteration {:3}  objective {:.10}  gradient {slope:.1e}", state.get_iter(), state.get_best_cost())
}
