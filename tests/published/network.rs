//! A network of two layers and its squared error.

use tapeless::{Real, differentiable};

/// `w x + b`
#[differentiable]
pub(crate) fn affine<T: Real, const N: usize, const M: usize>(w: &[[T; N]; M], b: &[T; M], x: &[T; N]) -> [T; M] {
    let mut y = *b;
    for i in 0..M {
        for j in 0..N {
            y[i] += w[i][j] * x[j];
        }
    }
    y
}

#[differentiable]
pub(crate) fn network<T: Real, const N: usize, const H: usize, const M: usize>(
    w1: [[T; N]; H],
    b1: [T; H],
    w2: [[T; H]; M],
    b2: [T; M],
    x: [T; N],
    y: [f64; M],
) -> T {
    let sums = affine::<T, N, H>(&w1, &b1, &x);
    let hidden: [T; H] = core::array::from_fn(|i| sums[i].tanh());
    let out = affine::<T, H, M>(&w2, &b2, &hidden);
    let mut error = T::ZERO;
    for i in 0..M {
        error += (out[i] - y[i]) * (out[i] - y[i]);
    }
    0.5 * error
}
