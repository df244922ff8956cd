//! Vector fields: a nerve's membrane, bodies that attract one another, heat in a plate.

use tapeless::{Real, differentiable, vector_field};

/// `x / (1 − e^(−x))`, smooth at 0.
#[differentiable]
pub(crate) fn ramp<T: Real>(x: T) -> T {
    if x.abs() < 1e-6 { 1.0 + 0.5 * x } else { -x / (-x).exp_m1() }
}

/// Voltage (mV), gates m, h, n; conductances and reversal potentials of Na, K and the leak, capacitance; the current.
///
/// Source: A. L. Hodgkin, A. F. Huxley, Journal of Physiology 117 (1952), equations 7 to 26, with today's sign of the voltage
/// and the rest at −65 mV.
#[vector_field]
pub(crate) fn hodgkin_huxley<T: Real>(_t: T, [v, m, h, n]: [T; 4], p: [T; 7], current: T) -> [T; 4] {
    let [g_na, g_k, g_l, e_na, e_k, e_l, c] = p;
    let alpha_m = ramp((v + 40.0) / 10.0);
    let beta_m = 4.0 * (-(v + 65.0) / 18.0).exp();
    let alpha_h = 0.07 * (-(v + 65.0) / 20.0).exp();
    let beta_h = ((v + 35.0) / 10.0).logistic();
    let alpha_n = 0.1 * ramp((v + 55.0) / 10.0);
    let beta_n = 0.125 * (-(v + 65.0) / 80.0).exp();
    let sodium = g_na * m.powi(3) * h * (v - e_na);
    let potassium = g_k * n.powi(4) * (v - e_k);
    [
        (current - sodium - potassium - g_l * (v - e_l)) / c,
        alpha_m * (1.0 - m) - beta_m * m,
        alpha_h * (1.0 - h) - beta_h * h,
        alpha_n * (1.0 - n) - beta_n * n,
    ]
}

/// Accelerations of N bodies: `Σ m_j (x_j − x_i) / (|x_j − x_i|² + ε²)^(3/2)`.
#[differentiable]
pub(crate) fn gravity<T: Real, const N: usize>(x: [[T; 3]; N], mass: [T; N], softening: T) -> [[T; 3]; N] {
    let mut a = [[T::ZERO; 3]; N];
    for i in 0..N {
        for j in 0..i {
            let mut square = softening * softening;
            for k in 0..3 {
                square += (x[j][k] - x[i][k]) * (x[j][k] - x[i][k]);
            }
            let force = 1.0 / (square * square.sqrt());
            for k in 0..3 {
                a[i][k] += mass[j] * force * (x[j][k] - x[i][k]);
                a[j][k] -= mass[i] * force * (x[j][k] - x[i][k]);
            }
        }
    }
    a
}

/// `κ ∇²u` on N × N points of width 1/(N − 1), the rim held, by five points.
#[vector_field]
pub(crate) fn heat<T: Real, const N: usize>(_t: T, u: [[T; N]; N], kappa: T) -> [[T; N]; N] {
    let mut du = [[T::ZERO; N]; N];
    let scale = kappa * ((N - 1) * (N - 1)) as f64;
    for i in 1..N - 1 {
        for j in 1..N - 1 {
            du[i][j] = scale * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1] - 4.0 * u[i][j]);
        }
    }
    du
}
