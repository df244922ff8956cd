//! The laws of the solutions: means and variances over many paths against closed forms, by every method.

use tapeless::*;

/// Trajectories, 8 at a time, and steps of each: fewer without optimisation, which makes them slow.
const PATHS: u64 = if cfg!(debug_assertions) { 1 << 10 } else { 1 << 14 };
const STEPS: usize = 32;
type L = Lanes<f64, 8>;

/// Means and mean products of the components at the end.
fn moments<const N: usize>(end: impl Fn(u64) -> [L; N]) -> ([f64; N], [[f64; N]; N]) {
    let (mut mean, mut product) = ([0.0; N], [[0.0; N]; N]);
    for first in (0..PATHS).step_by(8) {
        let lanes = end(first).map(Lanes::to_array);
        for lane in 0..8 {
            for i in 0..N {
                mean[i] += lanes[i][lane] / PATHS as f64;
                for j in 0..N {
                    product[i][j] += lanes[i][lane] * lanes[j][lane] / PATHS as f64;
                }
            }
        }
    }
    for i in 0..N {
        for j in 0..N {
            product[i][j] -= mean[i] * mean[j];
        }
    }
    (mean, product)
}

/// Within four deviations of the sample's mean and variance; `kurtosis` is E (x − m)⁴ over the variance's square, and `bias` what
/// the steps' size may do.
fn near(name: &str, (mean, variance): (f64, f64), exact: (f64, f64), kurtosis: f64, bias: f64) {
    let root = (PATHS as f64).sqrt();
    let error = (mean - exact.0).abs();
    assert!(error < 4.0 * exact.1.sqrt() / root + bias * exact.0.abs(), "{name}: the mean is {mean}, not {}", exact.0);
    let error = (variance / exact.1 - 1.0).abs();
    assert!(
        error < 4.0 * (kurtosis - 1.0).sqrt() / root + 2.0 * bias,
        "{name}: the variance is {variance}, not {}",
        exact.1
    );
}

#[vector_field]
fn growth<T: Real>(_t: T, x: T, [mu, _sigma]: [T; 2]) -> T {
    mu * x
}

#[diffusion(scalar)]
fn volatility<T: Real>(_t: T, x: T, [_mu, sigma]: [T; 2], dw: T) -> T {
    sigma * x * dw
}

/// Geometric Brownian motion over [0, 1]: E X = x₀ e^m and Var X = (E X)² (e^(σ²) − 1), where m is μ in the sense of Itô and
/// μ + σ²/2 in that of Stratonovich.
#[test]
fn geometric_brownian_motion() {
    let (x0, p) = (1.3_f64, [0.4_f64, 0.5]);
    let s = p[1] * p[1];
    let exact = |m: f64| {
        let mean = x0 * m.exp();
        (mean, mean * mean * (s.exp() - 1.0))
    };
    // Of the lognormal law: e^(4s) + 2 e^(3s) + 3 e^(2s) − 3.
    let kurtosis = (4.0 * s).exp() + 2.0 * (3.0 * s).exp() + 3.0 * (2.0 * s).exp() - 3.0;
    macro_rules! laws {
        ($($calculus:ident $m:expr, $bias:literal: [$($METHOD:ident)*];)*) => {$($({
            let solve = Solve::new(Sde::$calculus(Growth, Volatility), $METHOD, Uniform::new::<STEPS>(0.0, 1.0));
            let (mean, product) = moments(|first| {
                [solve.with_noise(Counter::new(6).trajectory(first)).value(&L::splat(x0), &p.map(L::splat))]
            });
            near(stringify!($METHOD), (mean[0], product[0][0]), exact($m), kurtosis, $bias);
        })*)*};
    }
    laws! {
        ito p[0], 5e-3: [EULER_MARUYAMA MILSTEIN];
        stratonovich p[0] + 0.5 * s, 1e-3: [EULER_HEUN MILSTEIN HEUN MIDPOINT RALSTON SPARK GENERAL_SHARK SLOW_RK];
    }
    let solve = Solve::new(Sde::stratonovich(Growth, Volatility), REVERSIBLE_HEUN, Uniform::new::<STEPS>(0.0, 1.0));
    let (mean, product) = moments(|first| {
        [solve.with_noise(Counter::new(6).trajectory(first)).in_pairs().value(&L::splat(x0), &p.map(L::splat))]
    });
    near("REVERSIBLE_HEUN", (mean[0], product[0][0]), exact(p[0] + 0.5 * s), kurtosis, 1e-3);
}

