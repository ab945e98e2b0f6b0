//! A band by year: P5–P95, P25–P75 and the median, named where they end.

use plotters::prelude::*;

use super::canvas::{Anchor, BODY, Canvas, DARK, GREY, Heading, INK, LIGHT, PALE, Plot, Space, failed, sheet};
use super::scale::Axis;
use super::{ChartError, ChartKind, finite_quantile};
use crate::analysis::findings::{BandFinding, BandYear, DisplayUnit, Findings, OutcomeSort};
use crate::diagnostic::{Language, Text};
use crate::report::number::{Reading, typographic};
use crate::report::words;

/// The fan chart.
pub(super) const CHART: ChartKind = ChartKind {
    name: "fan",
    village: false,
    subjects: |findings| {
        let shown: Vec<&str> = findings.shown_bands().map(|band| band.path.as_str()).collect();
        let below = share_below(findings);
        // the scenario may report the share below the line under a name of its own: one chart of it is enough
        let twice = |place: usize| below.is_some_and(|below| same(&findings.bands[below], &findings.bands[place]));
        let drawn = |place: &usize| shown.contains(&findings.bands[*place].path.as_str()) && !twice(*place);
        // names of states are no height on a scale
        let number = |place: &usize| findings.bands[*place].sort != OutcomeSort::State;
        (0..findings.bands.len()).filter(number).filter(drawn).collect()
    },
    path,
    draw,
};

/// The share of households below the line.
pub(super) const SHARE_BELOW: ChartKind = ChartKind {
    village: true,
    subjects: |findings| share_below(findings).into_iter().collect(),
    draw: draw_share,
    ..CHART
};

/// As a percentage whatever the file says, over the years of the households.
fn draw_share(findings: &Findings, subject: usize, language: Language) -> Result<String, ChartError> {
    let (Some(band), Some(village)) = (findings.bands.get(subject), &findings.village) else {
        return Err(ChartError::Drawing("no such band".to_string()));
    };
    let mut band = band.clone();
    band.unit = DisplayUnit { symbol: Text::same("%"), scale: 0.01 };
    band.years.retain(|year| village.years.contains(&year.year));
    draw_band(findings, &band, language)
}

fn path(findings: &Findings, subject: usize) -> &str {
    findings.bands.get(subject).map_or("", |band| band.path.as_str())
}

/// The same numbers in every year that both have.
fn same(a: &BandFinding, b: &BandFinding) -> bool {
    let mut both =
        a.years.iter().filter_map(|year| Some((year, b.years.iter().find(|other| other.year == year.year)?)));
    let alike = |x: f64, y: f64| x == y || (x - y).abs() <= 1e-12 * (x.abs() + y.abs()) || x.is_nan() && y.is_nan();
    let equal = |(x, y): (&BandYear, &BandYear)| alike(x.mean.value, y.mean.value) && alike(x.sd.value, y.sd.value);
    a.path == b.path || both.clone().count() > 1 && both.all(equal)
}

fn share_below(findings: &Findings) -> Option<usize> {
    let path = findings.village.as_ref()?.share_below.as_ref()?;
    findings.bands.iter().position(|band| band.path == *path)
}

/// One year in shown units; the quantiles are P5, P25, P50, P75, P95 (for a probability five times the mean).
struct Year {
    year: i32,
    values: [f64; 5],
}

const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

fn draw(findings: &Findings, subject: usize, language: Language) -> Result<String, ChartError> {
    let Some(band) = findings.bands.get(subject) else {
        return Err(ChartError::Drawing("no such band".to_string()));
    };
    draw_band(findings, band, language)
}

fn draw_band(findings: &Findings, band: &BandFinding, language: Language) -> Result<String, ChartError> {
    let certain = band.sort == OutcomeSort::Number && band.years.iter().all(|year| year.sd.value == 0.0);
    let largest =
        band.years.iter().flat_map(values_of).map(f64::abs).filter(|value| value.is_finite()).fold(0.0, f64::max);
    let reading = match band.sort {
        OutcomeSort::Number => Reading::of(&band.unit, largest, language),
        _ => Reading::per_cent(language),
    };
    let lines_only = certain || band.sort != OutcomeSort::Number;
    let title = words::by_year_title(&words::band_label(findings, band, language), language);
    let subtitle = words::fan_subtitle(band.sort, certain, findings.trials, language);
    let heading = Heading {
        title: &title,
        subtitle: &subtitle,
        y_label: if reading.symbol == "%" { "" } else { &reading.symbol },
        x_label: words::year(language),
    };
    let runs = runs_of_finite_years(band, &reading);
    sheet(&title, |canvas| {
        let drawn = || runs.iter().flatten();
        let Some(first) = drawn().map(|year| year.year).min() else {
            return canvas.nothing(&heading, words::no_finite_value(language));
        };
        let last = drawn().map(|year| year.year).max().unwrap_or(first);
        let low = drawn().map(|year| year.values[0]).fold(f64::INFINITY, f64::min);
        let high = drawn().map(|year| year.values[4]).fold(f64::NEG_INFINITY, f64::max);
        // amounts are read against zero unless it is far away
        let (low, high) = if low > 0.0 && low < 0.6 * high { (0.0, high) } else { (low, high) };
        let (low, high) = if high < 0.0 && high > 0.6 * low { (low, 0.0) } else { (low, high) };
        let suffix = if reading.symbol == "%" { "%" } else { "" };
        let x = Axis::years(first, last, if first == last { 0.5 } else { 0.0 });
        let y = Axis::rounded(low, high, 5, suffix);
        let labels = end_labels(&runs, lines_only, &reading);
        let right = labels.iter().map(|label| canvas.width(&label.text, BODY)).fold(0.0, f64::max) + 40.0;
        let plot = canvas.frame(&heading, &x, &y, Space { above: 0.0, right })?;
        for run in &runs {
            draw_run(canvas, &plot, run, lines_only)?;
        }
        if y.low < 0.0 && y.high > 0.0 {
            let zero = plot.at_y(0.0);
            canvas.line(&[(plot.left, zero), (plot.right, zero)], GREY, 1.2)?;
        }
        draw_end_labels(canvas, &plot, &labels)
    })
}

