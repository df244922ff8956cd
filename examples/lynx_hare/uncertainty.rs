//! How far to trust a fit: its covariance and the bands around its curves, from the solve's sensitivities.

use nalgebra::{SMatrix, SVector};

use crate::model::{self, Sensitive, UNKNOWNS, Unknowns, YEARS};

const RESIDUALS: usize = 2 * YEARS;

/// The covariance of the unknowns.
pub(crate) type Covariance = SMatrix<f64, UNKNOWNS, UNKNOWNS>;

/// A residual's variance, σ² = Σ r² / (m − n).
pub(crate) fn residual_variance(objective: f64) -> f64 {
    objective / (RESIDUALS - UNKNOWNS) as f64
}

/// σ² (JᵀJ)⁻¹ with the Jacobian J of the residuals by the unknowns; none where JᵀJ is singular.
pub(crate) fn covariance(unknowns: Unknowns, objective: f64) -> Option<Covariance> {
    let logarithms = model::yearly(unknowns).into_iter().flatten().map(log_sensitivity);
    let normal: Covariance = logarithms.map(|row| row * row.transpose()).sum();
    Some(normal.cholesky()?.inverse() * residual_variance(objective)).filter(|c| c.iter().all(|x| x.is_finite()))
}

/// The standard error of ln x.
pub(crate) fn log_error(x: Sensitive, covariance: &Covariance) -> f64 {
    let slope = log_sensitivity(x);
    (slope.transpose() * covariance * slope)[0].sqrt()
}

/// The derivatives of ln x by the unknowns.
fn log_sensitivity(x: Sensitive) -> SVector<f64, UNKNOWNS> {
    SVector::from(x.eps) / x.re
}
