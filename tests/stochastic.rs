//! Gradients of stochastic solves: reverse against forward, every schedule, closed forms.

mod zoo;

use paste::paste;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::*;
use zoo::stochastic::*;
use zoo::*;

fn random<V: Vector<f64>>(like: &V, rng: &mut Pcg64) -> V {
    let mut v = like.clone();
    v.zip_mut(like, &mut |x, _| *x = rng.random_range(-1.0..1.0));
    v
}

fn norm<V: Vector<f64>>(v: &V) -> f64 {
    v.dot(v).sqrt()
}

/// `⟨w, J d⟩ = ⟨Jᵀ w, d⟩` on the same noise, relative to the gradient's norm.
macro_rules! reverse_is_forward {
    ($METHOD:ident, $calculus:ident, $Drift:ident, $Diffusion:ident, $y0:tt, $p:tt) => {{
        let mut rng = Pcg64::seed_from_u64(11);
        let (y0, p) = ($y0, $p);
        for trajectory in 0..3 {
            let solve = Solve::new(Sde::$calculus($Drift, $Diffusion), $METHOD, Uniform::new::<50>(0.0, 1.0))
                .with_noise(Counter::new(3).trajectory(trajectory));
            let (w, dy, dp) = (random(&y0, &mut rng), random(&y0, &mut rng), random(&p, &mut rng));
            let (y1, [dy1]) = solve.jvp(&y0, &p, &[dy], &[dp]);
            let (y0_bar, p_bar) = solve.value_vjp(&y0, &p, &w);
            assert_eq!(y1, solve.value(&y0, &p), "the value's bits in forward mode");
            let (forward, reverse) = (w.dot(&dy1), y0_bar.dot(&dy) + Vector::dot(&p_bar, &dp));
            let scale = norm(&(y0_bar, p_bar)) * norm(&(dy, dp));
            assert!((forward - reverse).abs() <= 1e-12 * scale, "{}: {forward} is not {reverse}", stringify!($METHOD));
        }
    }};
}

macro_rules! methods_on {
    ($name:ident, $Drift:ident, $Diffusion:ident, $y0:expr, $p:expr) => {
        paste! {
            #[test]
            fn [<reverse_is_forward_with_ $name _noise>]() {
                every_stochastic_method!(reverse_is_forward, $Drift, $Diffusion, ($y0), ($p));
            }
        }
    };
}
every_stochastic_problem!(methods_on);

#[test]
fn reverse_is_forward_by_methods_for_additive_noise() {
    every_additive_method!(reverse_is_forward, DoubleWell, GrowingNoise, ([0.5, -0.3]), ([1.0, 0.7, 0.6]));
}

/// By the friction and the inverse mass too, at large and small γ h, where the coefficients come from a series.
macro_rules! langevin_reverse_is_forward {
    ($($METHOD:ident),*) => {$(
        let mut rng = Pcg64::seed_from_u64(12);
        for gamma in [1e-9, 0.7, 90.0] {
            let (y0, p) = (([0.5, -0.3], [0.1, 0.2]), ([gamma, 1.3], [1.0, 0.4]));
            let solve = Solve::new(Langevin(Wells), $METHOD, Uniform::new::<50>(0.0, 2.0)).with_noise(Counter::new(3));
            let (w, dy) = (random(&y0, &mut rng), random(&y0, &mut rng));
            // By γ along its own size: √γ has no derivative at 0.
            let mut dp = random(&p, &mut rng);
            dp.0[0] *= gamma;
            let (y1, [dy1]) = solve.jvp(&y0, &p, &[dy], &[dp]);
            let (y0_bar, p_bar) = solve.value_vjp(&y0, &p, &w);
            assert_eq!(y1, solve.value(&y0, &p));
            let (forward, reverse) =
                (Vector::<f64>::dot(&w, &dy1), Vector::<f64>::dot(&y0_bar, &dy) + Vector::<f64>::dot(&p_bar, &dp));
            let scale = norm(&(y0_bar, ([gamma * p_bar.0[0], p_bar.0[1]], p_bar.1)));
            assert!((forward - reverse).abs() <= 1e-12 * scale, "{}: {forward} is not {reverse}", stringify!($METHOD));
        }
    )*};
}

#[test]
fn reverse_is_forward_by_methods_for_langevin_equations() {
    langevin_reverse_is_forward!(ALIGN, SHOULD, QUICSORT);
}

