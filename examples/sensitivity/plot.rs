//! The picture: the outbreak, and below it what each quantity changes, and when.

use std::path::Path;

use plotters::prelude::SeriesLabelPosition;

use crate::model::{DAYS, NAMES, Outbreak};
use crate::picture::{Axis, Line, PALETTE, PictureError, lines, px, write};

/// Writes the picture.
pub(crate) fn draw(path: &Path, outbreak: &Outbreak) -> Result<(), PictureError> {
    let (day, peak) = outbreak.peak();
    let title = "What an outbreak of influenza depends on, and when";
    let subtitle = format!(
        "SEIR in a school: {peak:.0} pupils infectious on day {day:.0}. Below: what 1 % more of a quantity changes."
    );
    let curve =
        Line { name: String::new(), colour: PALETTE[0], points: outbreak.infectious.clone(), marks: Vec::new() };
    let days = |title| Axis { title, range: 0.0..DAYS as f64, label: |day| format!("{day:.0}"), labels: 8 };
    let pupils =
        Axis { title: "Infectious pupils", range: 0.0..1.1 * peak, label: |pupils| format!("{pupils:.0}"), labels: 4 };
    let changes: Vec<Line> =
        outbreak.ranked().into_iter().zip(PALETTE).map(|(k, colour)| change(outbreak, k, colour)).collect();
    let all = || changes.iter().flat_map(|line| &line.points).map(|&(_, y)| y);
    let (low, high) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
    let percent = Axis {
        title: "Change, % of the peak",
        // Room for the legend.
        range: 1.1 * low..1.35 * high,
        label: |percent| if percent.abs() < 1e-9 { "0".into() } else { format!("{percent:+.0}").replace('-', "−") },
        labels: 7,
    };
    write(path, [title, &subtitle], |area| {
        let (above, below) = area.split_vertically(px(222));
        lines(&above, &days(""), &pupils, &[curve], SeriesLabelPosition::UpperRight)?;
        lines(&below, &days("Day"), &percent, &changes, SeriesLabelPosition::UpperRight)
    })
}

fn change(outbreak: &Outbreak, quantity: usize, colour: plotters::style::RGBColor) -> Line {
    let [name, word, ..] = NAMES[quantity];
    let days = outbreak.infectious.iter().map(|&(day, _)| day);
    let points = days.zip(outbreak.sensitivities[quantity].iter().copied()).collect();
    Line { name: format!("{name}  {word}"), colour, points, marks: Vec::new() }
}
