//! Hessians, Gauss–Newton products and Jacobians: against differences and each other; `reference` has SUNDIALS' values.

mod zoo;

use paste::paste;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
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

/// `x + s d`
fn moved<V: Vector<f64>>(x: &V, s: f64, d: &V) -> V {
    let mut moved = x.clone();
    moved.axpy(s, d);
    moved
}

/// A cost of any state, not a quadratic one, at the end and on the way.
struct Quartic;

impl<T: Real, Y: Vector<T>, P, U> Objective<T, Y, P, U> for Quartic {
    type Memory = T;
    fn start(&self, _: &Y, _: usize) -> T {
        T::ZERO
    }
    fn see(&self, sum: &mut T, visit: &Visit<'_, T, Y, P, U>) {
        *sum += visit.y.dot(visit.y).times(0.01);
    }
    fn finish(&self, sum: &mut T, y1: &Y, _: &P) -> T {
        let square = y1.dot(y1);
        *sum + square * square.times(0.1)
    }
}

impl<T: Real, Y: Vector<T>, P, U> ObjectiveVjp<T, Y, P, U> for Quartic {
    fn seed(&self, _: &mut T, y1: &Y, _: &P, y_bar: &mut Y, _: &mut P) {
        y_bar.axpy(y1.dot(y1).times(0.4), y1);
    }
    fn pull(&self, _: &mut T, visit: &Visit<'_, T, Y, P, U>, y_bar: &mut Y, _: Bars<'_, T, P, U>) {
        y_bar.axpy(T::lit(0.02), visit.y);
    }
}

/// Products of the Hessian: against differences of gradients, symmetric, the same by schedules, and the matrix's.
macro_rules! second_order {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        paste! {
            #[test]
            fn [<second_order_of_ $name>]() {
                let ((t0, t1), y0, p) = ($times, $y0, $p);
                let solve = Solve::new(Ode($Field), RK4, Uniform::new::<60>(t0, t0 + 0.1 * (t1 - t0)));
                let mut rng = Pcg64::seed_from_u64(17);
                let (a, b) = ((random(&y0, &mut rng), random(&p, &mut rng)), (random(&y0, &mut rng), random(&p, &mut rng)));
                let second = solve.hvp(&y0, &p, &Quartic, &[a.0, b.0], &[a.1, b.1]);
                let plain = solve.gradient(&y0, &p, &Quartic);
                assert_eq!(second.gradient, plain);
                let [of_a, of_b] = second.products;
                let [of_a, of_b] = [(of_a.y0, of_a.p), (of_b.y0, of_b.p)];
                assert!((of_a.dot(&b) - of_b.dot(&a)).abs() <= 1e-12 * norm(&of_a) * norm(&b), "symmetric");
                let along = (plain.y0, plain.p).dot(&a);
                assert!((second.products[0].value - along).abs() <= 1e-13 * norm(&(plain.y0, plain.p)) * norm(&a));

                let at = |s: f64| {
                    let g = solve.gradient(&moved(&y0, s, &a.0), &moved(&p, s, &a.1), &Quartic);
                    (g.y0, g.p)
                };
                let h = 1e-3;
                let mut difference = moved(&at(h), -1.0, &at(-h)).scaled(8.0);
                difference.axpy(-1.0, &moved(&at(2.0 * h), -1.0, &at(-2.0 * h)));
                let difference = difference.scaled(1.0 / (12.0 * h));
                assert!(distance(&of_a, &difference) < 1e-8 * norm(&of_a), "{of_a:?} is not {difference:?}");

                let few = solve.hvp_reverse(&y0, &p, &Quartic, (&[a.0, b.0], &[a.1, b.1]), &Binomial, Slots::<4>);
                assert_eq!(few, Ok(second));
            }
        }
    };
}
every_problem!(second_order);

