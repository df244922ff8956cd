//! The memory of a gradient over more and more steps, and its time: geometric Brownian motion by Euler & Maruyama's method,
//! 32 trajectories in lanes of f32, the noise drawn.
//!
//! `RUSTFLAGS=-Ctarget-cpu=native cargo test --release --test memory -- --ignored --nocapture` prints both.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says so by panicking")]

use core::hint::black_box;
use core::time::Duration;
use std::time::Instant;

use tapeless::tableau::EulerMaruyama;
use tapeless::*;

#[vector_field]
fn growth<T: Real>(_t: T, x: T, [mu, _sigma]: [T; 2]) -> T {
    mu * x
}

#[diffusion(scalar)]
fn volatility<T: Real>(_t: T, x: T, [_mu, sigma]: [T; 2], dw: T) -> T {
    sigma * x * dw
}

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}

type L = Lanes<f32, 32>;
type Scheme<N> = Solve<Sde<Growth, Volatility, Ito>, StochasticRk<EulerMaruyama, 1>, Steps<f32>, (), N>;

fn solve(steps: usize, seed: u64) -> Scheme<Counter> {
    let mesh = Steps::new(0.0, 1.0, steps).unwrap();
    Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, mesh).with_noise(Counter::new(seed))
}

/// The gradient with `C` slots on the stack.
fn gradient<const C: usize>(steps: usize, schedule: &impl Schedule, seed: u64) -> Gradient<L, L, [L; 2], ()> {
    let (y0, p) = (L::splat(1.0), [0.1, 0.3].map(L::splat));
    solve(steps, seed).gradient_reverse(&y0, &p, &Terminal(Square), schedule, Slots::<C>).unwrap()
}

/// What is known of its memory when it is compiled.
const fn known(slots: usize) -> usize {
    gradient_bytes::<L, Scheme<Counter>, Terminal<Square>, StateSlot<L>>(slots)
}

/// A period of √n steps, and how many slots that takes.
const fn period(steps: usize) -> usize {
    steps.isqrt() + (steps.isqrt().pow(2) < steps) as usize
}
const fn slots(steps: usize) -> usize {
    steps.div_ceil(period(steps)) + period(steps) - 1
}

/// The slots of a period of √n are no more than 2 √n, and those of halving the logarithm; all else is the same at any length.
#[test]
fn memory_grows_by_the_root_of_the_steps_or_less() {
    let none = known(0);
    for steps in [1, 2, 20, 100, 1000, 10_000, 1_000_000] {
        let root = (steps as f64).sqrt();
        let periodic = Periodic { every: period(steps) }.needs(steps);
        assert_eq!(periodic, slots(steps));
        assert!(periodic as f64 <= 2.0 * root + 1.0, "{steps} steps: {periodic} slots");
        assert!(Halving.needs(steps) as f64 <= (steps as f64).log2() + 2.0);
        assert_eq!(known(periodic) - none, periodic * size_of::<StateSlot<L>>());
    }
    let (every, root) =
        (gradient::<1000>(1000, &Every, 1), gradient::<{ slots(1000) }>(1000, &Periodic { every: 32 }, 1));
    assert_eq!((every.value, every.p), (root.value, root.p));
    assert_eq!((every.value, every.p), {
        let halving = gradient::<11>(1000, &Halving, 1);
        (halving.value, halving.p)
    });
}

/// The bytes of a thread's stack that `f` touches, in pages, beyond those that any thread does.
#[cfg(target_os = "linux")]
fn stack_touched(f: impl FnOnce() + Send) -> usize {
    fn resident(f: impl FnOnce() + Send) -> usize {
        let (said, hear) = std::sync::mpsc::channel();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(1 << 24).spawn_scoped(scope, move || {
                let here = 0_u8;
                f();
                said.send(core::ptr::from_ref(&here).addr()).unwrap();
                wait.recv().unwrap();
            });
            let (thread, here) = (thread.unwrap(), hear.recv().unwrap());
            let maps = std::fs::read_to_string("/proc/self/smaps").unwrap();
            go.send(()).unwrap();
            thread.join().unwrap();
            // A mapping's line begins with its addresses, and lines such as `Rss: 12 kB` follow.
            let of = |x: &str| usize::from_str_radix(x, 16).unwrap_or(0);
            let holds = |line: &str| {
                let (from, to) = line.split(' ').next().and_then(|span| span.split_once('-')).unwrap_or_default();
                (of(from)..of(to)).contains(&here)
            };
            let resident = maps.lines().skip_while(|line| !holds(line)).find_map(|line| line.strip_prefix("Rss:"));
            let kib = resident.and_then(|size| size.split_whitespace().next()).expect("a mapping that holds the stack");
            1024 * kib.parse::<usize>().unwrap()
        })
    }
    resident(f).saturating_sub(resident(|| {}))
}

/// The least time of some calls, each with noise of its own.
fn least(call: impl Fn(u64)) -> Duration {
    let (begun, mut least, mut seed) = (Instant::now(), Duration::MAX, 0);
    while begun.elapsed() < Duration::from_millis(300) || seed < 5 {
        let clock = Instant::now();
        call(seed);
        least = least.min(clock.elapsed());
        seed += 1;
    }
    least
}

/// A line of the table; the first one of a number of steps is what its others are compared with.
fn row(steps: usize, name: &str, slots: usize, known: usize, every: &mut f64, run: impl Fn(u64) + Sync) {
    #[cfg(target_os = "linux")]
    let touched = stack_touched(|| run(1));
    #[cfg(not(target_os = "linux"))]
    let touched = "?";
    let time = least(&run).as_nanos() as f64;
    if slots == steps {
        *every = time;
    }
    let step = time / (32 * steps) as f64;
    let known = if slots == 0 { String::new() } else { known.to_string() };
    println!("| {steps} | {name} | {slots} | {known} | {touched} | {step:.2} | {:.2} |", time / *every);
}

#[test]
#[ignore = "a measurement"]
fn memory_and_time() {
    // All 10,000 states lie on the stack.
    std::thread::Builder::new().stack_size(1 << 26).spawn(table).unwrap().join().unwrap();
}

fn table() {
    println!(
        "| steps | stored | states | bytes known | bytes of stack touched | ns a step of a trajectory | to every |"
    );
    println!("|---:|---|---:|---:|---:|---:|---:|");
    macro_rules! rows {
        ($($steps:literal, $logarithm:literal;)*) => {$({
            let mut every = 0.0;
            let root = Periodic { every: period($steps) };
            row($steps, "every state", $steps, known($steps), &mut every, |seed| {
                black_box(gradient::<$steps>($steps, &Every, seed));
            });
            row($steps, "each √n-th", slots($steps), known(slots($steps)), &mut every, |seed| {
                black_box(gradient::<{ slots($steps) }>($steps, &root, seed));
            });
            row($steps, "by halves", $logarithm, known($logarithm), &mut every, |seed| {
                black_box(gradient::<$logarithm>($steps, &Halving, seed));
            });
            row($steps, "none: REVERSIBLE_HEUN", 0, 0, &mut every, |seed| {
                let (y0, p) = (L::splat(1.0), [0.1, 0.3].map(L::splat));
                let solve = Solve::new(Sde::stratonovich(Growth, Volatility), REVERSIBLE_HEUN, Steps::new(0.0, 1.0, $steps).unwrap());
                let solve = solve.with_noise(Counter::new(seed)).in_pairs();
                black_box(solve.gradient(&y0, &p, &Terminal(Square)).unwrap());
            });
        })*};
    }
    rows! {
        100, 8;
        1000, 11;
        10000, 15;
    }
}
