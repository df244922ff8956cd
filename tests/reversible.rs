//! Solves that run backwards: their order, their gradients against stored ones, and how far they drift.

mod zoo;

use paste::paste;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::tableau::*;
use tapeless::*;
use zoo::*;

fn norm<V: Vector<f64>>(v: &V) -> f64 {
    v.dot(v).sqrt()
}

fn distance<V: Vector<f64>>(a: &V, b: &V) -> f64 {
    let mut difference = a.clone();
    difference.axpy(-1.0, b);
    norm(&difference)
}

fn random<V: Vector<f64>>(like: &V, rng: &mut Pcg64) -> V {
    let mut v = like.clone();
    v.zip_mut(like, &mut |x, _| *x = rng.random_range(-1.0..1.0));
    v
}

/// The sum of squares of any state, and of those on the way.
struct Squares;

impl<T: Real, Y: Vector<T>, P, U> Objective<T, Y, P, U> for Squares {
    type Memory = T;
    fn start(&self, _: &Y, _: usize) -> T {
        T::ZERO
    }
    fn see(&self, sum: &mut T, visit: &Visit<'_, T, Y, P, U>) {
        *sum += visit.y.dot(visit.y).times(0.01);
    }
    fn finish(&self, sum: &mut T, y1: &Y, _: &P) -> T {
        *sum + y1.dot(y1)
    }
}

impl<T: Real, Y: Vector<T>, P, U> ObjectiveVjp<T, Y, P, U> for Squares {
    fn seed(&self, _: &mut T, y1: &Y, _: &P, y_bar: &mut Y, _: &mut P) {
        y_bar.axpy(T::lit(2.0), y1);
    }
    fn pull(&self, _: &mut T, visit: &Visit<'_, T, Y, P, U>, y_bar: &mut Y, _: Bars<'_, T, P, U>) {
        y_bar.axpy(T::lit(0.02), visit.y);
    }
}

/// The gradient found backwards is the stored one up to the drift it reports, and the transpose is the forward mode's.
macro_rules! backwards_is_stored {
    ($METHOD:ident, $Field:ident, $y0:tt, $p:tt, $times:tt, $steps:tt) => {{
        // A fifth of the time: what contracts lets the copies part.
        let ((t0, t1), y0, p) = ($times, $y0, $p);
        let solve = Solve::new(Ode($Field), $METHOD, Uniform::new::<$steps>(t0, t0 + 0.2 * (t1 - t0))).reversible();
        let stored = solve.gradient_reverse(&y0, &p, &Squares, &Every, Slots::<$steps>).unwrap();
        let found = solve.gradient(&y0, &p, &Squares).unwrap();
        assert_eq!(found.gradient.value, stored.value);
        let off =
            distance(&(found.gradient.y0, found.gradient.p), &(stored.y0, stored.p)) / norm(&(stored.y0, stored.p));
        let allowed = 100.0 * found.drift + 1e-12;
        assert!(off < allowed, "{}: off by {off:e}, drift {:e}", stringify!($METHOD), found.drift);

        let mut rng = Pcg64::seed_from_u64(3);
        let (w, dy, dp) = (random(&y0, &mut rng), random(&y0, &mut rng), random(&p, &mut rng));
        let (y1, [dy1]) = solve.jvp(&y0, &p, &[dy], &[dp]);
        let ((a, b), p_bar) = solve.pairs().value_vjp(&(y0, y0), &p, &(w, w.zero()));
        assert_eq!(y1, solve.value(&y0, &p));
        let y0_bar = (a, b);
        let (forward, reverse) = (w.dot(&dy1), y0_bar.dot(&(dy, dy)) + Vector::dot(&p_bar, &dp));
        let scale = norm(&(y0_bar, p_bar)) * norm(&(dy, dp));
        assert!((forward - reverse).abs() <= 1e-11 * scale, "{}: {forward} is not {reverse}", stringify!($METHOD));
    }};
}

macro_rules! every_method_runs_backwards {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        paste! {
            #[test]
            fn [<every_method_runs_backwards_on_ $name>]() {
                every_method!(backwards_is_stored, $Field, ($y0), ($p), ($times), $steps);
            }
        }
    };
}
every_problem!(every_method_runs_backwards);

/// The order is the base method's, at least.
#[test]
fn the_order_is_kept() {
    macro_rules! converges {
        ($METHOD:ident, $Coefficients:ident, $coarse:literal, $fine:literal) => {
            let (y0, p) = ([2.0, 0.0], [1.5]);
            let exact = Solve::new(Ode(VanDerPol), DOPRI8, Uniform::new::<800>(0.0, 1.0)).value(&y0, &p);
            let at = |y: [f64; 2]| distance(&y, &exact);
            let coarse = Solve::new(Ode(VanDerPol), $METHOD, Uniform::new::<$coarse>(0.0, 1.0)).reversible();
            let fine = Solve::new(Ode(VanDerPol), $METHOD, Uniform::new::<$fine>(0.0, 1.0)).reversible();
            let order = (at(coarse.value(&y0, &p)) / at(fine.value(&y0, &p))).log2();
            let declared = f64::from($Coefficients::TABLEAU.order);
            assert!(order > declared - 0.2, "{} shows order {order}", stringify!($METHOD));
        };
    }
    converges!(EULER, Euler, 400, 800);
    converges!(HEUN, Heun, 100, 200);
    converges!(BOSH3, Bosh3, 50, 100);
    converges!(RK4, Rk4, 40, 80);
    converges!(TSIT5, Tsit5, 80, 160);
}

