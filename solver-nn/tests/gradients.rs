//! Batches and networks: against plain loops on dual numbers, trajectory by trajectory, in double precision, on every
//! schedule and number of threads.
#![allow(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

mod plain;

use plain::{Amount, Drift, N, STEPS, SumOfSquares, plain_loss, unit, weights};
use solver_nn::{
    Activation, Amplitude, Batch, First, Mean, Part, Relu, Second, Silu, Softplus, Tanh, Trajectories, Trees, Weights,
    apart, in_parts,
};
use tapeless::{
    Binomial, Dual, EULER_MARUYAMA, Error, Every, Halving, KeptSlot, Noise, Ode, Path, Periodic, RK4, Real, SLOW_RK,
    Sde, Slots, Solve, StateSlot, Steps, Terminal, Tree, Uniform, Vector,
};

const BATCH: usize = 5;

const LOSS: Terminal<Mean<SumOfSquares>> = Terminal(Mean { of: SumOfSquares, over: BATCH });

fn states() -> Vec<[f64; N]> {
    let mut unit = unit(5);
    (0..BATCH).map(|_| core::array::from_fn(|_| unit())).collect()
}

fn batch(y0: &[[f64; N]]) -> Batch<f64, N> {
    Batch::from_fn(y0.len(), |trajectory, component| y0[trajectory][component])
}

fn is_the_derivative_of_plain_loops<A: Activation>() {
    let (drift, amount) = weights::<A>();
    let (y0, p) = (states(), (drift, amount));
    let solve = Solve::new(
        apart(Drift::<A>::new(), Amplitude::<Amount<A>, N>::default()),
        EULER_MARUYAMA,
        Uniform::new::<STEPS>(0.0, 1.0),
    )
    .with_noise(Trajectories::new(9, 0..BATCH as u64));
    let mut slots = vec![KeptSlot::new(&batch(&y0)); STEPS];
    let g = solve.gradient_reverse(&batch(&y0), &p, &LOSS, &Every, &mut slots[..]).unwrap();
    let value = plain_loss::<A, f64>(&y0, p.0.as_slice(), p.1.as_slice(), 9);
    assert!((g.value - value).abs() < 1e-13 * value, "{} is not {value}", g.value);
    // Along each axis.
    let along = |k: usize| {
        let numbers = p.0.as_slice().iter().chain(p.1.as_slice()).enumerate();
        let dual: Vec<_> = numbers.map(|(i, w)| Dual::new(*w, [f64::from(i == k)])).collect();
        let (drift, amount) = dual.split_at(p.0.as_slice().len());
        plain_loss::<A, Dual<f64, 1>>(&y0, drift, amount, 9).eps[0]
    };
    let scale = p.dot(&p).sqrt();
    for (k, derivative) in g.p.0.as_slice().iter().chain(g.p.1.as_slice()).enumerate() {
        let should = along(k);
        assert!((derivative - should).abs() < 1e-12 * scale, "{derivative} is not {should} by weight {k}");
    }
}

#[test]
fn gradients_are_the_derivatives_of_plain_loops() {
    is_the_derivative_of_plain_loops::<Relu>();
    is_the_derivative_of_plain_loops::<Tanh>();
    is_the_derivative_of_plain_loops::<Softplus>();
    is_the_derivative_of_plain_loops::<Silu>();
}

type Both<A> = (Weights<f64, Drift<A>>, Weights<f64, Amount<A>>);

/// The state at the end, the same trajectory by trajectory as side by side: to rounding, since the order of a product's sum
/// is its size's.
#[test]
fn a_batch_is_its_trajectories() {
    let (y0, p) = (states(), weights::<Tanh>());
    let solve = |range| {
        let system = apart(Drift::<Tanh>::new(), Amplitude::<Amount<Tanh>, N>::default());
        Solve::new(system, EULER_MARUYAMA, Uniform::new::<STEPS>(0.0, 1.0)).with_noise(Trajectories::new(9, range))
    };
    let together = solve(0..BATCH as u64).value(&batch(&y0), &p);
    for (i, y0) in y0.iter().enumerate() {
        let alone = solve(i as u64..i as u64 + 1).value(&batch(&[*y0]), &p).trajectory(0).unwrap();
        for (a, b) in alone.iter().zip(together.trajectory(i).unwrap()) {
            assert!((a - b).abs() < 1e-14, "{a} is not {b} of trajectory {i}");
        }
    }
}

