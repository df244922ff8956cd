//! The picture: the record and the fitted curves with their 95 % bands, for a talk.

use core::error::Error;
use core::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

use crate::data::Record;
use crate::fit::Fit;
use crate::model::{self, YEARS};

/// Plotters rounds to whole units, so a unit is a quarter of a pixel.
const PIXEL: u32 = 4;
const SIZE: (u32, u32) = (1280, 720);
const FONT: &str = "sans-serif";
const INK: RGBColor = RGBColor(51, 51, 51);
/// Blue and vermilion of Okabe and Ito's palette, which the colour-blind tell apart.
const HARE: RGBColor = RGBColor(0, 114, 178);
const LYNX: RGBColor = RGBColor(213, 94, 0);
/// 97.5 % of Student's t distribution with 42 − 6 degrees of freedom lie below.
const T_QUANTILE: f64 = 2.028;

/// The picture that could not be written.
#[derive(Debug)]
pub(crate) struct PlotError {
    path: PathBuf,
    why: String,
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, why } = self;
        write!(f, "the picture {} cannot be written: {why}. Name another place with `--plot`", path.display())
    }
}

impl Error for PlotError {}

type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

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
pub(crate) fn draw(path: &Path, record: &Record, fit: &Fit) -> Result<(), PlotError> {
    let failed = |why: String| PlotError { path: path.to_owned(), why };
    let species =
        [Species::new(0, ("Hares", HARE, 40), record, fit), Species::new(1, ("Lynxes", LYNX, 3), record, fit)];
    let mut svg = String::new();
    picture(&mut svg, record, &species).map_err(|e| failed(e.to_string()))?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|e| failed(e.to_string()))?;
    }
    fs::write(path, svg.replacen(&header(PIXEL), &header(1), 1)).map_err(|e| failed(e.to_string()))
}

/// The size as plotters writes it, in pixels of so many units.
fn header(units: u32) -> String {
    format!(r#"width="{}" height="{}""#, units * SIZE.0, units * SIZE.1)
}

/// So many pixels.
fn px(pixels: u32) -> u32 {
    PIXEL * pixels
}

fn picture(svg: &mut String, record: &Record, species: &[Species; 2]) -> Drawn {
    let area = SVGBackend::with_string(svg, (px(SIZE.0), px(SIZE.1))).into_drawing_area();
    area.fill(&WHITE)?;
    let (heading, below) = area.split_vertically(px(118));
    titles(&heading, record.first_year)?;

    let first = f64::from(record.first_year);
    let years = first - 0.3..first + (YEARS - 1) as f64 + 0.3;
    let highest = species.iter().map(Species::highest).fold(0.0, f64::max);
    let mut chart = ChartBuilder::on(&below)
        .margin_right(px(32))
        .margin_bottom(px(14))
        .margin_left(px(18))
        .x_label_area_size(px(76))
        .y_label_area_size(px(92))
        .build_cartesian_2d(years, 0.0..1.04 * highest)?;
    axes(&mut chart)?;
    for Species { band, colour, .. } in species {
        chart.draw_series([Polygon::new(band.clone(), colour.mix(0.18))])?;
    }
    for one in species {
        curve(&mut chart, one)?;
    }
    legend(&mut chart)?;
    area.present()
}

fn titles(area: &DrawingArea<SVGBackend<'_>, Shift>, first_year: u16) -> Drawn {
    let text = |size| (FONT, px(size), &INK).into_text_style(area);
    let left = px(110).cast_signed();
    let last_year = usize::from(first_year) + YEARS - 1;
    let title = format!("Lynx and hare, {first_year}–{last_year}: Lotka–Volterra fitted to pelts");
    let subtitle = "Points: pelts traded by the Hudson’s Bay Company. Lines: the fit, with its 95 % confidence bands.";
    area.draw_text(&title, &text(40), (left, px(22).cast_signed()))?;
    area.draw_text(subtitle, &text(25), (left, px(72).cast_signed()))
}

fn axes(chart: &mut Chart<'_>) -> Drawn {
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.15).stroke_width(px(1)))
        .axis_style(INK.stroke_width(px(1)))
        .set_all_tick_mark_size(px(6))
        .x_labels(12)
        .y_labels(6)
        .x_label_formatter(&|year| format!("{year:.0}"))
        .y_label_formatter(&|pelts| format!("{pelts:.0}"))
        .label_style((FONT, px(26), &INK))
        .axis_desc_style((FONT, px(28), &INK))
        .x_desc("Year")
        .y_desc("Pelts (thousands a year)")
        .draw()
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
        .label_font((FONT, px(28), &INK))
        .background_style(WHITE)
        .draw()
}
