//! What the pictures of the examples share: their size, their colours, and charts of lines for a talk.
#![allow(dead_code, reason = "each example uses its part")]

use core::error::Error;
use core::fmt;
use core::ops::Range;
use std::fs;
use std::path::{Path, PathBuf};

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

/// Plotters rounds to whole units, so a unit is a quarter of a pixel.
const PIXEL: u32 = 4;
const SIZE: (u32, u32) = (1280, 720);
pub(crate) const FONT: &str = "sans-serif";
pub(crate) const INK: RGBColor = RGBColor(51, 51, 51);
/// Okabe and Ito's palette, which the colour-blind tell apart.
pub(crate) const PALETTE: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];

/// The picture that could not be written.
#[derive(Debug)]
pub(crate) struct PictureError {
    path: PathBuf,
    why: String,
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, why } = self;
        write!(f, "the picture {} cannot be written: {why}. Name another place with `--plot`", path.display())
    }
}

impl Error for PictureError {}

pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;
/// A chart whose axes are numbers.
pub(crate) type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// A curve with its name in the legend, and points beside it.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) colour: RGBColor,
    pub(crate) points: Vec<(f64, f64)>,
    pub(crate) marks: Vec<(f64, f64)>,
}

/// An axis: what it shows, from where to where, how its labels are written, and how many there are about.
pub(crate) struct Axis {
    pub(crate) title: &'static str,
    pub(crate) range: Range<f64>,
    pub(crate) label: fn(f64) -> String,
    pub(crate) labels: usize,
}

/// So many pixels.
pub(crate) fn px(pixels: u32) -> u32 {
    PIXEL * pixels
}

/// Writes a picture with a title and a line below it, and the directory for it where there is none.
pub(crate) fn write(
    path: &Path,
    [title, subtitle]: [&str; 2],
    body: impl FnOnce(&Area<'_>) -> Drawn,
) -> Result<(), PictureError> {
    let failed = |why: String| PictureError { path: path.to_owned(), why };
    let mut svg = String::new();
    picture(&mut svg, [title, subtitle], body).map_err(|e| failed(e.to_string()))?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|e| failed(e.to_string()))?;
    }
    fs::write(path, svg.replacen(&header(PIXEL), &header(1), 1)).map_err(|e| failed(e.to_string()))
}

/// The size as plotters writes it, in pixels of so many units.
fn header(units: u32) -> String {
    format!(r#"width="{}" height="{}""#, units * SIZE.0, units * SIZE.1)
}

fn picture(svg: &mut String, [title, subtitle]: [&str; 2], body: impl FnOnce(&Area<'_>) -> Drawn) -> Drawn {
    let area = SVGBackend::with_string(svg, (px(SIZE.0), px(SIZE.1))).into_drawing_area();
    area.fill(&WHITE)?;
    let (heading, below) = area.split_vertically(px(112));
    let text = |size| (FONT, px(size), &INK).into_text_style(&heading);
    let left = px(104).cast_signed();
    heading.draw_text(title, &text(38), (left, px(22).cast_signed()))?;
    heading.draw_text(subtitle, &text(24), (left, px(70).cast_signed()))?;
    body(&below)?;
    area.present()
}

/// A chart of lines, with a legend in the corner given where there is more than one.
pub(crate) fn lines(area: &Area<'_>, x: &Axis, y: &Axis, lines: &[Line], legend: SeriesLabelPosition) -> Drawn {
    let mut chart = ChartBuilder::on(area)
        .margin_right(px(32))
        .margin_top(px(8))
        .margin_bottom(px(12))
        .margin_left(px(18))
        .x_label_area_size(px(if x.title.is_empty() { 36 } else { 72 }))
        .y_label_area_size(px(86))
        .build_cartesian_2d(x.range.clone(), y.range.clone())?;
    axes(&mut chart, x, y)?;
    for line in lines {
        curve(&mut chart, line)?;
    }
    if lines.len() > 1 {
        chart
            .configure_series_labels()
            .position(legend)
            .legend_area_size(px(56))
            .margin(px(12))
            .label_font((FONT, px(24), &INK))
            .background_style(WHITE.mix(0.85))
            .draw()?;
    }
    Ok(())
}

/// Draws the axes, and lines across from the labels of `y`.
pub(crate) fn axes(chart: &mut Chart<'_>, x: &Axis, y: &Axis) -> Drawn {
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.15).stroke_width(px(1)))
        .axis_style(INK.stroke_width(px(1)))
        .set_all_tick_mark_size(px(6))
        .x_labels(x.labels)
        .y_labels(y.labels)
        .x_label_formatter(&|&at| (x.label)(at))
        .y_label_formatter(&|&at| (y.label)(at))
        .label_style((FONT, px(24), &INK))
        .axis_desc_style((FONT, px(25), &INK))
        .x_desc(x.title)
        .y_desc(y.title)
        .draw()
}

fn curve(chart: &mut Chart<'_>, line: &Line) -> Drawn {
    let style = line.colour.stroke_width(px(4));
    chart
        .draw_series(LineSeries::new(line.points.iter().copied(), style))?
        .label(line.name.as_str())
        .legend(move |(x, y)| PathElement::new([(x, y), (x + px(44).cast_signed(), y)], style));
    for (radius, colour) in [(9, WHITE), (6, line.colour)] {
        chart.draw_series(line.marks.iter().map(|&at| Circle::new(at, px(radius), colour.filled())))?;
    }
    Ok(())
}
