//! What the training says while it works: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, Write, stderr};

use indicatif::{ProgressBar, ProgressStyle};

/// How many training steps pass between two lines where there is no terminal.
const EVERY: usize = 10;

/// Where progress goes.
pub(crate) enum Progress {
    Live(ProgressBar),
    Lines { seen: usize },
}

impl Progress {
    /// Shows progress on standard error, in the form that suits it.
    pub(crate) fn to_stderr(training_steps: usize) -> Self {
        if !stderr().is_terminal() {
            return Self::Lines { seen: 0 };
        }
        let bar = ProgressBar::new(training_steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:40.cyan} {pos}/{len}  {msg}  {per_sec}  {eta} left") {
            bar.set_style(style);
        }
        Self::Live(bar)
    }

    pub(crate) fn see(&mut self, loss: f32) {
        match self {
            Self::Live(bar) => {
                bar.set_message(format!("loss {loss:.4}"));
                bar.inc(1);
            }
            Self::Lines { seen } => {
                if seen.is_multiple_of(EVERY) {
                    // Where nobody reads it any more, the training goes on.
                    let _ = writeln!(stderr(), "training step {seen:4}  loss {loss:.6}");
                }
                *seen += 1;
            }
        }
    }

    pub(crate) fn finish(&self) {
        if let Self::Live(bar) = self {
            bar.finish_and_clear();
        }
    }
}
