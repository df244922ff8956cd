//! The strong orders of the stochastic methods: the root mean square error on one path after another, by regression over
//! step sizes, on a problem with each kind of noise.
//!
//! `cargo test --release --test strong_order -- --ignored` takes ten times the paths.
#![allow(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

mod zoo;

use tapeless::*;
use zoo::stochastic::*;

type Record<const M: usize> = SpaceTimeTime<[f64; M]>;

/// What a problem's solution needs of its noise, however the method wants it.
trait Reads<const M: usize> {
    fn of(record: &Record<M>) -> Self;
}

impl Reads<1> for f64 {
    fn of(record: &Record<1>) -> f64 {
        record.w[0]
    }
}

impl Reads<1> for SpaceTime<f64> {
    fn of(record: &Record<1>) -> Self {
        SpaceTime { w: record.w[0], h: record.h[0] }
    }
}

impl<const M: usize> Reads<M> for [f64; M] {
    fn of(record: &Record<M>) -> Self {
        record.w
    }
}

impl<const M: usize> Reads<M> for SpaceTime<[f64; M]> {
    fn of(record: &Record<M>) -> Self {
        SpaceTime { w: record.w, h: record.h }
    }
}

impl<const M: usize> Reads<M> for SpaceTimeTime<[f64; M]> {
    fn of(record: &Record<M>) -> Self {
        *record
    }
}

/// One path on finer and finer meshes: 16, 32, … steps.
type Path<const M: usize> = Vec<Vec<Record<M>>>;

/// How many of them are held against the finest.
const COARSE: usize = 4;

fn path<const M: usize>(trajectory: u64, finest: usize) -> Path<M> {
    let noise = Counter::new(2026).trajectory(trajectory);
    let mut cursor = Noise::<f64, f64, Record<M>>::cursor(&noise);
    let h = 1.0 / finest as f64;
    let mut path: Path<M> = vec![(0..finest).map(|i| noise.increment(&mut cursor, i, 0.0, h)).collect::<Vec<_>>()];
    while path[path.len() - 1].len() > 16 {
        let last = &path[path.len() - 1];
        let h = 1.0 / last.len() as f64;
        path.push(last.chunks(2).map(|pair| pair[0].join(h, &pair[1], h)).collect());
    }
    path.reverse();
    path
}

/// The end of a path on one of its meshes.
fn end<S, Me, const M: usize>(system: S, method: Me, (y0, p): (&S::State, &S::Params), noise: &[Record<M>]) -> S::State
where
    S: System<f64, Input = ()>,
    Me: Stepper<f64, f64, S, Noise: Reads<M> + Clone>,
{
    let noise: Vec<Me::Noise> = noise.iter().map(Reads::of).collect();
    let solve = Solve::new(system, method, Steps::new(0.0, 1.0, noise.len()).unwrap());
    solve.try_with_noise(Recorded(Lent::new(&noise).unwrap())).unwrap().value(y0, p)
}

/// The slope of log error against log step, by least squares, from mean squares at 16, 32, 64 and 128 steps.
fn slope(squares: [f64; COARSE]) -> f64 {
    let errors = squares.map(|s| 0.5 * s.log2());
    (1.5 * (errors[0] - errors[3]) + 0.5 * (errors[1] - errors[2])) / 5.0
}

macro_rules! orders {
    (
        $name:ident, $M:literal, $Drift:ident, $Diffusion:ident, $y0:expr, $p:expr,
        { $($calculus:ident by $REFERENCE:ident: [$($METHOD:ident $order:literal),* $(,)?])* }
    ) => {
        mod $name {
            use super::*;

            fn check(paths: u64, finest: usize) {
                let (y0, p) = ($y0, $p);
                let mut wrong = Vec::new();
                $(
                    let system = Sde::$calculus($Drift, $Diffusion);
                    let methods = [$((stringify!($METHOD), $order as f64)),*];
                    let mut squares = vec![[0.0; COARSE]; methods.len()];
                    for trajectory in 0..paths {
                        let path = path::<$M>(trajectory, finest);
                        let exact = end(system, $REFERENCE, (&y0, &p), &path[path.len() - 1]);
                        let mut sums = squares.iter_mut();
                        $(
                            for (sum, noise) in sums.next().unwrap().iter_mut().zip(&path) {
                                let mut difference = end(system, $METHOD, (&y0, &p), noise);
                                Vector::<f64>::axpy(&mut difference, -1.0, &exact);
                                *sum += Vector::<f64>::dot(&difference, &difference);
                            }
                        )*
                    }
                    for ((method, order), squares) in methods.into_iter().zip(squares) {
                        let observed = slope(squares);
                        println!("{} {} {method}: {observed:.2}", stringify!($name), stringify!($calculus));
                        if (observed - order).abs() > 0.2 {
                            wrong.push((method, observed));
                        }
                    }
                )*
                assert!(wrong.is_empty(), "{wrong:?}");
            }

            #[test]
            fn orders() {
                check(100, 1024);
            }

            #[test]
            #[ignore = "thorough: ten times the paths, four times the steps"]
            fn orders_over_more_paths() {
                check(2000, 4096);
            }
        }
    };
}