/// What a schedule must reproduce.
macro_rules! same_bits {
    ($schedule:expr, $slots:expr, $steps:tt, $problem:ident) => {{
        let (fixed, run_time, y0, p, loss, should) = &$problem;
        let schedule = $schedule;
        let count = schedule.needs($steps).max($slots);
        let mut states = vec![StateSlot::new(y0); count];
        let mut kept = vec![KeptSlot::new(y0); count];
        let g = fixed.gradient_reverse(y0, p, loss, &schedule, &mut states[..]).unwrap();
        assert_eq!(g, *should, "const length, {schedule:?} with {count} slots");
        let g = fixed.gradient_reverse(y0, p, loss, &schedule, &mut kept[..]).unwrap();
        assert_eq!(g, *should, "kept partials, {schedule:?} with {count} slots");
        let g = run_time.gradient_reverse(y0, p, loss, &schedule, &mut states[..]).unwrap();
        assert_eq!(g, *should, "run-time length, {schedule:?} with {count} slots");
    }};
}

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
fn sum_of_squares<T: Real>([x, y]: [T; 2]) -> T {
    x * x + y * y
}

/// The same noise is replayed, so the gradient's bits do not depend on the schedule.
#[test]
fn every_schedule_has_the_same_bits() {
    let system = Sde::stratonovich(Swing, Shear);
    let fixed = Solve::new(system, SPARK, Uniform::new::<100>(0.0, 1.0)).with_noise(Counter::new(5));
    let run_time = Solve::new(system, SPARK, Steps::new(0.0, 1.0, 100).unwrap()).with_noise(Counter::new(5));
    let (y0, p, loss) = ([0.5, -0.3], [0.8, 0.7, 0.9], Terminal(SumOfSquares));
    let should = fixed.gradient(&y0, &p, &loss);
    let problem = (fixed, run_time, y0, p, loss, should);
    every_schedule!(same_bits, 100, problem);
}

/// `Xₙ = X₀ Π aᵢ` with `aᵢ = 1 + μ h + σ dwᵢ`, hence `∂Xₙ/∂μ = Xₙ Σ h/aᵢ` and `∂Xₙ/∂σ = Xₙ Σ dwᵢ/aᵢ`.
#[test]
fn geometric_brownian_motion_has_the_schemes_own_derivatives() {
    const N: usize = 1000;
    let (x0, [mu, sigma], noise) = (1.3, [0.4, 0.5], Counter::new(17));
    let mesh = Uniform::new::<N>(0.0, 1.0);
    let solve = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, mesh).with_noise(noise);
    let g = solve.gradient(&x0, &[mu, sigma], &Terminal(Square));

    let mut cursor = Noise::<f64, f64, f64>::cursor(&noise);
    let h = 1.0 / N as f64;
    let (mut x, mut by_mu, mut by_sigma) = (x0, 0.0, 0.0);
    for i in 0..N {
        let dw: f64 = noise.increment(&mut cursor, i, i as f64 * h, h);
        let a = 1.0 + mu * h + sigma * dw;
        x *= a;
        by_mu += h / a;
        by_sigma += dw / a;
    }
    let near = |is: f64, should: f64| assert!((is - should).abs() <= 1e-12 * should.abs(), "{is} is not {should}");
    near(g.value, x * x);
    near(g.y0, 2.0 * x * x / x0);
    near(g.p[0], 2.0 * x * x * by_mu);
    near(g.p[1], 2.0 * x * x * by_sigma);
}

/// A path that is given has a cotangent for each increment: the same in forward mode, and as differences say.
#[test]
fn increments_that_are_given_have_cotangents() {
    let path = [[0.3, -0.1], [-0.2, 0.25], [0.1, 0.05], [0.0, -0.3]];
    let solve = Solve::new(Sde::stratonovich(Swing, Shear), HEUN, Uniform::new::<4>(0.0, 1.0));
    let given = solve.with_path(path);
    let (y0, p, loss) = ([0.5, -0.3], [0.8, 0.7, 0.9], Terminal(SumOfSquares));
    let g = given.gradient(&y0, &p, &loss);
    assert_eq!(given.value(&y0, &p), solve.with_noise(Recorded(path)).value(&y0, &p));
    let forward = given.gradient_forward::<4, _>(&y0, &p, &loss);
    for (i, (a, b)) in g.inputs.iter().zip(&forward.inputs).enumerate() {
        for c in 0..2 {
            assert!((a[c] - b[c]).abs() < 1e-13);
            let at = |d: f64| {
                let mut path = path;
                path[i][c] += d;
                solve.with_path(path).objective(&y0, &p, &loss)
            };
            assert!((a[c] - (at(1e-5) - at(-1e-5)) / 2e-5).abs() < 1e-8);
        }
    }
}

