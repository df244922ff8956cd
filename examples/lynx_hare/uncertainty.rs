//! How far to trust a fit, from the sensitivities of the solve: standard errors, bands, and what is left to gain.
//!
//! Near the minimum the objective is `S(u + s) ≈ S(u) + gᵀs + sᵀNs` with the normal matrix `N = JᵀJ`, where J are the
//! derivatives of the logarithms of the model by the unknowns u, which are logarithms too.

use nalgebra::{SMatrix, SVector};

use crate::model::{self, Sensitive, UNKNOWNS, Unknowns, YEARS};

const RESIDUALS: usize = 2 * YEARS;

/// The uncertainty of the unknowns and of all that is computed from them.
#[derive(Clone, Debug)]
pub(crate) struct Uncertainty {
    /// N⁻¹
    inverse: SMatrix<f64, UNKNOWNS, UNKNOWNS>,
    /// σ² = S / (m − n), the variance of a residual.
    variance: f64,
}

impl Uncertainty {
    /// That of the minimum `objective` at `unknowns`; none where the data do not determine every unknown.
    pub(crate) fn new(unknowns: Unknowns, objective: f64) -> Option<Self> {
        let states = model::yearly(unknowns).into_iter().flatten();
        let normal: SMatrix<_, _, _> = states.map(slope).map(|row| row * row.transpose()).sum();
        let inverse = normal.cholesky()?.inverse();
        let variance = objective / (RESIDUALS - UNKNOWNS) as f64;
        inverse.iter().all(|x| x.is_finite()).then_some(Self { inverse, variance })
    }

    /// σ
    pub(crate) fn residual_error(&self) -> f64 {
        self.variance.sqrt()
    }

    /// The standard errors of the unknowns, which are the relative ones of the rates and initial values: the covariance
    /// is σ² N⁻¹.
    pub(crate) fn errors(&self) -> Unknowns {
        core::array::from_fn(|k| (self.variance * self.inverse[(k, k)]).sqrt())
    }

    /// The standard error of ln x.
    pub(crate) fn log_error(&self, x: Sensitive) -> f64 {
        (self.variance * self.product(slope(x))).sqrt()
    }

    /// How much lower than at a point with this gradient the objective can get, `¼ gᵀN⁻¹g`.
    pub(crate) fn left_to_gain(&self, gradient: Unknowns) -> f64 {
        0.25 * self.product(SVector::from(gradient))
    }

    fn product(&self, v: SVector<f64, UNKNOWNS>) -> f64 {
        v.dot(&(self.inverse * v))
    }
}

/// The derivatives of ln x by the unknowns.
fn slope(x: Sensitive) -> SVector<f64, UNKNOWNS> {
    SVector::from(x.eps) / x.re
}
