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

use crate::model::{self, Pelts, UNKNOWNS, Unknowns};
use crate::progress::Progress;
use crate::uncertainty::Uncertainty;

/// Where L-BFGS stops: less than this the objective's 16 digits do not show to its line search.
const GRADIENT_TOLERANCE: f64 = 1e-6;
/// What of the objective may be left to gain at a minimum.
const GAIN_TOLERANCE: f64 = 1e-10;
const MOST_ITERATIONS: u64 = 500;

/// The state of the optimiser.
pub(crate) type Iteration = IterState<Vec<f64>, Vec<f64>, (), (), (), f64>;

/// The minimum, and what it took to find it.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub(crate) unknowns: Unknowns,
    pub(crate) uncertainty: Uncertainty,
    pub(crate) objective: f64,
    pub(crate) iterations: u64,
    pub(crate) values: u64,
    pub(crate) gradients: u64,
    pub(crate) time: Duration,
}

impl Fit {
    /// The rates and initial values themselves.
    pub(crate) fn estimates(&self) -> [f64; UNKNOWNS] {
        self.unknowns.map(f64::exp)
    }

    /// Their standard errors, to first order.
    pub(crate) fn standard_errors(&self) -> [f64; UNKNOWNS] {
        let (estimates, relative) = (self.estimates(), self.uncertainty.errors());
        core::array::from_fn(|k| estimates[k] * relative[k])
    }
}

/// Why there is no fit.
#[derive(Debug)]
pub(crate) enum FitError {
    Stopped(argmin::core::Error),
    NotConverged { reason: String, iterations: u64, objective: f64, gain: f64 },
    Undetermined { objective: f64 },
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
    let (iterations, objective) = (state.get_iter(), state.get_best_cost());
    let unknowns = state.get_best_param().map_or(Ok(start), |best| unknowns(best)).map_err(FitError::Stopped)?;
    let gradient = model::gradient(unknowns, seen).map_err(|e| FitError::Stopped(e.into()))?;
    let uncertainty = Uncertainty::new(unknowns, objective).ok_or(FitError::Undetermined { objective })?;
    let gain = uncertainty.left_to_gain(gradient);
    if gain > GAIN_TOLERANCE {
        let reason = match state.get_termination_reason() {
            Some(TerminationReason::SolverConverged) => "where the slope is small".to_owned(),
            Some(reason) => reason.text().to_owned(),
            None => String::new(),
        };
        return Err(FitError::NotConverged { reason, iterations, objective, gain });
    }
    let count = |what| state.get_func_counts().get(what).copied().unwrap_or_default();
    let (values, gradients) = (count("cost_count"), count("gradient_count"));
    Ok(Fit { unknowns, uncertainty, objective, iterations, values, gradients, time: begun.elapsed() })
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
            Self::NotConverged { reason, iterations, objective, gain } => write!(
                f,
                "the fit did not converge: it ended after {iterations} iterations ({reason}) at an objective of \
                 {objective:.6}, and about {gain:.1e} is left to gain; look for outliers in the data"
            ),
            Self::Undetermined { objective } => write!(
                f,
                "the data do not determine all six unknowns: the fit ended at an objective of {objective:.6}, where some \
                 of them change nothing; look for outliers in the data"
            ),
        }
    }
}

impl Error for FitError {}
