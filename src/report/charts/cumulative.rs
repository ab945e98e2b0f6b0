//! The cumulative curve of an outcome: P(at most x), with P10, P50, P90 and P(below 0).

use plotters::prelude::*;

use super::canvas::{Anchor, BODY, Canvas, DARK, GREY, Heading, INK, MIDDLE, Plot, Space, failed, sheet};
use super::scale::Axis;
use super::{ChartError, ChartKind, histogram};
use crate::analysis::findings::{Estimate, Findings, MissingValues, OutcomeFinding};
use crate::diagnostic::Language;
use crate::report::number::{Reading, format_probability, typographic};
use crate::report::words;

/// From one line of a corner's labels to the next.
const LINE: f64 = 18.0;

/// The cumulative curve.
pub(super) const CHART: ChartKind = ChartKind {
    name: "cumulative",
    village: false,
    subjects: histogram::uncertain_numbers,
    path: |findings, subject| findings.outcomes.get(subject).map_or("", |outcome| outcome.path.as_str()),
    draw,
};

fn draw(findings: &Findings, subject: usize, language: Language) -> Result<String, ChartError> {
    let Some(outcome) = findings.outcomes.get(subject) else {
        return Err(ChartError::Drawing("no such outcome".to_string()));
    };
    let reading = words::outcome_reading(outcome, language);
    let title = words::cumulative_title(&words::outcome_label(findings, outcome, language), language);
    let subtitle = words::distribution_subtitle(outcome, &reading);
    let x_label = words::axis_label(outcome, &reading);
    let heading = Heading { title: &title, subtitle: &subtitle, y_label: words::at_most(language), x_label: &x_label };
    // trials without a value (no rate of return, never paid back) count in the whole: the curve ends below 100 %
    let missing: u64 = outcome.missing.iter().map(|missing| missing.trials).sum();
    let whole = (outcome.counted + missing).max(1) as f64;
    let part = |wanted: fn(&MissingValues) -> bool| {
        outcome.missing.iter().filter(|missing| wanted(missing)).map(|missing| missing.trials).sum::<u64>() as f64
            / whole
    };
    let share = if outcome.counted == 0 { 1.0 } else { outcome.counted as f64 / whole };
    // trials below every number lie under the foot of the curve; quantiles count those above every number, too
    let below = part(|missing| missing.lowest);
    let ranked = if outcome.counted == 0 { 1.0 } else { share + part(|missing| missing.ranked) };
    let curve: Vec<(f64, f64)> =
        curve(outcome, &reading).into_iter().map(|(x, y)| (x, 100.0 * below + y * share)).collect();
    sheet(&title, |canvas| {
        let (Some(first), Some(last)) = (curve.first(), curve.last()) else {
            return canvas.nothing(&heading, words::no_finite_value(language));
        };
        let suffix = if reading.symbol == "%" { "%" } else { "" };
        let x = Axis::tight(first.0, last.0, 8, suffix);
        let y = Axis::rounded(0.0, 100.0, 5, "%");
        let plot = canvas.frame(&heading, &x, &y, Space { above: 0.0, right: 40.0 })?;
        // labels that stand in the corner above the curve on the left
        let mut in_corner = 0.0;
        if let Some(below) = outcome.below_zero.filter(|p| p.value.is_finite() && x.low < 0.0 && x.high > 0.0) {
            let at = plot.at_x(0.0);
            canvas.dashed((at, plot.top), (at, plot.bottom), (5.0, 4.0), GREY)?;
            let text = words::below_zero_label(&format_probability(below), language);
            let left = at - canvas.width(&text, BODY) - 8.0 > plot.left;
            // above the curve on the left of zero, below it on the right: there the sheet is empty
            let (x, height, anchor) = if left {
                in_corner += LINE;
                (at - 8.0, plot.top + 12.0, Anchor::Right)
            } else {
                (at + 8.0, plot.bottom - 14.0, Anchor::Left)
            };
            canvas.text_on_white(&text, x, height, BODY, INK, anchor)?;
        }
        canvas.data_area(&plot).draw(&PathElement::new(curve.clone(), DARK.stroke_width(9))).map_err(failed)?;
        if missing > 0 {
            // the rest of the trials, told where the curve ends
            let height = plot.at_y(100.0 * (below + share));
            canvas.dashed((plot.left, height), (plot.right, height), (4.0, 4.0), GREY)?;
        }
        draw_quantiles(canvas, &plot, outcome, &reading, ranked)?;
        if missing > 0 {
            let text = words::without_value(outcome, 1.0 - share, language);
            // above the curve on the left, or below it on the right where it has risen early: there the sheet is empty
            let risen = super::quantile(&outcome.quantiles, 0.90).map(|p90| plot.at_x(p90.value / reading.scale));
            let (at, height, anchor) = if risen.is_some_and(|at| at < (plot.left + plot.right) / 2.0) {
                (plot.right - 6.0, plot.bottom - 14.0, Anchor::Right)
            } else {
                (plot.left + 6.0, plot.at_y(100.0 * (below + share)).max(plot.top) + 14.0 + in_corner, Anchor::Left)
            };
            canvas.text_on_white(&text, at, height, BODY, INK, anchor)?;
        }
        Ok(())
    })
}

