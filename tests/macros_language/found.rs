//! What wider random programs found, made small.

use tapeless::{Differentiable, Ode, RK4, Real, Solve, Uniform, Vector, differentiable, vector_field};

use crate::check::{and_plain, assert_same, check};

and_plain! {
    /// The arm looks at `z`, in a product that its sum takes in, and is written where `y` is used: after `z` has changed.
    #[differentiable]
    fn looked_at_in_a_sum<T: Real>(x: T, p: T) -> T {
        let mut z = x;
        for _ in 0..3 {
            z = (0.5 * z + p).sin();
        }
        let y = if x > 0.3 { (p - 0.5 * z) * x } else { p };
        for _ in 0..2 {
            z = (0.7 * z + x).tanh();
        }
        z + y.sin()
    }
}

#[test]
fn what_a_sum_in_an_arm_looks_at() {
    for x in [0.7, 0.2] {
        let args = (x, 0.4);
        check("looked_at_in_a_sum", &LookedAtInASum, |a: (f64, f64)| looked_at_in_a_sum(a.0, a.1), &args);
        assert_same("looked_at_in_a_sum", &LookedAtInASum.eval(&args), &plain::looked_at_in_a_sum(x, 0.4));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pair<T> {
    a: T,
    b: [T; 2],
}

/// A field with what is not differentiated, between its arguments and lent.
#[vector_field]
fn pushed<T: Real, const N: usize>(_t: T, k: usize, y: [T; N], p: Pair<T>, by: &[f64; 2]) -> [T; N] {
    core::array::from_fn(|i| p.b[i % 2] * by[k] - p.a * y[i].sin())
}

/// Which is called as it stands, and solved.
#[differentiable]
fn calls_a_field_with_settings<T: Real>(y: [T; 3], p: Pair<T>, n: usize) -> T {
    let by = [0.3, -0.7];
    let slope: [T; 3] = pushed::<T, 3>(0.0, n % 2, y, p, &by);
    let solve = Solve::new(Ode(Pushed::<3> { k: 1, by: &[0.5, 0.25] }), RK4, Uniform::new::<3>(0.0, 0.4));
    let end: [T; 3] = solve.value(&slope, &p);
    end[0] * end[2] + slope[1] * end[1]
}

#[test]
fn fields_with_settings_are_called() {
    let args = ([0.3, -0.8, 0.5], Pair { a: 0.4, b: [0.9, -0.2] });
    for n in [0, 1] {
        let f = CallsAFieldWithSettings { n };
        check("with_settings", &f, |a: ([f64; 3], Pair<f64>)| calls_a_field_with_settings(a.0, a.1, n), &args);
        let by = [0.3, -0.7][n];
        let slope = |i: usize| args.1.b[i % 2] * by - args.1.a * args.0[i].sin();
        assert_same("a field", &pushed(0.0, n, args.0, args.1, &[0.3, -0.7]), &[slope(0), slope(1), slope(2)]);
    }
}

#[differentiable]
fn of_a_couple_and_a_law<T: Real>(x: T, at: (usize, f64), pair: (T, T), law: &dyn Fn(f64) -> f64) -> T {
    let (k, c) = at;
    x.powi(k as i32) * c + pair.0 * pair.1 * law(0.5)
}

impl<T: Real> Pair<T> {
    #[differentiable]
    fn weighed(&self, at: (usize, f64), law: &dyn Fn(f64) -> f64) -> T {
        self.b[at.0] * at.1 + self.a * law(at.1)
    }

    #[differentiable]
    fn by_rows(x: T, rows: &[[f64; 2]], two: &[[f64; 2]; 2]) -> Self {
        let mut a = x;
        for [c, d] in rows {
            a = a * *c + *d;
        }
        Self { a, b: [x * two[0][1], x * x * two[1][0]] }
    }
}

/// Tuples and closures of what is not differentiated, and tuples of constants where numbers are meant.
#[differentiable]
fn gives_tuples_and_closures<T: Real>(x: T, p: Pair<T>, n: usize, c: f64) -> T {
    let first = of_a_couple_and_a_law(x, (n, c), (p.a, x), &|y| 0.3 * y + c);
    let second = of_a_couple_and_a_law(first, (2_usize, 0.3), (0.5, 1.5), &f64::sin);
    let rows: Pair<T> = Pair::by_rows(first, &[[0.5, -0.4], [c, 0.2]], &[[0.3, 0.7], [c, 0.1]]);
    second * p.weighed((n % 2, c), &|y: f64| y * c) + rows.a * rows.b[0] * rows.b[1]
}

#[test]
fn tuples_and_closures_are_given() {
    let args = (0.7, Pair { a: 0.4, b: [0.9, -0.2] });
    for (n, power) in [(1, 1), (2, 2)] {
        let f = GivesTuplesAndClosures { n, c: 0.6 };
        check("gives", &f, |a: (f64, Pair<f64>)| gives_tuples_and_closures(a.0, a.1, n, 0.6), &args);
        let (x, p) = args;
        let first = x.powi(power) * 0.6 + p.a * x * (0.15 + 0.6);
        let second = first * first * 0.3 + 0.75 * 0.5_f64.sin();
        let rows = (first * 0.5 - 0.4) * 0.6 + 0.2;
        let rows = rows * (first * 0.7) * (first * first * 0.6);
        assert_same("gives", &f.eval(&args), &(second * (p.b[n % 2] * 0.6 + p.a * 0.36) + rows));
    }
}
