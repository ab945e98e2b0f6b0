//! Where a household's income comes from: every source on a line of its own, each beginning where the one above ends.

use plotters::style::WHITE;

use super::canvas::{AXIS, Anchor, BODY, Canvas, DARK, GREY, Heading, INK, LIGHT, MIDDLE, Plot, Space, sheet};
use super::fill::{Fill, Hatch};
use super::scale::{Axis, Tick};
use super::{ChartError, ChartKind};
use crate::analysis::findings::{DisplayUnit, Estimate, Findings};
use crate::analysis::village::SourceFinding;
use crate::diagnostic::{Language, Text};
use crate::report::households::{label_or, unexplained_mean};
use crate::report::number::{Reading, fixed, format_with_error, typographic};
use crate::report::words;

/// The waterfall.
pub(super) const CHART: ChartKind = ChartKind {
    name: "waterfall",
    village: true,
    subjects: |findings| match &findings.village {
        Some(village) if !village.sources.is_empty() => vec![0],
        _ => Vec::new(),
    },
    path: |_, _| "income",
    draw,
};

/// Lines of sources; the smallest others stand in one.
const MOST_LINES: usize = 13;

const EARNED: Fill = Fill::hatched(LIGHT, LIGHT, Hatch::None);
const RECEIVED: Fill = Fill::hatched(WHITE, MIDDLE, Hatch::Rising);
const TOTAL: Fill = Fill::hatched(DARK, DARK, Hatch::None);

/// One line, in base units.
struct Line {
    label: String,
    mean: Estimate,
    fill: Fill,
}

fn draw(findings: &Findings, _: usize, language: Language) -> Result<String, ChartError> {
    let Some(village) = &findings.village else {
        return Err(ChartError::Drawing("no households".to_string()));
    };
    let mut lines = lines(&village.sources, language);
    // so that the total is the income that is compared with the line
    lines.extend(unexplained_mean(village).map(|mean| Line {
        label: words::village::unlisted_in_short(mean, language).to_string(),
        mean: Estimate { value: mean, error: None },
        fill: super::fill::OTHER,
    }));
    let total: f64 = lines.iter().map(|line| line.mean.value).sum();
    let ends: Vec<(f64, f64)> = lines
        .iter()
        .scan(0.0, |sum, line| {
            let start = *sum;
            *sum += line.mean.value;
            Some((start, *sum))
        })
        .collect();
    let high = ends.iter().map(|end| end.1).fold(0.0, f64::max);
    let low = ends.iter().map(|end| end.1).fold(0.0, f64::min);
    let yuan = DisplayUnit { symbol: Text::new("元", "yuan"), scale: 1.0 };
    // whole yuan, however large: the sources are small beside each other
    let reading = Reading::of(&yuan, 0.0, language);
    let title = words::village::waterfall_title(language);
    let subtitle = words::village::waterfall_subtitle(&village.years, language);
    let heading = Heading { title, subtitle: &subtitle, y_label: "", x_label: &reading.symbol };
    sheet(title, |canvas| {
        if lines.is_empty() || high == low {
            return canvas.nothing(&heading, words::no_finite_value(language));
        }
        let x = Axis::rounded(low, high, 6, "");
        // a line for each source and one for the total
        let count = lines.len() as f64 + 1.0;
        let middle = |place: usize| count - 0.5 - place as f64;
        let labels = lines.iter().map(|line| line.label.as_str()).chain([words::village::total(language)]);
        let ticks =
            labels.enumerate().map(|(place, label)| Tick { at: middle(place), text: canvas.fit(label, BODY, 230.0) });
        let y = Axis { low: 0.0, high: count, ticks: ticks.collect() };
        let texts: Vec<String> = lines.iter().map(|line| typographic(&with_error(line.mean))).collect();
        let room = texts.iter().map(|text| canvas.width(text, BODY)).fold(0.0, f64::max);
        let plot = canvas.frame(&heading, &x, &y, Space { above: 0.0, right: room + 40.0 })?;
        let half = ((plot.bottom - plot.top) / count * 0.32).min(13.0);
        for (place, ((line, &(from, to)), text)) in lines.iter().zip(&ends).zip(&texts).enumerate() {
            let height = plot.at_y(middle(place));
            canvas.filled((plot.at_x(from), height - half), (plot.at_x(to), height + half), line.fill)?;
            // where the next line begins
            let next = plot.at_y(middle(place + 1));
            canvas.line(&[(plot.at_x(to), height + half), (plot.at_x(to), next - half)], AXIS, 1.0)?;
            canvas.text_on_white(text, plot.at_x(from.max(to)) + 8.0, height, BODY, INK, Anchor::Left)?;
        }
        let height = plot.at_y(middle(lines.len()));
        canvas.filled((plot.at_x(0.0), height - half), (plot.at_x(total), height + half), TOTAL)?;
        let text = typographic(&reading.number(total, lines.iter().find_map(|line| line.mean.error)));
        canvas.text_on_white(&text, plot.at_x(total.max(0.0)) + 8.0, height, BODY, INK, Anchor::Left)?;
        canvas.line(&[(plot.at_x(0.0), plot.top), (plot.at_x(0.0), plot.bottom)], GREY, 1.0)?;
        legend(canvas, &plot, language)
    })
}

/// A certain amount in whole yuan, an uncertain one with its error.
fn with_error(mean: Estimate) -> String {
    match mean.error {
        Some(_) => format_with_error(mean, 1.0),
        None => fixed(mean.value, 0),
    }
}

/// The sources with a finite mean other than 0, in their order; beyond [`MOST_LINES`] the smallest in one line.
fn lines(sources: &[SourceFinding], language: Language) -> Vec<Line> {
    let mut lines: Vec<Line> = sources
        .iter()
        .filter(|source| source.mean.value.is_finite() && source.mean.value != 0.0)
        .map(|source| Line {
            label: label_or(&source.label, &source.path, language).to_string(),
            mean: source.mean,
            fill: if source.received { RECEIVED } else { EARNED },
        })
        .collect();
    let mut other = 0.0;
    while lines.len() + usize::from(other != 0.0) > MOST_LINES {
        let size = |place: &usize| lines[*place].mean.value.abs();
        let Some(smallest) = (0..lines.len()).min_by(|a, b| size(a).total_cmp(&size(b))) else { break };
        other += lines.remove(smallest).mean.value;
    }
    if other != 0.0 {
        let mean = Estimate { value: other, error: None };
        lines.push(Line { label: words::village::others(language).to_string(), mean, fill: super::fill::OTHER });
    }
    lines
}

/// Above the plot: what is earned, what is paid by projects and as aid.
fn legend(canvas: &Canvas<'_>, plot: &Plot, language: Language) -> Result<(), ChartError> {
    let mut x = plot.left;
    for (name, fill) in words::village::source_sorts(language).into_iter().zip([EARNED, RECEIVED]) {
        canvas.filled((x, 86.0), (x + 22.0, 102.0), fill)?;
        canvas.text(name, x + 30.0, 94.0, BODY, INK, Anchor::Left)?;
        x += 30.0 + canvas.width(name, BODY) + 28.0;
    }
    Ok(())
}
