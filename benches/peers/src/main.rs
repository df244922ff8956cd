//! Times the library and other Rust programs on the problems of `c/problems.h`, and sets them beside hand-written C.
//!
//! `peers time` checks that every gradient agrees and prints `BENCH` lines as the C programs do; `peers count NAME CALLS`
//! makes that many calls of one of them, for a profiler to count; `peers names` lists them; `peers ensemble THREADS` times 1024
//! trajectories on so many threads; `peers table UNIT` reads all the lines, of any number of rounds, and prints them with their
//! ratios.

mod bench;
mod echidna;
mod ensemble;
mod num_dual;
mod ours;
mod reverse;
mod rk4;
mod table;

use std::process::ExitCode;

/// Writes a value, and behind it the gradient.
type Run = dyn FnMut(&mut [f64]);

/// A program that computes a value, and the gradient if it takes one.
pub struct Contender {
    pub name: &'static str,
    pub run: Box<Run>,
}

impl Contender {
    pub fn new(name: &'static str, run: impl FnMut(&mut [f64]) + 'static) -> Self {
        Self { name, run: Box::new(run) }
    }

    /// Its value and gradient.
    fn answer(&mut self) -> Vec<f64> {
        let mut out = [f64::NAN; 64];
        (self.run)(&mut out);
        out.into_iter().take_while(|x| !x.is_nan()).collect()
    }
}

fn contenders() -> Vec<Contender> {
    let mut all = ours::contenders();
    all.extend(num_dual::contenders());
    all.extend(reverse::contenders());
    all.extend(echidna::contenders());
    all
}

/// Whether two gradients agree, to 1e-9 of the largest derivative.
fn agree(a: &[f64], b: &[f64]) -> bool {
    let scale = b.iter().fold(0.0, |scale: f64, x| scale.max(x.abs()));
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-9 * scale)
}

/// Prints what the contenders compute, once it is sure that those of a problem compute the same.
fn check(all: &mut [Contender]) -> Result<(), String> {
    let mut gradients: Vec<(&str, Vec<f64>)> = Vec::new();
    for contender in all {
        let (name, answer) = (contender.name, contender.answer());
        let (kind, numbers) = if answer.len() == 1 { ("VALUE", &answer[..]) } else { ("GRAD", &answer[1..]) };
        let words: Vec<String> = numbers.iter().map(|x| format!("{x:.17e}")).collect();
        println!("{kind} {name} {}", words.join(" "));
        if kind == "GRAD" {
            gradients.push((name, numbers.to_vec()));
        }
    }
    check_gradients(&gradients)
}

/// Compares each gradient with the first of its problem.
fn check_gradients(gradients: &[(&str, Vec<f64>)]) -> Result<(), String> {
    for (name, gradient) in gradients {
        let first = gradients.iter().find(|(first, _)| first[..3] == name[..3]);
        if let Some((first, expected)) = first.filter(|(_, expected)| !agree(gradient, expected)) {
            return Err(format!("{name} and {first} disagree:\n{gradient:?}\n{expected:?}"));
        }
    }
    Ok(())
}

fn run(arguments: &[&str]) -> Result<(), String> {
    let mut all = contenders();
    match arguments {
        ["names"] => all.iter().for_each(|c| println!("{}", c.name)),
        ["time"] => {
            check(&mut all)?;
            bench::time(&mut all);
        }
        ["count", name, calls] => {
            let contender = all.iter_mut().find(|c| c.name == *name).ok_or("no such contender: see `peers names`")?;
            let calls: u64 = calls.parse().map_err(|_| "the number of calls is not a number")?;
            let mut out = [0.0; 64];
            for _ in 0..calls {
                (contender.run)(&mut out);
            }
            println!("VALUE {name} {:e}", out[0]);
        }
        ["ensemble", threads] => ensemble::run(threads.parse().map_err(|_| "the number of threads is not a number")?)?,
        ["table", unit] => table::print(unit)?,
        _ => return Err("usage: peers time | names | count NAME CALLS | ensemble THREADS | table UNIT < LINES".into()),
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("peers: {message}");
            ExitCode::FAILURE
        }
    }
}
