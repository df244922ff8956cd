//! The problems that are timed, the same numbers as in `peers/c/problems.h`, and their solves.
#![allow(dead_code, reason = "each program uses its part")]

use tapeless::{
    Every, Gradient, Lanes, Ode, RK4, Real, Running, Solve, StateSlot, Terminal, Uniform, differentiable, vector_field,
};

/// σ 10, ρ 28, β 8/3 from (1, 1, 1), 1000 steps of 1e-3; the objective is the sum of squares at the end.
pub(crate) const LORENZ: ([f64; 3], [f64; 3]) = ([1.0, 1.0, 1.0], [10.0, 28.0, 8.0 / 3.0]);
/// From (1, 1), 1000 steps of 1e-2; the objective is half the squared distance to (1, 1) at the end.
pub(crate) const LOTKA_VOLTERRA: ([f64; 2], [f64; 4]) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
/// A cart-pole, its pole 0.1 off upright, 20 steps of 0.05.
pub(crate) const CART_POLE: [f64; 4] = [0.0, 0.0, 0.1, 0.0];

/// The ring: `x_k = sin k`, `v_k = cos 2k`; 1000 steps of 1e-2.
pub(crate) fn ring_start() -> ([f64; 32], [f64; 3]) {
    let y0 = core::array::from_fn(|k| if k < 16 { (k as f64).sin() } else { (2.0 * (k - 16) as f64).cos() });
    (y0, [1.0, 0.7, 0.05])
}

/// The 20 controls of the cart-pole.
pub(crate) fn controls() -> [f64; 20] {
    core::array::from_fn(|k| 0.1 * (k as f64).sin())
}

const CART: f64 = 1.0;
const POLE: f64 = 0.1;
const LENGTH: f64 = 0.5;
const GRAVITY: f64 = 9.81;

