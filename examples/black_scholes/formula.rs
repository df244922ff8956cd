//! The closed form.

use tapeless::Real;

/// A call option and its market.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Option {
    pub(crate) spot: f64,
    pub(crate) strike: f64,
    pub(crate) rate: f64,
    pub(crate) volatility: f64,
    pub(crate) maturity: f64,
}

/// The price and its derivatives by the spot price, the volatility, the rate and the maturity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Greeks(pub(crate) [f64; 5]);

impl Greeks {
    pub(crate) const NAMES: [&str; 5] = ["price", "delta", "vega", "rho", "by T"];
}

/// The distribution function of the standard normal law.
fn below(x: f64) -> f64 {
    0.5 * Real::erfc(-x * core::f64::consts::FRAC_1_SQRT_2)
}

/// Its density.
fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / core::f64::consts::TAU.sqrt()
}

impl Option {
    /// The formula of Black & Scholes and its derivatives.
    pub(crate) fn greeks(&self) -> Greeks {
        let &Self { spot, strike, rate, volatility, maturity } = self;
        let root = maturity.sqrt();
        let d1 = ((spot / strike).ln() + (rate + 0.5 * volatility * volatility) * maturity) / (volatility * root);
        let d2 = d1 - volatility * root;
        let discounted = strike * (-rate * maturity).exp();
        Greeks([
            spot * below(d1) - discounted * below(d2),
            below(d1),
            spot * density(d1) * root,
            discounted * maturity * below(d2),
            spot * density(d1) * volatility / (2.0 * root) + rate * discounted * below(d2),
        ])
    }
}