/// The methods of the Stratonovich calculus where the noise commutes. Order 1 for Euler & Heun's method is more than the ½
/// that it is sometimes given: its correction `½ (g(y + g dw) − g(y)) dw` is Milstein's `½ g′g dw²` but for terms whose local
/// errors are of mean square h³ and of mean h².
macro_rules! commuting {
    ($name:ident, $M:literal, $Drift:ident, $Diffusion:ident, $y0:expr, $p:expr) => {
        orders!($name, $M, $Drift, $Diffusion, $y0, $p, {
            ito by MILSTEIN: [EULER_MARUYAMA 0.5, MILSTEIN 1.0]
            stratonovich by SLOW_RK: [
                MILSTEIN 1.0,
                EULER_HEUN 1.0,
                HEUN 1.0,
                MIDPOINT 1.0,
                RALSTON 1.0,
                SPARK 1.0,
                GENERAL_SHARK 1.0,
                SLOW_RK 1.5,
            ]
        });
    };
}

commuting!(geometric, 1, Growth, Volatility, 1.0, [0.4, 0.5]);
commuting!(diagonal, 2, Swing, Bounded, [0.5, -0.3], [0.8, 0.8, 0.9]);
commuting!(commutative, 2, Swing, Rotation, [0.5, -0.3], [0.8, 0.5, 0.4]);

orders!(additive, 3, DoubleWell, GrowingNoise, [0.5, -0.3], [0.5, 0.7, 1.2], {
    ito by SHARK: [
        EULER_MARUYAMA 1.0,
        MILSTEIN 1.0,
        EULER_HEUN 1.0,
        HEUN 1.0,
        MIDPOINT 1.0,
        RALSTON 1.0,
        SEA 1.0,
        SRA1 1.5,
        SPARK 1.5,
        GENERAL_SHARK 1.5,
        SLOW_RK 1.5,
    ]
    stratonovich by SRA1: [EULER_MARUYAMA 1.0, MILSTEIN 1.0, SEA 1.0, SHARK 1.5]
});

orders!(general, 2, Swing, Shear, [0.5, -0.3], [0.8, 0.7, 0.9], {
    ito by MILSTEIN: [EULER_MARUYAMA 0.5, MILSTEIN 0.5]
    stratonovich by SPARK: [
        MILSTEIN 0.5,
        EULER_HEUN 0.5,
        HEUN 0.5,
        MIDPOINT 0.5,
        RALSTON 0.5,
        SPARK 0.5,
        GENERAL_SHARK 0.5,
        SLOW_RK 0.5,
    ]
});

/// The methods for Langevin equations on their own kind of system.
macro_rules! langevin_orders {
    ($($METHOD:ident $order:literal),*) => {
        let (y0, p) = (([0.5, -0.3], [0.1, 0.2]), ([0.7, 1.3], [1.0, 0.4]));
        $(
            let mut squares = [0.0; COARSE];
            for trajectory in 0..60 {
                let path = path::<2>(trajectory, 512);
                let exact = end(Langevin(Wells), QUICSORT, (&y0, &p), &path[path.len() - 1]);
                for (sum, noise) in squares.iter_mut().zip(&path) {
                    let mut difference = end(Langevin(Wells), $METHOD, (&y0, &p), noise);
                    Vector::<f64>::axpy(&mut difference, -1.0, &exact);
                    *sum += Vector::<f64>::dot(&difference, &difference);
                }
            }
            let observed = slope(squares);
            println!("langevin {}: {observed:.2}", stringify!($METHOD));
            assert!((observed - $order as f64).abs() < 0.2, "{}: {observed}", stringify!($METHOD));
        )*
    };
}

