//! The picture: the record and the fitted curves with their 95 % bands, for a talk.

use core::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use plotters::coord::types::{RangedCoordf64};
use plotters::prelude::*;

use crate::data::Record;
use crate::fit::Fit;
use crate::model::{self, YEARS};
use crate::uncertainty::log_error;

const SIZE: (u32, u32) = (1280, 720);
const FONT: &str = "sans-serif";
const INK: RGBColor = RGBColor(40, 40, 40);
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
        write!(f, "{} cannot be written: {why}. Give another place with `--plot PICTURE.svg`", path.display())
    }
}

impl std::error::Error for PlotError {}

/// One species: what was seen and what was fitted, over the years.
struct Species {
    name: &'static str,
    colour: RGBColor,
    seen: Vec<(f64, f64)>,
    fitted: Vec<(f64, f64)>,
    /// The upper limit forwards and the lower one backwards.
    band: Vec<(f64, f64)>,
}

impl Species {
    fn new(which: usize, name: &'static str, colour: RGBColor, record: &Record, fit: &Fit) -> Self {
        let first = f64::from(record.first_year);
        let seen = record.pelts.iter().enumerate().map(|(i, pelts)| (first + i as f64, pelts[which])).collect();
        let curve: Vec<_> = model::curve(fit.unknowns).iter().map(|&(t, y)| (first + t, y[which])).collect();
        let limit = |side: f64| curve.iter().map(move |&(t, x)| (t, x.re * (side * T_QUANTILE * log_error(x, &fit.covariance)).exp()));
        let band = limit(1.0).chain(limit(-1.0).rev()).collect();
        Self { name, colour, seen, fitted: curve.iter().map(|&(t, x)| (t, x.re)).collect(), band }
    }

    fn highest(&self) -> f64 {
        self.seen.iter().chain(&self.band).map(|&(_, x)| x).fold(0.0, f64::max)
    }
}

/// Writes the picture, and the directory for it where there is none.
pub(crate) fn draw(path: &Path, record: &Record, fit: &Fit) -> Result<(), PlotError> {
    let failed = |why: String| PlotError { path: path.to_owned(), why };
    let species = [Species::new(0, "Hare", HARE, record, fit), Species::new(1, "Lynx", LYNX, record, fit)];
    let mut svg = String::new();
    picture(&mut svg, record, &species).map_err(|e| failed(e.to_string()))?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|e| failed(e.to_string()))?;
    }
    fs::write(path, svg).map_err(|e| failed(e.to_string()))
}

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn<'b> = Result<(), DrawingAreaErrorKind<<SVGBackend<'b> as DrawingBackend>::ErrorType>>;

fn picture(svg: &mut String, record: &Record, species: &[Species; 2]) -> Drawn<'static> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let first = f64::from(record.first_year);
    let years = first - 0.4..first + (YEARS - 1) as f64 + 0.4;
    let highest = species.iter().map(Species::highest).fold(0.0, f64::max);
    let mut chart = ChartBuilder::on(&area)
        .margin(24)
        .caption("Lynx and hare", (FONT, 40))
        .x_label_area_size(70)
        .y_label_area_size(90)
        .build_cartesian_2d(years, 0.0..1.05 * highest)?;
    for one in species {
        series(&mut chart, one)?;
    }
    area.present()
}

fn series(chart: &mut Chart<'_, '_>, species: &Species) -> Drawn<'static> {
    Ok(())
}
