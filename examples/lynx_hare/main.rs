//! Lynx and hare: fits the Lotka–Volterra equations to the Hudson's Bay Company's record of pelts.
//!
//! `cargo run --release --example lynx_hare [-- [DATA.csv] [--plot PICTURE.svg]]` reads the record, finds the six
//! unknowns by L-BFGS on the exact gradient of the solve, prints them with their standard errors, and draws them.

mod data;
mod fit;
mod model;
#[path = "../picture/mod.rs"]
mod picture;
mod plot;
mod progress;
mod table;
#[cfg(test)]
mod tests;
mod uncertainty;

use core::error::Error;
use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use progress::Progress;

const USAGE: &str = "usage: lynx_hare [DATA.csv] [--plot PICTURE.svg]";
const HOME: &str = env!("CARGO_MANIFEST_DIR");

/// A guess such as one makes by looking at the record: hares double in a bit more than a year, lynxes halve in a bit
/// less, and both rest near their means, at c/d = 27 hares and a/b = 17 lynxes.
fn start([hare, lynx]: [f64; 2]) -> [f64; model::UNKNOWNS] {
    [0.5, 0.03, 0.8, 0.03, hare, lynx]
}

struct Arguments {
    data: PathBuf,
    picture: PathBuf,
}

impl Arguments {
    fn parse(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<Self, String> {
        let mut data = None;
        let mut picture = None;
        while let Some(argument) = arguments.next() {
            if argument == "--plot" {
                picture = Some(arguments.next().ok_or(format!("`--plot` without a path\n{USAGE}"))?);
            } else if argument.to_string_lossy().starts_with('-') || data.is_some() {
                return Err(format!("what is `{}`?\n{USAGE}", argument.display()));
            } else {
                data = Some(argument);
            }
        }
        Ok(Self {
            data: data.map_or_else(|| Path::new(HOME).join(data::HUDSON), PathBuf::from),
            picture: picture.map_or_else(|| Path::new(HOME).join("target/lynx_hare.svg"), PathBuf::from),
        })
    }
}

/// The table comes first and the picture after it, so that neither is lost with the other.
fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let record = data::read(&arguments.data)?;
    let fit = fit::fit(&record.pelts, start(record.pelts[0]), Progress::to_stderr())?;
    let printed = writeln!(stdout(), "{}", table::Table { record: &record, fit: &fit });
    plot::draw(&arguments.picture, &record, &fit)?;
    printed?;
    writeln!(stdout(), "  picture: {}", arguments.picture.display())?;
    Ok(())
}

fn main() -> ExitCode {
    if std::env::args_os().skip(1).any(|argument| argument == "--help") {
        let _ = writeln!(stdout(), "{USAGE}");
        return ExitCode::SUCCESS;
    }
    let done = Arguments::parse(std::env::args_os().skip(1)).map_err(Into::into).and_then(|a| run(&a));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "lynx_hare: {error}");
            ExitCode::FAILURE
        }
    }
}