#[vector_field]
fn decay<T: Real>(_t: T, y: T, rate: T) -> T {
    -(rate * y)
}

/// What contracts lets the copies part, by `e^(2kT)` about, and `apart` is twice the value's error that comes of it.
#[test]
fn parting_of_the_copies_is_the_error_of_the_value() {
    println!("rate k   drift    apart    value off by   gradient off by");
    for (rate, apart) in [(1.0, 1e-11), (5.0, 1e-8), (10.0, 1e-2)] {
        let plain = Solve::new(Ode(Decay), RK4, Uniform::new::<1000>(0.0, 1.0));
        let solve = plain.reversible();
        let found = solve.gradient(&1.0, &rate, &Squares).unwrap();
        let stored = solve.gradient_reverse(&1.0, &rate, &Squares, &Every, Slots::<1000>).unwrap();
        let off = (found.gradient.p / stored.p - 1.0).abs();
        let value_off = (solve.value(&1.0, &rate) / plain.value(&1.0, &rate) - 1.0).abs();
        println!("{rate:6.1}   {:.1e}  {:.1e}  {value_off:.1e}        {off:.1e}", found.drift, found.apart);
        assert!(found.apart < apart && found.apart > 1e-5 * apart, "rate {rate}: apart {:e}", found.apart);
        assert!(value_off < found.apart + 1e-13, "rate {rate}: {value_off:e}, apart {:e}", found.apart);
        assert!(off < 1e-12 && found.drift < 1e-12, "rate {rate}: off by {off:e}, drift {:e}", found.drift);
    }
    let lost = Solve::new(Ode(Decay), RK4, Uniform::new::<1000>(0.0, 1.0)).reversible();
    assert!(lost.gradient(&1.0, &20.0, &Squares).unwrap().apart > 0.1, "and it says so where nothing is right");
}

/// Back over many steps a rounding grows by λ⁻ⁿ; an oscillator is found again, and a coupling that is too small is not.
#[test]
fn drift_over_long_solves() {
    let solve = Solve::new(Ode(VanDerPol), TSIT5, Uniform::new::<10_000>(0.0, 50.0)).reversible();
    let drift = |lambda: f64| {
        let found = solve.with_coupling(lambda).unwrap().gradient(&[2.0, 0.0], &[0.01], &Squares).unwrap();
        assert!(found.apart < 1e-8);
        found.drift
    };
    let drifts = [drift(1.0), drift(0.999), drift(0.99)];
    println!("coupling 1: {:.1e}, 0.999: {:.1e}, 0.99: {:.1e}", drifts[0], drifts[1], drifts[2]);
    assert!(drifts[0] < 1e-13 && drifts[1] < 1e-11);
    assert!(drifts[2].is_nan() || drifts[2] > 1.0, "0.99⁻¹⁰⁰⁰⁰ is 10⁴³");
}

/// Unless told otherwise the coupling lets roundings grow by e¹⁰ at the most, however many steps there are.
#[test]
fn the_coupling_goes_with_the_length() {
    let solve = Solve::new(Ode(VanDerPol), MIDPOINT, Uniform::new::<100_000>(0.0, 50.0)).reversible();
    let (y0, p) = ([2.0, 0.0], [0.01]);
    let found = solve.gradient(&y0, &p, &Squares).unwrap();
    let stored = solve.gradient_reverse(&y0, &p, &Squares, &Binomial, Slots::<100>).unwrap();
    assert!(found.drift < 1e-10 && found.apart < 1e-9, "drift {:e}, apart {:e}", found.drift, found.apart);
    let off = distance(&(found.gradient.y0, found.gradient.p), &(stored.y0, stored.p)) / norm(&(stored.y0, stored.p));
    assert!(off < 1e-10, "off by {off:e}");
}

/// States whose squares leave the range have a drift like any other.
#[test]
fn drift_of_large_states() {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0_f32, 1.0)).reversible();
    let found = solve.gradient(&1e30, &1.0, &Squares).unwrap();
    assert!(found.drift < 1e-5 && found.apart < 1e-4, "{found:?}");
}

/// What a solve can do, that on pairs can: here the derivative by the last time.
#[test]
fn pairs_are_a_solve() {
    let solve = Solve::new(Ode(DrivenPendulum), RK4, Uniform::new::<60>(0.0, 1.0)).reversible();
    let (y0, p) = ([0.4, 0.0], [9.81, 0.2, 1.3, 2.0]);
    let timed = solve.pairs().gradient_with_times(&(y0, y0), &p, &Squares, &Binomial, Slots::<5>).unwrap();
    let at = |t1: f64| {
        let solve = Solve::new(Ode(DrivenPendulum), RK4, Uniform::new::<60>(0.0, t1)).reversible();
        solve.pairs().objective(&(y0, y0), &p, &Squares)
    };
    let h = 1e-5;
    assert!((timed.t1 - (at(1.0 + h) - at(1.0 - h)) / (2.0 * h)).abs() < 1e-8);
}
