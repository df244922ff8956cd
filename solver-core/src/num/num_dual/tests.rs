//! Our dual numbers against `num_dual`'s, on every line of the table: first to third order.

extern crate std;

use num_dual::{Dual2, Dual2_64, Dual3_64, Dual64, DualSVec, DualSVec64, HyperDual, HyperDual64, HyperHyperDual64};

use crate::num::{Dual, Lanes, Real};

type D1 = Dual<f64, 1>;
type D2 = Dual<D1, 1>;
type D3 = Dual<D2, 1>;
/// Ours to the third order, on lanes.
type L3 = Dual<Dual<Dual<Lanes<f64, 4>, 1>, 1>, 1>;
/// Theirs, one over another, to the third order by the same variable.
type Nested = num_dual::Dual<num_dual::Dual<Dual64>>;

struct Unary {
    name: &'static str,
    ours: fn(D3) -> D3,
    first: fn(Dual64) -> Dual64,
    second: fn(Dual2_64) -> Dual2_64,
    third: fn(Dual3_64) -> Dual3_64,
    lanes: fn(L3) -> L3,
    nested: fn(Nested) -> Nested,
    second_over_first: fn(Dual2<Dual64>) -> Dual2<Dual64>,
    first_over_second: fn(num_dual::Dual<Dual2_64>) -> num_dual::Dual<Dual2_64>,
}

struct Binary {
    name: &'static str,
    ours: fn(D2, D2) -> D2,
    ours_third: fn(D3, D3) -> D3,
    second: fn(HyperDual64, HyperDual64) -> HyperDual64,
    third: fn(HyperHyperDual64, HyperHyperDual64) -> HyperHyperDual64,
    vector: fn(DualSVec64<2>, DualSVec64<2>) -> DualSVec64<2>,
    hyper_over_vector: fn(HyperDual<DualSVec64<2>>, HyperDual<DualSVec64<2>>) -> HyperDual<DualSVec64<2>>,
    vector_over_first: fn(DualSVec<Dual64, 2>, DualSVec<Dual64, 2>) -> DualSVec<Dual64, 2>,
}