/// The gradient's bits do not depend on where states are stored, and what is alike is computed once with the same result.
fn has_the_same_bits_on_every_schedule<A: Activation>() {
    let (p, y0) = (weights::<A>(), Batch::repeat(&[0.3, -0.2, 0.1], BATCH));
    let solve = Solve::new(
        apart(Drift::<A>::new(), Amplitude::<Amount<A>, N>::default()),
        EULER_MARUYAMA,
        Steps::new(0.0, 1.0, STEPS).unwrap(),
    )
    .with_noise(Trajectories::new(9, 0..BATCH as u64));
    let mut kept = vec![KeptSlot::new(&y0); STEPS];
    let should = solve.gradient_reverse(&y0, &p, &LOSS, &Every, &mut kept[..]).unwrap();
    let mut states = vec![StateSlot::new(&y0); STEPS];
    assert_eq!(solve.gradient_reverse(&y0, &p, &LOSS, &Every, &mut states[..]).unwrap(), should);
    assert_eq!(solve.gradient_reverse(&y0, &p, &LOSS, &Binomial, &mut states[..3]).unwrap(), should);
    assert_eq!(solve.gradient_reverse(&y0, &p, &LOSS, &Binomial, &mut kept[..1]).unwrap(), should);
    assert_eq!(solve.gradient_reverse(&y0, &p, &LOSS, &Halving, &mut kept[..5]).unwrap(), should);
    assert_eq!(solve.gradient_reverse(&y0, &p, &LOSS, &Periodic { every: 4 }, &mut kept[..6]).unwrap(), should);

    let apart_from_the_start = batch(&[[0.3, -0.2, 0.1]; BATCH]);
    let g = solve.gradient_reverse(&apart_from_the_start, &p, &LOSS, &Every, &mut kept[..]).unwrap();
    assert_near(&g.p, &should.p, 1e-13);
    assert_near(&g.y0, &should.y0, 1e-13);
}

#[test]
fn every_schedule_has_the_same_bits() {
    has_the_same_bits_on_every_schedule::<Tanh>();
    has_the_same_bits_on_every_schedule::<Relu>();
}

fn assert_near<V: Vector<f64>>(is: &V, should: &V, tolerance: f64) {
    let scale = should.dot(should).sqrt();
    is.zip(should, &mut |a, b| assert!((a - b).abs() <= tolerance * scale, "{a} is not {b}"));
}

/// A batch in parts: the same bits on any number of threads, and the gradient of the whole.
fn has_the_same_bits_on_any_number_of_threads<A: Activation>(steps: usize) {
    const MANY: usize = 40;
    let p = weights::<A>();
    let system = apart(Drift::<A>::new(), Amplitude::<Amount<A>, N>::default());
    let loss = Terminal(Mean { of: SumOfSquares, over: MANY });
    let gradient = |range: core::ops::Range<usize>| -> Result<Part<f64, Both<A>>, Error> {
        let noise = Trajectories::new(9, range.start as u64..range.end as u64);
        let solve = Solve::new(system, EULER_MARUYAMA, Steps::new(0.0, 1.0, steps)?).with_noise(noise);
        let y0 = Batch::repeat(&[0.3, -0.2, 0.1], range.len());
        let mut slots = vec![KeptSlot::new(&y0); steps];
        let g = solve.gradient_reverse(&y0, &p, &loss, &Every, &mut slots[..])?;
        Ok(Part { value: g.value, p: g.p })
    };
    let one = in_parts(MANY, 1, gradient).unwrap();
    for threads in [2, 3, 7] {
        assert_eq!(in_parts(MANY, threads, gradient).unwrap(), one);
    }
    let whole = gradient(0..MANY).unwrap();
    assert!((whole.value - one.value).abs() < 1e-14 * one.value);
    assert_near(&one.p, &whole.p, 1e-14);
}

#[test]
fn any_number_of_threads_has_the_same_bits() {
    // As many rows as a product takes at once, and more.
    for steps in [STEPS, 70] {
        has_the_same_bits_on_any_number_of_threads::<Tanh>(steps);
        has_the_same_bits_on_any_number_of_threads::<Relu>(steps);
    }
}

/// More rows than a product takes at once, and the end times' derivatives, against differences.
#[test]
fn many_rows_and_end_times() {
    let (p, y0) = (weights::<Tanh>(), states());
    let solve = |t1| Solve::new(Ode(Drift::<Tanh>::new()), RK4, Steps::new(0.0, t1, 240).unwrap());
    let mut slots = vec![KeptSlot::new(&batch(&y0)); 240];
    let g = solve(1.0).gradient_reverse(&batch(&y0), &p.0, &LOSS, &Every, &mut slots[..]).unwrap();
    let times = solve(1.0).gradient_with_times(&batch(&y0), &p.0, &LOSS, &Binomial, Slots::<9>).unwrap();
    assert_near(&times.gradient.p, &g.p, 1e-12);
    let value = |t1, p: &Weights<f64, Drift<Tanh>>| solve(t1).objective(&batch(&y0), p, &LOSS);
    let d = 1e-5;
    let by_t1 = (value(1.0 + d, &p.0) - value(1.0 - d, &p.0)) / (2.0 * d);
    assert!((times.t1 - by_t1).abs() < 1e-8, "{} is not {by_t1}", times.t1);
    for k in (0..p.0.as_slice().len()).step_by(31) {
        let at = |d: f64| {
            let mut p = p.0.clone();
            p.as_mut_slice()[k] += d;
            value(1.0, &p)
        };
        let by_k = (at(d) - at(-d)) / (2.0 * d);
        assert!((g.p.as_slice()[k] - by_k).abs() < 1e-8, "{} is not {by_k}", g.p.as_slice()[k]);
    }
}

/// The noise of `Trajectories` in single precision, for a solve in another.
#[derive(Clone)]
struct Single(Trajectories);

