//! Random functions in the macros' language, held against all there is to hold them against: see [`Run::check`].
//!
//! `run.sh` writes, compiles and runs them in chunks, and `shrink.sh` makes a failing one small.
#![allow(unused, unused_parens, unused_mut, clippy::all, reason = "the programs are random")]

mod check;

use tapeless::Vector;

/// A struct over the number.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub struct Pair<T> {
    a: T,
    b: [T; 2],
}

type Args<T> = (T, [T; 6], [[T; 3]; 4], Pair<T>, (T, [T; 3]));
type Output<T> = (T, [T; 6]);

/// What has been checked so far.
#[derive(Default)]
pub struct Run {
    programs: usize,
    points: usize,
    /// Points where the value or its derivative leaves the range in which comparisons mean something, and those where
    /// differences do not.
    left_out: usize,
    failed: usize,
}

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

fn main() {
    std::panic::set_hook(Box::new(|_| ()));
    let mut run = Run::default();
    check_all(&mut run);
    let Run { programs, points, left_out, failed } = run;
    println!(
        "{programs} random programs at {points} points, and {left_out} more left out as too large or too steep: {failed} failed"
    );
    std::process::exit(i32::from(failed > 0));
}
