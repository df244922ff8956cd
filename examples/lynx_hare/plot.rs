//! The picture: the record and the fitted curves with their 95 % bands, for a talk.

use std::path::Path;

use plotters::prelude::*;

use crate::data::Record;
use crate::fit::Fit;
use crate::model::{self, YEARS};
use crate::picture::{self, Axis, Chart, Drawn, FONT, INK, PALETTE, PictureError, px};

const HARE: RGBColor = PALETTE[0];
const LYNX: RGBColor = PALETTE[1];
/// 97.5 % of Student's t distribution with 42 − 6 degrees of freedom lie below.
const T_QUANTILE: f64 = 2.028;

/// One species: what was seen and what was fitted, over the years.
struct Species {
    name: &'static str,
    colour: RGBColor,
    /// A point's shape: a regular polygon with so many corners.
    corners: u32,
    seen: Vec<(f64, f64)>,
    fitted: Vec<(f64, f64)>,
    /// The upper limit forwards and the lower one backwards.
    band: Vec<(f64, f64)>,
}

impl Species {
    fn new(which: usize, (name, colour, corners): (&'static str, RGBColor, u32), record: &Record, fit: &Fit) -> Self {
        let year = |t: f64| f64::from(record.first_year) + t;
        let curve: Vec<_> = model::curve(fit.end.unknowns).iter().map(|&(t, y)| (year(t), y[which])).collect();
        let seen: Vec<_> = record.pelts.iter().zip(0..).map(|(y, i)| (year(f64::from(i)), y[which])).collect();
        let fitted: Vec<_> = curve.iter().map(|&(t, x)| (t, x.re)).collect();
        // A band without end would leave nothing else to see.
        let top = 1.5 * seen.iter().chain(&fitted).map(|&(_, x)| x).fold(0.0, f64::max);
        let limit = |side: f64| {
            let factor = move |x| (side * T_QUANTILE * fit.uncertainty.log_error(x)).exp();
            curve.iter().map(move |&(t, x)| (t, (x.re * factor(x)).min(top)))
        };
        let band = limit(1.0).chain(limit(-1.0).rev()).collect();
        Self { name, colour, corners, seen, fitted, band }
    }

    fn highest(&self) -> f64 {
        self.seen.iter().chain(&self.band).map(|&(_, x)| x).fold(0.0, f64::max)
    }
}

/// Writes the picture, and the directory for it where there is none.
pub(crate) fn draw(path: &Path, record: &Record, fit: &Fit) -> Result<(), PictureError> {
    let species =
        [Species::new(0, ("Hares", HARE, 40), record, fit), Species::new(1, ("Lynxes", LYNX, 3), record, fit)];
    let first = f64::from(record.first_year);
    let last = first + (YEARS - 1) as f64;
    let title = format!("Lynx and hare, {first}–{last}: Lotka–Volterra fitted to pelts");
    let subtitle = "Points: pelts traded by the Hudson’s Bay Company. Lines: the fit, with its 95 % confidence bands.";
    let whole = |x: f64| format!("{x:.0}");
    let years = Axis { title: "Year", range: first - 0.3..last + 0.3, label: whole, labels: 12 };
    let highest = species.iter().map(Species::highest).fold(0.0, f64::max);
    let pelts = Axis { title: "Pelts (thousands a year)", range: 0.0..1.04 * highest, label: whole, labels: 6 };
    picture::write(path, [&title, subtitle], |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_right(px(32))
            .margin_bottom(px(14))
            .margin_left(px(18))
            .x_label_area_size(px(76))
            .y_label_area_size(px(92))
            .build_cartesian_2d(years.range.clone(), pelts.range.clone())?;
        picture::axes(&mut chart, &years, &pelts)?;
        for Species { band, colour, .. } in &species {
            chart.draw_series([Polygon::new(band.clone(), colour.mix(0.18))])?;
        }
        for one in &species {
            curve(&mut chart, one)?;
        }
        legend(&mut chart)
    })
}

/// The fitted line and the points on it, each with a white rim.
fn curve(chart: &mut Chart<'_>, species: &Species) -> Drawn {
    let &Species { name, colour, corners, .. } = species;
    let line = colour.stroke_width(px(4));
    chart.draw_series(LineSeries::new(species.fitted.iter().copied(), line))?.label(name).legend(move |at| {
        let end = px(60).cast_signed();
        let marker = Polygon::new(marker(corners, 8, end / 2), colour.filled());
        EmptyElement::at(at) + PathElement::new([(0, 0), (end, 0)], line) + marker
    });
    for (radius, colour) in [(11, WHITE), (8, colour)] {
        let points = species.seen.iter();
        chart.draw_series(
            points.map(|&at| EmptyElement::at(at) + Polygon::new(marker(corners, radius, 0), colour.filled())),
        )?;
    }
    Ok(())
}

/// A regular polygon of the area of a circle with that radius in pixels, `x` units to the right.
fn marker(corners: u32, radius: u32, x: i32) -> Vec<(i32, i32)> {
    let angle = core::f64::consts::TAU / f64::from(corners);
    let size = f64::from(px(radius)) * (angle / angle.sin()).sqrt();
    let corner = |k| (f64::from(k) * angle).sin_cos();
    #[expect(clippy::cast_possible_truncation, reason = "a few pixels")]
    let round = |z: f64| (size * z).round() as i32;
    (0..corners).map(corner).map(|(sin, cos)| (x + round(sin), -round(cos))).collect()
}

fn legend(chart: &mut Chart<'_>) -> Drawn {
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperMiddle)
        .legend_area_size(px(72))
        .margin(px(12))
        .label_font((FONT, px(26), &INK))
        .background_style(WHITE)
        .draw()
}
