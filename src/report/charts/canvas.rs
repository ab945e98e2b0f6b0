//! What all charts share: the sheet, titles, axes, text of known width.
//!
//! plotters draws with whole pixels, so the sheet is four times as fine as it is shown: curves stay smooth.

use plotters::coord::{Shift, types::RangedCoordf64};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::scale::Axis;
use super::{ChartError, HEIGHT, WIDTH};
use crate::report::font;
use crate::report::text::for_chart;

/// Parts of a shown pixel.
const FINE: f64 = 4.0;
/// plotters' SVG divides font sizes by this.
const SVG_FONT: f64 = 1.24;
/// Height of the embedded font (ascent and descent) in ems; plotters measures in it.
const FONT_HEIGHT: f64 = 1.448;

/// One family of blue, told apart by lightness alone, so that it survives black-and-white printing.
pub(super) const PALE: RGBColor = RGBColor(217, 230, 242);
pub(super) const LIGHT: RGBColor = RGBColor(157, 191, 221);
pub(super) const MIDDLE: RGBColor = RGBColor(84, 135, 184);
pub(super) const DARK: RGBColor = RGBColor(24, 62, 105);
/// What others stated or what happened, against the forecast: orange is apart from blue for every kind of eye.
pub(super) const ACCENT: RGBColor = RGBColor(178, 82, 20);
pub(super) const INK: RGBColor = RGBColor(34, 38, 43);
pub(super) const GREY: RGBColor = RGBColor(104, 110, 117);
pub(super) const GRID: RGBColor = RGBColor(228, 231, 235);
pub(super) const AXIS: RGBColor = RGBColor(150, 156, 163);

/// Sizes of text in shown pixels.
pub(super) const TITLE: f64 = 20.0;
pub(super) const BODY: f64 = 13.0;

/// Where a text hangs on its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Left,
    Middle,
    Right,
}

/// A sheet in shown pixels.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// What stands around a plot.
pub(super) struct Heading<'a> {
    pub title: &'a str,
    pub subtitle: &'a str,
    /// Above the upright axis: what it counts and its unit.
    pub y_label: &'a str,
    /// Below the level axis.
    pub x_label: &'a str,
}

/// The inside of the axes, in shown pixels, with the values at its edges.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub x: (f64, f64),
    pub y: (f64, f64),
}

impl Plot {
    /// Pixel of a value on the level axis.
    pub(super) fn at_x(&self, value: f64) -> f64 {
        self.left + (value - self.x.0) / (self.x.1 - self.x.0) * (self.right - self.left)
    }
    /// Pixel of a value on the upright axis.
    pub(super) fn at_y(&self, value: f64) -> f64 {
        self.bottom - (value - self.y.0) / (self.y.1 - self.y.0) * (self.bottom - self.top)
    }
}

/// Draws a chart and returns the SVG, shown at [`WIDTH`] × [`HEIGHT`].
pub(super) fn sheet(
    description: &str,
    draw: impl FnOnce(&Canvas<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    font::register();
    let mut svg = String::with_capacity(16 * 1024);
    let fine = (fine_size(WIDTH), fine_size(HEIGHT));
    {
        let area = SVGBackend::with_string(&mut svg, fine).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        let canvas = Canvas { area };
        draw(&canvas)?;
        canvas.area.present().map_err(failed)?;
    }
    // the sheet is fine inside and of normal size outside
    let label = crate::report::text::for_html(&for_chart(description));
    Ok(svg.replacen(
        &format!("width=\"{}\" height=\"{}\"", fine.0, fine.1),
        &format!("width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" aria-label=\"{label}\""),
        1,
    ))
}

/// plotters' errors in words.
pub(super) fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}

fn fine_size(size: u32) -> u32 {
    (f64::from(size) * FINE) as u32
}

// `as` saturates, and the sheet is small
fn fine(x: f64, y: f64) -> (i32, i32) {
    ((x * FINE).round() as i32, (y * FINE).round() as i32)
}

fn stroke(colour: RGBColor, width: f64) -> ShapeStyle {
    colour.stroke_width((width * FINE).round() as u32)
}

