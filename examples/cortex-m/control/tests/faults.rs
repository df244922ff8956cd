//! Bad input gives a typed error that the firmware can act on, and the next period goes on from there.

use control::benchmark::{controls, gradient};
use control::estimation::{Estimate, Rejected};
use control::mpc::{Controller, Fault};
use control::swing_up::from_upright;
use tapeless::{Error, Every, Periodic, Slots};

#[test]
fn a_measurement_that_is_no_number() {
    let mut controller = Controller::new(0.1);
    let before = controller;
    assert_eq!(controller.decide(&[0.0, 0.0, f32::NAN, 0.0]), Err(Fault::Measurement(2)));
    assert_eq!(controller.decide(&[0.0, f32::INFINITY, 3.0, 0.0]), Err(Fault::Measurement(1)));
    assert_eq!(controller, before);
    assert!(controller.decide(&[0.0, 0.0, 3.0, 0.0]).is_ok());
}

/// At 8 N a cart of 1.1 kg that runs at 5 m/s needs 1.7 m to stop.
#[test]
fn a_horizon_without_an_admissible_plan() {
    let mut controller = Controller::new(0.1);
    assert!(matches!(controller.decide(&[0.5, 5.0, 0.0, 0.0]), Err(Fault::OffTrack(3..=6))));
    assert!(controller.decide(&[-1.0, 2.5, 0.0, 0.0]).is_ok());
}

#[test]
fn a_prediction_out_of_range() {
    let mut controller = Controller::new(0.1);
    let before = controller;
    let fault = controller.decide(&[0.0, 0.0, 0.1, 1e30]);
    assert!(matches!(fault, Err(Fault::Prediction(_))), "{fault:?}");
    assert_eq!(controller, before);
}

#[test]
fn a_workspace_that_is_too_small() {
    let mut slopes = [0.0; 20];
    assert_eq!(
        gradient(&controls::<20>(), &mut slopes, &Every, Slots::<19>),
        Err(Error::TooFewSlots { needed: 20, given: 19 })
    );
    assert_eq!(
        gradient(&controls::<20>(), &mut slopes, &Periodic { every: 4 }, Slots::<7>),
        Err(Error::TooFewSlots { needed: 8, given: 7 })
    );
    assert_eq!(slopes, [0.0; 20]);
}

#[test]
fn an_angle_that_cannot_be_used() {
    let mut estimate = Estimate::new([0.5, 0.0, 0.1], [0.1, 0.1, 0.1]);
    let before = estimate;
    assert_eq!(estimate.correct(f32::NAN), Err(Rejected::NotFinite));
    assert!(matches!(estimate.correct(9.0), Err(Rejected::Outlier(deviations)) if deviations > 70.0));
    assert_eq!(estimate, before);
    assert_eq!(estimate.correct(0.55), Ok(()));
    let mut lost = Estimate::new([f32::NAN, 0.0, 0.1], [0.1, 0.1, 0.1]);
    assert_eq!(lost.correct(0.5), Err(Rejected::NotFinite));
}

#[test]
fn an_angle_of_any_size_is_brought_within_half_a_turn() {
    for (theta, within) in [(3.0, 3.0), (-3.0, -3.0), (7.0, 7.0 - core::f32::consts::TAU), (0.0, 0.0)] {
        assert!((from_upright(theta) - within).abs() < 1e-6);
    }
    assert!(from_upright(1e30).abs() <= core::f32::consts::PI && from_upright(f32::INFINITY).is_nan());
}
