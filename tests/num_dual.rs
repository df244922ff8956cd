//! Solves on the dual numbers of `num_dual` against solves on ours, to third order, on every problem.
#![cfg(feature = "num-dual")]

mod zoo;

use num_dual::{Dual2, Dual3_64, Dual64, DualSVec64, HyperDual64};
use paste::paste;
use tapeless::*;
use zoo::*;

type D1 = Dual<f64, 1>;
type D2 = Dual<D1, 1>;
type D3 = Dual<D2, 1>;

/// The state that starts one tenth further on with each unit of `s`, its parameters too, in the number of `s`.
fn along<V: Vector<f64>, T: Real<Base = f64>>(v: &V, s: T) -> V::With<T> {
    v.map(&mut |x| s.times(0.1).plus(1.0) * T::constant(x))
}

fn components<T: Real, V: Vector<T>>(v: &V) -> Vec<T> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

fn assert_near(name: &str, is: f64, should: f64, scale: f64) {
    assert!((is - should).abs() <= 1e-10 * scale.max(should.abs()), "{name}: {is} is not {should}");
}

macro_rules! on_num_dual {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        paste! {
            #[test]
            fn [<num_dual_on_ $name>]() {
                let ((t0, t1), y0, p) = ($times, $y0, $p);
                let solve = Solve::new(Ode($Field), RK4, Uniform::new::<$steps>(t0, 0.25 * t1));
                let s = D3::new(D2::new(D1::new(0.0, [1.0]), [D1::ONE]), [D2::ONE]);
                let ours = components(&solve.value::<D3>(&along(&y0, s), &along(&p, s)));
                let s = Dual3_64::new(0.0, 1.0, 0.0, 0.0);
                let third = components(&solve.value::<Dual3_64>(&along(&y0, s), &along(&p, s)));
                let s = HyperDual64::new(0.0, 1.0, 1.0, 0.0);
                let second = components(&solve.value::<HyperDual64>(&along(&y0, s), &along(&p, s)));
                let s = DualSVec64::<2>::new(0.0, num_dual::Derivative::some(nalgebra::vector![1.0, -2.0]));
                let first = components(&solve.value::<DualSVec64<2>>(&along(&y0, s), &along(&p, s)));
                let s = Dual2::new(Dual64::new(0.0, 1.0), Dual64::new(1.0, 0.0), Dual64::new(0.0, 0.0));
                let nested = components(&solve.value::<Dual2<Dual64>>(&along(&y0, s), &along(&p, s)));
                for (i, ours) in ours.iter().enumerate() {
                    let name = stringify!($name);
                    let by = [ours.re.re.re, ours.re.re.eps[0], ours.re.eps[0].eps[0], ours.eps[0].eps[0].eps[0]];
                    for (is, should) in [third[i].re, third[i].v1, third[i].v2, third[i].v3].into_iter().zip(by) {
                        assert_near(name, is, should, 1.0);
                    }
                    let all = [nested[i].re.re, nested[i].v1.re, nested[i].v2.re, nested[i].v2.eps];
                    for (is, should) in all.into_iter().zip(by) {
                        assert_near(name, is, should, 1.0);
                    }
                    let (one, other) = (second[i].eps1, second[i].eps2);
                    for (is, should) in [one, other, second[i].eps1eps2].into_iter().zip([by[1], by[1], by[2]]) {
                        assert_near(name, is, should, 1.0);
                    }
                    let tangents = first[i].eps.unwrap_generic(nalgebra::Const::<2>, nalgebra::U1);
                    assert_near(name, tangents[0], by[1], 1.0);
                    assert_near(name, tangents[1], -2.0 * by[1], 1.0);
                }
            }
        }
    };
}
every_problem!(on_num_dual);

/// A gradient in reverse mode on their numbers is a Hessian's row, as on ours.
#[test]
fn reverse_over_num_dual() {
    #[differentiable]
    fn sum_of_squares<T: Real>([x, y]: [T; 2]) -> T {
        x * x + y * y
    }
    let solve = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<100>(0.0, 2.0));
    let (y0, p) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
    let mut ours = (y0.map(D1::lit), p.map(D1::lit));
    let mut theirs = (y0.map(num_dual::Dual64::from), p.map(num_dual::Dual64::from));
    ours.1[2].eps = [1.0];
    theirs.1[2].eps = 1.0;
    let ours = solve.gradient::<D1, _>(&ours.0, &ours.1, &Terminal(SumOfSquares));
    let theirs = solve.gradient::<num_dual::Dual64, _>(&theirs.0, &theirs.1, &Terminal(SumOfSquares));
    for (theirs, ours) in theirs.p.iter().zip(&ours.p) {
        assert_near("p", theirs.re, ours.re, 1.0);
        assert_near("∂p", theirs.eps, ours.eps[0], 1.0);
    }
}