impl<'a> Canvas<'a> {
    /// Title, sub-title, axes with grid; returns the plot.
    pub(super) fn frame(&self, heading: &Heading<'_>, x: &Axis, y: &Axis, space: Space) -> Result<Plot, ChartError> {
        self.heading(heading)?;
        let widest = y.ticks.iter().map(|tick| self.width(&tick.text, BODY)).fold(0.0, f64::max);
        let plot = Plot {
            left: 28.0 + widest + 10.0,
            right: f64::from(WIDTH) - space.right,
            top: 118.0 + space.above,
            bottom: f64::from(HEIGHT) - 62.0,
            x: (x.low, x.high),
            y: (y.low, y.high),
        };
        let y_label = self.fit(heading.y_label, BODY, plot.right - 28.0);
        self.text(&y_label, 28.0, plot.top - space.above - 24.0, BODY, GREY, Anchor::Left)?;
        for tick in &y.ticks {
            let height = plot.at_y(tick.at);
            self.line(&[(plot.left, height), (plot.right, height)], GRID, 1.0)?;
            self.text(&tick.text, plot.left - 10.0, height, BODY, GREY, Anchor::Right)?;
        }
        self.level_axis(&plot, x, heading.x_label)?;
        Ok(plot)
    }

    /// Title and sub-title alone.
    pub(super) fn heading(&self, heading: &Heading<'_>) -> Result<(), ChartError> {
        let room = f64::from(WIDTH) - 56.0;
        self.text(&self.fit(heading.title, TITLE, room), 28.0, 34.0, TITLE, INK, Anchor::Left)?;
        self.text(&self.fit(heading.subtitle, 14.0, room), 28.0, 62.0, 14.0, GREY, Anchor::Left)
    }

    /// The level axis; ticks whose text would touch the one before are left out.
    fn level_axis(&self, plot: &Plot, x: &Axis, label: &str) -> Result<(), ChartError> {
        self.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], AXIS, 1.0)?;
        let mut free_from = f64::NEG_INFINITY;
        for tick in &x.ticks {
            let at = plot.at_x(tick.at);
            let half = self.width(&tick.text, BODY) / 2.0;
            if at - half < free_from {
                continue;
            }
            free_from = at + half + 12.0;
            self.line(&[(at, plot.bottom), (at, plot.bottom + 5.0)], AXIS, 1.0)?;
            self.text(&tick.text, at, plot.bottom + 17.0, BODY, GREY, Anchor::Middle)?;
        }
        let label = self.fit(label, BODY, plot.right - 28.0);
        self.text(&label, plot.right, plot.bottom + 41.0, BODY, GREY, Anchor::Right)
    }

    /// A sheet that says why there is nothing to see.
    pub(super) fn nothing(&self, heading: &Heading<'_>, why: &str) -> Result<(), ChartError> {
        self.heading(heading)?;
        let room = f64::from(WIDTH) - 56.0;
        self.text(
            &self.fit(why, 16.0, room),
            f64::from(WIDTH) / 2.0,
            f64::from(HEIGHT) / 2.0,
            16.0,
            GREY,
            Anchor::Middle,
        )
    }

    /// The area inside the axes in the coordinates of the data, for plotters' series.
    pub(super) fn data_area(
        &self,
        plot: &Plot,
    ) -> DrawingArea<SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>> {
        let (left, top) = fine(plot.left, plot.top);
        let (right, bottom) = fine(plot.right, plot.bottom);
        self.area.clone().apply_coord_spec(Cartesian2d::new(
            plot.x.0..plot.x.1,
            plot.y.0..plot.y.1,
            // pixels grow downwards
            (left..right, bottom..top),
        ))
    }

    /// Text centred on the height `y`; nothing for an empty text.
    pub(super) fn text(
        &self,
        text: &str,
        x: f64,
        y: f64,
        size: f64,
        colour: RGBColor,
        anchor: Anchor,
    ) -> Result<(), ChartError> {
        if text.is_empty() {
            return Ok(());
        }
        let hang = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let style = (font::FONT_STACK, size * FINE * SVG_FONT).into_text_style(&self.area);
        // the bottom anchor of plotters' SVG lifts by half an ex; from the base line up to half the height of digits
        let style = style.color(&colour).pos(Pos::new(hang, VPos::Bottom));
        let drawn = Text::new(for_chart(text), fine(x, y + size * 0.61), style);
        self.area.draw(&drawn).map_err(failed)
    }

    /// Text on a white ground, so that lines behind do not cross it.
    pub(super) fn text_on_white(
        &self,
        text: &str,
        x: f64,
        y: f64,
        size: f64,
        colour: RGBColor,
        anchor: Anchor,
    ) -> Result<(), ChartError> {
        let width = self.width(text, size);
        let left = match anchor {
            Anchor::Left => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::Right => x - width,
        };
        self.rectangle((left - 2.0, y - size * 0.7), (left + width + 2.0, y + size * 0.7), WHITE)?;
        self.text(text, x, y, size, colour, anchor)
    }

    /// Width of a text in shown pixels.
    pub(super) fn width(&self, text: &str, size: f64) -> f64 {
        // plotters cuts sizes to whole pixels
        let wanted = size * FINE * FONT_HEIGHT;
        let measured = wanted.ceil();
        let style = (font::FONT_STACK, measured).into_text_style(&self.area);
        match self.area.estimate_text_size(&for_chart(text), &style) {
            Ok((width, _)) => f64::from(width) / FINE * wanted / measured,
            Err(_) => size * 0.6 * unicode_width::UnicodeWidthStr::width(text) as f64,
        }
    }

    /// The text, cut with an ellipsis where it is wider than `room`.
    pub(super) fn fit(&self, text: &str, size: f64, room: f64) -> String {
        if text.chars().count() < 1000 && self.width(text, size) <= room {
            return text.to_string();
        }
        let mut kept = String::new();
        // whole words of no language are known: cut at the character that does not fit
        for character in text.chars().take(1000) {
            kept.push(character);
            if self.width(&kept, size) + size > room {
                kept.pop();
                break;
            }
        }
        kept.push('…');
        kept
    }

    /// A line through points in shown pixels.
    pub(super) fn line(&self, points: &[(f64, f64)], colour: RGBColor, width: f64) -> Result<(), ChartError> {
        let path: Vec<(i32, i32)> = points.iter().map(|&(x, y)| fine(x, y)).collect();
        self.area.draw(&PathElement::new(path, stroke(colour, width))).map_err(failed)
    }

    /// A dashed line between two points: `dash` pixels drawn, `gap` pixels not.
    pub(super) fn dashed(
        &self,
        from: (f64, f64),
        to: (f64, f64),
        (dash, gap): (f64, f64),
        colour: RGBColor,
    ) -> Result<(), ChartError> {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |done: f64| {
            let share = if length > 0.0 { done / length } else { 0.0 };
            (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        };
        let mut done = 0.0;
        while done < length {
            self.line(&[at(done), at((done + dash).min(length))], colour, 1.6)?;
            done += dash + gap;
        }
        Ok(())
    }

    /// A filled rectangle in shown pixels.
    pub(super) fn rectangle(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor) -> Result<(), ChartError> {
        self.area.draw(&Rectangle::new([fine(from.0, from.1), fine(to.0, to.1)], colour.filled())).map_err(failed)
    }

    /// A filled dot.
    pub(super) fn dot(&self, x: f64, y: f64, radius: f64, colour: RGBColor) -> Result<(), ChartError> {
        self.area.draw(&Circle::new(fine(x, y), radius * FINE, colour.filled())).map_err(failed)
    }
}