/// The whole matrix, by the state, the parameters and both, against the products.
#[test]
fn hessians_are_products_with_unit_vectors() {
    let solve = Solve::new(Ode(LotkaVolterra), TSIT5, Uniform::new::<50>(0.0, 2.0));
    let (y0, p) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
    let all = solve.hessian::<6, f64>(&y0, &p, &Quartic, By::Both).unwrap();
    let of_state = solve.hessian::<2, f64>(&y0, &p, &Quartic, By::State).unwrap();
    let of_params = solve.hessian::<4, f64>(&y0, &p, &Quartic, By::Params).unwrap();
    assert_eq!(all.gradient, solve.gradient(&y0, &p, &Quartic));
    let size = norm(&all.matrix);
    for i in 0..6 {
        for j in 0..6 {
            let entry = all.matrix[i][j];
            assert!((entry - all.matrix[j][i]).abs() < 1e-13 * size, "symmetric");
            if i < 2 && j < 2 {
                assert!((entry - of_state.matrix[i][j]).abs() < 1e-13 * size);
            } else if i >= 2 && j >= 2 {
                assert!((entry - of_params.matrix[i - 2][j - 2]).abs() < 1e-13 * size);
            }
        }
    }
    let direction = [0.3, -0.2, 0.1, 0.7];
    let [product] = solve.hvp(&y0, &p, &Quartic, &[[0.0; 2]], &[direction]).products;
    let row = |i: usize| of_params.matrix.iter().zip(direction).map(|(column, d)| column[i] * d).sum::<f64>();
    assert!(distance(&product.p, &core::array::from_fn(row)) < 1e-12 * size);
    let wrong = solve.hessian::<5, f64>(&y0, &p, &Quartic, By::Both);
    assert_eq!(wrong, Err(Error::Components { needed: 6, given: 5 }));
    assert!(wrong.unwrap_err().to_string().contains("ask for 6"));
}

#[differentiable]
fn misfit<T: Real>([x, y]: [T; 2], [a, b]: [T; 2]) -> T {
    (x - a).powi(2) + 2.0 * (y - b).powi(2)
}

/// The matrix of Gauss and Newton is `2 Jᵀ W J`, J being the Jacobian of the states that are observed.
#[test]
fn gauss_newton_products_are_those_of_the_jacobian() {
    let solve = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<60>(0.0, 3.0));
    let (y0, p) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
    let objective = Observed { cost: Misfit, values: [[1.1, 0.9], [2.0, 0.4], [5.0, 0.5], [4.0, 2.0]] };
    let (dy, dp) = ([[0.2, -0.4], [1.0, 0.3]], [[0.1, 0.5, -0.3, 0.2], [-1.0, 0.2, 0.4, 0.6]]);
    let near = solve.gauss_newton(&y0, &p, &objective, &dy, &dp);
    let exact = solve.hvp(&y0, &p, &objective, &dy, &dp);
    assert!(distance(&(near.gradient.y0, near.gradient.p), &(exact.gradient.y0, exact.gradient.p)) < 1e-12);
    assert!(distance(&near.products[0].p, &exact.products[0].p) > 1e-3, "the residuals are not zero");
    assert!((near.products[0].value - exact.products[0].value).abs() < 1e-12);

    let saved = solve.saved_jacobians::<4, 6, f64>(&y0, &p, By::Both).unwrap();
    for ((dy, dp), product) in dy.into_iter().zip(dp).zip(&near.products) {
        let d = [dy[0], dy[1], dp[0], dp[1], dp[2], dp[3]];
        let mut should = [0.0; 6];
        for (_, columns) in &saved {
            let tangent = |i: usize| columns.iter().zip(d).map(|(column, d)| column[i] * d).sum::<f64>();
            let weighed = [2.0 * tangent(0), 4.0 * tangent(1)];
            for (should, column) in should.iter_mut().zip(columns) {
                *should += column.dot(&weighed);
            }
        }
        let is = [product.y0[0], product.y0[1], product.p[0], product.p[1], product.p[2], product.p[3]];
        assert!(distance(&is, &should) < 1e-12 * norm(&should), "{is:?} is not {should:?}");
    }
}

/// Where the data are the model's own, the Hessian is the matrix of Gauss and Newton.
#[test]
fn without_residuals_gauss_newton_is_exact() {
    let solve = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<60>(0.0, 3.0));
    let (y0, p) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
    let objective = Observed { cost: Misfit, values: solve.saved::<4, f64>(&y0, &p) };
    let (dy, dp) = ([[0.2, -0.4]], [[0.1, 0.5, -0.3, 0.2]]);
    let (near, exact) = (solve.gauss_newton(&y0, &p, &objective, &dy, &dp), solve.hvp(&y0, &p, &objective, &dy, &dp));
    let (near, exact) = (near.products[0], exact.products[0]);
    assert!(distance(&(near.y0, near.p), &(exact.y0, exact.p)) < 1e-12 * norm(&exact.p));
}

