//! The histogram of an outcome with a smooth density, and what was claimed or happened as dashed lines.

use plotters::prelude::*;

use super::canvas::{ACCENT, Anchor, BODY, Canvas, DARK, GREY, Heading, INK, LIGHT, PALE, Plot, Space, failed, sheet};
use super::scale::Axis;
use super::{ChartError, ChartKind, finite_quantile};
use crate::analysis::findings::{ClaimFinding, Findings, OutcomeFinding, OutcomeSort};
use crate::diagnostic::Language;
use crate::report::number::Reading;
use crate::report::words;

/// The histogram.
pub(super) const CHART: ChartKind = ChartKind {
    name: "histogram",
    village: false,
    subjects: uncertain_numbers,
    path: |findings, subject| findings.outcomes.get(subject).map_or("", |outcome| outcome.path.as_str()),
    draw,
};

/// Positions of the outcomes that have a distribution.
pub(super) fn uncertain_numbers(findings: &Findings) -> Vec<usize> {
    // of one value in all trials there is nothing to draw
    let drawn = |outcome: &OutcomeFinding| {
        outcome.uncertain && outcome.sort == OutcomeSort::Number && outcome.range.0 != outcome.range.1
    };
    let shown: Vec<&str> = findings.shown_outcomes().map(|outcome| outcome.path.as_str()).collect();
    let wanted = |outcome: &OutcomeFinding| drawn(outcome) && shown.contains(&outcome.path.as_str());
    findings.outcomes.iter().enumerate().filter(|(_, outcome)| wanted(outcome)).map(|(position, _)| position).collect()
}

/// A mark of a claim or record.
struct Mark {
    /// In shown units.
    value: f64,
    text: String,
    record: bool,
}

/// Height of one line of mark labels.
const ROW: f64 = 20.0;

/// Marks on one chart; the page's table has all of them.
const MOST_MARKS: usize = 4;

