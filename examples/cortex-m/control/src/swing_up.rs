//! The loop closed: from hanging at rest to upright, and held there, with the pole as the controller believes it, and
//! a fifth heavier and lighter.

use tapeless::{Ode, RK4, Real, Solve, Uniform};

use crate::cart_pole::{CartPole, PERIOD, State};
use crate::mpc::{Controller, Fault};
use crate::report::Report;

/// The mass of the pole that the controller believes in, in kg.
pub const POLE: f32 = 0.1;
/// Six seconds.
const PERIODS: usize = 120;
/// The last second.
const HELD: usize = 20;

/// The angle from upright, within half a turn, in rad.
pub fn from_upright(theta: f32) -> f32 {
    let (sin, cos) = Real::sin_cos(theta);
    Real::atan2(sin, cos)
}

/// The real pole over a period: finer steps than the model's.
pub fn plant(y: &State<f32>, pole: f32, u: f32) -> State<f32> {
    Solve::new(Ode(CartPole), RK4, Uniform::new::<5>(0.0, PERIOD)).with_inputs([u; 5]).value(y, &pole)
}

/// Six seconds with a pole of some mass; whether the last one was spent upright.
fn swing_up(name: &str, pole: f32, report: &mut impl Report) -> Result<bool, Fault> {
    let mut controller = Controller::new(POLE);
    let mut y = [0.0, 0.0, core::f32::consts::PI, 0.0];
    let mut held = true;
    for period in 0..PERIODS {
        let decision = controller.decide(&y)?;
        let [x, v, theta, omega] = y;
        let time = period as f32 * PERIOD;
        report.line(name, &[time, x, v, theta, omega, decision.force, decision.cost, decision.slope]);
        y = plant(&y, pole, decision.force);
        controller.advance();
        held &= period + HELD < PERIODS || from_upright(y[2]).abs() < 0.05;
    }
    Ok(held)
}

/// The three poles; whether every one was held.
pub fn run(report: &mut impl Report) -> bool {
    let mut all = true;
    for (name, pole) in [("as believed", POLE), ("heavier", 1.2 * POLE), ("lighter", 0.8 * POLE)] {
        all &= swing_up(name, pole, report) == Ok(true);
    }
    all
}
