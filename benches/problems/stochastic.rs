//! The stochastic equations that are timed, here and beside other programs.

use tapeless::{Real, differentiable, diffusion, vector_field};

#[vector_field]
pub(crate) fn still<T: Real>(_t: T, _x: T, _p: ()) -> T {
    0.0
}

#[diffusion(additive)]
pub(crate) fn itself<T: Real>(_t: T, _x: T, _p: (), dw: T) -> T {
    dw
}

#[vector_field]
pub(crate) fn pull<T: Real>(_t: T, x: T, [theta, mean, _sigma]: [T; 3]) -> T {
    theta * (mean - x)
}

#[diffusion(additive)]
pub(crate) fn push<T: Real>(_t: T, _x: T, [_theta, _mean, sigma]: [T; 3], dw: T) -> T {
    sigma * dw
}

#[vector_field]
pub(crate) fn pull_three<T: Real>(_t: T, [x, y, z]: [T; 3], [[a, b, c], [m, n, o], _sigma]: [[T; 3]; 3]) -> [T; 3] {
    [a * (m - x), b * (n - y), c * (o - z)]
}

#[diffusion(additive)]
pub(crate) fn push_three<T: Real>(
    _t: T,
    _y: [T; 3],
    [_theta, _mean, [p, q, r]]: [[T; 3]; 3],
    [u, v, w]: [T; 3],
) -> [T; 3] {
    [p * u, q * v, r * w]
}

#[vector_field]
pub(crate) fn growth<T: Real>(_t: T, x: T, [mu, _sigma]: [T; 2]) -> T {
    mu * x
}

#[diffusion(scalar)]
pub(crate) fn volatility<T: Real>(_t: T, x: T, [_mu, sigma]: [T; 2], dw: T) -> T {
    sigma * x * dw
}

#[differentiable]
pub(crate) fn square<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
pub(crate) fn squares<T: Real>([x, y, z]: [T; 3]) -> T {
    x * x + y * y + z * z
}
