//! A neural stochastic differential equation, trained by the exact gradient of its solve.
//!
//! `cargo run --release --features nn --example neural_sde` trains drift and diffusion of a 500-dimensional equation for a
//! hundred steps, prints how the loss fell and how long a step took, and draws the loss curve; `-- --help` has the options.

mod adamw;
mod arguments;
mod model;
#[path = "../picture/mod.rs"]
mod picture;
mod plot;
mod progress;
#[cfg(test)]
mod tests;
mod train;

use core::error::Error;
use core::time::Duration;
use std::fs;
use std::io::{Write, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use arguments::{Arguments, Terms, USAGE};
use model::{Both, DiffusionOnly, DriftOnly, Model, Parameters};
use progress::Progress;
use train::Trained;

const HOME: &str = env!("CARGO_MANIFEST_DIR");

/// The terms asked for, in a dimension the compiler knows.
fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    macro_rules! dimensions {
        ($($n:literal),*) => {
            match (arguments.dimension, arguments.terms) {
                $(
                    ($n, Terms::Both) => train_and_tell::<Both<$n, { $n + 1 }>>(arguments),
                    ($n, Terms::Drift) => train_and_tell::<DriftOnly<$n, { $n + 1 }>>(arguments),
                    ($n, Terms::Diffusion) => train_and_tell::<DiffusionOnly<$n, { $n + 1 }>>(arguments),
                )*
                (other, _) => Err(format!(
                    "`--dimension` is one of {:?}, not {other}: the compiler has to know it, so another is one more number \
                     in the list that `run` has in examples/neural_sde/main.rs",
                    [$($n),*]
                )
                .into()),
            }
        };
    }
    dimensions!(10, 50, 100, 200, 500, 1000)
}

fn train_and_tell<M: Model>(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let Arguments { size, settings, training_steps, .. } = *arguments;
    // A place that cannot be written is found before the work and not after it.
    for (path, option) in [(&arguments.weights, "--weights"), (&arguments.picture, "--plot")] {
        can_be_written(path, option)?;
    }
    let mut progress = Progress::to_stderr(training_steps);
    let done = train::train::<M>(size, settings, training_steps, |loss| progress.see(loss));
    progress.finish();
    match done {
        Ok(trained) => tell(arguments, &trained),
        Err(stopped) => {
            tell(arguments, &stopped.until)?;
            Err(stopped.to_string().into())
        }
    }
}

/// What came of it. The weights come first, so that they are not lost with what follows.
fn tell<P: Parameters>(arguments: &Arguments, trained: &Trained<P>) -> Result<(), Box<dyn Error>> {
    let Trained { losses, times, weights } = trained;
    save(&arguments.weights, weights)?;
    let mut out = stdout();
    if let (Some(first), Some(last)) = (losses.first(), losses.last()) {
        writeln!(out, "loss {first:.4e} at first, {last:.4e} after {} training steps", losses.len())?;
        let (median, least) = median_and_least(times);
        writeln!(out, "a training step took {median:.3} ms, the fastest {least:.3} ms")?;
        plot::draw(&arguments.picture, arguments, losses)?;
        writeln!(out, "picture: {}", arguments.picture.display())?;
    }
    writeln!(out, "weights: {}", arguments.weights.display())?;
    Ok(())
}

fn can_be_written(path: &Path, option: &str) -> Result<(), String> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    let file = folder.and_then(|()| fs::OpenOptions::new().append(true).create(true).open(path));
    file.map(drop)
        .map_err(|why| format!("{} cannot be written: {why}. Name another place with `{option}`", path.display()))
}

fn save<P: Parameters>(path: &Path, weights: &P) -> Result<(), String> {
    let bytes: Vec<u8> = weights.slices().into_iter().flatten().flat_map(|w| w.to_ne_bytes()).collect();
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(path, bytes)).map_err(|why| {
        format!("the weights {} cannot be written: {why}. Name another place with `--weights`", path.display())
    })
}

/// In milliseconds.
fn median_and_least(times: &[Duration]) -> (f64, f64) {
    let mut sorted: Vec<f64> = times.iter().map(|time| 1e3 * time.as_secs_f64()).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |i: usize| sorted.get(i).copied().unwrap_or(f64::NAN);
    (at(sorted.len() / 2), at(0))
}

fn main() -> ExitCode {
    if std::env::args_os().skip(1).any(|argument| argument == "--help" || argument == "-h") {
        let _ = writeln!(stdout(), "{USAGE}");
        return ExitCode::SUCCESS;
    }
    let done = Arguments::parse(HOME, std::env::args_os().skip(1)).map_err(Into::into).and_then(|a| run(&a));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "neural_sde: {error}");
            ExitCode::FAILURE
        }
    }
}
