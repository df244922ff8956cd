//! Black–Scholes: the price of a call option and its sensitivities, by pathwise derivatives of a Monte Carlo simulation, and
//! the volatility calibrated to a quoted price.
//!
//! `cargo run --release --example black_scholes [-- --plot PICTURE.svg]` solves `dS = r S dt + σ S dW` on many paths and
//! differentiates the discounted payoff `e^(−rT) max(S(T) − K, 0)` along each one: by S₀ (delta), σ (vega), r (rho) and,
//! the path stretching with it, T (theta). With vega at hand Newton's method finds the volatility that a price implies. The formula of Black & Scholes (*The pricing of options and corporate
//! liabilities*, 1973) gives all of them, and the picture both.

#[path = "../chart/mod.rs"]
mod chart;
mod formula;
#[path = "../program/mod.rs"]
mod program;
mod simulation;
#[cfg(test)]
mod tests;

use core::error::Error;
use std::io::{Write, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use chart::{BLUE, Mark, Panel, RED, Series};
use formula::{Greeks, Option};

const OPTION: Option = Option { spot: 100.0, strike: 105.0, rate: 0.03, volatility: 0.25, maturity: 1.0 };
const PATHS: usize = 1 << 17;

fn run(path: &Path) -> Result<(), Box<dyn Error>> {
    let clock = Instant::now();
    let simulated = simulation::greeks(&OPTION, PATHS)?;
    let time = clock.elapsed();
    let exact = OPTION.greeks();
    let mut out = stdout().lock();
    writeln!(out, "A call at {OPTION:?}")?;
    writeln!(out, "             formula   by {PATHS} paths")?;
    for (i, name) in Greeks::NAMES.into_iter().enumerate() {
        let (mean, error) = simulated[i];
        writeln!(out, "  {name:6}  {:10.4}  {mean:10.4} ± {error:.4}", exact.0[i])?;
    }
    writeln!(out, "  {} steps a path, price and four derivatives in {time:.0?}", simulation::STEPS)?;
    // The formula's price is the quote, the first guess far off.
    let guess = Option { volatility: 0.6, ..OPTION };
    let found = simulation::calibrate(&guess, exact.0[0], PATHS)?.ok_or("the calibration does not converge")?;
    writeln!(out, "  calibrated to the formula's price from {}:", guess.volatility)?;
    let simulation::Calibration { volatility, error, steps } = found;
    writeln!(
        out,
        "  {:6}  {:10.4}  {volatility:10.4} ± {error:.4} in {steps} steps of Newton's method",
        "σ", OPTION.volatility
    )?;
    draw(path)?;
    writeln!(out, "  picture: {}", path.display())?;
    Ok(())
}

/// Delta and vega over the spot price.
fn draw(path: &Path) -> Result<(), Box<dyn Error>> {
    let spots: Vec<f64> = (0..=16).map(|i| 60.0 + 5.0 * f64::from(i)).collect();
    let mut simulated = Vec::new();
    for &spot in &spots {
        simulated.push(simulation::greeks(&Option { spot, ..OPTION }, 1 << 12)?);
    }
    let panel = |which: usize, title, y, top| {
        let bars = spots.iter().zip(&simulated).map(|(&s, g)| (s, g[which].0, 2.0 * g[which].1)).collect();
        let curve = (240..=560).map(|i| 0.25 * f64::from(i));
        let curve = curve.map(|spot| (spot, Option { spot, ..OPTION }.greeks().0[which])).collect();
        Panel {
            title,
            axes: ["spot price", y],
            x: 58.0..142.0,
            y: 0.0..top,
            series: vec![
                Series { name: "Black & Scholes", colour: BLUE, mark: Mark::Line(curve) },
                Series { name: "pathwise, 4096 paths, ± 2 errors", colour: RED, mark: Mark::Bars(bars) },
            ],
        }
    };
    chart::draw(
        path,
        &[panel(1, "Delta: by the spot price", "∂V/∂S", 1.2), panel(2, "Vega: by the volatility", "∂V/∂σ", 60.0)],
    )
}

fn main() -> ExitCode {
    program::main("black_scholes", run)
}
