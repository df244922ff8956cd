//! Reverse mode against forward mode, differences, and values computed by other programs.

mod zoo;

use paste::paste;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::*;
use zoo::*;

/// A vector of the same shape with components in (−1, 1).
fn random<V: Vector<f64>>(like: &V, rng: &mut Pcg64) -> V {
    let mut v = like.clone();
    v.zip_mut(like, &mut |x, _| *x = rng.random_range(-1.0..1.0));
    v
}

fn norm<V: Vector<f64>>(v: &V) -> f64 {
    v.dot(v).sqrt()
}

/// `⟨w, J d⟩ = ⟨Jᵀ w, d⟩` for random w and d, relative to the gradient's norm.
macro_rules! dot_product_identity {
    ($METHOD:ident, $Field:ident, $y0:tt, $p:tt, $times:tt, $steps:tt) => {{
        let seed = 20261123;
        let mut rng = Pcg64::seed_from_u64(seed);
        let ((t0, t1), y0, p) = ($times, $y0, $p);
        let solve = Solve::new(Ode($Field), $METHOD, Uniform::new::<$steps>(t0, t1));
        for case in 0..3 {
            let (w, dy, dp) = (random(&y0, &mut rng), random(&y0, &mut rng), random(&p, &mut rng));
            let (y1, [dy1]) = solve.jvp(&y0, &p, &[dy], &[dp]);
            let (y0_bar, p_bar) = solve.value_vjp(&y0, &p, &w);
            assert_eq!(y1, solve.value(&y0, &p), "the value's bits in forward mode");
            let (forward, reverse) = (w.dot(&dy1), y0_bar.dot(&dy) + Vector::dot(&p_bar, &dp));
            let scale = norm(&(y0_bar, p_bar)) * norm(&(dy, dp));
            assert!(
                (forward - reverse).abs() <= 1e-12 * scale,
                "{}, seed {seed}, case {case}: {forward} is not {reverse}",
                stringify!($METHOD)
            );
        }
    }};
}

macro_rules! reverse_is_forward {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        paste! {
            #[test]
            fn [<reverse_is_forward_on_ $name>]() {
                every_method!(dot_product_identity, $Field, ($y0), ($p), ($times), $steps);
            }
        }
    };
}
every_problem!(reverse_is_forward);

#[differentiable]
fn sum_of_squares_2<T: Real>([x, y]: [T; 2]) -> T {
    x * x + y * y
}

#[differentiable]
fn sum_of_squares_3<T: Real>([x, y, z]: [T; 3]) -> T {
    x * x + y * y + z * z
}

#[differentiable]
fn half_distance_to_one<T: Real>([x, y]: [T; 2]) -> T {
    0.5 * ((1.0 - x) * (1.0 - x) + (1.0 - y) * (1.0 - y))
}

fn assert_near(is: &[f64], should: &[f64], tolerance: f64) {
    assert_eq!(is.len(), should.len());
    for (is, should) in is.iter().zip(should) {
        assert!((is - should).abs() <= tolerance * should.abs(), "{is} is not {should}");
    }
}

/// Hand-written C gives these derivatives of this very scheme.
#[test]
fn lorenz_against_a_hand_written_adjoint() {
    let solve = Solve::new(Ode(Lorenz), RK4, Uniform::new::<1000>(0.0, 1.0));
    let (y0, p) = ([1.0, 1.0, 1.0], [10.0, 28.0, 8.0 / 3.0]);
    let g = solve.gradient(&y0, &p, &Terminal(SumOfSquares3));
    assert_near(&g.y0, &[-21.035731200290, -18.236126954912, 39.690609540257], 1e-10);
    assert_near(&g.p, &[-2.7038542305116, 15.150674390513, 331.94054548234], 1e-10);
    let forward = solve.gradient_forward::<6, _>(&y0, &p, &Terminal(SumOfSquares3));
    assert_eq!(g.value, forward.value);
    assert_near(&g.y0, &forward.y0, 1e-12);
    assert_near(&g.p, &forward.p, 1e-12);
}

