//! The picture: the loss against the training steps.

use core::error::Error;
use std::fs;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::arguments::{Arguments, Terms};

/// Plotters rounds to whole units, so a unit is a quarter of a pixel.
const PIXEL: u32 = 4;
const SIZE: (u32, u32) = (1280, 720);
const FONT: &str = "sans-serif";
const INK: RGBColor = RGBColor(51, 51, 51);
/// Blue of Okabe and Ito's palette.
const LOSS: RGBColor = RGBColor(0, 114, 178);

type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Writes the picture, and the directory for it where there is none.
pub(crate) fn draw(path: &Path, arguments: &Arguments, losses: &[f32]) -> Result<(), Box<dyn Error>> {
    let failed = |why: String| {
        format!("the picture {} cannot be written: {why}. Name another place with `--plot`", path.display())
    };
    let mut svg = String::new();
    picture(&mut svg, arguments, losses).map_err(|why| failed(why.to_string()))?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|why| failed(why.to_string()))?;
    }
    fs::write(path, svg.replacen(&header(PIXEL), &header(1), 1)).map_err(|why| failed(why.to_string()))?;
    Ok(())
}

/// The size as plotters writes it, in pixels of so many units.
fn header(units: u32) -> String {
    format!(r#"width="{}" height="{}""#, units * SIZE.0, units * SIZE.1)
}

/// So many pixels.
fn px(pixels: u32) -> u32 {
    PIXEL * pixels
}

fn picture(svg: &mut String, arguments: &Arguments, losses: &[f32]) -> Drawn {
    let area = SVGBackend::with_string(svg, (px(SIZE.0), px(SIZE.1))).into_drawing_area();
    area.fill(&WHITE)?;
    let (heading, below) = area.split_vertically(px(118));
    titles(&heading, arguments)?;

    let points = losses.iter().zip(0_u32..).map(|(loss, step)| (f64::from(step), f64::from(*loss)));
    let highest = points.clone().map(|(_, loss)| loss).fold(0.0, f64::max);
    let end = (losses.len() as f64 - 1.0).max(1.0);
    let mut chart = ChartBuilder::on(&below)
        .margin_right(px(32))
        .margin_bottom(px(14))
        .margin_left(px(18))
        .x_label_area_size(px(76))
        .y_label_area_size(px(100))
        .build_cartesian_2d(0.0..end, 0.0..1.05 * highest.max(f64::MIN_POSITIVE))?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.15).stroke_width(px(1)))
        .axis_style(INK.stroke_width(px(1)))
        .set_all_tick_mark_size(px(6))
        .x_labels(11)
        .y_labels(7)
        .x_label_formatter(&|step| format!("{step:.0}"))
        .label_style((FONT, px(26), &INK))
        .axis_desc_style((FONT, px(28), &INK))
        .x_desc("Training step")
        .y_desc("Loss: mean over the batch of Σ y(1)²")
        .draw()?;
    chart.draw_series(LineSeries::new(points, LOSS.stroke_width(px(4))))?;
    area.present()
}

fn titles(area: &DrawingArea<SVGBackend<'_>, Shift>, arguments: &Arguments) -> Drawn {
    let text = |size| (FONT, px(size), &INK).into_text_style(area);
    let left = px(118).cast_signed();
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
    area.draw_text(&title, &text(40), (left, px(22).cast_signed()))?;
    area.draw_text(&subtitle, &text(25), (left, px(72).cast_signed()))
}
