//! Loops whose transposes add to neighbouring elements, which is done in loops of their own.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, check};

and_plain! {
    #[differentiable]
    fn stencil<T: Real>(u: [T; 12], k: T) -> [T; 12] {
        let mut du = [T::ZERO; 12];
        for i in 1..12 - 1 {
            du[i] = k * (u[i - 1] * u[i + 1] - 2.0 * u[i] * u[i]) + (u[i] - u[i - 1]).sin();
        }
        du
    }

    #[differentiable]
    fn upwind<T: Real>(u: [[T; 10]; 3], (c, d): (T, T)) -> [[T; 10]; 3] {
        let mut du = u;
        for j in 0..3 {
            for i in (0..10 - 1).rev() {
                du[j][i] -= c * u[j][i + 1] - d * u[j][i];
                du[j][i + 1] += u[j][i] - 0.5 * u[j][i + 1] * d;
            }
        }
        du
    }

    #[differentiable]
    fn limited<T: Real>(u: [T; 11], k: T) -> T {
        let mut sum = k;
        for i in 1..10 {
            let (left, right) = (u[i] - u[i - 1], u[i + 1] - u[i]);
            sum += if left * right > 0.0 { left * right / (left + right) } else { k * u[i - 1] };
            sum += 3.0 * u[i + 1];
        }
        sum * u[0]
    }

    #[differentiable]
    fn shifted<T: Real>(u: [T; 9], k: T) -> T {
        let mut v = u;
        let mut sum = T::ZERO;
        for i in 0..8 {
            sum += v[i] + 2.0 * v[i + 1] * k - u[i + 1];
            v[i + 1] = v[i] * u[i];
        }
        sum + k
    }
}

/// Sums into neighbours are taken out of the backward loop.
#[test]
fn stencils() {
    let wave = |i: usize| (1.7 * i as f64).sin() + 0.2;
    check("stencil", &Stencil, |a| stencil(a.0, a.1), &(core::array::from_fn(wave), 0.7));
    let u = core::array::from_fn(|j| core::array::from_fn(|i| wave(10 * j + i)));
    check("upwind", &Upwind, |a| upwind(a.0, a.1), &(u, (0.7, -0.4)));
    check("limited", &Limited, |a| limited(a.0, a.1), &(core::array::from_fn(wave), 0.7));
    check("shifted", &Shifted, |a| shifted(a.0, a.1), &(core::array::from_fn(wave), 0.7));
}

#[differentiable]
fn stencil_of<T: Real, const N: usize>(u: [T; N], k: T, low: usize) -> T {
    let mut sum = T::ZERO;
    for i in low..N - 1 {
        sum += (u[i + 1] - u[i]) * k * u[i - 1] + u[i + 1];
    }
    sum
}

#[test]
fn stencils_of_any_length() {
    let wave = |i: usize| (1.7 * i as f64).sin() + 0.2;
    for low in [1, 3, 6] {
        let f = StencilOf::<7> { low };
        check("stencil of", &f, |a: (_, _)| stencil_of(a.0, a.1, low), &(core::array::from_fn(wave), 0.7));
    }
}