macro_rules! unary_list {
    (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {
        const UNARY: &[Unary] = &[$(Unary {
            name: stringify!($name),
            ours: Real::$name,
            first: Real::$name,
            second: Real::$name,
            third: Real::$name,
            lanes: Real::$name,
            nested: Real::$name,
            second_over_first: Real::$name,
            first_over_second: Real::$name,
        }),*];
    };
}

macro_rules! binary_list {
    (; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {
        const BINARY: &[Binary] = &[$(Binary {
            name: stringify!($name),
            ours: Real::$name,
            ours_third: Real::$name,
            second: Real::$name,
            third: Real::$name,
            vector: Real::$name,
            hyper_over_vector: Real::$name,
            vector_over_first: Real::$name,
        }),*];
    };
}

unary!(unary_list);
binary!(binary_list);

fn assert_near(name: &str, at: f64, is: f64, should: f64) {
    let near = (is - should).abs() <= 1e-11 * should.abs().max(1.0) || is.is_nan() && should.is_nan();
    assert!(near, "{name} at {at}: {is} is not {should}");
}

#[test]
fn functions_to_third_order() {
    for Unary { name, ours, first, second, third, lanes, nested, second_over_first, first_over_second } in UNARY {
        for x in [0.15, 0.4, 0.75, 1.3, 2.6] {
            let one = D1::new(x, [1.0]);
            let two = D2::new(one, [D1::ONE]);
            let y = ours(D3::new(two, [D2::ONE]));
            let should = [y.re.re.re, y.re.re.eps[0], y.re.eps[0].eps[0], y.eps[0].eps[0].eps[0]];
            let (a, b, c) = (
                first(Dual64::new(x, 1.0)),
                second(Dual2_64::new(x, 1.0, 0.0)),
                third(Dual3_64::new(x, 1.0, 0.0, 0.0)),
            );
            for (is, should) in [a.re, a.eps].into_iter().zip(should) {
                assert_near(name, x, is, should);
            }
            for (is, should) in [b.re, b.v1, b.v2].into_iter().zip(should) {
                assert_near(name, x, is, should);
            }
            for (is, should) in [c.re, c.v1, c.v2, c.v3].into_iter().zip(should) {
                assert_near(name, x, is, should);
            }
            let one = num_dual::Dual::new(Dual64::new(x, 1.0), Dual64::new(1.0, 0.0));
            let y = nested(num_dual::Dual::new(one, num_dual::Dual::from_re(Dual64::from_re(1.0))));
            for (is, should) in [y.re.re.re, y.re.re.eps, y.re.eps.eps, y.eps.eps.eps].into_iter().zip(should) {
                assert_near(name, x, is, should);
            }
            let (one, none) = (Dual64::from_re(1.0), Dual64::from_re(0.0));
            let y = second_over_first(Dual2::new(Dual64::new(x, 1.0), one, none));
            for (is, should) in [y.re.re, y.re.eps, y.v1.eps, y.v2.eps].into_iter().zip(should) {
                assert_near(name, x, is, should);
            }
            let y = first_over_second(num_dual::Dual::new(Dual2_64::new(x, 1.0, 0.0), Dual2_64::from_re(1.0)));
            for (is, should) in [y.re.re, y.eps.re, y.eps.v1, y.eps.v2].into_iter().zip(should) {
                assert_near(name, x, is, should);
            }
            let lane = |x: f64| Lanes::new([1.3, x, 0.4, x]);
            let one = Dual::new(lane(x), [Lanes::ONE]);
            let y = lanes(L3::new(Dual::new(one, [Dual::ONE]), [Dual::ONE]));
            let lane = |y: Lanes<f64, 4>| y.to_array()[1];
            let y = [y.re.re.re, y.re.re.eps[0], y.re.eps[0].eps[0], y.eps[0].eps[0].eps[0]];
            for (is, should) in y.into_iter().map(lane).zip(should) {
                assert_near(name, x, is, should);
            }
        }
    }
}

#[test]
fn functions_of_two_arguments_to_third_order() {
    for Binary { name, ours, ours_third, second, third, vector, hyper_over_vector, vector_over_first } in BINARY {
        for (a, b) in [(0.3, 0.8), (1.7, -1.2), (2.4, 1.9), (0.6, 2.5)] {
            let y = ours(D2::new(D1::new(a, [1.0]), [D1::ZERO]), D2::new(D1::new(b, [0.0]), [D1::ONE]));
            let z = second(HyperDual64::new(a, 1.0, 0.0, 0.0), HyperDual64::new(b, 0.0, 1.0, 0.0));
            for (is, should) in
                [(z.re, y.re.re), (z.eps1, y.re.eps[0]), (z.eps2, y.eps[0].re), (z.eps1eps2, y.eps[0].eps[0])]
            {
                assert_near(name, a, is, should);
            }
            // By a, a and b.
            let twice = D3::new(D2::new(D1::new(a, [1.0]), [D1::ONE]), [D2::ZERO]);
            let once = D3::new(D2::new(D1::new(b, [0.0]), [D1::ZERO]), [D2::ONE]);
            let by_a_a_and_b = ours_third(twice, once).eps[0].eps[0].eps[0];
            let z = third(
                HyperHyperDual64::new(a, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
                HyperHyperDual64::new(b, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
            );
            assert_near(name, a, z.eps1eps2eps3, by_a_a_and_b);
            let direction = |k: usize| num_dual::Derivative::derivative_generic(nalgebra::Const::<2>, nalgebra::U1, k);
            let z = vector(DualSVec64::new(a, direction(0)), DualSVec64::new(b, direction(1)));
            let by = z.eps.unwrap_generic(nalgebra::Const::<2>, nalgebra::U1);
            let y = ours(D2::new(D1::new(a, [1.0]), [D1::ZERO]), D2::new(D1::new(b, [0.0]), [D1::ONE]));
            assert_near(name, a, by[0], y.re.eps[0]);
            assert_near(name, a, by[1], y.eps[0].re);
            // Once by each of them, and a third time by a or b.
            let (zero, one) = (DualSVec64::from_re(0.0), DualSVec64::from_re(1.0));
            let z = hyper_over_vector(
                HyperDual::new(DualSVec64::new(a, direction(0)), one, zero, zero),
                HyperDual::new(DualSVec64::new(b, direction(1)), zero, one, zero),
            );
            let by = z.eps1eps2.eps.unwrap_generic(nalgebra::Const::<2>, nalgebra::U1);
            assert_near(name, a, z.eps1eps2.re, y.eps[0].eps[0]);
            assert_near(name, a, by[0], by_a_a_and_b);
            let direction = |k: usize| num_dual::Derivative::derivative_generic(nalgebra::Const::<2>, nalgebra::U1, k);
            let z = vector_over_first(
                DualSVec::new(Dual64::new(a, 1.0), direction(0)),
                DualSVec::new(Dual64::new(b, 0.0), direction(1)),
            );
            let by = z.eps.unwrap_generic(nalgebra::Const::<2>, nalgebra::U1);
            assert_near(name, a, by[0].re, y.re.eps[0]);
            assert_near(name, a, by[1].eps, y.eps[0].eps[0]);
        }
    }
}

/// Where `num_dual`'s own formulas divide by zero or take the logarithm of one.
#[test]
fn edges() {
    let x = Dual2_64::new(-2.0, 1.0, 0.0);
    let cube = Real::powf(x, Real::lit(3.0));
    assert_eq!((cube.re, cube.v1, cube.v2), (-8.0, 12.0, -12.0));
    let square = Real::powf(Dual2_64::new(0.0, 1.0, 0.0), Real::lit(2.0));
    assert_eq!((square.re, square.v1, square.v2), (0.0, 0.0, 2.0));
    let angle = Real::atan2(Dual64::new(1.0, 1.0), Dual64::new(0.0, 0.0));
    assert_eq!((angle.re, angle.eps), (core::f64::consts::FRAC_PI_2, 0.0));
    let angle = Real::atan2(Dual64::new(1.0, 0.0), Dual64::new(0.0, 1.0));
    assert_eq!(angle.eps, -1.0);
    assert_eq!(Real::hypot(Dual64::new(0.0, 1.0), Dual64::new(0.0, 0.0)).eps, 0.0);
    let [there, below] = [0.0, -2.0].map(|x| Real::abs(Dual64::new(x, 1.0)));
    assert_eq!((there.re, there.eps, below.re, below.eps), (0.0, 0.0, 2.0, -1.0));
    assert!(Dual64::new(1.0, f64::INFINITY).eps.is_infinite() && !Real::is_finite(Dual64::new(1.0, f64::INFINITY)));
}