#[differentiable]
fn power<T: Real>(([x, y], [u, v]): ([T; 2], [T; 2])) -> T {
    x * u + y * v + 0.3 * x * x - 0.8 * v
}

/// So has a path with Lévy areas, H and K each: of a Stratonovich equation and of a Langevin equation.
#[test]
fn areas_that_are_given_have_cotangents() {
    macro_rules! check {
        ($solve:expr, $X:ty, $y0:expr, $p:expr, $loss:expr) => {{
            let (solve, y0, p, loss) = ($solve, $y0, $p, $loss);
            let mut cursor = Noise::<f64, f64, $X>::cursor(&Counter::new(14));
            let path: [$X; 4] = [0, 1, 2, 3].map(|i| Counter::new(14).increment(&mut cursor, i, 0.0, 0.25));
            let given = solve.with_path_and_areas(path);
            let g = given.gradient(&y0, &p, &loss);
            assert_eq!(g, given.gradient_reverse(&y0, &p, &loss, &Binomial, Slots::<2>).unwrap());
            assert_eq!(given.value(&y0, &p), solve.with_noise(Recorded(path)).value(&y0, &p));
            let forward = given.gradient_forward::<8, _>(&y0, &p, &loss);
            let by = |g: &Gradient<f64, _, _, [$X; 4]>, i: usize| {
                let mut all = Vec::new();
                Vector::<f64>::each(&g.inputs[i], &mut |x| all.push(x));
                all
            };
            for i in 0..4 {
                for (c, (a, b)) in by(&g, i).into_iter().zip(by(&forward, i)).enumerate() {
                    assert!((a - b).abs() < 1e-13, "{a} {b}");
                    let at = |d: f64| {
                        let (mut path, mut at) = (path, 0);
                        let like = path[i];
                        Vector::<f64>::zip_mut(&mut path[i], &like, &mut |x, _| {
                            *x += if at == c { d } else { 0.0 };
                            at += 1;
                        });
                        solve.with_path_and_areas(path).objective(&y0, &p, &loss)
                    };
                    assert!((a - (at(1e-5) - at(-1e-5)) / 2e-5).abs() < 1e-8, "step {i}, component {c}");
                }
            }
        }};
    }
    let mesh = Uniform::new::<4>(0.0, 1.0);
    let solve = Solve::new(Sde::stratonovich(Swing, Shear), SLOW_RK, mesh);
    check!(solve, SpaceTime<[f64; 2]>, [0.5, -0.3], [0.8, 0.7, 0.9], Terminal(SumOfSquares));
    let solve = Solve::new(Sde::ito(DoubleWell, GrowingNoise), SHARK, mesh);
    check!(solve, SpaceTime<[f64; 3]>, [0.5, -0.3], [1.0, 0.7, 0.6], Terminal(SumOfSquares));
    let (y0, p) = (([0.5, -0.3], [0.1, 0.2]), ([0.7, 1.3], [1.0, 0.4]));
    check!(Solve::new(Langevin(Wells), QUICSORT, mesh), SpaceTimeTime<[f64; 2]>, y0, p, Terminal(Power));
}

/// A record of another length than the mesh is an error that says both.
#[test]
fn a_record_too_short() {
    let record = [0.1; 5];
    let noise = Recorded(Lent::new(&record).unwrap());
    let solve = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, Uniform::new::<6>(0.0, 1.0));
    let error = solve.try_with_noise(noise).unwrap_err();
    assert_eq!(error, Error::NoiseLength { covered: 5, steps: 6 });
    assert!(error.to_string().contains("5 steps") && error.to_string().contains("has 6"));
}