impl Path for Single {
    const COVERS: Option<usize> = Some(usize::MAX);
    fn covers(&self) -> usize {
        usize::MAX
    }
}

impl Noise<f64, f64, Batch<f64, N>> for Single {
    type Cursor = <Trajectories as Noise<f32, f32, Batch<f32, N>>>::Cursor;
    fn cursor(&self) -> Self::Cursor {
        Noise::<f32, f32, Batch<f32, N>>::cursor(&self.0)
    }
    fn increment(&self, cursor: &mut Self::Cursor, i: usize, _t: f64, _h: f64) -> Batch<f64, N> {
        let single: Batch<f32, N> = self.0.increment(cursor, i, 0.0, 1.0 / STEPS as f32);
        single.map(&mut f64::from)
    }
}

/// Single precision is double precision, rounded.
#[test]
fn single_precision_is_double_rounded() {
    let p = weights::<Relu>();
    let rounded = (p.0.map(&mut f32::lit), p.1.map(&mut f32::lit));
    let p = (rounded.0.map(&mut f64::from), rounded.1.map(&mut f64::from));
    let (drift, amplitude) = (Drift::<Relu>::new(), Amplitude::<Amount<Relu>, N>::default());
    let noise = Trajectories::new(4, 0..BATCH as u64);
    let single = Solve::new(apart(drift, amplitude), EULER_MARUYAMA, Uniform::new::<STEPS>(0.0_f32, 1.0))
        .with_noise(noise.clone());
    let double = Solve::new(apart(drift, amplitude), EULER_MARUYAMA, Uniform::new::<STEPS>(0.0_f64, 1.0))
        .with_noise(Single(noise));
    let y0 = Batch::repeat(&[0.0_f32; N], BATCH);
    let mut slots = vec![KeptSlot::new(&y0); STEPS];
    let g = single.gradient_reverse(&y0, &rounded, &LOSS, &Every, &mut slots[..]).unwrap();
    let y0 = Batch::repeat(&[0.0_f64; N], BATCH);
    let mut slots = vec![KeptSlot::new(&y0); STEPS];
    let should = double.gradient_reverse(&y0, &p, &LOSS, &Every, &mut slots[..]).unwrap();
    let (drift, amount) = (g.p.0.map(&mut f64::from), g.p.1.map(&mut f64::from));
    assert!((f64::from(g.value) - should.value).abs() < 1e-6 * should.value);
    assert_near(&drift, &should.p.0, 1e-6);
    assert_near(&amount, &should.p.1, 1e-6);
}

/// Methods that read Lévy areas step batches: as they step each trajectory, with the gradient's bits on every schedule and the
/// derivative that differences find; and a path of times is refined.
#[test]
fn a_batch_has_its_levy_areas() {
    let (y0, p) = (batch(&states()), weights::<Tanh>());
    let system =
        Sde::stratonovich(First::new(Drift::<Tanh>::new()), Second::new(Amplitude::<Amount<Tanh>, N>::default()));
    let tree = Tree::new(4, 0.0, 1.0, 1e-4).unwrap();
    let solve = Solve::new(system, SLOW_RK, Uniform::new::<STEPS>(0.0, 1.0));
    macro_rules! steps {
        ($noise:expr) => {{
            let with = |range| solve.with_noise($noise(range));
            let all = with(0..BATCH as u64);
            let end = all.value(&y0, &p);
            for i in 0..BATCH {
                let alone = with(i as u64..i as u64 + 1).value(&batch(&[y0.trajectory(i).unwrap()]), &p);
                for (a, b) in alone.trajectory(0).unwrap().iter().zip(end.trajectory(i).unwrap()) {
                    assert!((a - b).abs() < 1e-13, "{a} is not {b} of trajectory {i}");
                }
            }
            let mut slots = vec![KeptSlot::new(&y0); STEPS];
            let g = all.gradient_reverse(&y0, &p, &LOSS, &Every, &mut slots[..]).unwrap();
            assert!(g == all.gradient_reverse(&y0, &p, &LOSS, &Binomial, Slots::<3>).unwrap());
            let moved = |by: f64| {
                let mut moved = p.clone();
                moved.axpy(by, &g.p);
                all.objective(&y0, &moved, &LOSS)
            };
            let (step, along) = (1e-5, g.p.dot(&g.p));
            let difference = (moved(step) - moved(-step)) / (2.0 * step);
            assert!((difference / along - 1.0).abs() < 1e-6, "{difference} is not {along}");
            end
        }};
    }
    let by_streams = steps!(|range| Trajectories::new(9, range));
    let by_tree = steps!(|range| Trees::new(tree, range));
    assert!(by_streams != by_tree);
    let fine = solve.with_noise(Trees::new(tree, 0..BATCH as u64)).with_mesh(Uniform::new::<{ 4 * STEPS }>(0.0, 1.0));
    let mut apart = fine.value(&y0, &p);
    apart.axpy(-1.0, &by_tree);
    assert!(apart.dot(&apart) < 1e-2 * by_tree.dot(&by_tree), "another path");
}
