//! Random functions in the macros' language, held against all there is to hold them against: see [`Run::check`].
//!
//! `run.sh` writes, compiles and runs them in chunks, and `shrink.sh` makes a failing one small.
#![allow(unused, unused_parens, unused_mut, unstable_name_collisions, clippy::all, reason = "the programs are random")]

mod check;
mod flows;
mod forms;
mod pattern;

use check::SINGLE;
use tapeless::{Real, Vector, differentiable, vector_field};

/// A struct over the number.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub struct Pair<T> {
    a: T,
    b: [T; 2],
}

/// A struct of structs.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub struct Nest<T> {
    one: Pair<T>,
    many: [Pair<T>; 2],
    t: (T, [T; 2]),
}

/// A tuple struct.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub struct Wrap<T>(pub T, pub [T; 2]);

/// A struct of any length.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub struct Chain<T, const N: usize> {
    links: [T; N],
    end: T,
}

/// A struct that is not differentiated, and has methods that are.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    n: usize,
    flag: bool,
    c: f64,
}

/// What is not differentiated, of several kinds. Where arms leave a loop within a loop, a state begins with the default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Law {
    #[default]
    Off,
    Linear(f64),
    Power {
        k: i32,
        c: f64,
    },
}

/// A law and its place.
#[derive(Clone, Copy, Debug)]
pub struct LawOf(pub Law, pub usize);

/// Between which elements.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    lo: usize,
    hi: usize,
}

/// A number and a count, which is no vector.
#[derive(Clone, Copy, Debug)]
pub struct Weighed<T> {
    value: T,
    times: usize,
}

/// A number and its law.
#[derive(Clone, Copy, Debug)]
pub struct Governed<T> {
    x: T,
    law: Law,
}

/// A table of these.
pub const LAWS: [Law; 3] = [Law::Linear(0.7), Law::Off, Law::Power { k: 2, c: -0.4 }];

/// What is not differentiated, of what is not.
pub fn weighted(n: usize, c: f64) -> f64 {
    0.1 * n as f64 - c
}

/// Numbers, and an order of six.
pub const TABLE: [f64; 5] = [0.3, -0.7, 1.1, 0.2, -0.4];
pub const ORDER: [usize; 6] = [3, 0, 5, 1, 4, 2];

/// What the programs solve.
#[vector_field]
pub fn swing<T: Real>(t: T, [x, y]: [T; 2], [a, b]: [T; 2]) -> [T; 2] {
    [a * y - 0.1 * t * x, b - x.sin()]
}

/// The same with an input.
#[vector_field]
pub fn driven<T: Real>(_t: T, x: T, a: T, u: T) -> T {
    u - a * x.sin()
}

/// A cost of what is solved.
#[differentiable]
pub fn energy<T: Real>([x, y]: [T; 2]) -> T {
    0.5 * y * y - x.cos()
}

/// The arguments that are not differentiated.
#[derive(Clone, Copy, Debug)]
pub struct Plain {
    n: usize,
    flag: bool,
    c: f64,
    w: &'static [f64],
}

type Args<T> = (T, [T; 6], [[T; 3]; 4], Pair<T>, (T, [T; 3]), Nest<T>);
type Output<T> = (T, [T; 6], Pair<T>);

/// What has been checked so far.
#[derive(Default)]
pub struct Run {
    programs: usize,
    points: usize,
    /// Points where the value or its derivative leaves the range in which comparisons mean something, and those where
    /// differences do not.
    left_out: usize,
    /// Points at kinks and edges.
    corners: usize,
    failed: usize,
    /// The small fields.
    flows: usize,
    /// Functions with a pattern, how many components those say that their values depend on, and how many they were seen to.
    patterns: usize,
    said: usize,
    seen: usize,
    /// Whether to print a number for the bits of every program's results: `BITS=1`.
    bits: bool,
}

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

fn main() {
    std::panic::set_hook(Box::new(|_| ()));
    let mut run = Run { bits: std::env::var_os("BITS").is_some(), ..Run::default() };
    check_all(&mut run);
    let Run { programs, points, left_out, corners, failed, flows, patterns, said, seen, .. } = run;
    println!(
        "{programs} random programs at {points} points and {corners} at kinks and edges, and {left_out} more left out as too large or too steep, and {flows} small fields: {failed} failed"
    );
    println!("{patterns} patterns of {said} entries, of which {seen} are not zero somewhere");
    std::process::exit(i32::from(failed > 0));
}