/// The derivatives by the end times, along which noise by counter stretches as Brownian motion does, against differences.
macro_rules! times_have_derivatives {
    ($METHOD:ident, $calculus:ident, $Drift:ident, $Diffusion:ident, $y0:tt, $p:tt, $loss:expr) => {{
        let (y0, p, loss) = ($y0, $p, $loss);
        let noise = Counter::new(21);
        let solve = |t0: f64, t1: f64| {
            Solve::new(Sde::$calculus($Drift, $Diffusion), $METHOD, Uniform::new::<20>(t0, t1)).with_noise(noise)
        };
        let g = solve(0.3, 1.1).gradient_with_times(&y0, &p, &loss, &Every, Slots::<20>).unwrap();
        let plain = solve(0.3, 1.1).gradient(&y0, &p, &loss);
        assert!((g.gradient.value - plain.value).abs() < 1e-13 * plain.value.abs());
        let at = |t0, t1| solve(t0, t1).objective(&y0, &p, &loss);
        let d = 1e-5;
        for (is, should) in [
            (g.t0, (at(0.3 + d, 1.1) - at(0.3 - d, 1.1)) / (2.0 * d)),
            (g.t1, (at(0.3, 1.1 + d) - at(0.3, 1.1 - d)) / (2.0 * d)),
        ] {
            assert!((is - should).abs() < 1e-8 * (1.0 + should.abs()), "{}: {is} is not {should}", stringify!($METHOD));
        }
    }};
}

#[test]
fn end_times_have_derivatives() {
    every_stochastic_method!(times_have_derivatives, Growth, Volatility, 1.0, [0.4, 0.5], (Terminal(Square)));
    every_stochastic_method!(
        times_have_derivatives,
        Swing,
        Shear,
        ([0.5, -0.3]),
        ([0.8, 0.7, 0.9]),
        (Terminal(SumOfSquares))
    );
    every_additive_method!(
        times_have_derivatives,
        DoubleWell,
        GrowingNoise,
        ([0.5, -0.3]),
        ([1.0, 0.7, 0.6]),
        (Terminal(SumOfSquares))
    );
}

/// The gradient of the reversible method equals the one from stored states to rounding, and forward mode's.
macro_rules! runs_backwards {
    ($name:ident, $Drift:ident, $Diffusion:ident, $y0:expr, $p:expr) => {
        paste! {
            #[test]
            fn [<reversible_heun_runs_backwards_with_ $name _noise>]() {
                let (y0, p) = ($y0, $p);
                let mut rng = Pcg64::seed_from_u64(13);
                let (w, dy, dp) = (random(&y0, &mut rng), random(&y0, &mut rng), random(&p, &mut rng));
                let system = Sde::stratonovich($Drift, $Diffusion);
                let solve = Solve::new(system, REVERSIBLE_HEUN, Uniform::new::<200>(0.0, 1.0))
                    .with_noise(Counter::new(4))
                    .in_pairs();
                let loss = Weighed(w);
                let found = solve.gradient(&y0, &p, &loss).unwrap();
                let stored = solve.gradient_reverse(&y0, &p, &loss, &Every, Slots::<200>).unwrap();
                assert_eq!(found.gradient.value, stored.value);
                assert!(found.drift < 1e-12, "{}", found.drift);
                let by = |g: &Gradient<f64, _, _, ()>| Vector::<f64>::dot(&g.y0, &dy) + Vector::<f64>::dot(&g.p, &dp);
                let scale = norm(&(stored.y0, stored.p)) * norm(&(dy, dp));
                assert!(
                    (by(&found.gradient) - by(&stored)).abs() < 1e-11 * scale,
                    "{:?} {stored:?}",
                    found.gradient
                );
                let (y1, [dy1]) = solve.jvp(&y0, &p, &[dy], &[dp]);
                assert_eq!(y1, solve.value(&y0, &p));
                assert!((Vector::<f64>::dot(&w, &dy1) - by(&stored)).abs() < 1e-12 * scale);
            }
        }
    };
}
every_stochastic_problem!(runs_backwards);

struct Weighed<Y>(Y);

