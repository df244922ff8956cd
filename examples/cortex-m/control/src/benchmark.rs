//! The gradient that is measured: a cart-pole's cost over a horizon by its controls, in single precision.
//!
//! Model, cost and numbers are those of the library's other benches, where the masses are constants.

use tapeless::tableau::Rk4;
use tapeless::{
    Error, ExplicitRk, KeptSlot, Ode, RK4, Real, Running, ScanVjp, Schedule, Slot, Solve, Storage, Terminal, Uniform,
    differentiable, gradient_bytes, vector_field,
};

const CART: f64 = 1.0;
const POLE: f64 = 0.1;
const LENGTH: f64 = 0.5;
const GRAVITY: f64 = 9.81;

/// The pole 0.1 rad off upright.
pub const START: [f32; 4] = [0.0, 0.0, 0.1, 0.0];
/// 0.1 sin k.
const SINES: [f32; 20] = [
    0.0,
    0.084_147_096,
    0.090_929_74,
    0.014_112,
    -0.075_680_25,
    -0.095_892_43,
    -0.027_941_55,
    0.065_698_66,
    0.098_935_83,
    0.041_211_847,
    -0.054_402_11,
    -0.099_999_02,
    -0.053_657_293,
    0.042_016_704,
    0.099_060_74,
    0.065_028_79,
    -0.028_790_332,
    -0.096_139_75,
    -0.075_098_72,
    0.014_987_721,
];

/// 0.1 sin k, again from the start after twenty.
pub const fn controls<const N: usize>() -> [f32; N] {
    let mut controls = [0.0; N];
    let mut k = 0;
    while k < N {
        controls[k] = SINES[k % 20];
        k += 1;
    }
    controls
}

/// As [`cart_pole`](crate::cart_pole::cart_pole()), its masses constants.
#[vector_field]
pub fn cart_pole<T: Real>(_t: T, [_x, v, theta, omega]: [T; 4], _p: (), u: T) -> [T; 4] {
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

/// As the other benches have it.
#[differentiable]
pub fn stage_cost<T: Real>([x, _v, theta, _omega]: [T; 4], u: T) -> T {
    0.1 * u * u + x * x + 10.0 * theta * theta
}

/// As the other benches have it.
#[differentiable]
pub fn end_cost<T: Real>([x, _v, theta, _omega]: [T; 4]) -> T {
    100.0 * (x * x + theta * theta)
}

/// What the transpose of a step needs where it is kept.
pub type Kept = <Horizon<'static, 20> as ScanVjp<f32>>::Kept;

/// A horizon of `N` steps with its controls.
pub type Horizon<'a, const N: usize> = Solve<Ode<CartPole>, ExplicitRk<Rk4, 4>, Uniform<f32, N>, &'a [f32; N]>;
type Cost = (Running<StageCost>, Terminal<EndCost>);

/// The bytes that the gradient over `N` steps works in with so many slots of a kind, as the compiler knows them.
pub const fn workspace<const N: usize, L: Slot<[f32; 4], Kept>>(slots: usize) -> usize {
    gradient_bytes::<f32, Horizon<'static, N>, Cost, L>(slots)
}

/// A slot that keeps them.
pub const fn kept() -> KeptSlot<[f32; 4], Kept> {
    KeptSlot::holding([0.0; 4])
}

/// The cost of `N` controls, each held for 50 ms; adds its derivatives to `slopes`.
///
/// # Errors
/// [`Error::TooFewSlots`] where the schedule needs more.
#[allow(clippy::inline_always, reason = "each firmware measures one gradient, in one piece")]
#[inline(always)]
pub fn gradient<const N: usize>(
    controls: &[f32; N],
    slopes: &mut [f32; N],
    schedule: &impl Schedule,
    slots: impl Storage<[f32; 4], Kept>,
) -> Result<f32, Error> {
    let horizon = Uniform::new::<N>(0.0, N as f32 * 0.05);
    let solve: Horizon<'_, N> = Solve::new(Ode(CartPole), RK4, horizon).with_inputs(controls);
    let cost: Cost = (Running(StageCost), Terminal(EndCost));
    solve.gradient_in(&START, &(), &cost, schedule, slots, slopes).map(|gradient| gradient.value)
}
