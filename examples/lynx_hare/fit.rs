//! The fit: L-BFGS on the exact gradient, and how far to trust what it finds.

use core::fmt;
use std::time::{Duration, Instant};

use argmin::core::observers::ObserverMode;
use argmin::core::{CostFunction, Executor, Gradient, IterState, State, TerminationReason};
use argmin::solver::linesearch::BacktrackingLineSearch;
use argmin::solver::linesearch::condition::ArmijoCondition;
use argmin::solver::quasinewton::LBFGS;

use crate::model::{self, Pelts, UNKNOWNS, Unknowns};
use crate::progress::Progress;
use crate::uncertainty::{Covariance, covariance};

/// At the minimum the gradient vanishes; its rounding errors are near 1e-12.
const GRADIENT_TOLERANCE: f64 = 1e-8;
const MOST_ITERATIONS: u64 = 500;

/// The state of the optimiser.
pub(crate) type Iteration = IterState<Vec<f64>, Vec<f64>, (), (), (), f64>;

/// The minimum, and what it took to find it.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub(crate) unknowns: Unknowns,
    pub(crate) covariance: Covariance,
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

    /// Their standard errors: those of the logarithms, to first order.
    pub(crate) fn standard_errors(&self) -> [f64; UNKNOWNS] {
        core::array::from_fn(|k| self.unknowns[k].exp() * self.covariance[(k, k)].sqrt())
    }
}

/// Why there is no fit.
#[derive(Debug)]
pub(crate) enum FitError {
    Start(tapeless::Error),
    NotConverged { reason: String, iterations: u64, objective: f64 },
    Undetermined,
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
        _ => Err(argmin::core::Error::msg("the search direction is not finite")),
    }
}

/// Fits the model to a record, from a start given as rates and initial values.
pub(crate) fn fit(seen: &Pelts, start: [f64; UNKNOWNS], progress: Progress) -> Result<Fit, FitError> {
    let begun = Instant::now();
    let start = start.map(f64::ln);
    model::gradient(start, seen).map_err(FitError::Start)?;
    let state = minimise(seen, &start, progress)
        .map_err(|e| FitError::NotConverged { reason: e.to_string(), iterations: 0, objective: f64::NAN })?;
    let time = begun.elapsed();

    let (iterations, objective) = (state.get_iter(), state.get_best_cost());
    let best = match (state.get_termination_reason(), state.get_best_param()) {
        (Some(TerminationReason::SolverConverged), Some(best)) => unknowns(best).ok(),
        _ => None,
    };
    let Some(unknowns) = best else {
        let reason = state.get_termination_reason().map_or_else(String::new, |r| r.text().to_owned());
        return Err(FitError::NotConverged { reason, iterations, objective });
    };
    let covariance = covariance(unknowns, objective).ok_or(FitError::Undetermined)?;
    let count = |what| state.get_func_counts().get(what).copied().unwrap_or_default();
    let (values, gradients) = (count("cost_count"), count("gradient_count"));
    Ok(Fit { unknowns, covariance, objective, iterations, values, gradients, time })
}

fn minimise(seen: &Pelts, start: &Unknowns, progress: Progress) -> Result<Iteration, argmin::core::Error> {
    let line_search = BacktrackingLineSearch::new(ArmijoCondition::new(1e-4)?).rho(0.5)?;
    let method =
        LBFGS::new(line_search, UNKNOWNS).with_tolerance_grad(GRADIENT_TOLERANCE)?.with_tolerance_cost(0.0)?;
    let result = Executor::new(SumOfSquares(*seen), method)
        .configure(|state: Iteration| state.param(start.to_vec()).max_iters(MOST_ITERATIONS))
        .add_observer(progress, ObserverMode::Always)
        .run()?;
    Ok(result.state)
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => write!(f, "the fit cannot begin: {error}"),
            Self::NotConverged { reason, iterations, objective } => write!(
                f,
                "the fit did not converge: {reason} after {iterations} iterations, at an objective of {objective:.6}; \
                 look for an outlier in the data, or start nearer"
            ),
            Self::Undetermined => {
                write!(f, "the data do not determine all six unknowns: their normal matrix cannot be inverted")
            }
        }
    }
}

impl std::error::Error for FitError {}
