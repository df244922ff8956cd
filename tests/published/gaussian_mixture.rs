//! The log-likelihood of a Gaussian mixture with a Wishart prior, its inverse covariances parametrised by the logarithm of the
//! diagonal and the lower triangle of their factor.
//!
//! Source: F. Šrajer, Z. Kukelova, A. Fitzgibbon, "A benchmark of selected algorithmic differentiation tools on some problems
//! in computer vision and machine learning", Optimization Methods and Software 33 (2018), section 4.1; without the terms that
//! depend on no parameter.

use tapeless::{Real, differentiable};

/// `ln Σ eˣ`, the largest x taken out.
#[differentiable]
pub(crate) fn log_sum_exp<T: Real, const K: usize>(x: [T; K]) -> T {
    let mut largest = x[0];
    for i in 1..K {
        largest = largest.max(x[i]);
    }
    let mut sum = T::ZERO;
    for i in 0..K {
        sum += (x[i] - largest).exp();
    }
    largest + sum.ln()
}

/// K components of D dimensions; L = D (D − 1) / 2 entries below each diagonal, column by column; at most 16 points.
#[differentiable(turns = 16)]
pub(crate) fn mixture<'a, T: Real, const K: usize, const D: usize, const L: usize>(
    alphas: [T; K],
    means: [[T; D]; K],
    log_diagonals: [[T; D]; K],
    lower: [[T; L]; K],
    data: &'a [[f64; D]],
    gamma: f64,
    m: f64,
) -> T {
    let mut diagonals = [[T::ZERO; D]; K];
    let mut sums = [T::ZERO; K];
    let mut prior = T::ZERO;
    for k in 0..K {
        let mut squares = T::ZERO;
        for i in 0..D {
            diagonals[k][i] = log_diagonals[k][i].exp();
            sums[k] += log_diagonals[k][i];
            squares += diagonals[k][i] * diagonals[k][i];
        }
        for j in 0..L {
            squares += lower[k][j] * lower[k][j];
        }
        prior += 0.5 * gamma * gamma * squares - m * sums[k];
    }
    let mut likelihood = T::ZERO;
    for n in 0..data.len() {
        let mut terms = [T::ZERO; K];
        for k in 0..K {
            let mut square = T::ZERO;
            for i in 0..D {
                let mut sum = diagonals[k][i] * (data[n][i] - means[k][i]);
                for j in 0..i {
                    sum += lower[k][j * (2 * D - j - 1) / 2 + i - j - 1] * (data[n][j] - means[k][j]);
                }
                square += sum * sum;
            }
            terms[k] = alphas[k] + sums[k] - 0.5 * square;
        }
        likelihood += log_sum_exp::<T, K>(terms);
    }
    likelihood - data.len() as f64 * log_sum_exp::<T, K>(alphas) + prior
}
