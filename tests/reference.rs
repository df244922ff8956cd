//! Values that other programs computed.

use tapeless::*;

fn assert_near(is: f64, should: f64, tolerance: f64) {
    assert!((is - should).abs() <= tolerance * should.abs(), "{is} is not {should}");
}

/// Robertson's reaction, a stiff one (1966): here in steps small enough for an explicit method.
#[vector_field]
fn robertson<T: Real>(_t: T, [y1, y2, y3]: [T; 3], [k1, k2, k3]: [T; 3]) -> [T; 3] {
    let (slow, fast, back) = (k1 * y1, k2 * y2 * y2, k3 * y2 * y3);
    [back - slow, slow - fast - back, fast]
}

const RATES: [f64; 3] = [0.04, 3e7, 1e4];

/// The states that diffrax stores, computed with Kvaerno5 at a tolerance of 1e-20; at 1e-4, where its y3 is off by 1.2e-9
/// of itself, those of mpmath's Taylor series with 30 digits.
#[test]
fn robertson_states() {
    let states = [
        (1e-4, [0.99999600000801270925, 3.9840684637926580e-6, 1.5923523498090607e-8]),
        (1e-2, [0.99960068268829505, 3.6450478878442643e-5, 3.6286683282835678e-4]),
        (1.0, [0.96645973733301294, 3.0746265785786866e-5, 3.3509516401211095e-2]),
    ];
    for (t1, should) in states {
        let is = Solve::new(Ode(Robertson), TSIT5, Uniform::new::<8000>(0.0, t1)).value(&[1.0, 0.0, 0.0], &RATES);
        for (is, should) in is.into_iter().zip(should) {
            assert_near(is, should, 1e-11);
        }
    }
}

/// At t = 100 the explicit method is held by its stability, not by its error.
#[test]
fn robertson_at_a_late_time() {
    let should = [0.61723488239606716, 6.1535912746388841e-6, 0.38275896401264059];
    let is = Solve::new(Ode(Robertson), TSIT5, Uniform::new::<200_000>(0.0, 100.0)).value(&[1.0, 0.0, 0.0], &RATES);
    for (is, should) in is.into_iter().zip(should) {
        assert_near(is, should, 1e-10);
    }
}

/// The sensitivities at t = 0.4, converged, by the rates: in reverse and in forward mode.
#[test]
fn robertson_sensitivities() {
    let should = [
        [-0.3559525660, -1.583177e-11, 9.542381e-8],
        [3.902544054e-4, -5.290041e-13, -2.130961e-10],
        [0.3555623116, 1.636077e-11, -9.521072e-8],
    ];
    let digits = [1e-9, 1e-6, 1e-6];
    let solve = Solve::new(Ode(Robertson), TSIT5, Uniform::new::<4000>(0.0, 0.4));
    let y0 = [1.0, 0.0, 0.0];
    let directions = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let (_, forward) = solve.jvp(&y0, &RATES, &[[0.0; 3]; 3], &directions);
    for (i, row) in should.into_iter().enumerate() {
        let mut w = [0.0; 3];
        w[i] = 1.0;
        let (_, by_rates) = solve.value_vjp(&y0, &RATES, &w);
        for k in 0..3 {
            assert_near(by_rates[k], row[k], digits[k]);
            assert_near(by_rates[k], forward[k][i], 1e-10);
        }
    }
}

/// The problem of SUNDIALS' example `cvsHessian_ASA_FSA`, the integral of the cost as a fourth component.
#[vector_field]
fn hessian_example<T: Real>(_t: T, [y1, y2, y3, _cost]: [T; 4], [p1, p2]: [T; 2]) -> [T; 4] {
    [-p1 * y1 * y1 - y3, -y2, -p2 * p2 * y2 * y3, 0.5 * (y1 * y1 + y2 * y2 + y3 * y3)]
}

#[differentiable]
fn accumulated<T: Real>([_y1, _y2, _y3, cost]: [T; 4]) -> T {
    cost
}

/// The gradient, and the Hessian by forward over reverse, to the five digits that example prints.
#[test]
fn hessian_of_an_integral() {
    let solve = Solve::new(Ode(HessianExample), TSIT5, Uniform::new::<200>(0.0, 2.0));
    let g = solve.gradient(&[1.0, 1.0, 1.0, 0.0], &[1.0, 2.0], &Terminal(Accumulated));
    assert_near(g.value, 0.53088, 1e-5);
    assert_near(g.p[0], -0.12838, 4e-5);
    assert_near(g.p[1], 0.018037, 4e-5);
    let hessian =
        solve.hessian::<2, f64>(&[1.0, 1.0, 1.0, 0.0], &[1.0, 2.0], &Terminal(Accumulated), By::Params).unwrap().matrix;
    for (is, should) in hessian.as_flattened().iter().zip([0.15628, -0.078678, -0.078678, 0.089814]) {
        assert_near(*is, should, 4e-5);
    }
    assert_near(hessian[0][1], hessian[1][0], 1e-12);
}
