//! What can go wrong at run time.

use core::fmt;

/// What went wrong, where, and (in its message) what to try.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error {
    /// The state stopped being finite.
    NonFinite {
        /// The step that left the finite numbers, from 0.
        step: usize,
        /// The time at which that step began.
        t: f64,
    },
    /// Every state was finite and the objective's value was not.
    NonFiniteValue,
    /// Every state and the value were finite and the gradient was not.
    NonFiniteGradient,
    /// The schedule needs more slots than it was given.
    TooFewSlots {
        /// The least number of slots that serves.
        needed: usize,
        /// How many there were.
        given: usize,
    },
    /// A schedule replays a step that it has not recorded.
    NotRecorded {
        /// The slot that should hold it.
        slot: usize,
    },
    /// A mesh without a step.
    NoSteps,
    /// A knot does not lie beyond the one before it, in the direction of the first step, or is not finite.
    KnotsDoNotAdvance {
        /// The index of the offending knot.
        index: usize,
    },
    /// The saved states or observations do not divide the steps of the mesh.
    UnequalParts {
        /// How many steps the mesh has.
        steps: usize,
        /// The number of equal parts asked for: one less than the saved states.
        parts: usize,
    },
    /// There are not as many inputs as the steps need.
    InputLength {
        /// How many steps the inputs cover.
        covered: usize,
        /// How many steps the mesh has.
        steps: usize,
    },
    /// A Brownian tree's interval is empty or its tolerance is not positive.
    Tolerance {
        /// Where the path begins.
        t0: f64,
        /// Where it ends.
        t1: f64,
        /// The tolerance asked for.
        tolerance: f64,
    },
    /// There are not as many recorded increments as steps.
    NoiseLength {
        /// How many steps the record covers.
        covered: usize,
        /// How many steps the mesh has.
        steps: usize,
    },
    /// A matrix of derivatives has another number of components than `y0` or `p`.
    Components {
        /// How many there are.
        needed: usize,
        /// How many were asked for.
        given: usize,
    },
    /// A coupling of a reversible solve that is not between 0 and 1.
    Coupling {
        /// The coupling given.
        given: f64,
    },
    /// The storage for the inputs' cotangents is not as long as the inputs.
    InputBars {
        /// How many inputs there are.
        inputs: usize,
        /// How many cotangents there is room for.
        given: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NonFinite { step, t } => {
                write!(
                    f,
                    "the state is not finite after step {step}, which began at t = {t:?}: look at y0, the parameters and the inputs there, or try smaller steps"
                )
            }
            Self::NonFiniteValue => {
                write!(
                    f,
                    "every state is finite and the objective's value is not: look for a logarithm, root or quotient outside its domain"
                )
            }
            Self::NonFiniteGradient => {
                write!(
                    f,
                    "every state and the value are finite and the gradient is not: look for a square root, logarithm or quotient at the edge of its domain"
                )
            }
            Self::TooFewSlots { needed, given } => {
                write!(
                    f,
                    "the schedule needs at least {needed} slots and has {given}: give it more, or use `Binomial`, which needs one"
                )
            }
            Self::NotRecorded { slot } => {
                write!(
                    f,
                    "slot {slot} holds no step that was recorded: a schedule replays what it recorded there before"
                )
            }
            Self::NoSteps => write!(f, "the mesh has no steps: give it at least one"),
            Self::KnotsDoNotAdvance { index } => {
                write!(f, "knot {index} does not lie beyond the one before it: sort the knots and remove repetitions")
            }
            Self::UnequalParts { parts: 0, .. } => {
                write!(f, "there are fewer than two observations: give one at the start and one at the end, at least")
            }
            Self::UnequalParts { steps, parts } => {
                write!(
                    f,
                    "{steps} steps do not divide into {parts} equal parts between the saved states: change the number of steps"
                )
            }
            Self::InputLength { covered, steps } => {
                write!(
                    f,
                    "the inputs cover {covered} steps and the mesh has {steps}: give one input a step, or hold each for more steps"
                )
            }
            Self::Tolerance { t0, t1, tolerance } => {
                write!(
                    f,
                    "no Brownian path on [{t0:?}, {t1:?}] to the tolerance {tolerance:?}: give finite times t0 < t1 and a tolerance > 0"
                )
            }
            Self::NoiseLength { covered, steps } => {
                write!(
                    f,
                    "the recorded noise covers {covered} steps and the mesh has {steps}: give one increment a step, or draw the noise"
                )
            }
            Self::Components { needed, given } => {
                write!(
                    f,
                    "there are {needed} components to differentiate by, and {given} were asked for: ask for {needed}"
                )
            }
            Self::Coupling { given } => {
                write!(
                    f,
                    "a coupling is more than 0 and at most 1, and this one is {given:?}: 0.999 serves most solves"
                )
            }
            Self::InputBars { inputs, given } => {
                write!(
                    f,
                    "there are {inputs} inputs and room for {given} cotangents: lend a slice of the inputs' length"
                )
            }
        }
    }
}

impl core::error::Error for Error {}

/// A solve that left the finite numbers, with the last state that was finite.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NonFinite<Y> {
    /// The step that left the finite numbers, from 0.
    pub step: usize,
    /// The time at which that step began.
    pub t: f64,
    /// The state there: the last finite one, y0 if none of the steps could be taken.
    pub last: Y,
}

impl<Y> From<NonFinite<Y>> for Error {
    fn from(stop: NonFinite<Y>) -> Self {
        Self::NonFinite { step: stop.step, t: stop.t }
    }
}

impl<Y> fmt::Display for NonFinite<Y> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Error::NonFinite { step: self.step, t: self.t }.fmt(f)
    }
}

impl<Y: fmt::Debug> core::error::Error for NonFinite<Y> {}

/// A gradient that is not finite, with everything that was computed: `Y` is the state, `G` the gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum NonFiniteGradient<Y, G> {
    /// A state on the way was not finite.
    State(NonFinite<Y>),
    /// Every state was finite and the objective's value was not.
    Value(G),
    /// Every state and the value were finite and a derivative was not.
    Gradient(G),
}

impl<Y, G> From<NonFiniteGradient<Y, G>> for Error {
    fn from(stop: NonFiniteGradient<Y, G>) -> Self {
        match stop {
            NonFiniteGradient::State(stop) => stop.into(),
            NonFiniteGradient::Value(_) => Self::NonFiniteValue,
            NonFiniteGradient::Gradient(_) => Self::NonFiniteGradient,
        }
    }
}

impl<Y, G> fmt::Display for NonFiniteGradient<Y, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(stop) => stop.fmt(f),
            Self::Value(_) => Error::NonFiniteValue.fmt(f),
            Self::Gradient(_) => Error::NonFiniteGradient.fmt(f),
        }
    }
}

impl<Y: fmt::Debug, G: fmt::Debug> core::error::Error for NonFiniteGradient<Y, G> {}
