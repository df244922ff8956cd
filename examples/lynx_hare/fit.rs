//! The fit: L-BFGS on the exact gradient, and how far to trust what it finds.

use core::error::Error;
use core::fmt;
use core::time::Duration;
use std::time::Instant;

use argmin::core::observers::ObserverMode;
use argmin::core::{CostFunction, Executor, Gradient, IterState, State, TerminationReason};
use argmin::solver::linesearch::BacktrackingLineSearch;
use argmin::solver::linesearch::condition::ArmijoCondition;
use argmin::solver::quasinewton::LBFGS;

use crate::model::{self, NAMES, Pelts, UNKNOWNS, Unknowns};
use crate::progress::Progress;
use crate::uncertainty::Uncertainty;

/// Where L-BFGS stops: less than this the objective's 16 digits do not show to its line search.
const GRADIENT_TOLERANCE: f64 = 1e-6;
/// What of the objective may be left to gain at a minimum.
const GAIN_TOLERANCE: f64 = 1e-10;
const MOST_ITERATIONS: u64 = 500;

/// The state of the optimiser.
pub(crate) type Iteration = IterState<Vec<f64>, Vec<f64>, (), (), (), f64>;

/// The minimum, how well it is known, and how long it took to find.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub(crate) end: End,
    pub(crate) uncertainty: Uncertainty,
    pub(crate) time: Duration,
}

impl Fit {
    /// The standard errors of the estimates, to first order.
    pub(crate) fn standard_errors(&self) -> [f64; UNKNOWNS] {
        let (estimates, relative) = (self.end.estimates(), self.uncertainty.errors());
        core::array::from_fn(|k| estimates[k] * relative[k])
    }
}

/// Why there is no fit.
#[derive(Debug)]
pub(crate) enum FitError {
    Stopped(argmin::core::Error),
    NotConverged { end: End, reason: String, gain: f64 },
    Undetermined { end: End },
}

/// Where a search ended, minimum or not.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) unknowns: Unknowns,
    pub(crate) objective: f64,
    pub(crate) iterations: u64,
    pub(crate) values: u64,
    pub(crate) gradients: u64,
}

impl End {
    /// The rates and initial values themselves.
    pub(crate) fn estimates(&self) -> [f64; UNKNOWNS] {
        self.unknowns.map(f64::exp)
    }

    fn of(state: &Iteration) -> Option<Self> {
        let unknowns = unknowns(state.get_best_param()?).ok()?;
        let (objective, iterations) = (state.get_best_cost(), state.get_iter());
        let count = |what| state.get_func_counts().get(what).copied().unwrap_or_default();
        Some(Self { unknowns, objective, iterations, values: count("cost_count"), gradients: count("gradient_count") })
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} iterations, at an objective of {:.6} with", self.iterations, self.objective)?;
        NAMES.iter().zip(self.estimates()).try_for_each(|([name, ..], x)| write!(f, " {name} = {x:.4e}"))
    }
}

/// The sum of squares, as argmin asks for it.
struct SumOfSquares(Pelts);

impl CostFunction for SumOfSquares {
    type Param = Vec<f64>;
    type Output = f64;

    /// Infinite where the solve is not finite, so that the line search takes a shorter step.
    fn cost(&self, at: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        Ok(model::objective(unknowns(at)?, &self.0))
    }
}

impl Gradient for SumOfSquares {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, at: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        Ok(model::gradient(unknowns(at)?, &self.0)?.to_vec())
    }
}

fn unknowns(at: &[f64]) -> Result<Unknowns, argmin::core::Error> {
    match Unknowns::try_from(at) {
        Ok(unknowns) if unknowns.iter().all(|x| x.is_finite()) => Ok(unknowns),
        _ => Err(argmin::core::Error::msg("no step lowers the objective")),
    }
}

/// Fits the model to a record, from a start given as rates and initial values.
pub(crate) fn fit(seen: &Pelts, start: [f64; UNKNOWNS], progress: Progress) -> Result<Fit, FitError> {
    let begun = Instant::now();
    let start = start.map(f64::ln);
    let state = minimise(seen, &start, progress).map_err(FitError::Stopped)?;
    let end = End::of(&state).ok_or_else(|| FitError::Stopped(argmin::core::Error::msg("it took no step")))?;
    let gradient = model::gradient(end.unknowns, seen).map_err(|e| FitError::Stopped(e.into()))?;
    let Some(uncertainty) = Uncertainty::new(end.unknowns, end.objective) else {
        return Err(FitError::Undetermined { end });
    };
    let gain = uncertainty.left_to_gain(gradient);
    if gain.is_nan() || gain > GAIN_TOLERANCE {
        return Err(FitError::NotConverged { end, reason: reason(&state), gain });
    }
    Ok(Fit { end, uncertainty, time: begun.elapsed() })
}

/// Why a search ended.
fn reason(state: &Iteration) -> String {
    match state.get_termination_reason() {
        Some(TerminationReason::SolverConverged) => "the slope is small there".to_owned(),
        Some(reason) => reason.text().to_owned(),
        None => "it was not finished".to_owned(),
    }
}

fn minimise(seen: &Pelts, start: &Unknowns, progress: Progress) -> Result<Iteration, argmin::core::Error> {
    let line_search = BacktrackingLineSearch::new(ArmijoCondition::new(1e-4)?).rho(0.5)?;
    let method = LBFGS::new(line_search, UNKNOWNS).with_tolerance_grad(GRADIENT_TOLERANCE)?.with_tolerance_cost(0.0)?;
    let result = Executor::new(SumOfSquares(*seen), method)
        .configure(|state: Iteration| state.param(start.to_vec()).max_iters(MOST_ITERATIONS).counting(true))
        .add_observer(progress, ObserverMode::Always)
        .run()?;
    Ok(result.state)
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped(error) => write!(f, "the fit stopped: {error}"),
            Self::NotConverged { end, reason, gain } => write!(
                f,
                "the fit did not converge: it ended after {end}; {reason}, and about {gain:.1e} is left to gain: \
                 look for outliers in the data"
            ),
            Self::Undetermined { end } => write!(
                f,
                "the data do not determine all six unknowns: the fit ended after {end}, where some of them change \
                 nothing: look for outliers in the data"
            ),
        }
    }
}

impl Error for FitError {}
