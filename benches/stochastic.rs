//! Stochastic equations by Euler & Maruyama's method in f32: one trajectory of a scalar equation over 1000 steps, 1024
//! trajectories of geometric Brownian motion and of a 3-dimensional Ornstein–Uhlenbeck process, side by side in lanes; the
//! noise drawn by counter or given, the gradient by every parameter in reverse or forward mode.
//!
//! `RUSTFLAGS=-Ctarget-cpu=native cargo bench --bench stochastic`; the throughput is in steps of trajectories.
#![allow(missing_docs, reason = "criterion's macros write functions without docs")]

use core::hint::black_box;

use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use tapeless::{
    Counter, EULER_MARUYAMA, Halving, Lanes, Lent, Noise, Recorded, Schedule, Sde, Slots, Solve, Terminal, Uniform,
};

#[path = "problems/stochastic.rs"]
mod equations;
use equations::{Growth, Itself, Pull, PullThree, Push, PushThree, Square, Squares, Still, Volatility};

type Three<T> = [[T; 3]; 3];

const LANES: usize = 32;
type Number = Lanes<f32, LANES>;
const TRAJECTORIES: usize = 1024;
/// The first trajectory of each solve.
fn firsts() -> impl Iterator<Item = u64> {
    (0..TRAJECTORIES as u64).step_by(LANES)
}

fn one_trajectory(c: &mut Criterion) {
    let mut group = c.benchmark_group("one trajectory, 1000 steps");
    group.throughput(Throughput::Elements(1000));
    let mesh = Uniform::new::<1000>(0.0_f32, 1.0);
    let solve = Solve::new(Sde::ito(Still, Itself), EULER_MARUYAMA, mesh);
    let mut seed = 0;
    group.bench_function("dX = dW, value", |b| {
        b.iter(|| {
            seed += 1;
            solve.with_noise(Counter::new(seed)).value(&0.0_f32, &())
        });
    });
    let solve = Solve::new(Sde::ito(Pull, Push), EULER_MARUYAMA, mesh);
    let p = [1.0, 0.5, 0.3];
    group.bench_function("Ornstein–Uhlenbeck, value", |b| {
        b.iter(|| {
            seed += 1;
            solve.with_noise(Counter::new(seed)).value(&1.0_f32, black_box(&p))
        });
    });
    group.bench_function("Ornstein–Uhlenbeck, gradient", |b| {
        b.iter(|| {
            seed += 1;
            solve.with_noise(Counter::new(seed)).gradient(&1.0_f32, black_box(&p), &Terminal(Square))
        });
    });
    group.finish();
}

fn geometric<const N: usize, const SLOTS: usize>(group: &mut BenchmarkGroup<'_, WallTime>) {
    let solve = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, Uniform::new::<N>(0.0_f32, 1.0));
    let (y0, p) = (Number::splat(1.0), [Number::splat(0.1), Number::splat(0.3)]);
    let mut seed = 0;
    group.throughput(Throughput::Elements((N * TRAJECTORIES) as u64));
    group.bench_function(format!("{N} steps, drawn, reverse"), |b| {
        b.iter(|| {
            seed += 1;
            for first in firsts() {
                let solve = solve.with_noise(Counter::new(seed).trajectory(first));
                black_box(solve.gradient(&y0, black_box(&p), &Terminal(Square)));
            }
        });
    });
    group.bench_function(format!("{N} steps, drawn, forward"), |b| {
        b.iter(|| {
            seed += 1;
            for first in firsts() {
                let solve = solve.with_noise(Counter::new(seed).trajectory(first));
                black_box(solve.gradient_forward::<3, Number>(&y0, black_box(&p), &Terminal(Square)));
            }
        });
    });
    let records: Vec<Vec<Number>> = firsts().map(|first| record(first, N)).collect();
    group.bench_function(format!("{N} steps, given, reverse"), |b| {
        b.iter(|| {
            for record in &records {
                let Some(noise) = Lent::new(record) else { return };
                let Ok(solve) = solve.try_with_noise(Recorded(noise)) else { return };
                black_box(solve.gradient(&y0, black_box(&p), &Terminal(Square)));
            }
        });
    });
    let slots = Halving.needs(N);
    group.bench_function(format!("{N} steps, given, {slots} states stored"), |b| {
        b.iter(|| {
            for record in &records {
                let Some(noise) = Lent::new(record) else { return };
                let Ok(solve) = solve.try_with_noise(Recorded(noise)) else { return };
                let gradient = solve.gradient_reverse(&y0, black_box(&p), &Terminal(Square), &Halving, Slots::<SLOTS>);
                black_box(gradient.is_ok());
            }
        });
    });
}

/// The increments of the trajectories from `first` on.
fn record(first: u64, steps: usize) -> Vec<Number> {
    let noise = Counter::new(1).trajectory(first);
    let mut cursor = Noise::<Number, f32, Number>::cursor(&noise);
    (0..steps).map(|i| noise.increment(&mut cursor, i, 0.0, 1.0 / steps as f32)).collect()
}

fn many_trajectories(c: &mut Criterion) {
    let mut group = c.benchmark_group("geometric Brownian motion, 1024 trajectories");
    geometric::<20, 16>(&mut group);
    geometric::<100, 16>(&mut group);
    geometric::<1000, 16>(&mut group);
    group.finish();
    let mut group = c.benchmark_group("Ornstein–Uhlenbeck in 3 dimensions, 1024 trajectories");
    group.throughput(Throughput::Elements(100 * TRAJECTORIES as u64));
    let solve = Solve::new(Sde::ito(PullThree, PushThree), EULER_MARUYAMA, Uniform::new::<100>(0.0_f32, 1.0));
    let p: Three<Number> = [[0.8, 1.0, 1.2], [0.5, 0.0, -0.5], [0.3, 0.4, 0.5]].map(|row| row.map(Number::splat));
    let y0 = [Number::splat(1.0); 3];
    let mut seed = 0;
    group.bench_function("100 steps, drawn, reverse", |b| {
        b.iter(|| {
            seed += 1;
            for first in firsts() {
                let solve = solve.with_noise(Counter::new(seed).trajectory(first));
                black_box(solve.gradient(&y0, black_box(&p), &Terminal(Squares)));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, one_trajectory, many_trajectories);
criterion_main!(benches);
