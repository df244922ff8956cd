//! Ornstein–Uhlenbeck: fits the rate θ and the noise σ of `dx = −θ x dt + σ dW` to a record, by pathwise derivatives.
//!
//! `cargo run --release --example ornstein_uhlenbeck [-- --plot PICTURE.svg]` simulates a record from the exact transition,
//! then pretends not to know it: from every observation it solves the equation to the next one, with noise, and asks that
//! the solutions have the record's moments, `Σ xᵢ x̂ᵢ₊₁ = Σ xᵢ xᵢ₊₁` and `Σ x̂²ᵢ₊₁ = Σ x²ᵢ₊₁`. Those two equations in two
//! unknowns are solved by Newton's method, with the derivatives of the solutions by θ and σ along each path. For this
//! equation the answer is known: the estimates that maximise the likelihood, in closed form.

#[path = "../chart/mod.rs"]
mod chart;
mod fit;
#[path = "../program/mod.rs"]
mod program;
mod record;
#[cfg(test)]
mod tests;

use core::error::Error;
use std::io::{Write, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use chart::{BLUE, GREEN, Mark, Panel, RED, Series};
use fit::Fit;
use record::{INTERVAL, Record};

/// θ and σ of the record.
const TRUTH: [f64; 2] = [1.2, 0.5];

fn run(path: &Path) -> Result<(), Box<dyn Error>> {
    let record = Record::simulate(TRUTH, 4000, 2026);
    let fit = fit::fit(&record, [0.5, 1.0], |step, p| {
        let _ = writeln!(stderr(), "  step {step}: θ = {:.6}, σ = {:.6}", p[0], p[1]);
    })?;
    let (exact, errors) = (record.closed_form(), record.standard_errors());
    let mut out = stdout().lock();
    writeln!(out, "Ornstein–Uhlenbeck, {} observations every {INTERVAL}", record.x.len())?;
    writeln!(out, "        truth    closed form          by the paths")?;
    for (i, name) in ["θ", "σ"].into_iter().enumerate() {
        writeln!(
            out,
            "  {name}   {:8.4}   {:8.4} ± {:.4}   {:8.4} ± {:.4} of the simulation",
            TRUTH[i], exact[i], errors[i], fit.estimate[i], fit.simulation_error[i]
        )?;
    }
    writeln!(out, "  {} solves in {} steps of Newton's method, {:.0?}", fit.solves, fit.steps.len() - 1, fit.time)?;
    draw(path, &record, &fit)?;
    writeln!(out, "  picture: {}", path.display())?;
    Ok(())
}

/// The record with the spread it was fitted, and the way to the estimates.
fn draw(path: &Path, record: &Record, fit: &Fit) -> Result<(), Box<dyn Error>> {
    let seen: Vec<_> = (0_u32..).map(f64::from).map(|i| i * INTERVAL).zip(record.x.iter().copied()).take(800).collect();
    let [theta, sigma] = fit.estimate;
    let spread = 2.0 * sigma / (2.0 * theta).sqrt();
    let level = |y: f64| Mark::Line(vec![(0.0, y), (40.0, y)]);
    let exact = record.closed_form();
    let last = (fit.steps.len() - 1) as f64;
    let way = |which: usize| Mark::Line((0_u32..).map(f64::from).zip(fit.steps.iter().map(|p| p[which])).collect());
    let truth = |y: f64| Mark::Line(vec![(0.0, y), (last, y)]);
    chart::draw(
        path,
        &[
            Panel {
                title: "The record, and where 95 % of it lies by the fit",
                axes: ["time", "x"],
                x: 0.0..40.0,
                y: -1.4..1.4,
                series: vec![
                    Series { name: "record", colour: BLUE, mark: Mark::Line(seen) },
                    Series { name: "±2σ/√(2θ)", colour: RED, mark: level(spread) },
                    Series { name: "", colour: RED, mark: level(-spread) },
                ],
            },
            Panel {
                title: "Newton's method on pathwise derivatives",
                axes: ["step", "estimate"],
                x: 0.0..last,
                y: 0.0..1.8,
                series: vec![
                    Series { name: "θ", colour: BLUE, mark: way(0) },
                    Series { name: "σ", colour: RED, mark: way(1) },
                    Series { name: "closed form", colour: GREEN, mark: truth(exact[0]) },
                    Series { name: "", colour: GREEN, mark: truth(exact[1]) },
                ],
            },
        ],
    )
}

fn main() -> ExitCode {
    program::main("ornstein_uhlenbeck", run)
}