#[vector_field]
fn pushed<T: Real>(_t: T, [x, v]: [T; 2], [k, c]: [T; 2], u: T) -> [T; 2] {
    [v, u - k * x * x * x - c * v]
}

#[differentiable]
fn effort<T: Real>([x, _v]: [T; 2], u: T) -> T {
    x * x * u + u * u
}

#[differentiable]
fn endpoint<T: Real>([x, v]: [T; 2]) -> T {
    (x - 1.0).powi(2) + v * v
}

/// The inputs' gradient has its derivatives along a direction too.
#[test]
fn inputs_have_second_derivatives() {
    let inputs: [f64; 20] = core::array::from_fn(|i| (0.3 * i as f64).cos());
    let solve = Solve::new(Ode(Pushed), RK4, Uniform::new::<20>(0.0, 2.0)).with_inputs(inputs);
    let (y0, p) = ([0.5, 0.0], [2.0, 0.3]);
    let objective = (Running(Effort), Terminal(Endpoint));
    let (dy, dp) = ([[0.4, 1.0]], [[1.0, -0.5]]);
    let second = solve.hvp(&y0, &p, &objective, &dy, &dp);
    let h = 1e-4;
    let at = |s: f64| solve.gradient(&moved(&y0, s, &dy[0]), &moved(&p, s, &dp[0]), &objective).inputs;
    let difference = moved(&at(h), -1.0, &at(-h)).scaled(0.5 / h);
    assert!(distance(&second.products[0].inputs, &difference) < 1e-6);

    // The cost is linear in y and quadratic in u where y alone moves: the parts of Gauss and Newton are by hand.
    let near = solve.gauss_newton(&y0, &p, &objective, &dy, &dp);
    assert!(distance(&near.gradient.inputs, &second.gradient.inputs) < 1e-13);
    let (y1, [dy1]) = solve.jvp(&y0, &p, &dy, &dp);
    let terminal = solve.gauss_newton(&y0, &p, &Terminal(Endpoint), &dy, &dp);
    let weighed = [2.0 * dy1[0], 2.0 * dy1[1]];
    let (y0_bar, p_bar) = solve.value_vjp(&y0, &p, &weighed);
    assert!(distance(&(terminal.products[0].y0, terminal.products[0].p), &(y0_bar, p_bar)) < 1e-13);
    assert!(y1[0].is_finite());
}

fn check<const N: usize>((y, columns): WithJacobian<[f64; 3], N>, (z, others): WithJacobian<[f64; 3], N>) {
    assert_eq!(y, z);
    assert!(distance(&columns, &others) <= 1e-12 * norm(&columns));
}

/// Both modes give the Jacobian, at the end and at every saved state, by any of the components.
#[test]
fn jacobians_agree_in_both_modes() {
    let solve = Solve::new(Ode(Lorenz), TSIT5, Uniform::new::<60>(0.0, 0.6));
    let (y0, p) = ([1.0, 1.0, 1.0], [10.0, 28.0, 8.0 / 3.0]);
    check::<3>(solve.jacobian(&y0, &p, By::State).unwrap(), solve.jacobian_reverse(&y0, &p, By::State).unwrap());
    check::<3>(solve.jacobian(&y0, &p, By::Params).unwrap(), solve.jacobian_reverse(&y0, &p, By::Params).unwrap());
    check::<6>(solve.jacobian_forward(&y0, &p, By::Both).unwrap(), solve.jacobian_reverse(&y0, &p, By::Both).unwrap());
    let forward = solve.saved_jacobians::<5, 6, f64>(&y0, &p, By::Both).unwrap();
    let reverse = solve.saved_jacobians_reverse::<5, 6, f64>(&y0, &p, By::Both).unwrap();
    assert_eq!(forward.map(|(y, _)| y), solve.saved::<5, f64>(&y0, &p));
    for (forward, reverse) in forward.into_iter().zip(reverse) {
        check(forward, reverse);
    }
    let identity = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    assert_eq!(forward[0].1[..3], identity, "at the start it is the identity");
    let wrong = solve.jacobian::<4, f64>(&y0, &p, By::State);
    assert_eq!(wrong, Err(Error::Components { needed: 3, given: 4 }));
}

