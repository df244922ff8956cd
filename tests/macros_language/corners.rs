//! Corners of the language in which a sweep could go wrong: each is also held against the function without the macro.

#![allow(clippy::cast_sign_loss, reason = "whole numbers of other kinds are indices as users write them")]

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, assert_same, check};

and_plain! {
    /// The beginning of `k` is so long that it is written once, under a name that is no constant.
    #[differentiable(turns = 8)]
    fn turns_by_a_counter<T: Real>(x: T, v: [T; 7], n: usize, flag: bool) -> T {
        let mut k: usize = 2;
        if n > 2 {
            k = (k + 3) % 3;
        }
        if k > 1 && flag {
            k = (k + 1) % 3;
        }
        let mut y = x;
        for i in 0..k {
            y = (y * v[k] + v[i]).sin();
            k += 1;
        }
        y * v[k]
    }

    #[differentiable]
    fn ends_of_patterns<T: Real>(x: T, v: [T; 5]) -> T {
        let [a, .., b] = v;
        let [.., c, _] = v.map(|v| v * x);
        let (d, ..) = (x.sin(), v, x);
        let [e, ..] = [a * b, c];
        let (.., f) = (d, e, a - x);
        let sum = |[p, q, ..]: [T; 5]| p * q;
        a * b.sin() + c * d * e * f + sum(v)
    }

    #[differentiable]
    fn shadowed_capture<T: Real>(x: T, y: T) -> T {
        let a = x;
        let f = |z: T| a * z.sin();
        let a = y;
        f(y) + a
    }

    #[differentiable]
    fn moved_capture<T: Real>(x: T, y: T) -> T {
        let mut a = x;
        let f = move |z: T| a * z.sin();
        a = y * y;
        f(y) + a
    }

    #[differentiable]
    fn own_variable<T: Real>(x: T, v: [T; 6]) -> T {
        let f = |z: T| {
            let mut y = z;
            y *= 2.0;
            y.sin()
        };
        let y = x * v[0];
        v.iter().map(|e| f(*e)).sum::<T>() + f(y)
    }

    #[differentiable(turns = 8)]
    fn same_name_longer_loop<T: Real>(x: T, v: [T; 6], n: usize) -> T {
        let mut z = x;
        for i in 0..3 {
            z = (z * v[i]).sin();
        }
        for i in 0..n {
            for j in 0..i {
                z = (z * v[j] + v[i]).sin();
            }
        }
        z
    }

    #[differentiable(turns = 8)]
    fn zip_of_none<T: Real>(x: T, v: [T; 6], n: usize) -> T {
        let mut z = x;
        for (i, e) in (3..n).zip(v.iter()) {
            z = (z * *e + 0.1 * i as f64).sin();
        }
        z
    }

    #[differentiable]
    fn computed_beginnings<T: Real>(x: T, v: [T; 6], n: usize) -> T {
        let mut z = x;
        for i in (n - 2)..6 {
            z = (z * v[i]).sin();
            for j in (i + 1)..6 {
                z = (z * v[j]).cos();
            }
        }
        for i in ((n - 2)..6).rev() {
            for j in (i / 2..i + 1).rev() {
                z = (z * v[j]).cos();
            }
        }
        z
    }

    #[differentiable]
    fn exponents<T: Real>(x: T, y: T) -> T {
        let mut z = y;
        for k in 1..5 {
            z = (z * x.powi(k)).sin();
        }
        for _ in 1u8..5 {
            z = (z * x).sin();
        }
        z
    }

    #[differentiable(turns = 8)]
    fn signed_counts<T: Real>(x: T, v: [T; 6], n: i32) -> T {
        let mut z = x;
        for k in (n..5).step_by(2).rev() {
            z = (z * x + v[(k.abs() % 6) as usize]).sin();
        }
        for k in -n..=n {
            z = (z * x + 0.1 * k as f64).sin();
        }
        for k in -2i32..3 {
            z = (z + v[(k + 2) as usize] * k as f64).sin();
        }
        z
    }

    #[differentiable]
    fn chosen_indices<T: Real>(x: T, v: [T; 6], n: usize) -> T {
        let (mut k, mut j) = (0, 1);
        match n {
            0 => k = 3,
            1 => {
                k = 2;
                j = 4;
            }
            _ => {}
        }
        let i = if n > 2 { 2 } else { 5 };
        (v[k] * v[j + 1]).sin() * x * v[i]
    }
}

/// The function at points, against all of it.
macro_rules! at {
    ($f:expr, |$a:ident| $name:ident($($argument:expr),*), $points:expr) => {
        for point in $points {
            let f = $f;
            check(stringify!($name), &f, |$a| $name($($argument),*), &point);
            let $a = point;
            assert_same(stringify!($name), &Differentiable::<f64>::eval(&f, &point), &plain::$name($($argument),*));
        }
    };
}

const V: [f64; 6] = [0.9, -0.5, 1.2, 0.4, -1.1, 0.8];

#[test]
fn a_closure_has_what_was_around_it() {
    at!(ShadowedCapture, |a| shadowed_capture(a.0, a.1), [(0.4, 0.9), (-1.2, 0.3)]);
    at!(MovedCapture, |a| moved_capture(a.0, a.1), [(0.4, 0.9), (-1.2, 0.3)]);
    at!(OwnVariable, |a| own_variable(a.0, a.1), [(0.4, V), (-1.2, V)]);
}

#[test]
fn what_a_loop_goes_over() {
    for n in [0, 2, 3, 4, 6] {
        at!(SameNameLongerLoop { n }, |a| same_name_longer_loop(a.0, a.1, n), [(0.4, V), (-1.2, V)]);
        at!(ZipOfNone { n }, |a| zip_of_none(a.0, a.1, n), [(0.4, V), (-1.2, V)]);
    }
    for n in [2, 4, 8] {
        at!(ComputedBeginnings { n }, |a| computed_beginnings(a.0, a.1, n), [(0.4, V), (-1.2, V)]);
    }
}

#[test]
fn loops_that_count_by_other_integers() {
    at!(Exponents, |a| exponents(a.0, a.1), [(0.4, 0.9), (-1.2, 0.3)]);
    for n in [0, 3, -2] {
        at!(SignedCounts { n }, |a| signed_counts(a.0, a.1, n), [(0.4, V), (-1.2, V)]);
    }
}

#[test]
fn an_integer_that_an_arm_chooses_is_an_index() {
    for n in 0..4 {
        at!(ChosenIndices { n }, |a| chosen_indices(a.0, a.1, n), [(0.4, V), (-1.2, V)]);
    }
}

#[test]
fn patterns_leave_elements_out() {
    at!(EndsOfPatterns, |a| ends_of_patterns(a.0, a.1), [(0.4, [0.3, -0.2, 0.9, 1.4, 0.7])]);
}

#[test]
fn a_counter_bounds_a_loop_that_changes_it() {
    for (n, flag) in [(0, false), (3, false), (3, true), (0, true)] {
        at!(
            TurnsByACounter { n, flag },
            |a| turns_by_a_counter(a.0, a.1, n, flag),
            [(0.4, [0.3, -0.2, 0.9, 1.4, 0.7, -0.6, 0.5])]
        );
    }
}
