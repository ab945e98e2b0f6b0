//! A promise by year: paid in full on time, paid late, missed, as stacked bars.

use super::canvas::{Anchor, BODY, Canvas, DARK, GREY, Heading, INK, LIGHT, MIDDLE, Plot, Space, sheet};
use super::scale::Axis;
use super::{ChartError, ChartKind};
use crate::analysis::findings::{Findings, PromiseYear};
use crate::diagnostic::Language;
use crate::report::number::format_share;
use crate::report::words;
use plotters::style::{RGBColor, WHITE};

/// The bars of a promise.
pub(super) const CHART: ChartKind = ChartKind {
    name: "promise",
    village: false,
    subjects: |findings| (0..findings.promises.len()).collect(),
    path: |findings, subject| findings.promises.get(subject).map_or("", |promise| promise.path.as_str()),
    draw,
};

fn draw(findings: &Findings, subject: usize, language: Language) -> Result<String, ChartError> {
    let Some(promise) = findings.promises.get(subject) else {
        return Err(ChartError::Drawing("no such promise".to_string()));
    };
    let title = words::promise_title(promise.label.get(language), language);
    let subtitle = words::promise_subtitle(promise, language);
    let heading = Heading {
        title: &title,
        subtitle: &subtitle,
        y_label: words::share_of_due_trials(promise, language),
        x_label: words::year(language),
    };
    let years: Vec<&PromiseYear> =
        promise.years.iter().filter(|year| parts(year).iter().all(|part| part.is_finite())).collect();
    sheet(&title, |canvas| {
        let (Some(first), Some(last)) =
            (years.iter().map(|year| year.year).min(), years.iter().map(|year| year.year).max())
        else {
            return canvas.nothing(&heading, words::nothing_due(language));
        };
        let x = Axis::years(first, last, 0.6);
        let y = Axis::rounded(0.0, 100.0, 5, "%");
        let plot = canvas.frame(&heading, &x, &y, Space { above: 14.0, right: 40.0 })?;
        for year in &years {
            draw_year(canvas, &plot, year)?;
        }
        legend(canvas, &plot, language)
    })
}

/// Paid on time, late, missed, as percentages within 0 and 100.
fn parts(year: &PromiseYear) -> [f64; 3] {
    [year.in_full.value, year.late.value, year.missed.value].map(|share| (share * 100.0).clamp(0.0, 100.0))
}

/// The worse, the darker: what is missed stands out in print too.
const COLOURS: [RGBColor; 3] = [LIGHT, MIDDLE, DARK];

fn draw_year(canvas: &Canvas<'_>, plot: &Plot, year: &PromiseYear) -> Result<(), ChartError> {
    let at = f64::from(year.year);
    let width = (plot.at_x(at + 0.32) - plot.at_x(at - 0.32)).min(90.0);
    let (left, right) = (plot.at_x(at) - width / 2.0, plot.at_x(at) + width / 2.0);
    let mut below = 0.0;
    for (part, colour) in parts(year).into_iter().zip(COLOURS) {
        let (bottom, top) = (plot.at_y(below), plot.at_y((below + part).min(100.0)));
        below += part;
        if part <= 0.0 {
            continue;
        }
        canvas.rectangle((left, top), (right, bottom), colour)?;
        let text = format_share(round_share(part));
        if bottom - top > BODY + 4.0 && canvas.width(&text, BODY) + 6.0 < width {
            let ink = if colour == LIGHT { INK } else { WHITE };
            canvas.text(&text, f64::midpoint(left, right), f64::midpoint(top, bottom), BODY, ink, Anchor::Middle)?;
        }
    }
    Ok(())
}

/// Whole percent on the bars; the table beside has the decimals.
fn round_share(percent: f64) -> f64 {
    percent.round() / 100.0
}

fn legend(canvas: &Canvas<'_>, plot: &Plot, language: Language) -> Result<(), ChartError> {
    let y = plot.top - 26.0;
    let names = words::promise_parts(language);
    let width: f64 = names.iter().map(|name| canvas.width(name, BODY) + 40.0).sum();
    let mut x = plot.right - width + 20.0;
    for (name, colour) in names.iter().zip(COLOURS) {
        canvas.rectangle((x, y - 6.0), (x + 12.0, y + 6.0), colour)?;
        canvas.text(name, x + 18.0, y, BODY, GREY, Anchor::Left)?;
        x += canvas.width(name, BODY) + 40.0;
    }
    Ok(())
}
