//! A network and a solve by plain loops, on any number.

use solver_nn::{Activation, Mlp, Square, Weights};
use tapeless::{Counter, Noise, Real, differentiable};

pub(crate) const N: usize = 3;
pub(crate) const WIDTH: usize = 6;
pub(crate) const HIDDEN: usize = 2;
pub(crate) const STEPS: usize = 12;

pub(crate) type Drift<A> = Mlp<{ N + 1 }, WIDTH, HIDDEN, N, A>;
pub(crate) type Amount<A> = Mlp<{ N + 1 }, WIDTH, HIDDEN, 1, A, Square>;

#[differentiable]
pub(crate) fn sum_of_squares<T: Real>([x, y, z]: [T; 3]) -> T {
    x * x + y * y + z * z
}

/// Numbers in ±1, the same every time.
pub(crate) fn unit(seed: u32) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0
    }
}

pub(crate) fn weights<A>() -> (Weights<f64, Drift<A>>, Weights<f64, Amount<A>>) {
    let mut unit = unit(3);
    (Drift::new().weights(&mut unit), Amount::new().weights(&mut unit))
}

/// A network by plain loops.
pub(crate) fn network<A: Activation, T: Real>(w: &[T], x: &[T], outputs: usize, last: impl Fn(T) -> T) -> Vec<T> {
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
pub(crate) fn plain_loss<A: Activation, T: Real<Base = f64>>(
    y0: &[[f64; N]],
    drift: &[T],
    amount: &[T],
    seed: u64,
) -> T {
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
        for y in &y {
            sum += *y * *y;
        }
    }
    sum / T::count(y0.len())
}