/// Lorenz 1963.
#[vector_field]
pub(crate) fn lorenz<T: Real>(_t: T, [x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
}

/// Volterra 1926, Lotka 1925: prey x and predators y.
#[vector_field]
pub(crate) fn lotka_volterra<T: Real>(_t: T, [x, y]: [T; 2], [a, b, c, d]: [T; 4]) -> [T; 2] {
    [x * (a - b * y), y * (d * x - c)]
}

/// A cart at x and its pole at θ from upright, their speeds v and ω, under a force u on the cart.
#[vector_field]
pub(crate) fn cart_pole<T: Real>(_t: T, [_x, v, theta, omega]: [T; 4], _p: (), u: T) -> [T; 4] {
    let (sin, cos) = theta.sin_cos();
    let centripetal = POLE * LENGTH * omega * omega;
    let d = 1.0 / (CART + POLE - POLE * cos * cos);
    [
        v,
        (u + sin * (POLE * GRAVITY * cos - centripetal)) * d,
        omega,
        (sin * ((CART + POLE) * GRAVITY - centripetal * cos) + u * cos) * d / LENGTH,
    ]
}

/// Sixteen oscillators in a ring, each bound to its place and to its neighbours, and the differences of their speeds damped.
#[vector_field]
pub(crate) fn ring<T: Real>(
    _t: T,
    [
        x0,
        x1,
        x2,
        x3,
        x4,
        x5,
        x6,
        x7,
        x8,
        x9,
        x10,
        x11,
        x12,
        x13,
        x14,
        x15,
        v0,
        v1,
        v2,
        v3,
        v4,
        v5,
        v6,
        v7,
        v8,
        v9,
        v10,
        v11,
        v12,
        v13,
        v14,
        v15,
    ]: [T; 32],
    [place, spring, damping]: [T; 3],
) -> [T; 32] {
    [
        v0,
        v1,
        v2,
        v3,
        v4,
        v5,
        v6,
        v7,
        v8,
        v9,
        v10,
        v11,
        v12,
        v13,
        v14,
        v15,
        spring * (x15 + x1 - 2.0 * x0) + damping * (v15 + v1 - 2.0 * v0) - place * x0,
        spring * (x0 + x2 - 2.0 * x1) + damping * (v0 + v2 - 2.0 * v1) - place * x1,
        spring * (x1 + x3 - 2.0 * x2) + damping * (v1 + v3 - 2.0 * v2) - place * x2,
        spring * (x2 + x4 - 2.0 * x3) + damping * (v2 + v4 - 2.0 * v3) - place * x3,
        spring * (x3 + x5 - 2.0 * x4) + damping * (v3 + v5 - 2.0 * v4) - place * x4,
        spring * (x4 + x6 - 2.0 * x5) + damping * (v4 + v6 - 2.0 * v5) - place * x5,
        spring * (x5 + x7 - 2.0 * x6) + damping * (v5 + v7 - 2.0 * v6) - place * x6,
        spring * (x6 + x8 - 2.0 * x7) + damping * (v6 + v8 - 2.0 * v7) - place * x7,
        spring * (x7 + x9 - 2.0 * x8) + damping * (v7 + v9 - 2.0 * v8) - place * x8,
        spring * (x8 + x10 - 2.0 * x9) + damping * (v8 + v10 - 2.0 * v9) - place * x9,
        spring * (x9 + x11 - 2.0 * x10) + damping * (v9 + v11 - 2.0 * v10) - place * x10,
        spring * (x10 + x12 - 2.0 * x11) + damping * (v10 + v12 - 2.0 * v11) - place * x11,
        spring * (x11 + x13 - 2.0 * x12) + damping * (v11 + v13 - 2.0 * v12) - place * x12,
        spring * (x12 + x14 - 2.0 * x13) + damping * (v12 + v14 - 2.0 * v13) - place * x13,
        spring * (x13 + x15 - 2.0 * x14) + damping * (v13 + v15 - 2.0 * v14) - place * x14,
        spring * (x14 + x0 - 2.0 * x15) + damping * (v14 + v0 - 2.0 * v15) - place * x15,
    ]
}

/// The energy of the motion.
#[differentiable]
pub(crate) fn energy<T: Real>(y: [T; 32]) -> T {
    y[0] * y[0]
        + y[1] * y[1]
        + y[2] * y[2]
        + y[3] * y[3]
        + y[4] * y[4]
        + y[5] * y[5]
        + y[6] * y[6]
        + y[7] * y[7]
        + y[8] * y[8]
        + y[9] * y[9]
        + y[10] * y[10]
        + y[11] * y[11]
        + y[12] * y[12]
        + y[13] * y[13]
        + y[14] * y[14]
        + y[15] * y[15]
        + y[16] * y[16]
        + y[17] * y[17]
        + y[18] * y[18]
        + y[19] * y[19]
        + y[20] * y[20]
        + y[21] * y[21]
        + y[22] * y[22]
        + y[23] * y[23]
        + y[24] * y[24]
        + y[25] * y[25]
        + y[26] * y[26]
        + y[27] * y[27]
        + y[28] * y[28]
        + y[29] * y[29]
        + y[30] * y[30]
        + y[31] * y[31]
}

#[differentiable]
pub(crate) fn sum_of_squares<T: Real>([x, y, z]: [T; 3]) -> T {
    x * x + y * y + z * z
}

#[differentiable]
pub(crate) fn half_distance<T: Real>([x, y]: [T; 2]) -> T {
    0.5 * ((1.0 - x) * (1.0 - x) + (1.0 - y) * (1.0 - y))
}

#[differentiable]
pub(crate) fn stage_cost<T: Real>([x, _v, theta, _omega]: [T; 4], u: T) -> T {
    0.1 * u * u + x * x + 10.0 * theta * theta
}

#[differentiable]
pub(crate) fn end_cost<T: Real>([x, _v, theta, _omega]: [T; 4]) -> T {
    100.0 * (x * x + theta * theta)
}

/// A solve of a problem over the number `$T`.
macro_rules! solve {
    (lorenz, $T:ty) => {
        Solve::new(Ode(Lorenz), RK4, Uniform::new::<1000>(0.0 as $T, 1.0))
    };
    (lotka_volterra, $T:ty) => {
        Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<1000>(0.0 as $T, 10.0))
    };
    (ring, $T:ty) => {
        Solve::new(Ode(Ring), RK4, Uniform::new::<1000>(0.0 as $T, 10.0))
    };
    (cart_pole, $T:ty, $controls:expr) => {
        Solve::new(Ode(CartPole), RK4, Uniform::new::<20>(0.0 as $T, 1.0)).with_inputs($controls)
    };
}

