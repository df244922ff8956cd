//! The simulation: the payoff's mean and its derivatives, path by path, with their standard errors.

use tapeless::{
    Counter, Error, Every, Lanes, MILSTEIN, Real, Sde, Slots, Solve, Terminal, Uniform, differentiable, diffusion,
    vector_field,
};

use crate::formula::Option;

/// How many paths are solved side by side.
const LANES: usize = 8;
type Number = Lanes<f64, LANES>;

/// How many steps a path takes.
pub(crate) const STEPS: usize = 32;

#[vector_field]
fn growth<T: Real>(_t: T, s: T, [rate, _volatility, _strike]: [T; 3]) -> T {
    rate * s
}

#[diffusion(scalar)]
fn volatility<T: Real>(_t: T, s: T, [_rate, volatility, _strike]: [T; 3], dw: T) -> T {
    volatility * s * dw
}

/// What the option pays; the discount is known without a path.
#[differentiable]
fn payoff<T: Real>(s: T, [_rate, _volatility, strike]: [T; 3]) -> T {
    if s > strike { s - strike } else { 0.0 }
}

/// The price, delta, vega, rho and the derivative by the maturity, each with its standard error.
pub(crate) fn greeks(option: &Option, paths: usize) -> Result<[(f64, f64); 5], Error> {
    let &Option { spot, strike, rate, volatility, maturity } = option;
    let mesh = Uniform::new::<STEPS>(0.0, maturity);
    let solve = Solve::new(Sde::ito(Growth, Volatility), MILSTEIN, mesh);
    let (y0, p) = (Number::splat(spot), [rate, volatility, strike].map(Number::splat));
    let discount = (-rate * maturity).exp();
    let (mut sums, mut squares) = ([0.0; 5], [0.0; 5]);
    for first in (0..paths).step_by(LANES) {
        let solve = solve.with_noise(Counter::new(1973).trajectory(first as u64));
        let g = solve.gradient_with_times(&y0, &p, &Terminal(Payoff), &Every, Slots::<STEPS>)?;
        let by = [g.gradient.value, g.gradient.y0, g.gradient.p[1], g.gradient.p[0], g.t1].map(Lanes::to_array);
        for lane in 0..LANES {
            let [pay, delta, vega, rho, by_end] = by.map(|x| discount * x[lane]);
            // The discount depends on the rate and the maturity too.
            let sample = [pay, delta, vega, rho - maturity * pay, by_end - rate * pay];
            for (i, x) in sample.into_iter().enumerate() {
                sums[i] += x;
                squares[i] += x * x;
            }
        }
    }
    let n = paths as f64;
    Ok(core::array::from_fn(|i| {
        let mean = sums[i] / n;
        (mean, ((squares[i] / n - mean * mean) / n).sqrt())
    }))
}

/// The volatility at which the paths' mean payoff is a quoted price, and how it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calibration {
    pub(crate) volatility: f64,
    /// What the simulation's noise adds to it: a standard error.
    pub(crate) error: f64,
    /// How often the paths were solved.
    pub(crate) steps: usize,
}

/// Calibrates the volatility to a quoted `price` by Newton's method from the option's own: the same paths each time, vega by
/// their derivatives. `None` where it does not converge, as for a price that no volatility has.
pub(crate) fn calibrate(option: &Option, price: f64, paths: usize) -> Result<core::option::Option<Calibration>, Error> {
    let mut at = *option;
    for steps in 1..=50 {
        let [(mean, error), _, (vega, _), ..] = greeks(&at, paths)?;
        let step = (mean - price) / vega;
        // Where vega is small, not beyond half or twice.
        let next = (at.volatility - step).clamp(0.5 * at.volatility, 2.0 * at.volatility);
        if !next.is_finite() {
            break;
        }
        at.volatility = next;
        if step.abs() < 1e-12 * next {
            return Ok(Some(Calibration { volatility: next, error: error / vega, steps }));
        }
    }
    Ok(None)
}