/// Values of the differential equation itself, converged: the scheme's must approach them.
#[test]
fn lotka_volterra_against_converged_values() {
    let (y0, p) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
    let short = Solve::new(Ode(LotkaVolterra), TSIT5, Uniform::new::<1000>(0.0, 1.0));
    let g = short.gradient(&y0, &p, &Terminal(HalfDistanceToOne));
    assert_near(&short.value(&y0, &p), &[2.772850901841094, 0.2587108781425624], 1e-12);
    assert_near(&g.y0, &[3.520256895266, -2.192713376465], 1e-11);
    assert_near(&g.p, &[4.341147542533, -2.000933816792, 1.010120676763, -1.395594326734], 1e-11);

    let long = Solve::new(Ode(LotkaVolterra), TSIT5, Uniform::new::<4000>(0.0, 10.0));
    let g = long.gradient(&y0, &p, &Terminal(HalfDistanceToOne));
    assert_near(&long.value(&y0, &p), &[1.026344767574845, 0.909691078136301], 1e-11);
    assert_near(&g.y0, &[0.2995995083027, -0.01415181634482], 1e-9);
    assert_near(&g.p, &[0.6219615855493, 0.06800140415069, 0.1691764639953, 0.2725606939493], 1e-9);
}

/// The same scheme as the peers' second problem: RK4 in 1000 steps, six or seven digits from the converged values.
#[test]
fn lotka_volterra_discrete_gradient_is_near_the_converged_one() {
    let solve = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<1000>(0.0, 10.0));
    let g = solve.gradient(&[1.0, 1.0], &[1.5, 1.0, 3.0, 1.0], &Terminal(HalfDistanceToOne));
    assert_near(&g.y0, &[0.2995995083027, -0.01415181634482], 1e-6);
    assert_near(&g.p, &[0.6219615855493, 0.06800140415069, 0.1691764639953, 0.2725606939493], 1e-6);
    // The scheme's own derivatives, from a hand-written adjoint in C.
    assert_near(&g.y0, &[0.29959934954546585, -0.014151811855201446], 1e-10);
    assert_near(&g.p, &[0.62196127329226292, 0.068001374658793454, 0.16917636743901568, 0.27256057492330377], 1e-10);
}

/// Every gradient against central differences of the value, of order 4.
macro_rules! against_differences {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        paste! {
            #[test]
            fn [<differences_of_ $name>]() {
                let ((t0, t1), y0, p) = ($times, $y0, $p);
                let solve = Solve::new(Ode($Field), TSIT5, Uniform::new::<$steps>(t0, t1));
                let mut rng = Pcg64::seed_from_u64(7);
                let w = random(&y0, &mut rng);
                let (dy, dp) = (random(&y0, &mut rng), random(&p, &mut rng));
                let (y0_bar, p_bar) = solve.value_vjp(&y0, &p, &w);
                let along = |s: f64| {
                    let (mut y, mut q) = (y0, p);
                    Vector::axpy(&mut y, s, &dy);
                    Vector::axpy(&mut q, s, &dp);
                    w.dot(&solve.value(&y, &q))
                };
                let h = 2e-4;
                let difference = (8.0 * (along(h) - along(-h)) - (along(2.0 * h) - along(-2.0 * h))) / (12.0 * h);
                let exact = y0_bar.dot(&dy) + Vector::dot(&p_bar, &dp);
                let scale = norm(&(y0_bar, p_bar)) * norm(&(dy, dp));
                assert!((exact - difference).abs() <= 1e-8 * scale, "{exact} is not {difference}");
            }
        }
    };
}
every_problem!(against_differences);

/// Single precision runs the same code.
#[test]
fn single_precision() {
    let g = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<1000>(0.0_f32, 10.0)).gradient(
        &[1.0, 1.0],
        &[1.5, 1.0, 3.0, 1.0],
        &Terminal(HalfDistanceToOne),
    );
    let should = [0.6219615855493, 0.06800140415069, 0.1691764639953, 0.2725606939493];
    for (is, should) in g.p.iter().zip(should) {
        assert!((f64::from(*is) - should).abs() < 1e-3, "{is} is not {should}");
    }
}

/// A gradient on dual numbers is a Hessian–vector product: forward over reverse, against differences of gradients.
#[test]
fn forward_over_reverse() {
    let solve = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<100>(0.0, 2.0));
    let (y0, p) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
    let lift = |x: f64| Dual::<f64, 1>::new(x, [0.0]);
    let (dual_y0, mut dual_p) = (y0.map(lift), p.map(lift));
    dual_p[2].eps = [1.0];
    let g = solve.gradient(&dual_y0, &dual_p, &Terminal(SumOfSquares2));
    let h = 1e-5;
    for k in 0..4 {
        let at = |s: f64| solve.gradient(&y0, &[1.5, 1.0, 3.0 + s, 1.0], &Terminal(SumOfSquares2)).p[k];
        let difference = (at(h) - at(-h)) / (2.0 * h);
        assert!((g.p[k].eps[0] - difference).abs() < 1e-6 * difference.abs().max(1.0));
    }
}