#[vector_field]
fn pull<T: Real>(_t: T, x: T, [theta, _sigma]: [T; 2]) -> T {
    -(theta * x)
}

#[diffusion(additive)]
fn push<T: Real>(_t: T, _x: T, [_theta, sigma]: [T; 2], dw: T) -> T {
    sigma * dw
}

/// The Ornstein–Uhlenbeck process: E X = x₀ e^(−θt), Var X = σ² (1 − e^(−2θt))/(2θ), on counted noise and on a tree.
#[test]
fn ornstein_uhlenbeck() {
    let (x0, p) = (0.7_f64, [1.5_f64, 0.8]);
    let exact = (x0 * (-p[0]).exp(), p[1] * p[1] * (1.0 - (-2.0 * p[0]).exp()) / (2.0 * p[0]));
    let tree = Tree::new(3, 0.0, 1.0, 1.0 / 32.0).unwrap();
    macro_rules! laws {
        ($($bias:literal: [$($METHOD:ident)*];)*) => {$($({
            let solve = Solve::new(Sde::ito(Pull, Push), $METHOD, Uniform::new::<STEPS>(0.0, 1.0));
            let (y0, p) = (L::splat(x0), p.map(L::splat));
            let counted = moments(|first| [solve.with_noise(Counter::new(8).trajectory(first)).value(&y0, &p)]);
            let on_tree = moments(|first| [solve.with_noise(tree.trajectory(first)).value(&y0, &p)]);
            for (mean, product) in [counted, on_tree] {
                near(stringify!($METHOD), (mean[0], product[0][0]), exact, 3.0, $bias);
            }
        })*)*};
    }
    laws! {
        4e-2: [EULER_MARUYAMA MILSTEIN EULER_HEUN];
        1e-3: [HEUN MIDPOINT RALSTON SPARK GENERAL_SHARK SLOW_RK SRA1 SHARK];
        1e-2: [SEA];
    }
}

/// The gradient of ½ k x².
#[vector_field]
fn spring<T: Real>(_t: T, x: T, k: T) -> T {
    k * x
}

/// The means of x and v of a spring with friction, and E xx, E xv, E vv less their products: linear equations.
#[vector_field]
fn spring_moments<T: Real>(_t: T, [x, v, xx, xv, vv]: [T; 5], [gamma, u, k]: [T; 3]) -> [T; 5] {
    [
        v,
        -(gamma * v) - u * k * x,
        2.0 * xv,
        vv - gamma * xv - u * k * xx,
        -(2.0 * gamma * vv) - 2.0 * u * k * xv + 2.0 * gamma * u,
    ]
}

/// The underdamped Langevin equation of a spring, against the equations of its moments.
#[test]
fn a_spring_in_a_heat_bath() {
    let (gamma, u, k, x0, v0) = (0.8_f64, 1.3, 2.0, 1.0, -0.4);
    let exact = Solve::new(Ode(SpringMoments), DOPRI8, Uniform::new::<200>(0.0, 1.5));
    let [x, v, xx, xv, vv] = exact.value(&[x0, v0, 0.0, 0.0, 0.0], &[gamma, u, k]);
    macro_rules! laws {
        ($($METHOD:ident)*) => {$({
            let solve = Solve::new(Langevin(Spring), $METHOD, Uniform::new::<STEPS>(0.0, 1.5));
            let (y0, p) = ((L::splat(x0), L::splat(v0)), ([gamma, u].map(L::splat), L::splat(k)));
            let (mean, product) = moments(|first| {
                let (x, v) = solve.with_noise(Counter::new(9).trajectory(first)).value(&y0, &p);
                [x, v]
            });
            near(stringify!($METHOD), (mean[0], product[0][0]), (x, xx), 3.0, 2e-3);
            near(stringify!($METHOD), (mean[1], product[1][1]), (v, vv), 3.0, 2e-3);
            let error = (product[0][1] - xv).abs() / (xx * vv).sqrt();
            assert!(error < 4.0 * 2.0_f64.sqrt() / (PATHS as f64).sqrt(), "{}: {} {xv}", stringify!($METHOD), product[0][1]);
        })*};
    }
    laws!(ALIGN SHOULD QUICSORT);
}
