//! The model: Lotka–Volterra, its misfit to one year's record, and its solve over the record's twenty years.
//!
//! The six unknowns are the four rates and the two initial values, here always as logarithms: each is positive, and
//! an optimiser then sees numbers of one size without a bound to keep.

use tapeless::{Dual, Error, ExplicitRk, Observed, Ode, Real, Solve, TSIT5, Uniform};
use tapeless::{differentiable, tableau, vector_field};

/// How many years the record has; the number of observations is part of the solve's type.
pub(crate) const YEARS: usize = 21;
/// How many numbers are fitted.
pub(crate) const UNKNOWNS: usize = 6;
/// What each of them is.
pub(crate) const NAMES: [[&str; 3]; UNKNOWNS] = [
    ["a", "growth of the hares", "1/year"],
    ["b", "hares caught, per lynx", "1/(1000 pelts · year)"],
    ["c", "decline of the lynxes", "1/year"],
    ["d", "growth of the lynxes, per hare", "1/(1000 pelts · year)"],
    ["hare0", "hares in the first year", "1000 pelts"],
    ["lynx0", "lynxes in the first year", "1000 pelts"],
];

/// Hare and lynx of each year, thousands of pelts.
pub(crate) type Pelts = [[f64; 2]; YEARS];
/// The logarithms of a, b, c, d, hare0 and lynx0.
pub(crate) type Unknowns = [f64; UNKNOWNS];
/// A number with its derivatives by the unknowns.
pub(crate) type Sensitive = Dual<f64, UNKNOWNS>;

/// Twenty steps a year: the objective is off by 1e-11, as the test `steps_are_small_enough` says.
pub(crate) const STEPS: usize = 20 * (YEARS - 1);
const SOLVE: Solve<Ode<LotkaVolterra>, ExplicitRk<tableau::Tsit5, 7>, Uniform<f64, STEPS>> =
    Solve::new(Ode(LotkaVolterra), TSIT5, Uniform::new::<STEPS>(0.0, 20.0));

/// Hares grow and are caught; lynxes die out and grow on hares. Time in years, both in thousands of pelts.
#[vector_field]
fn lotka_volterra<T: Real>(_t: T, [hare, lynx]: [T; 2], [a, b, c, d]: [T; 4]) -> [T; 2] {
    [a * hare - b * hare * lynx, d * hare * lynx - c * lynx]
}

/// What one year adds to the objective: pelts are counted with errors in proportion, so logarithms are compared.
#[differentiable]
fn squared_log_residual<T: Real>([hare, lynx]: [T; 2], [hare_seen, lynx_seen]: [T; 2]) -> T {
    (hare.ln() - hare_seen.ln()).powi(2) + (lynx.ln() - lynx_seen.ln()).powi(2)
}

/// The initial state and the parameters.
fn split<T: Real>(unknowns: [T; UNKNOWNS]) -> ([T; 2], [T; 4]) {
    let [a, b, c, d, hare0, lynx0] = unknowns.map(T::exp);
    ([hare0, lynx0], [a, b, c, d])
}

/// The sum of the squared residuals; infinite where the solve leaves the finite or the positive numbers.
pub(crate) fn objective(unknowns: Unknowns, seen: &Pelts) -> f64 {
    let (y0, p) = split(unknowns);
    let value = SOLVE.objective(&y0, &p, &Observed { cost: SquaredLogResidual, values: *seen });
    if value.is_nan() { f64::INFINITY } else { value }
}

/// The gradient of the objective by the unknowns, in reverse mode.
pub(crate) fn gradient(unknowns: Unknowns, seen: &Pelts) -> Result<Unknowns, Error> {
    let (y0, p) = split(unknowns);
    let g = SOLVE.try_gradient(&y0, &p, &Observed { cost: SquaredLogResidual, values: *seen })?;
    // d/d ln x = x d/dx
    let ([hare0, lynx0], [a, b, c, d]) = (y0, p);
    Ok([a * g.p[0], b * g.p[1], c * g.p[2], d * g.p[3], hare0 * g.y0[0], lynx0 * g.y0[1]])
}

/// The states of every year with their derivatives by the unknowns, in forward mode.
pub(crate) fn yearly(unknowns: Unknowns) -> [[Sensitive; 2]; YEARS] {
    let (y0, p) = split(variables(unknowns));
    SOLVE.saved::<YEARS, _>(&y0, &p)
}

/// The time in years and the state of every step, with their derivatives by the unknowns.
pub(crate) fn curve(unknowns: Unknowns) -> Vec<(f64, [Sensitive; 2])> {
    let (y0, p) = split(variables(unknowns));
    let mut curve = Vec::with_capacity(STEPS + 1);
    SOLVE.observe(&y0, &p, |_, t, y| curve.push((t.re, *y)));
    curve
}

fn variables(unknowns: Unknowns) -> [Sensitive; UNKNOWNS] {
    core::array::from_fn(|k| Dual::variable(unknowns[k], k))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{minimum, record};

    #[test]
    fn steps_are_small_enough() {
        let fine = Solve::new(Ode(LotkaVolterra), TSIT5, Uniform::new::<{ 8 * STEPS }>(0.0, 20.0));
        let seen = record();
        let (y0, p) = split(minimum());
        let exact = fine.objective(&y0, &p, &Observed { cost: SquaredLogResidual, values: seen });
        let error = (objective(minimum(), &seen) - exact).abs();
        assert!(error < 1e-10, "{error:e}");
    }

    #[test]
    fn the_gradient_is_that_of_forward_mode() {
        let seen = record();
        let at = [-0.7, -3.5, -0.2, -3.5, 3.4, 1.4];
        let mut forward = [0.0; UNKNOWNS];
        for (state, seen) in yearly(at).iter().zip(&seen) {
            for (x, seen) in state.iter().zip(seen) {
                let residual = x.ln() - Dual::constant(seen.ln());
                forward = core::array::from_fn(|k| forward[k] + 2.0 * residual.re * residual.eps[k]);
            }
        }
        let reverse = gradient(at, &seen).expect("finite here");
        let size = forward.iter().map(|x| x * x).sum::<f64>().sqrt();
        for k in 0..UNKNOWNS {
            assert!((forward[k] - reverse[k]).abs() < 1e-12 * size, "{k}: {} {}", forward[k], reverse[k]);
        }
    }

    #[test]
    fn a_solve_that_blows_up_costs_infinitely_much() {
        assert_eq!(objective([9.0; UNKNOWNS], &record()), f64::INFINITY);
        assert!(gradient([9.0; UNKNOWNS], &record()).is_err());
    }
}
