//! The picture of the swing-up: angle, place and force over time, for the three poles.

use control::swing_up::from_upright;
use plotters::coord::types::RangedCoordf32;
use plotters::prelude::*;

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf32, RangedCoordf32>>;

const SIZE: (u32, u32) = (960, 840);
const FONT: &str = "sans-serif";
const INK: RGBColor = RGBColor(51, 51, 51);
/// The poles, in colours of Okabe and Ito's palette, which the colour-blind tell apart.
const POLES: [(&str, &str, RGBColor); 3] = [
    ("as believed", "pole as the model has it", RGBColor(0, 114, 178)),
    ("heavier", "20 % heavier", RGBColor(213, 94, 0)),
    ("lighter", "20 % lighter", RGBColor(0, 158, 115)),
];

/// One panel: what its axis says, its range, and the curve's value from a line's numbers.
struct Panel {
    says: &'static str,
    range: core::ops::Range<f32>,
    value: fn(&[f32]) -> f32,
}

const PANELS: [Panel; 3] = [
    Panel { says: "angle from upright (rad)", range: -0.6..3.4, value: |line| from_upright(line[3]).abs() },
    Panel { says: "cart (m)", range: -0.3..1.0, value: |line| line[1] },
    Panel { says: "force (N)", range: -9.0..9.0, value: |line| line[5] },
];

/// The picture, as SVG, from the lines that the programs reported.
pub(crate) fn swing_up(lines: &[(String, Vec<f32>)]) -> Result<String, Failed> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let titled = area.titled(
            "Cart-pole: swung up and held by a plan of 20 forces, |u| ≤ 8 N",
            (FONT, 24).into_font().color(&INK),
        )?;
        for (panel, below) in PANELS.iter().zip(titled.split_evenly((PANELS.len(), 1))) {
            let mut chart = ChartBuilder::on(&below)
                .margin(12)
                .x_label_area_size(44)
                .y_label_area_size(72)
                .build_cartesian_2d(0.0_f32..6.0, panel.range.clone())?;
            draw(&mut chart, panel, lines)?;
        }
        area.present()?;
    }
    Ok(svg)
}

fn draw(chart: &mut Chart<'_>, panel: &Panel, lines: &[(String, Vec<f32>)]) -> Result<(), Failed> {
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.15))
        .axis_style(INK)
        .label_style((FONT, 16, &INK))
        .x_desc("time (s)")
        .y_desc(panel.says)
        .draw()?;
    for (name, label, colour) in POLES {
        let own = lines.iter().filter(|(line, _)| line == name);
        let points = own.map(|(_, numbers)| (numbers[0], (panel.value)(numbers)));
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
            .label(label)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 24, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .label_font((FONT, 16, &INK))
        .background_style(WHITE.mix(0.8))
        .draw()
}