fn draw(findings: &Findings, subject: usize, language: Language) -> Result<String, ChartError> {
    let Some(outcome) = findings.outcomes.get(subject) else {
        return Err(ChartError::Drawing("no such outcome".to_string()));
    };
    let reading = words::outcome_reading(outcome, language);
    let title = words::distribution_title(&words::outcome_label(findings, outcome, language), language);
    let subtitle = words::distribution_subtitle(outcome, &reading);
    let x_label = words::axis_label(outcome, &reading);
    let heading =
        Heading { title: &title, subtitle: &subtitle, y_label: words::share_of_trials(language), x_label: &x_label };
    let cells = &outcome.histogram;
    let total: u64 = cells.counts.iter().sum();
    let (low, high) = (cells.low / reading.scale, cells.high / reading.scale);
    let marks = marks(findings, outcome, &reading);
    sheet(&title, |canvas| {
        let wide = (high - low).is_finite() && high > low;
        if total == 0 || !low.is_finite() || !high.is_finite() {
            return canvas.nothing(&heading, words::no_finite_value(language));
        }
        // a constant is one narrow bar in the middle
        let half = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
        let (left, right) = if wide { (low, high) } else { (low - half, low + half) };
        let (low, high) = if wide { (low, high) } else { (low - half / 25.0, low + half / 25.0) };
        let width = (high - low) / cells.counts.len() as f64;
        let shares: Vec<f64> = cells.counts.iter().map(|&count| count as f64 / total as f64 * 100.0).collect();
        let middle = |cell: usize| low + width * (cell as f64 + 0.5);
        let discrete = wide && cells.atoms.len() > 1;
        let density = if wide && !discrete { density(&shares, low, width, outcome, &reading) } else { Vec::new() };
        let density = if follows(&density, &shares) { density } else { Vec::new() };
        let (left, right) = with_marks((left, right), &marks);
        let atom_share = |count: u64| count as f64 / total as f64 * 100.0;
        let heights: Vec<f64> =
            if discrete { cells.atoms.iter().map(|atom| atom_share(atom.1)).collect() } else { shares.clone() };
        let margin = if discrete { (right - left) * 0.02 } else { 0.0 };
        let (left, right) = (left - margin, right + margin);
        let top = heights.iter().copied().chain(density.iter().map(|point| point.1)).fold(0.0, f64::max);
        let suffix = if reading.symbol == "%" { "%" } else { "" };
        let x = Axis::tight(left, right, 8, suffix);
        let y = Axis::tight(0.0, top * 1.06, 6, "%");
        let above = ROW * marks.len() as f64;
        let plot = canvas.frame(&heading, &x, &y, Space { above, right: 40.0 })?;
        let inside = |probability, default| {
            finite_quantile(&outcome.quantiles, probability).map_or(default, |value| value / reading.scale)
        };
        let (p5, p95) = (inside(0.05, low), inside(0.95, high));
        let gap = if (plot.right - plot.left) / (right - left) * width > 3.0 { 0.5 } else { 0.0 };
        if discrete {
            // few values: a bar of its own for each, around the value, apart from its neighbours
            let at: Vec<f64> = cells.atoms.iter().map(|atom| plot.at_x(atom.0 / reading.scale)).collect();
            let nearest = at.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
            let half = (nearest * 0.32).clamp(1.0, 14.0);
            for (x, (value, count)) in at.iter().zip(&cells.atoms) {
                let value = value / reading.scale;
                let slack = 1e-9 * (high - low);
                let colour = if value >= p5 - slack && value <= p95 + slack { LIGHT } else { PALE };
                canvas.rectangle((x - half, plot.at_y(atom_share(*count))), (x + half, plot.bottom), colour)?;
            }
        }
        let bars = if discrete { &[][..] } else { &shares[..] };
        for (cell, share) in bars.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let (from, to) = (middle(cell) - width / 2.0, middle(cell) + width / 2.0);
            let colour = if !wide || (from <= p95 && to >= p5) { LIGHT } else { PALE };
            let from = (plot.at_x(low + width * cell as f64) + gap / 2.0, plot.at_y(*share));
            let to = (plot.at_x(low + width * (cell as f64 + 1.0)) - gap / 2.0, plot.bottom);
            canvas.rectangle(from, to, colour)?;
        }
        if !density.is_empty() {
            canvas.data_area(&plot).draw(&PathElement::new(density, DARK.stroke_width(8))).map_err(failed)?;
        }
        if left < 0.0 && right > 0.0 {
            canvas.line(&[(plot.at_x(0.0), plot.top), (plot.at_x(0.0), plot.bottom)], GREY, 1.0)?;
        }
        draw_marks(canvas, &plot, &marks, above)
    })
}

/// A Gaussian kernel over the cells (Silverman 1986, rule of thumb 0.9 min(sd, IQR/1.34) n^(-1/5), not below three quarters of a cell),
/// mirrored at both ends; in percent of trials a cell, at four points a cell, from the middle of the second cell to that of the last but one.
fn density(shares: &[f64], low: f64, width: f64, outcome: &OutcomeFinding, reading: &Reading) -> Vec<(f64, f64)> {
    let middle_half = match (finite_quantile(&outcome.quantiles, 0.25), finite_quantile(&outcome.quantiles, 0.75)) {
        (Some(low), Some(high)) if high > low => (high - low) / 1.34,
        _ => f64::INFINITY,
    };
    let sd = if outcome.sd.value.is_finite() && outcome.sd.value > 0.0 { outcome.sd.value } else { f64::INFINITY };
    let rule = 0.9 * sd.min(middle_half) / reading.scale * (outcome.counted.max(1) as f64).powf(-0.2);
    let cells = shares.len();
    let span = width * cells as f64;
    let bandwidth = if rule.is_finite() { rule.clamp(0.75 * width, span.max(0.75 * width)) } else { 0.75 * width };
    let kernel = |distance: f64| (-0.5 * (distance / bandwidth).powi(2)).exp();
    let norm = width / (bandwidth * (2.0 * std::f64::consts::PI).sqrt());
    // the end cells stand for everything beyond, too: no curve there
    (6..=(4 * cells).saturating_sub(6))
        .map(|step| {
            let x = low + span * step as f64 / (4 * cells) as f64;
            let share: f64 = shares
                .iter()
                .enumerate()
                .filter(|(_, share)| **share > 0.0)
                .map(|(cell, share)| {
                    let at = low + width * (cell as f64 + 0.5);
                    let mirrored = kernel(x - (2.0 * low - at)) + kernel(x - (2.0 * (low + span) - at));
                    share * (kernel(x - at) + mirrored)
                })
                .sum();
            (x, share * norm)
        })
        .collect()
}