/// Points (value, percent of trials at most that value) at the edges of the histogram's cells, in shown units.
fn curve(outcome: &OutcomeFinding, reading: &Reading) -> Vec<(f64, f64)> {
    let cells = &outcome.histogram;
    let total: u64 = cells.counts.iter().sum();
    let (low, high) = (cells.low / reading.scale, cells.high / reading.scale);
    if cells.curve.len() > 1 && high > low {
        return exact(&cells.curve, !cells.atoms.is_empty(), (low, high), reading);
    }
    if total == 0 || !low.is_finite() || !high.is_finite() {
        return Vec::new();
    }
    if high <= low {
        let margin = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
        return vec![(low - margin, 0.0), (low, 0.0), (low, 100.0), (low + margin, 100.0)];
    }
    let width = (high - low) / cells.counts.len() as f64;
    let mut sum = 0u64;
    let mut points = vec![(low, 0.0)];
    for (cell, count) in cells.counts.iter().enumerate() {
        sum += count;
        points.push((low + width * (cell as f64 + 1.0), sum as f64 / total as f64 * 100.0));
    }
    // the quantiles are points of the curve too: it stays smooth where the cells are coarse
    let quantiles = outcome.quantiles.iter().map(|(p, estimate)| (estimate.value / reading.scale, p * 100.0));
    // at an end too: there a single value that many trials share is a step
    points.extend(quantiles.filter(|(value, _)| low <= *value && *value <= high));
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // sampling of cells and interpolation of quantiles may differ by a trial
    let mut highest = 0.0f64;
    for point in &mut points {
        highest = highest.max(point.1);
        point.1 = highest;
    }
    points
}

/// The curve through the values themselves: a value that many trials share is a step, and stays one.
fn exact(values: &[f64], discrete: bool, (low, high): (f64, f64), reading: &Reading) -> Vec<(f64, f64)> {
    let steps = (values.len() - 1) as f64;
    let mut points = vec![(low, 0.0)];
    let mut before = low;
    for (step, value) in values.iter().enumerate() {
        let (at, percent) = ((value / reading.scale).clamp(low, high), step as f64 / steps * 100.0);
        let last = points.last().map_or(0.0, |point| point.1);
        // between two of a few values lies nothing: along first, then up
        if discrete && at > before {
            points.push((at, last));
        }
        points.push((at, percent));
        before = at;
    }
    points.push((high, 100.0));
    points
}

fn draw_quantiles(
    canvas: &Canvas<'_>,
    plot: &Plot,
    outcome: &OutcomeFinding,
    reading: &Reading,
    share: f64,
) -> Result<(), ChartError> {
    let marks: Vec<(&str, Estimate, f64, f64)> = [("P10", 0.10), ("P50", 0.50), ("P90", 0.90)]
        .into_iter()
        .filter_map(|(name, p)| super::quantile(&outcome.quantiles, p).map(|estimate| (name, p, estimate)))
        .filter(|(_, _, estimate)| (plot.x.0..=plot.x.1).contains(&(estimate.value / reading.scale)))
        .map(|(name, p, estimate)| {
            (name, estimate, plot.at_x(estimate.value / reading.scale), plot.at_y(p * 100.0 * share))
        })
        .collect();
    for &(_, _, x, y) in &marks {
        canvas.line(&[(plot.left, y), (x, y), (x, plot.bottom)], MIDDLE, 0.8)?;
        canvas.dot(x, y, 4.0, DARK)?;
    }
    // labels last, so that no line crosses them
    for (name, estimate, x, y) in marks {
        let text = format!("{name} {}", typographic(&reading.amount(estimate)));
        let right = x + 12.0 + canvas.width(&text, BODY) < plot.right;
        // to the right of a rising curve and a little below the mark, or to the left of it and above
        let (at, height, anchor) =
            if right { (x + 10.0, y + 12.0, Anchor::Left) } else { (x - 10.0, y - 12.0, Anchor::Right) };
        canvas.text_on_white(&text, at, height, BODY, INK, anchor)?;
    }
    Ok(())
}
