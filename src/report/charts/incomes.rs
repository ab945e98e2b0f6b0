//! Income a person, with everything and without any project, as two outlined histograms with the poverty line.

use super::canvas::{ACCENT, Anchor, BODY, Canvas, DARK, Heading, INK, PALE, Plot, Space, sheet};
use super::fill::Hatch;
use super::scale::Axis;
use super::{ChartError, ChartKind};
use crate::analysis::findings::{DisplayUnit, Estimate, Findings};
use crate::analysis::village::IncomeDistribution;
use crate::diagnostic::{Language, Text};
use crate::report::number::{Reading, typographic};
use crate::report::words;
use plotters::style::WHITE;

/// The two histograms.
pub(super) const CHART: ChartKind = ChartKind {
    name: "incomes",
    village: true,
    subjects: |findings| match &findings.village {
        Some(village) if village.incomes.is_some() => vec![0],
        _ => Vec::new(),
    },
    path: |_, _| "households",
    draw,
};

/// One histogram.
struct Outline {
    /// Percent of households and trials in each cell.
    shares: Vec<f64>,
    /// Percent below the line, within the line's cell by interpolation.
    below: f64,
}

fn draw(findings: &Findings, _: usize, language: Language) -> Result<String, ChartError> {
    let Some(incomes) = findings.village.as_ref().and_then(|village| village.incomes.as_ref()) else {
        return Err(ChartError::Drawing("no incomes".to_string()));
    };
    let yuan = DisplayUnit { symbol: Text::new("元", "yuan"), scale: 1.0 };
    // whole yuan, as the poverty line is known
    let reading = Reading::of(&yuan, 0.0, language);
    let title = words::village::incomes_title(incomes.year, language);
    let x_label = reading.label(words::village::income_a_person(language));
    let heading = Heading {
        title: &title,
        subtitle: words::village::incomes_subtitle(language),
        y_label: words::village::share_of_households(language),
        x_label: &x_label,
    };
    let (with, without) = (outline(incomes, &incomes.with), outline(incomes, &incomes.without));
    sheet(&title, |canvas| {
        let wide = incomes.low.is_finite() && incomes.high.is_finite() && incomes.high > incomes.low;
        let (true, Some(with)) = (wide, with) else {
            return canvas.nothing(&heading, words::no_finite_value(language));
        };
        let (low, high) = (incomes.low / reading.scale, incomes.high / reading.scale);
        let all = without.iter().flat_map(|outline| &outline.shares).chain(&with.shares);
        let top = all.copied().fold(0.0, f64::max);
        let x = Axis::tight(low, high, 8, "");
        let y = Axis::tight(0.0, top * 1.08, 6, "%");
        let plot = canvas.frame(&heading, &x, &y, Space { above: 18.0, right: 40.0 })?;
        steps(canvas, &plot, &with.shares, |from, to| canvas.rectangle(from, to, PALE))?;
        if let Some(without) = &without {
            steps(canvas, &plot, &without.shares, |from, to| canvas.hatch(from, to, ACCENT, Hatch::Rising))?;
            canvas.line(&edge(&plot, &without.shares), ACCENT, 1.6)?;
        }
        canvas.line(&edge(&plot, &with.shares), DARK, 2.8)?;
        let line = incomes.line / reading.scale;
        if line.is_finite() && (plot.x.0..=plot.x.1).contains(&line) {
            let at = plot.at_x(line);
            canvas.dashed((at, plot.top - 18.0), (at, plot.bottom), (6.0, 4.0), INK)?;
            let amount = typographic(&reading.amount(Estimate { value: incomes.line.round(), error: None }));
            let text = words::village::line_label(&amount, language);
            canvas.text_on_white(&text, at + 8.0, plot.top - 10.0, BODY, INK, Anchor::Left)?;
        }
        legend(canvas, &plot, &with, without.as_ref(), language)
    })
}

fn outline(incomes: &IncomeDistribution, counts: &[u64]) -> Option<Outline> {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return None;
    }
    let shares: Vec<f64> = counts.iter().map(|&count| count as f64 / total as f64 * 100.0).collect();
    let cell = (incomes.high - incomes.low) / counts.len() as f64;
    let reach = (incomes.line - incomes.low) / cell;
    let part = |place: usize| (reach - place as f64).clamp(0.0, 1.0);
    let below = shares.iter().enumerate().map(|(place, share)| share * part(place)).sum();
    Some(Outline { shares, below })
}

/// Calls `draw` with the upper left and lower right corner of each cell that is not empty.
fn steps(
    canvas: &Canvas<'_>,
    plot: &Plot,
    shares: &[f64],
    draw: impl Fn((f64, f64), (f64, f64)) -> Result<(), ChartError>,
) -> Result<(), ChartError> {
    let width = (plot.right - plot.left) / shares.len() as f64;
    for (place, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let left = plot.left + width * place as f64;
        draw((left, plot.at_y(*share)), (left + width, plot.bottom))?;
    }
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], INK, 1.0)
}

/// The upper edge as a staircase.
fn edge(plot: &Plot, shares: &[f64]) -> Vec<(f64, f64)> {
    let width = (plot.right - plot.left) / shares.len() as f64;
    let mut points = vec![(plot.left, plot.bottom)];
    for (place, share) in shares.iter().enumerate() {
        let (left, height) = (plot.left + width * place as f64, plot.at_y(*share));
        points.extend([(left, height), (left + width, height)]);
    }
    points.push((plot.right, plot.bottom));
    points
}

fn legend(
    canvas: &Canvas<'_>,
    plot: &Plot,
    with: &Outline,
    without: Option<&Outline>,
    language: Language,
) -> Result<(), ChartError> {
    let [name_with, name_without] = words::village::with_and_without(language);
    let mut rows = vec![(name_with, with, false)];
    rows.extend(without.map(|outline| (name_without, outline, true)));
    let texts: Vec<String> =
        rows.iter().map(|(name, outline, _)| words::village::below_about(name, outline.below, language)).collect();
    let width = texts.iter().map(|text| canvas.width(text, BODY)).fold(0.0, f64::max);
    let x = plot.right - width - 46.0;
    for (((_, _, hatched), text), row) in rows.iter().zip(&texts).zip(0u32..) {
        let y = plot.top + 16.0 + 26.0 * f64::from(row);
        let (from, to) = ((x, y - 8.0), (x + 26.0, y + 8.0));
        canvas.rectangle((x - 8.0, y - 12.0), (plot.right, y + 12.0), WHITE)?;
        canvas.rectangle(from, to, if *hatched { WHITE } else { PALE })?;
        let (colour, stroke) = if *hatched { (ACCENT, 1.6) } else { (DARK, 2.8) };
        if *hatched {
            canvas.hatch(from, to, ACCENT, Hatch::Rising)?;
        }
        canvas.line(&[from, (to.0, from.1), to, (from.0, to.1), from], colour, stroke)?;
        canvas.text(text, x + 34.0, y, BODY, INK, Anchor::Left)?;
    }
    Ok(())
}
