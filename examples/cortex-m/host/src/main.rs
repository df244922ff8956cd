//! Runs the control programs on the host and prints their results as the chip does.
//!
//! `cargo run --release --package host [-- --plot PICTURE.svg]` draws the swing-up, too.

mod plot;

use core::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use control::report::{self, Report};

/// The lines that were reported: each a name and its numbers.
#[derive(Debug, Default)]
struct Lines(Vec<(String, Vec<f32>)>);

impl Report for Lines {
    fn line(&mut self, name: &str, numbers: &[f32]) {
        self.0.push((name.to_owned(), numbers.to_vec()));
    }
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let picture = match arguments {
        [] => None,
        [flag, path] if flag == "--plot" => Some(path),
        _ => return Err("usage: host [--plot PICTURE.svg]".into()),
    };
    let mut lines = Lines::default();
    let well = control::run(&mut lines);
    let mut text = Vec::new();
    for (name, numbers) in &lines.0 {
        report::write(name, numbers, |part| text.extend_from_slice(part));
    }
    io::stdout().lock().write_all(&text)?;
    if let Some(path) = picture {
        std::fs::write(path, plot::swing_up(&lines.0)?)?;
    }
    if well { Ok(()) } else { Err("a program did not do what it should: see its last lines".into()) }
}

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("host: {error}");
            ExitCode::FAILURE
        }
    }
}