/// Room around the plot that a chart wants for its own labels.
#[derive(Clone, Copy)]
pub(super) struct Space {
    /// Between the heading and the plot.
    pub above: f64,
    /// To the right of the plot.
    pub right: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_of_plotters_and_own_shapes_agree_on_where_a_value_is() {
        let svg = sheet("test", |canvas| {
            let heading = Heading { title: "", subtitle: "", y_label: "", x_label: "" };
            let (x, y) = (Axis::rounded(0.0, 10.0, 5, ""), Axis::rounded(-50.0, 50.0, 5, ""));
            let plot = canvas.frame(&heading, &x, &y, Space { above: 0.0, right: 40.0 })?;
            let area = canvas.data_area(&plot);
            for point in [(0.0, -50.0), (10.0, 50.0), (3.7, 12.5)] {
                let (by_plotters, own) = (area.map_coordinate(&point), fine(plot.at_x(point.0), plot.at_y(point.1)));
                assert!(
                    (by_plotters.0 - own.0).abs() <= 1 && (by_plotters.1 - own.1).abs() <= 1,
                    "{by_plotters:?} {own:?}"
                );
            }
            assert!(plot.at_y(50.0) < plot.at_y(-50.0), "larger values stand higher");
            Ok(())
        });
        assert!(svg.is_ok());
    }

    #[test]
    fn chinese_and_latin_text_have_the_width_of_the_embedded_font() {
        let measured = sheet("test", |canvas| {
            // full-width characters are one em wide
            assert!((canvas.width("丰年模拟", 20.0) - 80.0).abs() < 0.5, "{}", canvas.width("丰年模拟", 20.0));
            assert!(canvas.width("iii", 20.0) < canvas.width("WWW", 20.0));
            let cut = canvas.fit(&"很长的标题".repeat(50), 20.0, 300.0);
            assert!(cut.ends_with('…') && canvas.width(&cut, 20.0) <= 300.0);
            Ok(())
        });
        assert!(measured.is_ok());
    }
}
