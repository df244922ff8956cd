//! State transition: how the uncertainty of a satellite's position grows along its orbit.
//!
//! `cargo run --release --example state_transition [-- --plot PICTURE.svg]` propagates a covariance by the state-transition
//! matrix, a Jacobian exact to rounding, beside a Monte Carlo of whole solves, and prints and draws both.

mod orbit;
#[path = "../picture/mod.rs"]
mod picture;
mod plot;
#[path = "../program/mod.rs"]
mod program;
mod table;
#[cfg(test)]
mod tests;
mod uncertainty;

use core::error::Error;
use std::io::{Write, stdout};
use std::path::Path;
use std::process::ExitCode;

/// How many satellites the Monte Carlo lets fly: its standard deviations are right to half a percent.
const SAMPLES: usize = 20_000;

/// The table comes first and the picture after it, so that neither is lost with the other.
fn run(path: &Path) -> Result<(), Box<dyn Error>> {
    let forecast = uncertainty::forecast(SAMPLES)?;
    writeln!(stdout(), "{}", table::Table(&forecast))?;
    plot::draw(path, &forecast)?;
    writeln!(stdout(), "  picture: {}", path.display())?;
    Ok(())
}

fn main() -> ExitCode {
    program::main("state_transition", run)
}
