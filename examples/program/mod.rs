//! A program that prints a table and draws a picture: its one option, and how it ends.

use core::error::Error;
use std::ffi::OsString;
use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Runs it with the path after `--plot`, `target/NAME.svg` where there is none. An error is told, and so is how to call it.
pub(crate) fn main(name: &str, run: impl FnOnce(&Path) -> Result<(), Box<dyn Error>>) -> ExitCode {
    let usage = format!("usage: {name} [--plot PICTURE.svg]   [target/{name}.svg]");
    let done = match path(std::env::args_os().skip(1)) {
        Ok(Some(path)) => run(&path),
        Ok(None) => run(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/{name}.svg"))),
        Err(what) if what == "--help" || what == "-h" => writeln!(stdout(), "{usage}").map_err(Into::into),
        Err(what) if what == "--plot" => Err(format!("`--plot` without a path\n{usage}").into()),
        Err(what) => Err(format!("what is `{}`?\n{usage}", what.display()).into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The path after `--plot`, if it is given, or the argument that is not understood.
fn path(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<PathBuf>, OsString> {
    let mut path = None;
    while let Some(argument) = arguments.next() {
        if argument != "--plot" {
            return Err(argument);
        }
        path = Some(arguments.next().ok_or(argument)?.into());
    }
    Ok(path)
}
