//! A picture of panels side by side, each with lines, points and bars: what the examples draw.
#![allow(dead_code, reason = "each example uses its part")]

use core::error::Error;
use core::ops::Range;
use std::fs;
use std::path::Path;

use plotters::prelude::*;

/// Blue, vermilion and green of Okabe and Ito's palette, which the colour-blind tell apart.
pub(crate) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(crate) const RED: RGBColor = RGBColor(213, 94, 0);
pub(crate) const GREEN: RGBColor = RGBColor(0, 158, 115);
const INK: RGBColor = RGBColor(51, 51, 51);
const FONT: &str = "sans-serif";
const SIZE: (u32, u32) = (1280, 560);

/// What is drawn in a panel.
pub(crate) enum Mark {
    /// A line through the points.
    Line(Vec<(f64, f64)>),
    /// Points with an error bar each: x, y, half its length.
    Bars(Vec<(f64, f64, f64)>),
}

/// A series: its name in the legend, none where it is empty, its colour, its marks.
pub(crate) struct Series {
    pub(crate) name: &'static str,
    pub(crate) colour: RGBColor,
    pub(crate) mark: Mark,
}

/// A panel: its title, what is on the axes, how far they go, and the series.
pub(crate) struct Panel {
    pub(crate) title: &'static str,
    pub(crate) axes: [&'static str; 2],
    pub(crate) x: Range<f64>,
    pub(crate) y: Range<f64>,
    pub(crate) series: Vec<Series>,
}

/// Draws the panels side by side into an SVG file, whose folder is made where there is none.
pub(crate) fn draw(path: &Path, panels: &[Panel]) -> Result<(), Box<dyn Error>> {
    let mut picture = String::new();
    {
        let area = SVGBackend::with_string(&mut picture, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        for (panel, area) in panels.iter().zip(area.split_evenly((1, panels.len()))) {
            draw_panel(panel, &area)?;
        }
        area.present()?;
    }
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(path, picture)).map_err(|why| {
        format!("the picture {} cannot be written: {why}. Name another place with `--plot`", path.display())
    })?;
    Ok(())
}

fn draw_panel(
    panel: &Panel,
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let mut chart = ChartBuilder::on(area)
        .caption(panel.title, (FONT, 24).into_font().color(&INK))
        .margin(16)
        .x_label_area_size(48)
        .y_label_area_size(64)
        .build_cartesian_2d(panel.x.clone(), panel.y.clone())?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(INK.mix(0.12))
        .axis_style(INK)
        .label_style((FONT, 16).into_font().color(&INK))
        .x_desc(panel.axes[0])
        .y_desc(panel.axes[1])
        .draw()?;
    for Series { name, colour, mark } in &panel.series {
        let style = colour.stroke_width(2);
        let drawn = match mark {
            Mark::Line(points) => chart.draw_series(LineSeries::new(points.iter().copied(), style))?,
            Mark::Bars(bars) => {
                chart.draw_series(
                    bars.iter().map(|&(x, y, half)| PathElement::new(vec![(x, y - half), (x, y + half)], style)),
                )?;
                chart.draw_series(bars.iter().map(|&(x, y, _)| Circle::new((x, y), 4, colour.filled())))?
            }
        };
        if !name.is_empty() {
            drawn.label(*name).legend(move |(x, y)| PathElement::new(vec![(x, y), (x + 20, y)], style));
        }
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .label_font((FONT, 16).into_font().color(&INK))
        .draw()?;
    Ok(())
}
