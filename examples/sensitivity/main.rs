//! Sensitivity: which quantity an outbreak of influenza in a school depends on, and when.
//!
//! `cargo run --release --example sensitivity [-- --plot PICTURE.svg]` solves the SEIR model, prints how the number of
//! infectious pupils changes with each rate and initial number, the strongest first, and draws the changes over time.

mod model;
#[path = "../picture/mod.rs"]
mod picture;
mod plot;
#[path = "../program/mod.rs"]
mod program;
mod table;
#[cfg(test)]
mod tests;

use core::error::Error;
use std::io::{Write, stdout};
use std::path::Path;
use std::process::ExitCode;

/// The table comes first and the picture after it, so that neither is lost with the other.
fn run(path: &Path) -> Result<(), Box<dyn Error>> {
    let outbreak = model::solve()?;
    writeln!(stdout(), "{}", table::Table(&outbreak))?;
    plot::draw(path, &outbreak)?;
    writeln!(stdout(), "  picture: {}", path.display())?;
    Ok(())
}

fn main() -> ExitCode {
    program::main("sensitivity", run)
}
