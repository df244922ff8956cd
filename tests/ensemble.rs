//! Sums over trajectories: the same bits one by one, in lanes of any width, on any number of threads.

mod zoo;

use tapeless::*;
use zoo::every_schedule;
use zoo::stochastic::*;

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}

/// A number that is no multiple of any width, and so many subtrees that every thread has some.
const TRAJECTORIES: u64 = 1003;

/// The sum of values and gradients, in order, in lanes and on threads, of trajectories that each have a start of their own.
macro_rules! sums {
    ($T:ident, $($W:literal)*) => {{
        let solve = Solve::new(Sde::ito(Growth, Volatility), MILSTEIN, Uniform::new::<12>(0.0, 1.0));
        let (ensemble, noise) = (Ensemble::new(TRAJECTORIES), |first| Counter::new(3).trajectory(first));
        let p: [$T; 2] = [0.3, 0.5];
        let start = |i: u64| 1.0 + i as $T / 999.0;
        let one = |i| {
            let g = solve.with_noise(noise(i)).gradient(&start(i), &p, &Terminal(Square));
            (g.value, g.y0, g.p)
        };
        let should: ($T, $T, [$T; 2]) = ensemble.sum(one);
        for threads in 1..=4 {
            assert_eq!(ensemble.sum_on_threads(threads, one), should, "{threads} threads");
        }
        $({
            type L = Lanes<$T, $W>;
            let lanes = |first: u64| {
                let y0 = L::new(core::array::from_fn(|lane| start(first + lane as u64)));
                let g = solve.with_noise(noise(first)).gradient(&y0, &L::share(&p), &Terminal(Square));
                (g.value, g.y0, g.p)
            };
            assert_eq!(ensemble.sum_lanes(lanes), should, "{} lanes", $W);
            for threads in 1..=4 {
                assert_eq!(ensemble.sum_lanes_on_threads(threads, lanes), should, "{} lanes, {threads} threads", $W);
            }
        })*
        should
    }};
}

#[test]
fn sums_of_gradients_have_the_same_bits() {
    let double = sums!(f64, 4 8 16);
    {
        let single = sums!(f32, 4 8 16);
        assert!((f64::from(single.0) - double.0).abs() > 1e-9 * double.0, "the two precisions draw noise of their own");
    }
    // The mean of X² over all: E X(1)² = X₀² e^(2μ + σ²), X₀² = 7/3 in the mean.
    let mean = double.0 / TRAJECTORIES as f64;
    let expected = 7.0 / 3.0 * (0.6_f64 + 0.25).exp();
    assert!((mean - expected).abs() < 0.15 * expected, "{mean} is not {expected}");
}

/// Each trajectory's by itself, in order, whatever they are packed in.
#[test]
fn each_of_every_small_ensemble() {
    let term = |i: u64| 1.0 / (1.0 + i as f64);
    let four = |first: u64| Lanes::<f64, 4>::new(core::array::from_fn(|lane| term(first + lane as u64)));
    for count in 0..40 {
        let (ensemble, should) = (Ensemble::new(count), (0..count).map(term).collect::<Vec<_>>());
        for threads in 0..6 {
            assert_eq!(ensemble.map_on_threads(threads, term), should, "{count} on {threads} threads");
            assert_eq!(ensemble.map_lanes_on_threads(threads, four), should, "{count} in lanes on {threads} threads");
        }
    }
}

/// Every small number of trajectories: the tree of one by one is that of every width and every number of threads.
#[test]
fn every_small_ensemble() {
    // Powers of −3 below one another lose digits in every order, so no other tree has these bits.
    let term = |i: u64| (1.0 + i as f64 / 7.0).powi(9) * if i.is_multiple_of(2) { 1.0 } else { -1.1 };
    for count in 0..70 {
        let ensemble = Ensemble::new(count);
        let should = ensemble.sum(term);
        let four = |first: u64| Lanes::<f64, 4>::new(core::array::from_fn(|lane| term(first + lane as u64)));
        let sixteen = |first: u64| Lanes::<f64, 16>::new(core::array::from_fn(|lane| term(first + lane as u64)));
        assert_eq!(ensemble.sum_lanes(four).to_bits(), should.to_bits(), "{count} in 4 lanes");
        assert_eq!(ensemble.sum_lanes(sixteen).to_bits(), should.to_bits(), "{count} in 16 lanes");
        for threads in 1..6 {
            assert_eq!(
                ensemble.sum_on_threads(threads, term).to_bits(),
                should.to_bits(),
                "{count} on {threads} threads"
            );
            assert_eq!(ensemble.sum_lanes_on_threads(threads, four).to_bits(), should.to_bits());
        }
        let plain: f64 = (0..count).map(term).sum();
        assert!((plain - should).abs() <= 1e-12 * (0..count).map(|i| term(i).abs()).sum::<f64>());
    }
}

/// What a schedule must reproduce, on every number of threads.
macro_rules! same_bits {
    ($schedule:expr, $slots:expr, $steps:tt, $problem:ident) => {{
        type L = Lanes<f64, 4>;
        let (solve, p, should) = &$problem;
        let (ensemble, schedule) = (Ensemble::new(30), $schedule);
        let lanes = |first: u64| {
            let mut slots = vec![StateSlot::new(&L::splat(1.0)); schedule.needs($steps).max($slots)];
            let solve = solve.with_noise(Counter::new(9).trajectory(first));
            let g = solve.gradient_reverse(&L::splat(1.0), &L::share(p), &Terminal(Square), &schedule, &mut slots[..]);
            let g = g.expect("slots enough");
            (g.value, g.y0, g.p)
        };
        for threads in 1..=4 {
            assert_eq!(ensemble.sum_lanes_on_threads(threads, lanes), *should, "{schedule:?} on {threads} threads");
        }
    }};
}

/// A drawn path is replayed from any stored state, whatever its variates were drawn beside.
#[test]
fn every_schedule_has_the_same_bits_on_every_number_of_threads() {
    let solve = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, Uniform::new::<300>(0.0, 1.0));
    let p = [0.3, 0.5];
    let should = Ensemble::new(30).sum(|i| {
        let g = solve.with_noise(Counter::new(9).trajectory(i)).gradient(&1.0, &p, &Terminal(Square));
        (g.value, g.y0, g.p)
    });
    let problem = (solve, p, should);
    every_schedule!(same_bits, 300, problem);
}
