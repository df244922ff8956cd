//! Small stochastic equations by Euler & Maruyama's method in f32 on one thread: a line `case program ns value` of each, ns
//! of processor time for a step of a trajectory, the least of many calls; the value is the mean of the loss.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ProcessTime;
use tapeless::{
    Counter, EULER_MARUYAMA, Ensemble, Lanes, Lent, Noise, Periodic, Recorded, Sde, Slots, Solve, StateSlot, Terminal,
    Uniform,
};

#[path = "../../../problems/stochastic.rs"]
mod equations;
use equations::{Growth, Itself, Pull, PullThree, Push, PushThree, Square, Squares, Still, Volatility};

const LANES: usize = 32;
type L = Lanes<f32, LANES>;
const TRAJECTORIES: usize = 1024;

/// Prints the least time of a call, by step of a trajectory; `call` gives the mean of the loss.
fn time(case: &str, program: &str, steps: usize, mut call: impl FnMut() -> f32) {
    let (start, mut least, mut sum, mut calls) = (ProcessTime::now(), Duration::MAX, 0.0, 0_u32);
    while start.elapsed() < Duration::from_millis(200) || calls < 5 {
        let clock = ProcessTime::now();
        sum += f64::from(black_box(call()));
        least = least.min(clock.elapsed());
        calls += 1;
    }
    println!("{case} {program} {} {}", least.as_nanos() as f64 / steps as f64, sum / f64::from(calls));
}

fn one_trajectory() {
    const N: usize = 1000;
    let (mesh, p) = (Uniform::new::<N>(0.0_f32, 1.0), [1.0, 0.0, 0.4]);
    let mut seed = 0;
    let mut noise = || {
        seed += 1;
        Counter::new(seed)
    };
    let solve = Solve::new(Sde::ito(Still, Itself), EULER_MARUYAMA, mesh);
    time("one-walk-1000-value", "tapeless", N, || solve.with_noise(noise()).value(&0.0_f32, &()).powi(2));
    let solve = Solve::new(Sde::ito(Pull, Push), EULER_MARUYAMA, mesh);
    time("one-ou-1000-value", "tapeless", N, || solve.with_noise(noise()).value(&1.0_f32, black_box(&p)).powi(2));
    time("one-ou-1000-gradient", "tapeless", N, || {
        black_box(solve.with_noise(noise()).gradient(&1.0_f32, black_box(&p), &Terminal(Square))).value
    });
}

/// The records of the trajectories from each first one on.
fn records<X>(steps: usize) -> Vec<Vec<X>>
where
    Counter: Noise<L, f32, X>,
{
    let record = |first: usize| {
        let noise = Counter::new(1).trajectory(first as u64);
        let mut cursor = Noise::<L, f32, X>::cursor(&noise);
        (0..steps).map(|i| noise.increment(&mut cursor, i, 0.0, 1.0 / steps as f32)).collect()
    };
    (0..TRAJECTORIES).step_by(LANES).map(record).collect()
}

/// The cases of one equation at one number of steps.
macro_rules! cases {
    ($name:literal, $N:literal, $K:literal, $inputs:literal, $Drift:ident, $Diffusion:ident, $Loss:ident, $y0:expr, $p:expr) => {{
        let solve = Solve::new(Sde::ito($Drift, $Diffusion), EULER_MARUYAMA, Uniform::new::<$N>(0.0_f32, 1.0));
        let (y0, p, all) = ($y0, $p, Ensemble::new(TRAJECTORIES as u64));
        let (loss, steps) = (Terminal($Loss), $N * TRAJECTORIES);
        let mut seed = 0;
        let mut noise = || {
            seed += 1;
            move |first| Counter::new(seed).trajectory(first)
        };
        let mean = |sum: f32| sum / TRAJECTORIES as f32;
        let case = |what| format!("{}-{}-{what}", $name, $N);
        time(&case("value"), "tapeless", steps, || {
            let noise = noise();
            mean(all.sum_lanes(|first| solve.with_noise(noise(first)).objective(&y0, black_box(&p), &loss)))
        });
        time(&case("gradient"), "tapeless", steps, || {
            let noise = noise();
            let sum = all.sum_lanes(|first| {
                let g = solve.with_noise(noise(first)).gradient(&y0, black_box(&p), &loss);
                (g.value, g.p)
            });
            mean(black_box(sum).0)
        });
        time(&case("gradient"), "tapeless-forward", steps, || {
            let noise = noise();
            let sum = all.sum_lanes(|first| {
                let g = solve.with_noise(noise(first)).gradient_forward::<$inputs, L>(&y0, black_box(&p), &loss);
                (g.value, g.p)
            });
            mean(black_box(sum).0)
        });
        // √N states and those between two of them.
        let schedule = Periodic { every: $K };
        time(&case("gradient"), "tapeless-sqrt", steps, || {
            let noise = noise();
            let mut slots = [StateSlot::new(&y0); { $N / $K + $K }];
            let sum = all.sum_lanes(|first| {
                let solve = solve.with_noise(noise(first));
                let g = solve.gradient_reverse(&y0, black_box(&p), &loss, &schedule, &mut slots);
                g.map_or((L::splat(f32::NAN), p), |g| (g.value, g.p))
            });
            mean(black_box(sum).0)
        });
        let records = records($N);
        let given = |first: u64| {
            let record = &records[first as usize / LANES];
            solve.try_with_noise(Recorded(Lent::new(record).expect("a record"))).expect("an increment a step")
        };
        time(&case("given"), "tapeless", steps, || {
            let sum = all.sum_lanes(|first| {
                let g = given(first).gradient(&y0, black_box(&p), &loss);
                (g.value, g.p)
            });
            mean(black_box(sum).0)
        });
        time(&case("given"), "tapeless-sqrt", steps, || {
            let sum = all.sum_lanes(|first| {
                let g = given(first).gradient_reverse(&y0, black_box(&p), &loss, &schedule, Slots::<{ $N / $K + $K }>);
                g.map_or((L::splat(f32::NAN), p), |g| (g.value, g.p))
            });
            mean(black_box(sum).0)
        });
    }};
}

fn main() {
    one_trajectory();
    let p = [0.1, 0.3].map(L::splat);
    cases!("gbm", 20, 5, 3, Growth, Volatility, Square, L::splat(1.0), p);
    cases!("gbm", 100, 10, 3, Growth, Volatility, Square, L::splat(1.0), p);
    cases!("gbm", 1000, 32, 3, Growth, Volatility, Square, L::splat(1.0), p);
    let p = [[0.8, 1.0, 1.2], [0.5, 0.0, -0.5], [0.3, 0.4, 0.5]].map(|row| row.map(L::splat));
    cases!("ou3", 20, 5, 12, PullThree, PushThree, Squares, [L::splat(1.0); 3], p);
    cases!("ou3", 100, 10, 12, PullThree, PushThree, Squares, [L::splat(1.0); 3], p);
    cases!("ou3", 1000, 32, 12, PullThree, PushThree, Squares, [L::splat(1.0); 3], p);
}
