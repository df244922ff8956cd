//! Sensitivity: which quantity an outbreak of influenza in a school depends on, and when.
//!
//! `cargo run --release --example sensitivity [-- --plot PICTURE.svg]` solves the SEIR model, prints how the number of
//! infectious pupils changes with each rate and initial number, the strongest first, and draws the changes over time.

mod model;
#[path = "../picture/mod.rs"]
mod picture;
mod plot;
mod table;
#[cfg(test)]
mod tests;

use core::error::Error;
use std::io::{Write, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

/// The table comes first and the picture after it, so that neither is lost with the other.
fn run() -> Result<(), Box<dyn Error>> {
    let path = picture::path("sensitivity", Path::new(env!("CARGO_MANIFEST_DIR")).join("target/sensitivity.svg"))?;
    let outbreak = model::solve()?;
    writeln!(stdout(), "{}", table::Table(&outbreak))?;
    plot::draw(&path, &outbreak)?;
    writeln!(stdout(), "  picture: {}", path.display())?;
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "sensitivity: {error}");
            ExitCode::FAILURE
        }
    }
}
