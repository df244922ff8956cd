//! The timing of `c/bench.h`: repetitions of about 4 ms each, their median, least and quartiles in ns a call. Here every
//! contender makes one repetition in turn, so that a drift of the machine hits all alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::Contender;

const REPETITIONS: usize = 11;
const REPETITION: Duration = Duration::from_millis(4);

/// How many calls take about one repetition.
fn calls(contender: &mut Contender, out: &mut [f64]) -> u32 {
    let start = Instant::now();
    let mut calls = 0;
    while start.elapsed() < 2 * REPETITION {
        (contender.run)(black_box(out));
        calls += 1;
    }
    (calls / 2).max(1)
}

/// Times all of them and prints a line for each.
pub fn time(all: &mut [Contender]) {
    let mut out = [0.0; 64];
    let calls: Vec<u32> = all.iter_mut().map(|c| calls(c, &mut out)).collect();
    let mut samples = vec![Vec::with_capacity(REPETITIONS); all.len()];
    for _ in 0..REPETITIONS {
        for ((contender, calls), samples) in all.iter_mut().zip(&calls).zip(&mut samples) {
            let start = Instant::now();
            for _ in 0..*calls {
                (contender.run)(black_box(&mut out));
            }
            samples.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(*calls));
        }
    }
    for ((contender, calls), samples) in all.iter().zip(&calls).zip(&mut samples) {
        samples.sort_by(f64::total_cmp);
        let at = |quarter: usize| samples[quarter * (REPETITIONS - 1) / 4];
        println!("BENCH {} {:.3} {:.3} {:.3} {:.3} {REPETITIONS} {calls}", contender.name, at(2), at(0), at(1), at(3));
    }
}