impl<Y: Vector<f64>, P, U> Objective<f64, Y, P, U> for Weighed<Y> {
    type Memory = ();
    fn start(&self, _: &Y, _: usize) {}
    fn see(&self, (): &mut (), _: &Visit<'_, f64, Y, P, U>) {}
    fn finish(&self, (): &mut (), y1: &Y, _: &P) -> f64 {
        self.0.dot(y1)
    }
}

impl<Y: Vector<f64>, P, U> ObjectiveVjp<f64, Y, P, U> for Weighed<Y> {
    fn seed(&self, (): &mut (), _: &Y, _: &P, y_bar: &mut Y, _: &mut P) {
        y_bar.add(&self.0);
    }
    fn pull(&self, (): &mut (), _: &Visit<'_, f64, Y, P, U>, _: &mut Y, _: Bars<'_, f64, P, U>) {}
}

/// A solve on a tree sees one path whatever its mesh: two meshes agree to the method's accuracy, where noise by counter would not.
#[test]
fn a_tree_is_one_path_to_every_mesh() {
    let tree = Tree::new(6, 0.0, 1.0, 1e-4).unwrap();
    let at = |steps| {
        let mesh = Steps::new(0.0, 1.0, steps).unwrap();
        let solve = Solve::new(Sde::stratonovich(Growth, Volatility), SLOW_RK, mesh).with_noise(tree);
        let g = solve.gradient_reverse(&1.0, &[0.4, 0.5], &Terminal(Square), &Binomial, Slots::<6>).unwrap();
        (g.value, g.p)
    };
    let ((coarse, by_coarse), (fine, by_fine)) = (at(50), at(333));
    assert!((coarse - fine).abs() < 1e-4 * fine, "{coarse} {fine}");
    assert!((by_coarse[0] - by_fine[0]).abs() < 1e-3 * by_fine[0].abs(), "{by_coarse:?} {by_fine:?}");
    // And the equation's own solution on that path: X = exp(μ t + σ W).
    let mut keys = Noise::<f64, f64, f64>::cursor(&tree);
    let w: f64 = tree.increment(&mut keys, 0, 0.0, 1.0);
    let exact = (2.0 * (0.4 + 0.5 * w)).exp();
    assert!((fine - exact).abs() < 1e-4 * exact, "{fine} {exact}");
}

#[vector_field]
fn still<T: Real>(_t: T, _y: T, _p: ()) -> T {
    0.0
}

#[diffusion(additive)]
fn itself<T: Real>(_t: T, _y: T, _p: (), dw: T) -> T {
    dw
}

/// The increments of a mesh sum to the path's over all of it, though in single precision one step's end is not the next
/// one's start to the last bit, and steps may be below the tolerance.
#[test]
#[allow(clippy::cast_possible_truncation, reason = "the same times in f32")]
fn a_trees_increments_telescope() {
    for (t1, tolerance) in [(1.0, 1e-2), (0.1, 1e-4), (0.7, 1e-6)] {
        let tree = Tree::new(8, 0.0, t1, tolerance).unwrap();
        let double: f64 = tree.increment(&mut Noise::<f64, f64, f64>::cursor(&tree), 0, 0.0, t1);
        let single: f32 = tree.increment(&mut Noise::<f32, f32, f32>::cursor(&tree), 0, 0.0, t1 as f32);
        for steps in [3, 100, 1000, 3000] {
            let equation = Solve::new(Sde::ito(Still, Itself), EULER_MARUYAMA, Steps::new(0.0, t1, steps).unwrap());
            let sum = equation.with_noise(tree).value(&0.0, &());
            assert!((sum - double).abs() < 1e-11, "{steps} steps to {t1}: {sum} is not {double}");
            let mesh = Steps::new(0.0, t1 as f32, steps).unwrap();
            let solve = Solve::new(Sde::ito(Still, Itself), EULER_MARUYAMA, mesh).with_noise(tree);
            let sum: f32 = solve.value(&0.0, &());
            assert!((sum - single).abs() < 1e-5, "{steps} steps to {t1}: {sum} is not {single}");
            assert_eq!(solve.value(&Lanes::<f32, 4>::splat(0.0), &()).to_array()[0], sum);
        }
    }
}

/// What is declared commutative is, at any state, and what is declared general here is not.
#[test]
fn commutative_noise_commutes() {
    let p = [0.3, 0.5, 0.7];
    for y in [[0.8, -0.3], [0.0, 1.0], [-2.0, 0.6]] {
        let (together, apart) = (commutator(&Rotation, 0.2, &y, &p), commutator(&Shear, 0.2, &y, &p));
        assert!(together < 1e-14 && apart > 0.5, "{together} {apart}");
    }
    // One channel commutes with itself.
    assert_eq!(commutator(&Volatility, 0.2, &0.7, &[0.4, 0.5]), 0.0);
}
