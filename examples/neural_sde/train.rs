//! The training: a gradient on fresh noise and a step of the optimiser, again and again.

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use crate::adamw::{AdamW, Settings};
use crate::model::{Model, NotFinite, Size};

/// The record of a training.
#[derive(Debug)]
pub(crate) struct Trained<P> {
    /// The loss before each step.
    pub(crate) losses: Vec<f32>,
    /// How long each step took.
    pub(crate) times: Vec<Duration>,
    pub(crate) weights: P,
}

/// A training that left the finite numbers.
pub(crate) struct Stopped<P> {
    /// The training step whose loss is not finite.
    pub(crate) step: usize,
    pub(crate) why: Option<NotFinite>,
    /// Up to there; its weights are the last whose loss was finite.
    pub(crate) until: Trained<P>,
}

impl<P> fmt::Display for Stopped<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, why, until } = self;
        match why {
            Some(why) => write!(f, "the loss of training step {step} is not finite: {why}; "),
            None => write!(f, "the weights after training step {} are not finite; ", step - 1),
        }?;
        match until.losses.last() {
            Some(loss) => write!(f, "kept are the weights of step {}, with a loss of {loss:.6}", step - 1),
            None => return write!(f, "kept are the weights it began with. A smaller `--spread` may help"),
        }?;
        write!(f, ". A smaller `--rate` may help")
    }
}

/// Trains `M` for so many steps; `seen` is told each loss.
pub(crate) fn train<M: Model>(
    size: Size,
    settings: Settings,
    training_steps: usize,
    mut seen: impl FnMut(f32),
) -> Result<Trained<M::Parameters>, Stopped<M::Parameters>> {
    let mut weights = M::start(size.seed);
    // The weights before the last step, the last good ones should the next loss not be finite.
    let mut before = weights.clone();
    let mut optimiser = AdamW::new(settings, &weights);
    let (mut losses, mut times) = (Vec::new(), Vec::new());
    for step in 0..training_steps {
        let begun = Instant::now();
        let gradient = M::gradient(&weights, size, step);
        match gradient {
            Ok(gradient) => {
                let finite = optimiser.step(&weights, &gradient.p, &mut before, size.threads);
                core::mem::swap(&mut weights, &mut before);
                times.push(begun.elapsed());
                losses.push(gradient.value);
                seen(gradient.value);
                // Before the loss shows it: a weight that multiplies a unit which is off never does.
                if !finite {
                    let until = Trained { losses, times, weights: before };
                    return Err(Stopped { step: step + 1, why: None, until });
                }
            }
            Err(why) => {
                return Err(Stopped { step, why: Some(why), until: Trained { losses, times, weights: before } });
            }
        }
    }
    Ok(Trained { losses, times, weights })
}
