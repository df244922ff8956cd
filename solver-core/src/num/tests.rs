//! Every line of the table of primitives: its derivatives against differences, its bits against the plain number's.

extern crate std;

use std::vec::Vec;

use crate::num::{Dual, Lanes, Real};

type D1 = Dual<f64, 1>;
type D2 = Dual<D1, 1>;

struct Unary {
    name: &'static str,
    plain: fn(f64) -> f64,
    single: fn(f32) -> f32,
    lanes: fn(Lanes<f64, 2>) -> Lanes<f64, 2>,
    dual: fn(D1) -> D1,
    nested: fn(D2) -> D2,
}

struct Binary {
    name: &'static str,
    plain: fn(f64, f64) -> f64,
    dual: fn(Dual<f64, 2>, Dual<f64, 2>) -> Dual<f64, 2>,
}

macro_rules! unary_list {
    (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {
        const UNARY: &[Unary] = &[$(Unary {
            name: stringify!($name), plain: Real::$name, single: Real::$name, lanes: Real::$name, dual: Real::$name,
            nested: Real::$name,
        }),*];
    };
}

macro_rules! binary_list {
    (; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {
        const BINARY: &[Binary] = &[$(Binary { name: stringify!($name), plain: Real::$name, dual: Real::$name }),*];
    };
}

unary!(unary_list);
binary!(binary_list);

const POINTS: [f64; 8] = [-2.3, -0.85, -0.35, 0.2, 0.65, 1.4, 2.5, 7.0];

/// The points at which the function and its neighbourhood are real.
fn domain(f: fn(f64) -> f64) -> Vec<f64> {
    let domain: Vec<f64> = POINTS.into_iter().filter(|x| (f(x - 0.01) + f(x + 0.01)).is_finite()).collect();
    assert!(domain.len() >= 3, "a primitive that is tried at too few points");
    domain
}

/// The derivative by a central difference of order 6.
fn difference(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 1e-3;
    let d = |k: f64| f(x + k * h) - f(x - k * h);
    (45.0 * d(1.0) - 9.0 * d(2.0) + d(3.0)) / (60.0 * h)
}

fn assert_near(name: &str, at: f64, is: f64, should: f64, tolerance: f64) {
    assert!((is - should).abs() <= tolerance * should.abs().max(1.0), "{name} at {at}: {is} is not {should}");
}

#[test]
fn first_derivatives_agree_with_differences() {
    for Unary { name, plain, dual, .. } in UNARY {
        for x in domain(*plain) {
            let y = dual(Dual::variable(x, 0));
            assert_eq!(y.re.to_bits(), plain(x).to_bits(), "{name} at {x}: the value's bits");
            assert_near(name, x, y.eps[0], difference(plain, x), 1e-9);
        }
    }
}

#[test]
fn second_derivatives_agree_with_differences_of_the_first() {
    for Unary { name, plain, dual, nested, .. } in UNARY {
        for x in domain(*plain) {
            let y = nested(Dual { re: Dual::variable(x, 0), eps: [Dual::ONE] });
            let should = difference(|x| dual(Dual::variable(x, 0)).eps[0], x);
            assert_near(name, x, y.eps[0].eps[0], should, 1e-8);
        }
    }
}

/// NaN, an infinity or a number alike, from far below the domain to far above, in either precision and on lanes.
#[test]
fn what_is_not_a_number_is_one_nowhere() {
    let kind = |y: f64| {
        if y.is_nan() {
            "NaN"
        } else if y.is_infinite() {
            "an infinity"
        } else {
            "a number"
        }
    };
    for Unary { name, plain, single, lanes, .. } in UNARY {
        for x in [0.0, 0.5, 1.0, 1.5, 6.5e3, 7e3, 1e9, 1e30, f64::INFINITY, f64::NAN] {
            for x in [x, -x] {
                let y = plain(x);
                assert_eq!(kind(single(f32::lit(x)).to_f64()), kind(y), "{name} at {x} in single precision");
                assert_eq!(lanes(Lanes::splat(x)).to_array().map(kind), [kind(y); 2], "{name} at {x} on lanes");
            }
        }
    }
    assert!([-7e3, -1.0, 0.999].into_iter().all(|x| Real::acosh(x).is_nan()));
}

#[test]
fn single_precision_agrees_with_double() {
    for Unary { name, plain, single, .. } in UNARY {
        for x in domain(*plain) {
            let x = f32::lit(x);
            assert_near(name, f64::from(x), f64::from(single(x)), plain(f64::from(x)), 1e-6);
        }
    }
}

#[test]
fn partial_derivatives_of_two_arguments_agree_with_differences() {
    for Binary { name, plain, dual } in BINARY {
        for a in [0.3, 1.7, 2.4] {
            for b in [-1.2, 0.8, 1.9] {
                let y = dual(Dual::variable(a, 0), Dual::variable(b, 1));
                assert_eq!(y.re.to_bits(), plain(a, b).to_bits(), "{name} at {a}, {b}: the value's bits");
                assert_near(name, a, y.eps[0], difference(|a| plain(a, b), a), 1e-8);
                assert_near(name, b, y.eps[1], difference(|b| plain(a, b), b), 1e-8);
            }
        }
    }
}

#[test]
fn ring_operations_agree_with_differences() {
    type Op = (&'static str, fn(f64, f64) -> f64, fn(Dual<f64, 2>, Dual<f64, 2>) -> Dual<f64, 2>);
    let operations: [Op; 11] = [
        ("+", |a, b| a + b, |a, b| a + b),
        ("-", |a, b| a - b, |a, b| a - b),
        ("*", |a, b| a * b, |a, b| a * b),
        ("/", |a, b| a / b, |a, b| a / b),
        ("fma", |a, b| a.fma(b, a), |a, b| a.fma(b, a)),
        ("plus", |a, b| a.plus(0.1) * b, |a, b| a.plus(0.1) * b),
        ("times", |a, b| a.times(0.1) + b, |a, b| a.times(0.1) + b),
        ("times_add", |a, b| a.times_add(0.1, b), |a, b| a.times_add(0.1, b)),
        ("over", |a, b| a.over(0.1) - b, |a, b| a.over(0.1) - b),
        ("under", |a, b| a.under(0.1) * b, |a, b| a.under(0.1) * b),
        ("scale_add", |a, b| a.scale_add(0.1, b.scale(3.0)), |a, b| a.scale_add(0.1, b.scale(3.0))),
    ];
    let (a, b) = (1.7, -0.6);
    for (name, plain, dual) in operations {
        let y = dual(Dual::variable(a, 0), Dual::variable(b, 1));
        assert_eq!(y.re.to_bits(), plain(a, b).to_bits(), "{name}: the value's bits");
        assert_near(name, a, y.eps[0], difference(|a| plain(a, b), a), 1e-10);
        assert_near(name, b, y.eps[1], difference(|b| plain(a, b), b), 1e-10);
    }
}

#[test]
fn integer_powers() {
    for n in -4..=5 {
        for x in [-1.3, 0.4, 2.2] {
            let y = D1::variable(x, 0).powi(n);
            assert_near("powi", x, y.re, f64::powi(x, n), 1e-14);
            assert_near("powi", x, y.eps[0], difference(|x| Real::powi(x, n), x), 1e-7);
        }
    }
    assert_eq!(D1::variable(0.0, 0).powi(0).eps, [0.0]);
    assert_eq!(D1::variable(0.0, 0).powi(1).eps, [1.0]);
    assert_eq!(D1::variable(0.0, 0).powi(2).eps, [0.0]);
    assert_eq!(Real::powi(1.0, i32::MIN), 1.0);
}

/// The values documented for kinks and edges.
#[test]
fn kinks_and_edges() {
    let d = |x| D1::variable(x, 0);
    assert_eq!(d(0.0).abs().eps, [0.0]);
    assert_eq!(d(-0.0).abs().re.to_bits(), 0.0_f64.to_bits());
    assert_eq!(d(0.0).sqrt().eps, [f64::INFINITY]);
    assert_eq!(Real::hypot(d(0.0), d(0.0)).eps, [0.0]);
    let (a, b) = (Dual::<f64, 2>::variable(1.0, 0), Dual::variable(1.0, 1));
    assert_eq!((a.max(b).eps, a.min(b).eps), ([1.0, 0.0], [1.0, 0.0]));
    assert_eq!(Real::max(f64::NAN, 1.0), 1.0);
    assert_eq!(Real::min(1.0, f64::NAN), 1.0);
    assert_eq!(Dual::<f64, 2>::variable(0.0, 0).powf(Dual::variable(2.0, 1)).eps, [0.0, 0.0]);
    assert_eq!(Dual::<f64, 2>::variable(0.0, 0).powf(Dual::variable(0.0, 1)).eps, [0.0, 0.0]);
    let cube = |c: f64| (d(-2.0).powf(Dual::lit(c)).eps, d(-2.0).powc(c).eps);
    assert_eq!(cube(3.0), ([12.0], [12.0]));
    assert!(d(-2.0).powf(d(3.0)).eps[0].is_nan());
    let nested = Dual::<D1, 1>::variable(d(-2.0), 0).powf(Dual::lit(3.0));
    assert_eq!((nested.eps[0].re, nested.eps[0].eps), (12.0, [-12.0]));
    assert_eq!((d(0.0).powc(0.0).eps, d(0.0).powc(1.0).eps, d(0.0).powc(2.5).eps), ([0.0], [1.0], [0.0]));
    assert_eq!(d(0.0).cbrt().eps, [f64::INFINITY]);
    assert_eq!((Real::logistic(-800.0), Real::logistic(800.0)), (0.0, 1.0));
}

/// Comparison, and so a branch, looks at the value alone.
#[test]
fn order_ignores_tangents() {
    let (a, b) = (Dual::new(1.0, [5.0]), Dual::new(1.0, [-5.0]));
    assert!(a == b && a <= b && D1::lit(2.0) > a);
}

#[test]
fn sine_and_cosine_together_have_the_bits_of_each() {
    for i in -20_000..20_000 {
        let x = f64::from(i) * f64::from(i).abs() * 1.234e-4;
        let (sin, cos) = Real::sin_cos(x);
        assert_eq!((sin.to_bits(), cos.to_bits()), (Real::sin(x).to_bits(), Real::cos(x).to_bits()), "at {x}");
        let single = f32::lit(x);
        let (sin, cos) = Real::sin_cos(single);
        assert_eq!((sin.to_bits(), cos.to_bits()), (Real::sin(single).to_bits(), Real::cos(single).to_bits()));
        let (sin, cos) = D1::variable(x, 0).sin_cos();
        assert_eq!((sin.eps, cos.eps), ([cos.re], [-sin.re]));
    }
}

/// The derivative has no square that leaves the range where the value has none.
#[test]
fn partials_far_out_and_close_in() {
    for size in [1e-200, 1e-160, 1.0, 1e160, 1e200] {
        let angle = Dual::<f64, 2>::variable(size, 0).atan2(Dual::variable(size, 1));
        assert_near("atan2", size, angle.eps[0] * size, 0.5, 1e-15);
        assert_near("atan2", size, angle.eps[1] * size, -0.5, 1e-15);
    }
    for x in [1e160, 1e300] {
        assert_near("asinh", x, D1::variable(x, 0).asinh().eps[0] * x, 1.0, 1e-15);
        assert_near("acosh", x, D1::variable(x, 0).acosh().eps[0] * x, 1.0, 1e-15);
    }
    let single = Dual::<f32, 1>::variable(1e30, 0).asinh();
    assert!((single.eps[0] * 1e30 - 1.0).abs() < 1e-6);
}