fn values_of(year: &BandYear) -> Vec<f64> {
    year.quantiles.iter().map(|(_, estimate)| estimate.value).chain([year.mean.value]).collect()
}

/// Years with finite values, cut where a year has none. Years before anything is there, and those at the end in which
/// nothing happens any more, are left out.
fn runs_of_finite_years(band: &BandFinding, reading: &Reading) -> Vec<Vec<Year>> {
    let mut runs: Vec<Vec<Year>> = vec![Vec::new()];
    let is_nothing = |year: &BandYear| values_of(year).iter().all(|value| *value == 0.0);
    let alive = band.years.iter().rposition(|year| !is_nothing(year)).map_or(band.years.len(), |last| last + 1);
    let born = band.years.iter().position(|year| !is_nothing(year)).unwrap_or(0);
    for year in band.years.iter().take(alive).skip(born) {
        let mut values = [year.mean.value; 5];
        if band.sort == OutcomeSort::Number {
            for (value, probability) in values.iter_mut().zip(PROBABILITIES) {
                *value = finite_quantile(&year.quantiles, probability).unwrap_or(year.mean.value);
            }
        }
        let values = values.map(|value| value / reading.scale);
        if values.iter().all(|value| value.is_finite()) {
            if let Some(run) = runs.last_mut() {
                run.push(Year { year: year.year, values });
            }
        } else {
            runs.push(Vec::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn draw_run(canvas: &Canvas<'_>, plot: &Plot, run: &[Year], lines_only: bool) -> Result<(), ChartError> {
    let area = canvas.data_area(plot);
    // a single year is shown as a short bar
    let half = if run.len() == 1 { 0.06 } else { 0.0 };
    let line = |which: usize| -> Vec<(f64, f64)> {
        run.iter()
            .flat_map(|year| {
                let (at, value) = (f64::from(year.year), year.values[which]);
                if half > 0.0 { vec![(at - half, value), (at + half, value)] } else { vec![(at, value)] }
            })
            .collect()
    };
    if !lines_only {
        for (low, high, colour) in [(0, 4, PALE), (1, 3, LIGHT)] {
            let outline: Vec<_> = line(low).into_iter().chain(line(high).into_iter().rev()).collect();
            area.draw(&Polygon::new(outline, colour.filled())).map_err(failed)?;
        }
    }
    area.draw(&PathElement::new(line(2), DARK.stroke_width(10))).map_err(failed)
}

/// A label at the last year.
struct EndLabel {
    value: f64,
    text: String,
    main: bool,
}

/// From the lowest value up; quantiles that read the same share a label.
fn end_labels(runs: &[Vec<Year>], lines_only: bool, reading: &Reading) -> Vec<EndLabel> {
    let Some(last) = runs.last().and_then(|run| run.last()) else { return Vec::new() };
    let shown = |value: f64| {
        let number = typographic(&reading.number(value * reading.scale, Some((value * reading.scale).abs() * 0.02)));
        if reading.symbol == "%" { format!("{number}%") } else { number }
    };
    if lines_only {
        return vec![EndLabel { value: last.values[2], text: shown(last.values[2]), main: true }];
    }
    let named: Vec<(&str, f64)> =
        ["P5", "P25", words::median(reading.language), "P75", "P95"].into_iter().zip(last.values).collect();
    let label = |same: &[(&str, f64)]| {
        let (first, last) = (same.first()?, same.last()?);
        let name = if same.len() > 1 { format!("{}–{}", first.0, last.0) } else { first.0.to_string() };
        let main = same.iter().any(|(name, _)| *name == words::median(reading.language));
        Some(EndLabel { value: first.1, text: format!("{name} {}", shown(first.1)), main })
    };
    named.chunk_by(|low, high| shown(low.1) == shown(high.1)).filter_map(label).collect()
}

/// Labels beside the ends, pushed apart where they would touch, around the median, above the axis.
fn draw_end_labels(canvas: &Canvas<'_>, plot: &Plot, labels: &[EndLabel]) -> Result<(), ChartError> {
    const APART: f64 = 17.0;
    let mut at: Vec<f64> = labels.iter().map(|label| plot.at_y(label.value).min(plot.bottom - 8.0)).collect();
    let middle = labels.iter().position(|label| label.main).unwrap_or(0);
    for position in middle + 1..at.len() {
        at[position] = at[position].min(at[position - 1] - APART);
    }
    for position in (0..middle).rev() {
        at[position] = at[position].max(at[position + 1] + APART);
    }
    // pushed below the axis, the lower ones lift all others
    if let Some(lowest) = at.first_mut() {
        *lowest = lowest.min(plot.bottom - 8.0);
    }
    for position in 1..at.len() {
        at[position] = at[position].min(at[position - 1] - APART);
    }
    for (label, height) in labels.iter().zip(at) {
        let colour = if label.main { INK } else { GREY };
        canvas.text(&label.text, plot.right + 10.0, height, BODY, colour, Anchor::Left)?;
    }
    Ok(())
}