/// A field with one component and twelve parameters.
#[vector_field]
fn series<T: Real>(t: T, y: T, a: [T; 12]) -> T {
    let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11] = a;
    let low = a0 + t * (a1 + t * (a2 + t * (a3 + t * (a4 + t * a5))));
    let high = a6 + t * (a7 + t * (a8 + t * (a9 + t * (a10 + t * a11))));
    low - high * y
}

/// With many parameters and one component the rows are the cheaper: the mode that is chosen has the other one's numbers.
#[test]
fn the_cheaper_mode_is_chosen() {
    let solve = Solve::new(Ode(Series), RK4, Uniform::new::<30>(0.0, 1.0));
    let a = core::array::from_fn(|i| 0.1 + 0.05 * i as f64);
    let chosen = solve.jacobian::<12, f64>(&0.5, &a, By::Params).unwrap();
    assert_eq!(chosen, solve.jacobian_reverse(&0.5, &a, By::Params).unwrap(), "12 > 6 · 1: reverse, to the bit");
    let forward = solve.jacobian_forward(&0.5, &a, By::Params).unwrap();
    assert!(distance(&chosen.1, &forward.1) < 1e-14);
    let few = solve.jacobian::<1, f64>(&0.5, &a, By::State).unwrap();
    assert_eq!(few, solve.jacobian_forward(&0.5, &a, By::State).unwrap());
}

#[vector_field]
fn growth<T: Real>(_t: T, x: T, [mu, _sigma]: [T; 2]) -> T {
    mu * x
}

#[diffusion(scalar)]
fn scatter<T: Real>(_t: T, x: T, [_mu, sigma]: [T; 2], dw: T) -> T {
    sigma * x * dw
}

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}

/// Along one path of a stochastic equation: the closed form of the scheme's product of factors.
#[test]
fn second_derivatives_along_a_path() {
    let dw = [0.3, -0.1, 0.25, -0.4, 0.05];
    let solve =
        Solve::new(Sde::ito(Growth, Scatter), EULER_MARUYAMA, Uniform::new::<5>(0.0, 1.0)).with_noise(Recorded(dw));
    let (x0, p) = (1.5, [0.4, 0.6]);
    let factors = dw.map(|dw| 1.0 + p[0] * 0.2 + p[1] * dw);
    let x1 = x0 * factors.iter().product::<f64>();
    let sums = |f: fn(f64, f64) -> f64| factors.iter().zip(dw).map(|(a, dw)| f(*a, dw)).sum::<f64>();
    let (by_mu, by_sigma) = (sums(|a, _| 0.2 / a), sums(|a, dw| dw / a));
    let mixed = by_mu * by_sigma - sums(|a, dw| 0.2 * dw / (a * a));
    let (x, [mu, sigma]) = solve.jacobian::<2, f64>(&x0, &p, By::Params).unwrap();
    assert!((x - x1).abs() < 1e-15 && (mu - x1 * by_mu).abs() < 1e-14 && (sigma - x1 * by_sigma).abs() < 1e-14);
    let matrix = solve.hessian::<2, f64>(&x0, &p, &Terminal(Square), By::Params).unwrap().matrix;
    let should = 2.0 * x1 * x1 * (by_mu * by_sigma + mixed);
    assert!((matrix[0][1] - should).abs() < 1e-13 && (matrix[1][0] - should).abs() < 1e-13, "{matrix:?}, {should}");
    let near = solve.gauss_newton(&x0, &p, &Terminal(Square), &[0.0], &[[1.0, 0.0]]).products[0].p;
    let should = [2.0 * x1 * x1 * by_mu * by_mu, 2.0 * x1 * x1 * by_mu * by_sigma];
    assert!(distance(&near, &should) < 1e-13, "{near:?} is not {should:?}");
}
