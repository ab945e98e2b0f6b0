//! Who gets what the projects pay, by year, as stacked bars: one chart by recipient, one by project.

use super::canvas::{Anchor, BODY, Canvas, GREY, Heading, INK, Plot, Space, sheet};
use super::fill::{FILLS, Fill, OTHER, OUTSIDE};
use super::scale::Axis;
use super::{ChartError, ChartKind};
use crate::analysis::findings::{DisplayUnit, Findings};
use crate::analysis::village::VillageFinding;
use crate::diagnostic::{Language, Text};
use crate::report::households::{by_project, is_of_village, kept_by_year, label_or, received_by_year, villagers};
use crate::report::number::Reading;
use crate::report::words;

/// The stacked bars.
pub(super) const CHART: ChartKind = ChartKind {
    name: "payments",
    village: true,
    subjects: |findings| match &findings.village {
        Some(village) if by_project(village).len() > 1 => vec![BY_RECIPIENT, BY_PROJECT],
        Some(village) if villagers(village).next().is_some() => vec![BY_RECIPIENT],
        _ => Vec::new(),
    },
    path: |_, subject| if subject == BY_PROJECT { "by-project" } else { "by-recipient" },
    draw,
};

const BY_RECIPIENT: usize = 0;
const BY_PROJECT: usize = 1;

/// A part of each bar, in base units.
struct Part {
    label: String,
    years: Vec<f64>,
    fill: Fill,
}

fn draw(findings: &Findings, subject: usize, language: Language) -> Result<String, ChartError> {
    let Some(village) = &findings.village else {
        return Err(ChartError::Drawing("no households".to_string()));
    };
    let parts = parts(village, subject, language);
    let stack = |year: usize, sign: f64| -> f64 {
        parts.iter().filter_map(|part| part.years.get(year)).filter(|amount| **amount * sign > 0.0).sum()
    };
    let count = village.years.len();
    let high = (0..count).map(|year| stack(year, 1.0)).fold(0.0, f64::max);
    let low = (0..count).map(|year| stack(year, -1.0)).fold(0.0, f64::min);
    let yuan = DisplayUnit { symbol: Text::new("元", "yuan"), scale: 1.0 };
    let reading = Reading::of(&yuan, high.max(-low), language);
    let title = words::village::payments_title(subject == BY_PROJECT, language);
    let heading = Heading {
        title,
        subtitle: words::village::payments_subtitle(language),
        y_label: &reading.symbol,
        x_label: words::year(language),
    };
    sheet(title, |canvas| {
        let (Some(&first), Some(&last)) = (village.years.iter().min(), village.years.iter().max()) else {
            return canvas.nothing(&heading, words::village::nothing_paid(language));
        };
        if high == low {
            return canvas.nothing(&heading, words::village::nothing_paid(language));
        }
        let x = Axis::years(first, last, 0.6);
        let y = Axis::rounded(low / reading.scale, high / reading.scale, 5, "");
        let labels: Vec<String> = parts.iter().map(|part| canvas.fit(&part.label, BODY, 215.0)).collect();
        let right = labels.iter().map(|label| canvas.width(label, BODY)).fold(0.0, f64::max) + 72.0;
        let plot = canvas.frame(&heading, &x, &y, Space { above: 0.0, right })?;
        for (place, &year) in village.years.iter().enumerate() {
            draw_year(canvas, &plot, year, place, &parts, reading.scale)?;
        }
        if low < 0.0 {
            canvas.line(&[(plot.left, plot.at_y(0.0)), (plot.right, plot.at_y(0.0))], GREY, 1.2)?;
        }
        legend(canvas, &plot, &parts, &labels)
    })
}

/// A part before it has its fill: label, amounts, and whether it is of the village.
type Share = (String, Vec<f64>, bool);

fn size(years: &[f64]) -> f64 {
    years.iter().map(|amount| amount.abs()).sum()
}

/// Parts that are named where more than [`FILLS`] would be.
const NAMED: usize = 6;

/// How much of the chart a part is: of its largest sum or of its highest block, whichever is more. A project that pays much in a
/// single year is a large block then, though it pays less than others in all.
fn weights(named: &[Share]) -> Vec<f64> {
    let highest = |years: &[f64]| years.iter().map(|amount| amount.abs()).fold(0.0, f64::max);
    let most = |of: &dyn Fn(&[f64]) -> f64| named.iter().map(|(_, years, _)| of(years)).fold(0.0, f64::max);
    let (most_in_all, most_in_a_year) = (most(&size), most(&highest));
    named.iter().map(|(_, years, _)| (size(years) / most_in_all).max(highest(years) / most_in_a_year)).collect()
}

