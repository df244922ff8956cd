//! The model: an outbreak by susceptible, exposed, infectious and recovered pupils (SEIR), and its sensitivities.
//!
//! The sensitivities are normalised: by how much the number of infectious pupils changes, beside its peak, where a
//! quantity is larger by a part of itself: `(x / max I) ∂I/∂x`. They have no unit, so they can be ranked.

use tapeless::{By, Error, Ode, Real, Solve, TSIT5, Uniform, vector_field};

/// How many quantities there are: three initial numbers and three rates.
pub(crate) const QUANTITIES: usize = 6;
/// How many pupils the school has.
pub(crate) const PUPILS: f64 = 763.0;
/// How many days are looked at.
pub(crate) const DAYS: usize = 32;
/// How many times of a day are saved.
pub(crate) const PER_DAY: usize = 4;
/// How many states are saved.
pub(crate) const SAVED: usize = DAYS * PER_DAY + 1;
pub(crate) const STEPS: usize = 4 * DAYS * PER_DAY;

/// The susceptible, exposed and infectious pupils at the start.
pub(crate) const START: [f64; 3] = [758.0, 4.0, 1.0];
/// How many pupils an infectious one would infect a day, and the rates at which the exposed become infectious (after a day
/// and a half on average) and the infectious recover (after two days and a half): as of influenza.
pub(crate) const RATES: [f64; 3] = [1.2, 1.0 / 1.5, 1.0 / 2.5];
/// What each of them is: its letter, a word for the picture, its meaning and its unit.
pub(crate) const NAMES: [[&str; 4]; QUANTITIES] = [
    ["S(0)", "susceptible", "susceptible at the start", "pupils"],
    ["E(0)", "exposed", "exposed at the start", "pupils"],
    ["I(0)", "infectious", "infectious at the start", "pupils"],
    ["β", "infection", "infections by an infectious pupil", "1/day"],
    ["σ", "becoming infectious", "from exposed to infectious", "1/day"],
    ["γ", "recovery", "recovery", "1/day"],
];

/// Numbers of pupils; the recovered are the others.
#[vector_field]
pub(crate) fn seir<T: Real>(_t: T, [s, e, i]: [T; 3], [beta, sigma, gamma]: [T; 3]) -> [T; 3] {
    let infected = beta * s * i / 763.0;
    [-infected, infected - sigma * e, sigma * e - gamma * i]
}

/// What is known of an outbreak.
pub(crate) struct Outbreak {
    /// The days and the infectious pupils.
    pub(crate) infectious: Vec<(f64, f64)>,
    /// For each quantity the normalised sensitivity at those times.
    pub(crate) sensitivities: [Vec<f64>; QUANTITIES],
}

impl Outbreak {
    /// The day of the most infectious pupils and their number.
    pub(crate) fn peak(&self) -> (f64, f64) {
        self.infectious.iter().copied().fold((0.0, 0.0), |peak, at| if at.1 > peak.1 { at } else { peak })
    }

    /// The largest sensitivity to a quantity, in either direction, and its day.
    pub(crate) fn largest(&self, quantity: usize) -> (f64, f64) {
        let days = self.infectious.iter().map(|&(day, _)| day);
        let all = days.zip(self.sensitivities[quantity].iter().copied());
        all.fold((0.0, 0.0), |largest, at| if at.1.abs() > f64::abs(largest.1) { at } else { largest })
    }

    /// The quantities, those with the largest sensitivities first.
    pub(crate) fn ranked(&self) -> [usize; QUANTITIES] {
        let mut ranked = core::array::from_fn(|i| i);
        ranked.sort_by(|&a, &b| self.largest(b).1.abs().total_cmp(&self.largest(a).1.abs()));
        ranked
    }
}

/// The values of the quantities.
pub(crate) fn values() -> [f64; QUANTITIES] {
    let ([s, e, i], [beta, sigma, gamma]) = (START, RATES);
    [s, e, i, beta, sigma, gamma]
}

/// Solves the model with the Jacobian of every saved state by the initial numbers and the rates.
pub(crate) fn solve() -> Result<Outbreak, Error> {
    let solve = Solve::new(Ode(Seir), TSIT5, Uniform::new::<STEPS>(0.0, DAYS as f64));
    let saved = solve.saved_jacobians::<SAVED, QUANTITIES, f64>(&START, &RATES, By::Both)?;
    let infectious: Vec<_> =
        saved.iter().enumerate().map(|(at, ([_, _, i], _))| (at as f64 / PER_DAY as f64, *i)).collect();
    let peak = infectious.iter().map(|&(_, i)| i).fold(0.0, f64::max);
    let sensitivities = core::array::from_fn(|k| {
        let scale = values()[k] / peak;
        saved.iter().map(|(_, columns)| scale * columns[k][2]).collect()
    });
    Ok(Outbreak { infectious, sensitivities })
}
