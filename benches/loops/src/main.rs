//! The same Lorenz solve and its gradient by one kind of loop, which the build chooses: `--cfg kind="dynamic"`, `"runtime"`,
//! `"scan"`, `"unroll2"`, `"unroll4"`, `"unroll8"` or `"full"`, with `STEPS` steps. `loops value CALLS` and `loops gradient CALLS`
//! make so many calls, for a profiler to count, and print the time of one.
#![allow(unexpected_cfgs, reason = "the script sets the kind of loop")]

#[cfg(kind = "dynamic")]
mod dynamic;
#[cfg(kind = "dynamic")]
use dynamic::{gradient, value};

#[cfg(not(kind = "dynamic"))]
mod scans;
#[cfg(not(kind = "dynamic"))]
use scans::{gradient, value};

use std::hint::black_box;
use std::time::Instant;

/// The number of steps, from the environment of the build.
const STEPS: usize = {
    let digits = env!("STEPS").as_bytes();
    let (mut steps, mut i) = (0, 0);
    while i < digits.len() {
        steps = 10 * steps + (digits[i] - b'0') as usize;
        i += 1;
    }
    steps
};
const H: f64 = 1e-3;
const Y0: [f64; 3] = [1.0, 1.0, 1.0];
const P: [f64; 3] = [10.0, 28.0, 8.0 / 3.0];

fn time(calls: u32, mut call: impl FnMut() -> f64) {
    let mut least = f64::INFINITY;
    let mut last = 0.0;
    for _ in 0..calls {
        let start = Instant::now();
        // Enough at once that the clock does not show.
        for _ in 0..20 {
            last = call();
        }
        least = least.min(start.elapsed().as_secs_f64() * 1e9 / 20.0);
    }
    println!("{least:.1} {last:.15e}");
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let calls = arguments.get(2).and_then(|calls| calls.parse().ok()).unwrap_or(1);
    match arguments.get(1).map(String::as_str) {
        Some("value") => time(calls, || value(black_box(&Y0), black_box(&P))),
        Some("gradient") => time(calls, || gradient(black_box(&Y0), black_box(&P)).iter().sum()),
        _ => eprintln!("usage: loops value | gradient CALLS"),
    }
}