/// Eight parts at most, or six and what is left over, in the order of the findings: those of the village before all others, the
/// largest of each; the rest of the village in one, and that outside the list in another. A rest of one bears its own name.
fn parts(village: &VillageFinding, subject: usize, language: Language) -> Vec<Part> {
    let mut named: Vec<Share> = if subject == BY_PROJECT {
        let projects = by_project(village).into_iter();
        projects.map(|(name, title, years)| (label_or(title, name, language).to_string(), years, true)).collect()
    } else {
        villagers(village)
            .map(|recipient| {
                let label = label_or(&recipient.label, &recipient.name, language);
                let kept = kept_by_year(village, recipient);
                let label = if kept == received_by_year(village, recipient) {
                    label.to_string()
                } else {
                    words::village::kept_label(label, language)
                };
                (label, kept, is_of_village(village, recipient))
            })
            .collect()
    };
    named.retain(|(_, years, _)| size(years) > 0.0);
    let mut rest: Vec<Share> = Vec::new();
    if named.len() > FILLS.len() {
        let weights = weights(&named);
        let mut order: Vec<usize> = (0..named.len()).collect();
        order.sort_by(|&a, &b| named[b].2.cmp(&named[a].2).then(weights[b].total_cmp(&weights[a])));
        let chosen = &order[..NAMED];
        let all = std::mem::take(&mut named).into_iter().enumerate();
        let (kept, left): (Vec<_>, Vec<_>) = all.partition(|(place, _)| chosen.contains(place));
        named = kept.into_iter().map(|(_, share)| share).collect();
        rest = left.into_iter().map(|(_, share)| share).collect();
    }
    // the village at the foot of the bars
    named.sort_by_key(|(_, _, of_village)| !of_village);
    let mut parts: Vec<Part> =
        named.into_iter().zip(FILLS).map(|((label, years, _), fill)| Part { label, years, fill }).collect();
    for (of_village, label, fill) in
        [(true, words::village::others(language), OTHER), (false, words::village::others_outside(language), OUTSIDE)]
    {
        let left: Vec<&Share> = rest.iter().filter(|share| share.2 == of_village).collect();
        let mut years = vec![0.0; village.years.len()];
        for (_, amounts, _) in &left {
            years.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
        }
        let label = if let [(own, ..)] = left[..] { own } else { label };
        if !left.is_empty() {
            parts.push(Part { label: label.to_string(), years, fill });
        }
    }
    parts
}

fn draw_year(
    canvas: &Canvas<'_>,
    plot: &Plot,
    year: i32,
    place: usize,
    parts: &[Part],
    scale: f64,
) -> Result<(), ChartError> {
    let at = f64::from(year);
    let width = (plot.at_x(at + 0.34) - plot.at_x(at - 0.34)).min(90.0);
    let (left, right) = (plot.at_x(at) - width / 2.0, plot.at_x(at) + width / 2.0);
    let (mut above, mut below) = (0.0, 0.0);
    for part in parts {
        let amount = part.years.get(place).copied().unwrap_or(0.0) / scale;
        if amount == 0.0 || !amount.is_finite() {
            continue;
        }
        let from = if amount > 0.0 { &mut above } else { &mut below };
        let (start, end) = (*from, *from + amount);
        *from = end;
        canvas.filled((left, plot.at_y(start)), (right, plot.at_y(end)), part.fill)?;
    }
    Ok(())
}

/// To the right of the bars, from the bottom up as they are stacked.
fn legend(canvas: &Canvas<'_>, plot: &Plot, parts: &[Part], labels: &[String]) -> Result<(), ChartError> {
    let x = plot.right + 18.0;
    for (part, (label, row)) in parts.iter().zip(labels.iter().zip(0u32..)) {
        let y = plot.bottom - 14.0 - 28.0 * f64::from(row);
        canvas.filled((x, y - 8.0), (x + 22.0, y + 8.0), part.fill)?;
        canvas.text(label, x + 30.0, y, BODY, INK, Anchor::Left)?;
    }
    Ok(())
}
