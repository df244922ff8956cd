//! The record: a path of the Ornstein–Uhlenbeck process at equal times, and what is known of it in closed form.

use tapeless::{Counter, Noise};

/// The time between observations.
pub(crate) const INTERVAL: f64 = 0.05;

/// Observations of the process.
pub(crate) struct Record {
    pub(crate) x: Vec<f64>,
}

impl Record {
    /// A path from its stationary law, by the exact transition: `x' = ρ x + s z` with `ρ = e^(−θΔ)`,
    /// `s² = σ² (1 − ρ²)/(2θ)`.
    pub(crate) fn simulate([theta, sigma]: [f64; 2], count: usize, seed: u64) -> Self {
        let noise = Counter::new(seed);
        let mut cursor = Noise::<f64, f64, f64>::cursor(&noise);
        let rho = (-theta * INTERVAL).exp();
        let stationary = sigma / (2.0 * theta).sqrt();
        // The increments of steps of size 1 are standard normal variates.
        let mut z = |i| -> f64 { noise.increment(&mut cursor, i, 0.0, 1.0) };
        let mut x = vec![stationary * z(0)];
        for i in 1..count {
            x.push(rho * x[i - 1] + stationary * (1.0 - rho * rho).sqrt() * z(i));
        }
        Self { x }
    }

    /// The observations but the last, each with the next one.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.x.iter().copied().zip(self.x.iter().copied().skip(1))
    }

    /// The mean of a function of an observation and the next one.
    pub(crate) fn mean(&self, f: impl Fn(f64, f64) -> f64) -> f64 {
        self.pairs().map(|(a, b)| f(a, b)).sum::<f64>() / (self.x.len() - 1) as f64
    }

    /// The estimates of θ and σ that maximise the likelihood of the transitions:
    /// `θ = −ln(Σ xᵢ xᵢ₊₁/Σ xᵢ²)/Δ`, `σ² = 2θ/(1 − ρ²) · mean (xᵢ₊₁ − ρ xᵢ)²`.
    pub(crate) fn closed_form(&self) -> [f64; 2] {
        let rho = self.mean(|a, b| a * b) / self.mean(|a, _| a * a);
        let theta = -rho.ln() / INTERVAL;
        let residual = self.mean(|a, b| (b - rho * a).powi(2));
        [theta, (2.0 * theta / (1.0 - rho * rho) * residual).sqrt()]
    }

    /// Their standard errors, of many observations: of θ `√((1 − ρ²)/(n ρ²))/Δ`, of σ `σ/√(2n)`.
    pub(crate) fn standard_errors(&self) -> [f64; 2] {
        let [theta, sigma] = self.closed_form();
        let (rho, n) = ((-theta * INTERVAL).exp(), self.x.len() as f64);
        [((1.0 - rho * rho) / n).sqrt() / (rho * INTERVAL), sigma / (2.0 * n).sqrt()]
    }
}
