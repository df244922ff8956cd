//! Lorenz from 1024 starts as a user runs it: each one's value and gradient, or their sum, in lanes and on threads.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::agree;
use crate::ours::problems;
use problems::{LORENZ, Lorenz, SumOfSquares};
use tapeless::{Ensemble, Lanes, Ode, RK4, Solve, Terminal, Uniform};

const TRAJECTORIES: u64 = 1024;

/// The least and the median time of a call in ns per trajectory, as `jax/lorenz.py` takes them.
fn time<R>(name: &str, mut call: impl FnMut() -> R) {
    let until = Instant::now() + Duration::from_secs(2);
    let mut times = Vec::new();
    while times.len() < 5 || Instant::now() < until {
        let start = Instant::now();
        black_box(call());
        times.push(start.elapsed().as_secs_f64() * 1e9 / TRAJECTORIES as f64);
    }
    times.sort_by(f64::total_cmp);
    println!("BENCH p1:tapeless-{name} {:.3} {:.3}", times[times.len() / 2], times[0]);
}

macro_rules! lanes {
    ($W:literal, $threads:ident) => {{
        type L = Lanes<f64, $W>;
        type Each = (f64, [f64; 3], [f64; 3]);
        let solve = Solve::new(Ode(Lorenz), RK4, Uniform::new::<1000>(0.0, 1.0));
        let gradient = move |first: u64| {
            let (y0, p) = black_box(LORENZ);
            let lanes = L::new(core::array::from_fn(|lane| 1.0 + (first + lane as u64) as f64 * 1e-6));
            let g = solve.gradient(&y0.map(|y| L::splat(y) * lanes), &L::share(&p), &Terminal(SumOfSquares));
            (g.value, g.y0, g.p)
        };
        let ensemble = Ensemble::new(TRAJECTORIES);
        let each = || -> Vec<Each> { ensemble.map_lanes_on_threads($threads, gradient) };
        let sum = || -> Each { ensemble.sum_lanes_on_threads($threads, gradient) };

        let (first, (_, by_y0, by_p)) = (each()[0], sum());
        let alone = problems::f64::lorenz_gradient(&LORENZ.0, &LORENZ.1);
        let total = each().iter().fold([0.0; 6], |sum, (_, y0, p)| {
            let parts = [&y0[..], p].concat();
            core::array::from_fn(|k| sum[k] + parts[k])
        });
        if !agree(&[&first.1[..], &first.2].concat(), &[&alone.y0[..], &alone.p].concat())
            || !agree(&[&by_y0[..], &by_p].concat(), &total)
        {
            return Err(format!("the gradients of {TRAJECTORIES} trajectories in {} lanes are wrong", $W));
        }
        let width = $W;
        time(&format!("{TRAJECTORIES}-lanes{width}-each-grad"), each);
        time(&format!("{TRAJECTORIES}-lanes{width}-sum-grad"), sum);
    }};
}

/// Times the gradients on so many threads.
pub fn run(threads: usize) -> Result<(), String> {
    lanes!(8, threads);
    lanes!(16, threads);
    Ok(())
}
