//! Areas told apart by lightness and hatching together: they stay apart in black-and-white print and for every kind of eye.

use plotters::style::{RGBColor, WHITE};

use super::ChartError;
use super::canvas::{Canvas, DARK, GREY, GRID, LIGHT, MIDDLE, PALE};

/// Lines over an area.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hatch {
    None,
    /// From the lower left to the upper right.
    Rising,
    /// From the upper left to the lower right.
    Falling,
    Level,
}

/// A ground and the lines over it.
#[derive(Clone, Copy)]
pub(super) struct Fill {
    pub ground: RGBColor,
    pub lines: RGBColor,
    pub hatch: Hatch,
}

impl Fill {
    const fn plain(ground: RGBColor) -> Fill {
        Fill { ground, lines: ground, hatch: Hatch::None }
    }
    pub(super) const fn hatched(ground: RGBColor, lines: RGBColor, hatch: Hatch) -> Fill {
        Fill { ground, lines, hatch }
    }
}

/// For stacked parts: neighbours differ in lightness and in hatching.
pub(super) const FILLS: [Fill; 8] = [
    Fill::plain(DARK),
    Fill::hatched(PALE, MIDDLE, Hatch::Rising),
    Fill::plain(MIDDLE),
    Fill::hatched(WHITE, DARK, Hatch::Falling),
    Fill::plain(LIGHT),
    Fill::hatched(DARK, WHITE, Hatch::Level),
    Fill::hatched(LIGHT, DARK, Hatch::Falling),
    Fill::hatched(MIDDLE, WHITE, Hatch::Rising),
];
/// For what is left over.
pub(super) const OTHER: Fill = Fill::hatched(GRID, GREY, Hatch::Level);
/// For what is left over elsewhere.
pub(super) const OUTSIDE: Fill = Fill::hatched(WHITE, GREY, Hatch::Level);
/// For what is not known.
pub(super) const UNKNOWN: Fill = Fill::hatched(WHITE, GREY, Hatch::Rising);

/// Pixels between two lines.
const APART: f64 = 6.0;

impl Canvas<'_> {
    /// A filled and outlined rectangle between two opposite corners.
    pub(super) fn filled(&self, from: (f64, f64), to: (f64, f64), fill: Fill) -> Result<(), ChartError> {
        let (left, right) = (from.0.min(to.0), from.0.max(to.0));
        let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
        self.rectangle((left, top), (right, bottom), fill.ground)?;
        self.hatch((left, top), (right, bottom), fill.lines, fill.hatch)?;
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.line(&corners, DARK, 0.7)
    }

    /// Lines within a rectangle, in step with those of every other one.
    pub(super) fn hatch(
        &self,
        (left, top): (f64, f64),
        (right, bottom): (f64, f64),
        colour: RGBColor,
        hatch: Hatch,
    ) -> Result<(), ChartError> {
        // lines are x + y = c, x - y = c or y = c, with c a multiple of `APART`
        let (low, high) = match hatch {
            Hatch::None => return Ok(()),
            Hatch::Rising => (left + top, right + bottom),
            Hatch::Falling => (left - bottom, right - top),
            Hatch::Level => (top, bottom),
        };
        let mut at = (low / APART).floor() * APART + APART;
        while at < high {
            let (x, y) = match hatch {
                Hatch::Rising => ((left.max(at - bottom), right.min(at - top)), -1.0),
                Hatch::Falling => ((left.max(at + top), right.min(at + bottom)), 1.0),
                Hatch::Level | Hatch::None => ((left, right), 0.0),
            };
            let height = |x: f64| match hatch {
                Hatch::Rising | Hatch::Falling => y * (x - at),
                Hatch::Level | Hatch::None => at,
            };
            if x.1 > x.0 {
                self.line(&[(x.0, height(x.0)), (x.1, height(x.1))], colour, 0.9)?;
            }
            at += APART;
        }
        Ok(())
    }
}
