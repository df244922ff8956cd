//! The training learns, and says where it leaves the finite numbers.

use crate::adamw::Settings;
use crate::model::{Both, DiffusionOnly, DriftOnly, Model, Size};
use crate::train::train;

const SIZE: Size = Size { steps: 5, batch: 20, threads: 2, seed: 1 };
const SETTINGS: Settings = Settings { rate: 1e-3, decay: 1e-4 };

fn learns<M: Model>() {
    let trained = train::<M>(SIZE, SETTINGS, 12, |_| {}).ok().expect("every loss is finite");
    let (first, last) = (trained.losses[0], trained.losses[11]);
    assert!(last < 0.8 * first, "{last} after {first}");
}

#[test]
fn the_loss_falls() {
    learns::<Both<10, 11>>();
    learns::<DriftOnly<10, 11>>();
    learns::<DiffusionOnly<10, 11>>();
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let losses = |threads| {
        train::<Both<10, 11>>(Size { threads, ..SIZE }, SETTINGS, 4, |_| {}).ok().expect("every loss is finite").losses
    };
    assert_eq!(losses(1), losses(2));
}

#[test]
fn a_loss_that_is_not_finite() {
    let stopped = train::<Both<10, 11>>(SIZE, Settings { rate: 1e20, ..SETTINGS }, 9, |_| {}).err();
    let stopped = stopped.expect("weights of 1e20 overflow");
    assert_eq!((stopped.step, stopped.until.losses.len()), (1, 1));
    assert!(stopped.until.weights == Both::<10, 11>::start(SIZE.seed), "the weights before the step that was too long");
    let message = stopped.to_string();
    assert!(message.contains("training step 1") && message.contains("weights of step 0"), "{message}");
}
