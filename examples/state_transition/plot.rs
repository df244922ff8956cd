//! The picture: three standard deviations over time, as lines by the state-transition matrix and points by solves.

use std::path::Path;

use plotters::prelude::SeriesLabelPosition;

use crate::orbit::{ORBITS, PERIOD};
use crate::picture::{Axis, Line, PALETTE, PictureError, lines, px, write};
use crate::uncertainty::Forecast;

const NAMES: [&str; 3] = ["up", "along the track", "across the track"];
const UP: usize = 0;
const ALONG: usize = 1;
const ACROSS: usize = 2;

/// Writes the picture.
pub(crate) fn draw(path: &Path, forecast: &Forecast) -> Result<(), PictureError> {
    let title = "Where will the satellite be? Its uncertainty over three orbits";
    let samples = forecast.samples;
    let subtitle =
        format!("Standard deviations: lines by the state-transition matrix, points by the spread of {samples} solves.");
    let hours = |title| Axis {
        title,
        range: 0.0..ORBITS as f64 * PERIOD / 60.0,
        label: |hours| format!("{hours:.1}"),
        labels: 10,
    };
    let all = |directions: &[usize]| -> (Vec<Line>, f64) {
        let lines: Vec<Line> = directions.iter().map(|&i| direction(forecast, i)).collect();
        let highest = lines.iter().flat_map(|line| &line.points).map(|&(_, sigma)| sigma).fold(0.0, f64::max);
        (lines, highest)
    };
    let ((along, far), (others, near)) = (all(&[ALONG]), all(&[UP, ACROSS]));
    let kilometres = Axis {
        title: "Along the track (km)",
        range: 0.0..1.08 * far,
        label: |metres| format!("{:.0}", metres / 1e3),
        labels: 8,
    };
    // Room for the legend.
    let metres =
        Axis { title: "Others (m)", range: 0.0..2.0 * near, label: |metres| format!("{metres:.0}"), labels: 5 };
    write(path, [title, &subtitle], |area| {
        let (above, below) = area.split_vertically(px(336));
        lines(&above, &hours(""), &kilometres, &along, SeriesLabelPosition::UpperLeft)?;
        lines(&below, &hours("Hours"), &metres, &others, SeriesLabelPosition::UpperRight)
    })
}

fn direction(forecast: &Forecast, which: usize) -> Line {
    let over_time = |deviations: &[[f64; 3]]| -> Vec<(f64, f64)> {
        forecast.hours.iter().zip(deviations).map(|(&hours, d)| (hours, 1e3 * d[which])).collect()
    };
    let marks = over_time(&forecast.sampled).into_iter().step_by(4).collect();
    Line { name: NAMES[which].into(), colour: PALETTE[which], points: over_time(&forecast.linear), marks }
}
