//! Runs the control programs on the host and prints their results as the chip does.

use std::io::{self, Write};
use std::process::ExitCode;

use control::report::{self, Report};

/// Lines to standard output.
struct Lines<W>(W, io::Result<()>);

impl<W: Write> Report for Lines<W> {
    fn line(&mut self, name: &str, numbers: &[f32]) {
        report::write(name, numbers, |text| {
            if self.1.is_ok() {
                self.1 = self.0.write_all(text);
            }
        });
    }
}

fn main() -> ExitCode {
    let mut lines = Lines(io::stdout().lock(), Ok(()));
    let well = control::run(&mut lines);
    if well && lines.1.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