/// Whether a curve of four points a cell, beginning in the middle of the second, goes up to every tall cell. Where many
/// trials share one value it does not, and a smooth curve would tell a shape that is not there.
fn follows(density: &[(f64, f64)], shares: &[f64]) -> bool {
    const SLACK: f64 = 1.4;
    let top = shares.iter().copied().fold(0.0, f64::max);
    let near = |cell: usize| {
        let point = (4 * cell).saturating_sub(4).min(density.len().saturating_sub(1));
        density.get(point).map_or(0.0, |point| point.1)
    };
    shares.iter().enumerate().filter(|(_, share)| **share > top / 2.0).all(|(cell, share)| *share <= SLACK * near(cell))
}

fn marks(findings: &Findings, outcome: &OutcomeFinding, reading: &Reading) -> Vec<Mark> {
    let of_this = |claim: &&ClaimFinding| claim.outcome == outcome.path && claim.value.is_finite();
    let mark = |claim: &ClaimFinding| Mark {
        value: claim.value / reading.scale,
        text: words::mark_label(claim, reading),
        record: claim.holds == "record",
    };
    let mut marks: Vec<Mark> = findings.claims.iter().filter(of_this).take(MOST_MARKS).map(mark).collect();
    marks.sort_by(|a, b| a.value.total_cmp(&b.value));
    marks
}

/// The range with the marks in it, as far as one more range on either side.
fn with_marks((low, high): (f64, f64), marks: &[Mark]) -> (f64, f64) {
    let span = high - low;
    let near = |mark: &&Mark| mark.value > low - span && mark.value < high + span;
    marks.iter().filter(near).fold((low, high), |(left, right), mark| {
        (left.min(mark.value - 0.03 * span), right.max(mark.value + 0.03 * span))
    })
}

/// Each mark has a label line of its own; lines first, so that no line crosses a label.
fn draw_marks(canvas: &Canvas<'_>, plot: &Plot, marks: &[Mark], above: f64) -> Result<(), ChartError> {
    let row = |position: usize| plot.top - above + ROW * (position as f64 + 0.3);
    let style = |mark: &Mark| if mark.record { (INK, (2.0, 3.0)) } else { (ACCENT, (7.0, 4.0)) };
    let visible = |mark: &Mark| plot.x.0 <= mark.value && mark.value <= plot.x.1;
    for (position, mark) in marks.iter().enumerate().filter(|(_, mark)| visible(mark)) {
        let (colour, dash) = style(mark);
        let at = plot.at_x(mark.value);
        canvas.dashed((at, row(position)), (at, plot.bottom), dash, colour)?;
    }
    for (position, mark) in marks.iter().enumerate() {
        let (colour, _) = style(mark);
        let at = plot.at_x(mark.value).clamp(plot.left, plot.right);
        let text = match (visible(mark), mark.value > plot.x.1) {
            (true, _) => mark.text.clone(),
            (false, true) => format!("{} →", mark.text),
            (false, false) => format!("← {}", mark.text),
        };
        let left_half = at < (plot.left + plot.right) / 2.0;
        let room = if left_half { plot.right - at } else { at - plot.left } - 10.0;
        let text = canvas.fit(&text, BODY, room);
        let (x, anchor) = if left_half { (at + 7.0, Anchor::Left) } else { (at - 7.0, Anchor::Right) };
        canvas.text_on_white(&text, x, row(position), BODY, colour, anchor)?;
    }
    Ok(())
}
