//! The picture: the loss against the training steps.

use std::path::Path;

use plotters::prelude::SeriesLabelPosition;

use crate::arguments::{Arguments, Terms};
use crate::picture::{self, Axis, Line, PALETTE, PictureError};

/// Writes the picture, and the directory for it where there is none.
pub(crate) fn draw(path: &Path, arguments: &Arguments, losses: &[f32]) -> Result<(), PictureError> {
    let terms = match arguments.terms {
        Terms::Both => "drift and diffusion",
        Terms::Drift => "drift",
        Terms::Diffusion => "diffusion",
    };
    let title = format!("A neural SDE of dimension {}: training {terms}", arguments.dimension);
    let size = arguments.size;
    let subtitle = format!(
        "{} trajectories a training step, each of {} Euler–Maruyama steps on fresh noise; AdamW",
        size.batch, size.steps
    );
    let points: Vec<_> = losses.iter().zip(0_u32..).map(|(loss, step)| (f64::from(step), f64::from(*loss))).collect();
    let highest = points.iter().map(|&(_, loss)| loss).fold(f64::MIN_POSITIVE, f64::max);
    let end = (losses.len() as f64 - 1.0).max(1.0);
    let steps = Axis { title: "Training step", range: 0.0..end, label: |step| format!("{step:.0}"), labels: 11 };
    let loss = Axis {
        title: "Loss: mean over the batch of Σ y(1)²",
        range: 0.0..1.05 * highest,
        label: |loss| format!("{}", (1e6 * loss).round() / 1e6),
        labels: 7,
    };
    let line = Line { name: String::new(), colour: PALETTE[0], points, marks: Vec::new() };
    picture::write(path, [&title, &subtitle], |area| {
        picture::lines(area, &steps, &loss, &[line], SeriesLabelPosition::UpperRight)
    })
}