#[test]
fn langevin_equations() {
    langevin_orders!(ALIGN 2.0, SHOULD 3.0, QUICSORT 3.0);
}

/// The reversible method, whose state is a pair.
macro_rules! reversible_orders {
    ($($M:literal, $Drift:ident, $Diffusion:ident, $y0:expr, $p:expr, $REFERENCE:ident, $order:literal;)*) => {$({
        let (y0, p) = ($y0, $p);
        let system = Sde::stratonovich($Drift, $Diffusion);
        let mut squares = [0.0; COARSE];
        for trajectory in 0..100 {
            let path = path::<$M>(trajectory, 1024);
            let exact = end(system, $REFERENCE, (&y0, &p), &path[path.len() - 1]);
            for (sum, noise) in squares.iter_mut().zip(&path) {
                let noise: Vec<_> = noise.iter().map(Reads::of).collect();
                let solve = Solve::new(system, REVERSIBLE_HEUN, Steps::new(0.0, 1.0, noise.len()).unwrap());
                let solve = solve.try_with_noise(Recorded(Lent::new(&noise).unwrap())).unwrap().in_pairs();
                let mut difference = solve.value(&y0, &p);
                Vector::<f64>::axpy(&mut difference, -1.0, &exact);
                *sum += Vector::<f64>::dot(&difference, &difference);
            }
        }
        let observed = slope(squares);
        println!("{} REVERSIBLE_HEUN: {observed:.2}", stringify!($Diffusion));
        assert!((observed - $order as f64).abs() < 0.2, "{}: {observed}", stringify!($Diffusion));
    })*};
}

#[test]
fn reversible_heun() {
    reversible_orders! {
        1, Growth, Volatility, 1.0, [0.4, 0.5], SLOW_RK, 1.0;
        3, DoubleWell, GrowingNoise, [0.5, -0.3], [0.2, 0.7, 0.5], SHARK, 1.0;
        2, Swing, Bounded, [0.5, -0.3], [0.8, 0.8, 0.9], SLOW_RK, 1.0;
        2, Swing, Rotation, [0.5, -0.3], [0.8, 0.5, 0.4], SLOW_RK, 1.0;
        2, Swing, Shear, [0.5, -0.3], [0.8, 0.7, 0.9], SPARK, 0.5;
    }
}

/// The gradient of the scheme converges to that of the equation, `∂X/∂μ = t X` and `∂X/∂σ = (W − σ t) X` along a path, at
/// the method's strong order.
macro_rules! gradients_converge {
    ($METHOD:ident, $order:literal) => {{
        let (mu, sigma) = (0.4, 0.5);
        let (mut by_mu, mut by_sigma) = ([0.0; COARSE], [0.0; COARSE]);
        for trajectory in 0..400 {
            for (level, path) in path::<1>(trajectory, 128).iter().enumerate() {
                let noise: Vec<f64> = path.iter().map(Reads::of).collect();
                let solve =
                    Solve::new(Sde::ito(Growth, Volatility), $METHOD, Steps::new(0.0, 1.0, noise.len()).unwrap());
                let solve = solve.try_with_noise(Recorded(Lent::new(&noise).unwrap())).unwrap();
                let g = solve.gradient_reverse(&1.0, &[mu, sigma], &Terminal(Itself), &Halving, Slots::<8>).unwrap();
                let w: f64 = noise.iter().sum();
                let x = (mu - 0.5 * sigma * sigma + sigma * w).exp();
                by_mu[level] += (g.p[0] - x).powi(2);
                by_sigma[level] += (g.p[1] - (w - sigma) * x).powi(2);
            }
        }
        for (name, observed) in [("μ", slope(by_mu)), ("σ", slope(by_sigma))] {
            println!("gradient by {name}, {}: {observed:.2}", stringify!($METHOD));
            assert!((observed - $order as f64).abs() < 0.2, "{} by {name}: {observed}", stringify!($METHOD));
        }
    }};
}

#[differentiable]
fn itself<T: Real>(x: T) -> T {
    x
}

#[test]
fn gradients_converge_at_the_strong_order() {
    gradients_converge!(EULER_MARUYAMA, 0.5);
    gradients_converge!(MILSTEIN, 1.0);
}
