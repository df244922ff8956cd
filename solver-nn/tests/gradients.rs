//! Batches and networks: against plain loops on dual numbers, trajectory by trajectory, in double precision, on every
//! schedule and number of threads.

use solver_nn::{
    Activation, Amplitude, Batch, Mean, Mlp, Relu, Silu, Softplus, Square, Tanh, Trajectories, Weights, apart,
};
use tapeless::{
    Counter, Dual, EULER_MARUYAMA, Every, KeptSlot, Noise, Real, Solve, Terminal, Uniform, Vector, differentiable,
};

const N: usize = 3;
const WIDTH: usize = 6;
const HIDDEN: usize = 2;
const STEPS: usize = 12;
const BATCH: usize = 5;

type Drift<A> = Mlp<{ N + 1 }, WIDTH, HIDDEN, N, A>;
type Amount<A> = Mlp<{ N + 1 }, WIDTH, HIDDEN, 1, A, Square>;

#[differentiable]
fn sum_of_squares<T: Real>([x, y, z]: [T; 3]) -> T {
    x * x + y * y + z * z
}

const LOSS: Terminal<Mean<SumOfSquares>> = Terminal(Mean { of: SumOfSquares, over: BATCH });

/// Numbers in ±1, the same every time.
fn unit(seed: u32) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0
    }
}

fn weights<A>() -> (Weights<f64, Drift<A>>, Weights<f64, Amount<A>>) {
    let mut unit = unit(3);
    (Drift::new().weights(&mut unit), Amount::new().weights(&mut unit))
}

/// A network by plain loops.
fn network<A: Activation, T: Real>(w: &[T], x: &[T], outputs: usize, last: impl Fn(T) -> T) -> Vec<T> {
    let (mut x, mut w) = (x.to_vec(), w.iter().copied());
    for l in 0..=HIDDEN {
        let units = if l == HIDDEN { outputs } else { WIDTH };
        x = (0..units)
            .map(|_| {
                let mut sum = T::ZERO;
                for x in &x {
                    sum += w.next().unwrap() * *x;
                }
                let z = sum + w.next().unwrap();
                if l == HIDDEN { last(z) } else { A::value(z) }
            })
            .collect();
    }
    assert_eq!(w.next(), None);
    x
}

/// The loss by plain loops over trajectories, steps and components.
fn plain_loss<A: Activation, T: Real<Base = f64>>(y0: &[[f64; N]], drift: &[T], amount: &[T], seed: u64) -> T {
    let h = 1.0 / STEPS as f64;
    let mut sum = T::ZERO;
    for (trajectory, y0) in (0..).zip(y0) {
        let noise = Counter::new(seed).trajectory(trajectory);
        let mut cursor = Noise::<f64, f64, [f64; N]>::cursor(&noise);
        let mut y: Vec<T> = y0.iter().map(|y| T::constant(*y)).collect();
        for i in 0..STEPS {
            let dw: [f64; N] = noise.increment(&mut cursor, i, 0.0, h);
            let mut x = vec![T::lit(i as f64 * h)];
            x.extend(&y);
            let f = network::<A, T>(drift, &x, N, |z| z);
            let g = network::<A, T>(amount, &x, 1, |z| z * z);
            for c in 0..N {
                y[c] += f[c] * T::lit(h) + g[0] * T::lit(dw[c]);
            }
        }
        y.iter().for_each(|y| sum += *y * *y);
    }
    sum / T::count(y0.len())
}

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
