//! The orbit: a satellite around the oblate earth, in kilometres and seconds.

use tapeless::{By, DOPRI8, Error, ExplicitRk, Ode, Real, Solve, Uniform, WithJacobian, tableau, vector_field};

/// How many orbits are looked at, and about how long each takes: minutes.
pub(crate) const ORBITS: usize = 3;
pub(crate) const PERIOD: f64 = 92.8;
/// How many states are saved, one of them at the start.
pub(crate) const SAVED: usize = 40 * ORBITS + 1;
/// Steps of order 8, forty to an orbit: the position is right to less than a millimetre, as the test `steps_are_small_enough`
/// says.
pub(crate) const STEPS: usize = 40 * ORBITS;
/// The gravity of the earth, km³/s², and its oblateness J₂ (the EGM96 model).
pub(crate) const EARTH: [f64; 2] = [398_600.441_8, 1.082_626_7e-3];
/// Position in km and velocity in km/s: 420 km up, over the equator northwards, inclined by 51.6°.
pub(crate) const START: [f64; 6] = [6798.137, 0.0, 0.0, 0.0, 4.756_2, 6.000_9];

/// A position and a velocity.
pub(crate) type State = [f64; 6];

/// The attraction of a point and of the bulge at the equator, whose radius is 6378.137 km.
#[vector_field]
pub(crate) fn satellite<T: Real>(_t: T, [x, y, z, u, v, w]: [T; 6], [mu, j2]: [T; 2]) -> [T; 6] {
    let r2 = x * x + y * y + z * z;
    let pull = mu / (r2 * r2.sqrt());
    let bulge = 1.5 * j2 * (6378.137 * 6378.137) / r2;
    let height = 5.0 * z * z / r2;
    let side = -pull * (1.0 + bulge * (1.0 - height));
    [u, v, w, side * x, side * y, -pull * (1.0 + bulge * (3.0 - height)) * z]
}

const SOLVE: Solve<Ode<Satellite>, ExplicitRk<tableau::Dopri8, 12>, Uniform<f64, STEPS>> =
    Solve::new(Ode(Satellite), DOPRI8, Uniform::new::<STEPS>(0.0, ORBITS as f64 * PERIOD * 60.0));

/// The saved states from any start.
pub(crate) fn states(start: &State) -> [State; SAVED] {
    SOLVE.saved::<SAVED, f64>(start, &EARTH)
}

/// The saved states from the start, each with its state-transition matrix, column by column.
pub(crate) fn transitions() -> Result<[WithJacobian<State, 6>; SAVED], Error> {
    SOLVE.saved_jacobians::<SAVED, 6, f64>(&START, &EARTH, By::State)
}
