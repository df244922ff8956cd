//! The options.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::adamw::Settings;
use crate::model::Size;

pub(crate) const USAGE: &str = "\
usage: neural_sde [OPTION]...
  --drift-only          train the drift alone
  --diffusion-only      train the diffusion alone
  --dimension N         components of the state: 10, 50, 100, 200, 500 or 1000, which the compiler has to know [500]
  --steps N             steps of the solver over [0, 1] [20]
  --batch N             trajectories a training step [32]
  --training-steps N    [100]
  --seed N              of the weights and the noise [0]
  --spread X            deviation of the initial states, which are 0 without [0]
  --threads N           [as many as there are]
  --rate X              learning rate [1e-4]
  --plot PICTURE.svg    the loss curve [target/neural_sde.svg]
  --weights FILE        the trained weights, f32 in the machine's order [target/neural_sde.weights]";

/// More steps would not fit into memory: what every step keeps is held for the way back.
const MOST_STEPS: usize = 100_000;
/// A training step of more trajectories would take minutes.
const MOST_TRAJECTORIES: usize = 1_000_000;
/// More threads than a machine gives a program.
const MOST_THREADS: usize = 1024;

/// What is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Terms {
    Both,
    Drift,
    Diffusion,
}

#[derive(Clone, Debug)]
pub(crate) struct Arguments {
    pub(crate) terms: Terms,
    pub(crate) dimension: usize,
    pub(crate) size: Size,
    pub(crate) training_steps: usize,
    pub(crate) settings: Settings,
    pub(crate) picture: PathBuf,
    pub(crate) weights: PathBuf,
}

impl Arguments {
    fn default(home: &str) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let target = PathBuf::from(home).join("target");
        Self {
            terms: Terms::Both,
            dimension: 500,
            size: Size { steps: 20, batch: 32, threads, seed: 0, spread: 0.0 },
            training_steps: 100,
            settings: Settings { rate: 1e-4, decay: 1e-4 },
            picture: target.join("neural_sde.svg"),
            weights: target.join("neural_sde.weights"),
        }
    }

    pub(crate) fn parse(home: &str, mut given: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut all = Self::default(home);
        while let Some(option) = given.next() {
            let name = option.to_string_lossy().into_owned();
            let mut value = || given.next().ok_or(format!("`{name}` without a value\n{USAGE}"));
            match name.as_str() {
                "--drift-only" => all.terms = Terms::Drift,
                "--diffusion-only" => all.terms = Terms::Diffusion,
                "--dimension" => all.dimension = number(&name, &value()?)?,
                "--steps" => all.size.steps = at_most(MOST_STEPS, &name, &value()?)?,
                "--batch" => all.size.batch = at_most(MOST_TRAJECTORIES, &name, &value()?)?,
                "--training-steps" => all.training_steps = positive(&name, &value()?)?,
                "--seed" => all.size.seed = number(&name, &value()?)?,
                "--spread" => all.size.spread = not_negative(&name, &value()?)?,
                "--threads" => all.size.threads = at_most(MOST_THREADS, &name, &value()?)?,
                "--rate" => all.settings.rate = not_negative(&name, &value()?)?,
                "--plot" => all.picture = value()?.into(),
                "--weights" => all.weights = value()?.into(),
                _ => return Err(format!("what is `{name}`?\n{USAGE}")),
            }
        }
        Ok(all)
    }
}

fn number<X: core::str::FromStr>(name: &str, value: &OsString) -> Result<X, String> {
    let text = value.to_string_lossy();
    text.parse().map_err(|_| format!("`{name}` takes a number, not `{text}`"))
}

fn not_negative(name: &str, value: &OsString) -> Result<f32, String> {
    match number::<f32>(name, value)? {
        x if x >= 0.0 && x.is_finite() => Ok(x),
        x => Err(format!("`{name}` is finite and not negative, which {x} is not")),
    }
}

fn at_most(most: usize, name: &str, value: &OsString) -> Result<usize, String> {
    match positive(name, value)? {
        n if n <= most => Ok(n),
        n => Err(format!("`{name}` is at most {most}, which {n} is not")),
    }
}

fn positive(name: &str, value: &OsString) -> Result<usize, String> {
    match number(name, value)? {
        0 => Err(format!("`{name}` is at least 1")),
        n => Ok(n),
    }
}
