//! Values and gradients of the problems in both precisions, and the gradient under each schedule.
//!
//! `cargo bench --bench solve` for the CPU that cargo builds for; set `RUSTFLAGS=-Ctarget-cpu=native` for this one.
//! Criterion's times are a call's: divide by 1000 steps, or by the cart-pole's 20.
#![allow(missing_docs, reason = "a program, not a library")]

mod problems;

use core::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use problems::{CART_POLE, LORENZ, LOTKA_VOLTERRA, Lorenz, SumOfSquares, controls};
use tapeless::{Binomial, Every, Halving, Ode, Periodic, RK4, Slots, Solve, Terminal, Uniform};

/// The same numbers in single precision.
#[allow(clippy::cast_possible_truncation, reason = "the problems are given in double precision")]
fn single<const N: usize>(x: &[f64; N]) -> [f32; N] {
    x.map(|x| x as f32)
}

macro_rules! bench_problem {
    ($criterion:ident, $title:literal, $T:ident, $value:ident, $gradient:ident, $forward:ident, $a:expr, $b:expr) => {{
        let mut group = $criterion.benchmark_group(concat!($title, "/", stringify!($T)));
        let (a, b) = (&$a, &$b);
        group.bench_function("value", |bencher| bencher.iter(|| problems::$T::$value(black_box(a), black_box(b))));
        group
            .bench_function("gradient", |bencher| bencher.iter(|| problems::$T::$gradient(black_box(a), black_box(b))));
        group
            .bench_function("forward 6", |bencher| bencher.iter(|| problems::$T::$forward(black_box(a), black_box(b))));
        group.finish();
    }};
}

fn solves(criterion: &mut Criterion) {
    let ((y0, p), c) = (LORENZ, &mut *criterion);
    bench_problem!(c, "Lorenz", f64, lorenz_value, lorenz_gradient, lorenz_forward, y0, p);
    bench_problem!(c, "Lorenz", f32, lorenz_value, lorenz_gradient, lorenz_forward, single(&y0), single(&p));
    let (y0, p) = LOTKA_VOLTERRA;
    bench_problem!(
        c,
        "Lotka-Volterra",
        f64,
        lotka_volterra_value,
        lotka_volterra_gradient,
        lotka_volterra_forward,
        y0,
        p
    );
    let (y0, p) = (single(&y0), single(&p));
    bench_problem!(
        c,
        "Lotka-Volterra",
        f32,
        lotka_volterra_value,
        lotka_volterra_gradient,
        lotka_volterra_forward,
        y0,
        p
    );
    let (y0, u) = (CART_POLE, controls());
    bench_problem!(c, "cart-pole", f64, cart_pole_value, cart_pole_gradient, cart_pole_forward, y0, u);
    bench_problem!(
        c,
        "cart-pole",
        f32,
        cart_pole_value,
        cart_pole_gradient,
        cart_pole_forward,
        single(&y0),
        single(&u)
    );
}

macro_rules! bench_schedule {
    ($group:ident, $name:literal, $schedule:expr, $slots:literal) => {
        $group.bench_function($name, |bencher| {
            let solve = Solve::new(Ode(Lorenz), RK4, Uniform::new::<1000>(0.0, 1.0));
            let (y0, p) = LORENZ;
            bencher.iter(|| {
                let objective = Terminal(SumOfSquares);
                solve.gradient_reverse(black_box(&y0), black_box(&p), &objective, &$schedule, Slots::<$slots>)
            });
        });
    };
}

fn schedules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("Lorenz under schedules");
    bench_schedule!(group, "every state, 1000 slots", Every, 1000);
    bench_schedule!(group, "periodic 32, 63 slots", Periodic { every: 32 }, 63);
    bench_schedule!(group, "halving, 11 slots", Halving, 11);
    bench_schedule!(group, "binomial, 30 slots", Binomial, 30);
    bench_schedule!(group, "binomial, 5 slots", Binomial, 5);
    group.finish();
}

criterion_group!(benches, solves, schedules);
criterion_main!(benches);
