//! What bad input gives: a typed error, on the chip as on the host, and the plan as it was.

use core::f32::consts::PI;

use tapeless::{Error, Every, NonFinite, Ode, RK4, Slots, Solve, Uniform};

use crate::benchmark::{controls, gradient};
use crate::cart_pole::{CartPole, PERIOD};
use crate::estimation::{Estimate, Rejected};
use crate::mpc::{Controller, Fault};
use crate::report::Report;

/// What a sensor that fails may say.
const BAD: [f32; 6] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, -1e20, f32::MIN_POSITIVE / 8.0];

/// A fault as numbers.
fn numbers(fault: Fault) -> [f32; 2] {
    match fault {
        Fault::Measurement(part) => [1.0, part as f32],
        Fault::OffTrack(periods) => [2.0, periods as f32],
        Fault::Prediction(_) => [3.0, 0.0],
    }
}

/// Each bad number in each part of the state that the controller is given; whether it refused those it should.
fn controller(report: &mut impl Report) -> bool {
    let mut well = true;
    for bad in BAD {
        for part in 0..4 {
            let mut controller = Controller::new(0.1);
            let before = controller;
            let mut y = [0.0, 0.0, PI, 0.0];
            y[part] = bad;
            match controller.decide(&y) {
                Ok(decision) => {
                    well &= decision.force.is_finite() && bad.is_finite();
                    report.line("decision", &[bad, part as f32, decision.force, decision.cost]);
                }
                Err(fault) => {
                    let [kind, which] = numbers(fault);
                    well &= matches!(fault, Fault::OffTrack(_)) || controller == before;
                    well &= bad.is_finite() || fault == Fault::Measurement(part);
                    report.line("fault", &[part as f32, kind, which]);
                }
            }
        }
    }
    well
}

/// Each bad number as the angle that a filter is given; whether none of them changed it but a small one.
fn filter(report: &mut impl Report) -> bool {
    BAD.iter().all(|bad| {
        let mut estimate = Estimate::new([0.1, 0.0, 0.1], [0.1, 0.1, 0.1]);
        let before = estimate;
        let found = estimate.correct(*bad);
        report.line("estimate", &estimate.mean);
        match found {
            Ok(()) => bad.abs() < 1.0,
            Err(Rejected::NotFinite) => !bad.is_finite() && estimate == before,
            Err(Rejected::Outlier(_)) => bad.is_finite() && estimate == before,
        }
    })
}

/// A force beyond all bounds in the fourth period: the step at which the solve stops, with the last state that is finite.
fn prediction(report: &mut impl Report) -> bool {
    let mut forces = [1.0; 8];
    forces[3] = f32::MAX;
    let ahead = Solve::new(Ode(CartPole), RK4, Uniform::new::<8>(0.0, 8.0 * PERIOD)).with_inputs(forces);
    match ahead.try_value(&[0.0, 0.0, PI, 0.0], &0.1) {
        Err(NonFinite { step, t, last }) => {
            let [x, v, theta, omega] = last;
            // The time is in double precision, which the chip has not: the upper half of its bits.
            report.line("last", &[f32::from_bits((t.to_bits() >> 32) as u32), x, v, theta, omega]);
            step == 3 && last.iter().all(|y| y.is_finite())
        }
        Ok(_) => false,
    }
}

/// A slot too few.
fn workspace() -> bool {
    let mut slopes = [0.0; 20];
    gradient(&controls(), &mut slopes, &Every, Slots::<19>) == Err(Error::TooFewSlots { needed: 20, given: 19 })
}

/// All of them; whether each was met by the error it should be met by.
pub fn run(report: &mut impl Report) -> bool {
    let (controller, filter, prediction) = (controller(report), filter(report), prediction(report));
    controller && filter && prediction && workspace()
}
