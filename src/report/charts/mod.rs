//! Charts, each as an SVG text; one file a chart, and the table [`CHARTS`] of all of them.
//!
//! To add a chart: a file with a `pub const CHART: ChartKind`, and two lines here.

mod canvas;
mod cumulative;
mod fan;
mod fill;
mod heat_map;
mod histogram;
mod incomes;
mod payments;
mod promise;
mod scale;
mod waterfall;

use std::fmt;

use crate::analysis::findings::{Estimate, Findings};
use crate::diagnostic::Language;

/// Shown size in pixels.
pub const WIDTH: u32 = 900;
/// Shown size in pixels.
pub const HEIGHT: u32 = 520;

/// A sort of chart.
pub struct ChartKind {
    /// Begins the file names of the charts.
    pub name: &'static str,
    /// It shows households: the page draws it in their section.
    pub village: bool,
    /// What of the findings it draws, one chart each: positions in the list it is about.
    pub subjects: fn(&Findings) -> Vec<usize>,
    /// The path of a subject, for the file name.
    pub path: fn(&Findings, usize) -> &str,
    /// Draws one as SVG.
    pub draw: fn(&Findings, usize, Language) -> Result<String, ChartError>,
}

/// Every chart, in the order of the page.
pub const CHARTS: &[ChartKind] = &[
    fan::SHARE_BELOW,
    heat_map::CHART,
    payments::CHART,
    incomes::CHART,
    waterfall::CHART,
    fan::CHART,
    histogram::CHART,
    cumulative::CHART,
    promise::CHART,
];

/// One chart of a report, not yet drawn.
#[derive(Clone, Copy)]
pub struct Chart {
    kind: &'static ChartKind,
    subject: usize,
}

impl Chart {
    /// The sort of chart: `fan`, `heat-map`.
    pub fn kind(&self) -> &'static str {
        self.kind.name
    }

    /// It shows households.
    pub fn is_of_village(&self) -> bool {
        self.kind.village
    }

    /// File stem before sanitising: `histogram-quarry.npv`.
    pub fn stem(&self, findings: &Findings) -> String {
        format!("{}-{}", self.kind.name, (self.kind.path)(findings, self.subject))
    }

    /// The SVG.
    ///
    /// # Errors
    /// Where plotters cannot draw.
    pub fn svg(&self, findings: &Findings, language: Language) -> Result<String, ChartError> {
        (self.kind.draw)(findings, self.subject, language)
    }
}

/// The charts that these findings call for.
pub fn charts(findings: &Findings) -> Vec<Chart> {
    let of_kind =
        |kind: &'static ChartKind| (kind.subjects)(findings).into_iter().map(move |subject| Chart { kind, subject });
    CHARTS.iter().flat_map(of_kind).collect()
}

/// Why a chart could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChartError {
    /// plotters could not draw.
    Drawing(String),
    /// The SVG could not be turned into a picture.
    Png(String),
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChartError::Drawing(why) => write!(f, "the chart cannot be drawn: {why}"),
            ChartError::Png(why) => write!(f, "the chart cannot be turned into a picture: {why}"),
        }
    }
}

impl std::error::Error for ChartError {}

/// The estimate of a quantile, if it is there.
pub(super) fn quantile(quantiles: &[(f64, Estimate)], probability: f64) -> Option<Estimate> {
    quantiles.iter().find(|(p, _)| (p - probability).abs() < 1e-9).map(|(_, estimate)| *estimate)
}

/// The quantile's value where it is finite.
pub(super) fn finite_quantile(quantiles: &[(f64, Estimate)], probability: f64) -> Option<f64> {
    quantile(quantiles, probability).map(|estimate| estimate.value).filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests;