/// The solves of a problem over the number `$T`, each a function that is not inlined into what times it.
macro_rules! solves {
    ($T:ident) => {
        /// The solves over this number.
        pub(crate) mod $T {
            use super::*;

            type Real = $T;

            #[inline(never)]
            pub(crate) fn lorenz_value(y0: &[Real; 3], p: &[Real; 3]) -> Real {
                sum_of_squares(solve!(lorenz, Real).value(y0, p))
            }
            #[inline(never)]
            pub(crate) fn lorenz_gradient(y0: &[Real; 3], p: &[Real; 3]) -> Gradient<Real, [Real; 3], [Real; 3], ()> {
                solve!(lorenz, Real).gradient(y0, p, &Terminal(SumOfSquares))
            }
            #[inline(never)]
            pub(crate) fn lorenz_forward(y0: &[Real; 3], p: &[Real; 3]) -> Gradient<Real, [Real; 3], [Real; 3], ()> {
                solve!(lorenz, Real).gradient_forward::<6, _>(y0, p, &Terminal(SumOfSquares))
            }

            #[inline(never)]
            pub(crate) fn lotka_volterra_value(y0: &[Real; 2], p: &[Real; 4]) -> Real {
                half_distance(solve!(lotka_volterra, Real).value(y0, p))
            }
            #[inline(never)]
            pub(crate) fn lotka_volterra_gradient(
                y0: &[Real; 2],
                p: &[Real; 4],
            ) -> Gradient<Real, [Real; 2], [Real; 4], ()> {
                solve!(lotka_volterra, Real).gradient(y0, p, &Terminal(HalfDistance))
            }
            #[inline(never)]
            pub(crate) fn lotka_volterra_forward(
                y0: &[Real; 2],
                p: &[Real; 4],
            ) -> Gradient<Real, [Real; 2], [Real; 4], ()> {
                solve!(lotka_volterra, Real).gradient_forward::<6, _>(y0, p, &Terminal(HalfDistance))
            }

            #[inline(never)]
            pub(crate) fn ring_value(y0: &[Real; 32], p: &[Real; 3]) -> Real {
                energy(solve!(ring, Real).value(y0, p))
            }
            #[inline(never)]
            pub(crate) fn ring_gradient(y0: &[Real; 32], p: &[Real; 3]) -> Gradient<Real, [Real; 32], [Real; 3], ()> {
                solve!(ring, Real).gradient(y0, p, &Terminal(Energy))
            }

            #[inline(never)]
            pub(crate) fn cart_pole_value(y0: &[Real; 4], u: &[Real; 20]) -> Real {
                solve!(cart_pole, Real, u).objective(y0, &(), &(Running(StageCost), Terminal(EndCost)))
            }
            #[inline(never)]
            pub(crate) fn cart_pole_gradient(
                y0: &[Real; 4],
                u: &[Real; 20],
            ) -> Gradient<Real, [Real; 4], (), [Real; 20]> {
                solve!(cart_pole, Real, *u).gradient(y0, &(), &(Running(StageCost), Terminal(EndCost)))
            }
            #[inline(never)]
            pub(crate) fn cart_pole_forward(
                y0: &[Real; 4],
                u: &[Real; 20],
            ) -> Gradient<Real, [Real; 4], (), [Real; 20]> {
                solve!(cart_pole, Real, *u).gradient_forward::<6, _>(y0, &(), &(Running(StageCost), Terminal(EndCost)))
            }
        }
    };
}
solves!(f64);
solves!(f32);

/// Lorenz from `W` starts that differ a little, their parameters too: the lanes of `peers/c/p12.c`.
pub(crate) fn lorenz_lanes<const W: usize>() -> ([Lanes<f64, W>; 3], [Lanes<f64, W>; 3])
where
    f64: tapeless::Width<W>,
{
    let by_lane = |x: f64| Lanes::new(core::array::from_fn(|lane| x * (1.0 + 1e-3 * lane as f64)));
    (LORENZ.0.map(by_lane), LORENZ.1.map(by_lane))
}

/// The solves of Lorenz with `$W` trajectories side by side.
macro_rules! lanes {
    ($name:ident, $W:literal) => {
        /// With so many lanes.
        pub(crate) mod $name {
            use super::*;

            type L = Lanes<f64, $W>;

            #[inline(never)]
            pub(crate) fn value(y0: &[L; 3], p: &[L; 3]) -> L {
                sum_of_squares(solve!(lorenz, f64).value(y0, p))
            }
            #[inline(never)]
            pub(crate) fn gradient(
                y0: &[L; 3],
                p: &[L; 3],
                slots: &mut [StateSlot<[L; 3]>],
            ) -> Gradient<L, [L; 3], [L; 3], ()> {
                let gradient = solve!(lorenz, f64).gradient_reverse(y0, p, &Terminal(SumOfSquares), &Every, slots);
                gradient.unwrap_or_else(|error| panic!("{error}"))
            }
        }
    };
}
lanes!(lanes_2, 2);
lanes!(lanes_4, 4);
lanes!(lanes_8, 8);
lanes!(lanes_16, 16);
lanes!(lanes_32, 32);
