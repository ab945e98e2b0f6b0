//! Which household may be below the line in which year: the riskiest by number, and the whole list sorted by risk.

use plotters::style::{RGBColor, WHITE};

use super::canvas::{ACCENT, AXIS, Anchor, BODY, Canvas, DARK, GREY, Heading, INK, LIGHT, PALE, sheet};
use super::fill::UNKNOWN;
use super::{ChartError, ChartKind, HEIGHT, WIDTH};
use crate::analysis::findings::Findings;
use crate::analysis::village::{HouseholdFinding, VillageFinding};
use crate::diagnostic::Language;
use crate::quantity::whole_percent;
use crate::report::households::by_risk;
use crate::report::number::format_count;
use crate::report::words::village as words;

/// The heat map.
pub(super) const CHART: ChartKind = ChartKind {
    name: "heat-map",
    village: true,
    subjects: |findings| if findings.village.is_some() { vec![0] } else { Vec::new() },
    path: |_, _| "households",
    draw,
};

/// Households that have a line and a number of their own.
const NAMED: usize = 20;
/// Lines of the whole list; in a longer list each stands for several households.
const MOST_LINES: usize = 110;
/// Small text beside and inside the cells.
const SMALL: f64 = 11.0;
const TOP: f64 = 132.0;
const BOTTOM: f64 = HEIGHT as f64 - 46.0;
const LEFT: f64 = 28.0;
const RIGHT: f64 = WIDTH as f64 - 28.0;

/// Lower ends of the classes and their colours: the darker, the likelier.
const CLASSES: [(f64, RGBColor); 6] = [
    (0.0, WHITE),
    (0.01, PALE),
    (0.05, LIGHT),
    (0.10, RGBColor(115, 158, 201)),
    (0.20, RGBColor(58, 106, 158)),
    (0.50, DARK),
];

fn class(probability: f64) -> Option<usize> {
    probability.is_finite().then(|| CLASSES.iter().rposition(|(low, _)| probability >= *low).unwrap_or(0))
}

fn draw(findings: &Findings, _: usize, language: Language) -> Result<String, ChartError> {
    let Some(village) = &findings.village else {
        return Err(ChartError::Drawing("no households".to_string()));
    };
    let sorted = by_risk(village);
    let each = sorted.len().div_ceil(MOST_LINES).max(1);
    let title = words::heat_map_title(language);
    let named = sorted.len().min(NAMED);
    let subtitle = words::heat_map_subtitle(sorted.len(), named, each, language);
    let heading = Heading { title, subtitle: &subtitle, y_label: "", x_label: "" };
    sheet(title, |canvas| {
        if sorted.is_empty() || village.years.is_empty() {
            return canvas.nothing(&heading, words::no_household(language));
        }
        canvas.heading(&heading)?;
        legend(canvas, language)?;
        let whole = sorted.len() > named;
        let right = if whole { 590.0 } else { RIGHT };
        draw_named(canvas, village, &sorted[..named], right, language)?;
        if whole {
            draw_whole(canvas, village, &sorted, each, named, language)?;
        }
        Ok(())
    })
}

fn legend(canvas: &Canvas<'_>, language: Language) -> Result<(), ChartError> {
    const Y: f64 = 92.0;
    let mut x = LEFT;
    let name = words::probability(language);
    canvas.text(name, x, Y, BODY, GREY, Anchor::Left)?;
    x += canvas.width(name, BODY) + 14.0;
    for (place, (low, colour)) in CLASSES.iter().enumerate() {
        let text = match CLASSES.get(place + 1) {
            _ if place == 0 => format!("<{:.0}%", CLASSES[1].0 * 100.0),
            Some((high, _)) => format!("{:.0}–{:.0}%", low * 100.0, high * 100.0),
            None => format!("≥{:.0}%", low * 100.0),
        };
        cell(canvas, (x, Y - 7.0), (x + 22.0, Y + 7.0), Some(*colour), true)?;
        canvas.text(&text, x + 28.0, Y, BODY, GREY, Anchor::Left)?;
        x += 28.0 + canvas.width(&text, BODY) + 16.0;
    }
    Ok(())
}

/// One cell; `None` where there is no probability.
fn cell(
    canvas: &Canvas<'_>,
    from: (f64, f64),
    to: (f64, f64),
    colour: Option<RGBColor>,
    outlined: bool,
) -> Result<(), ChartError> {
    match colour {
        None => canvas.filled(from, to, UNKNOWN),
        Some(colour) => {
            canvas.rectangle(from, to, colour)?;
            if outlined {
                canvas.line(&[from, (to.0, from.1), to, (from.0, to.1), from], AXIS, 0.6)?;
            }
            Ok(())
        }
    }
}

fn colour(probability: f64) -> Option<RGBColor> {
    class(probability).and_then(|class| CLASSES.get(class)).map(|(_, colour)| *colour)
}

/// Whole percent without the sign: it stands in the legend.
fn percent(probability: f64) -> String {
    if probability.is_nan() { String::new() } else { whole_percent(probability) }
}

/// A line each with the household's number and the probabilities as numbers, and behind a gap that of ever being below.
fn draw_named(
    canvas: &Canvas<'_>,
    village: &VillageFinding,
    named: &[&HouseholdFinding],
    right: f64,
    language: Language,
) -> Result<(), ChartError> {
    let ids: Vec<String> = named.iter().map(|household| canvas.fit(&household.id, SMALL, 96.0)).collect();
    let header = words::household_number(language);
    let widest = ids.iter().map(|id| canvas.width(id, SMALL)).fold(canvas.width(header, SMALL), f64::max);
    let (left, gap) = (LEFT + widest + 8.0, 8.0);
    let ever = words::ever(language);
    let last_column = canvas.width(ever, SMALL).max(34.0);
    let width = ((right - left - gap - last_column) / village.years.len() as f64).min(42.0);
    let height = ((BOTTOM - TOP) / named.len() as f64).min(26.0);
    canvas.text(header, LEFT, TOP - 12.0, SMALL, GREY, Anchor::Left)?;
    let ever_left = left + width * village.years.len() as f64 + gap;
    canvas.text(ever, ever_left + last_column / 2.0, TOP - 12.0, SMALL, GREY, Anchor::Middle)?;
    let one = |probability: f64, from: (f64, f64), width: f64| -> Result<(), ChartError> {
        let to = (from.0 + width, from.1 + height);
        let ground = colour(probability);
        cell(canvas, from, to, ground, true)?;
        let text = percent(probability);
        if ground.is_some() && canvas.width(&text, SMALL) + 3.0 < width {
            let dark = class(probability).is_some_and(|class| class >= 4);
            let ink = if dark { WHITE } else { INK };
            canvas.text(&text, from.0 + width / 2.0, from.1 + height / 2.0, SMALL, ink, Anchor::Middle)?;
        }
        Ok(())
    };
    for ((household, id), line) in named.iter().zip(&ids).zip(0u32..) {
        let top = TOP + height * f64::from(line);
        canvas.text(id, LEFT, top + height / 2.0, SMALL, INK, Anchor::Left)?;
        for (column, year) in (0u32..).zip(0..village.years.len()) {
            let probability = household.below.get(year).copied().unwrap_or(f64::NAN);
            one(probability, (left + width * f64::from(column), top), width)?;
        }
        one(household.ever_below.value, (ever_left, top), last_column)?;
    }
    years(canvas, &village.years, left, width, TOP + height * named.len() as f64)
}

/// Years below the cells; those that would touch the one before are left out.
fn years(canvas: &Canvas<'_>, years: &[i32], left: f64, width: f64, bottom: f64) -> Result<(), ChartError> {
    let mut free_from = f64::NEG_INFINITY;
    for (year, column) in years.iter().zip(0u32..) {
        let (text, at) = (year.to_string(), left + width * (f64::from(column) + 0.5));
        let half = canvas.width(&text, SMALL) / 2.0;
        if at - half >= free_from {
            canvas.text(&text, at, bottom + 14.0, SMALL, GREY, Anchor::Middle)?;
            free_from = at + half + 6.0;
        }
    }
    Ok(())
}

/// All households from the riskiest down; a line is one household or the mean of `each`.
fn draw_whole(
    canvas: &Canvas<'_>,
    village: &VillageFinding,
    sorted: &[&HouseholdFinding],
    each: usize,
    named: usize,
    language: Language,
) -> Result<(), ChartError> {
    let count = sorted.len() as f64;
    let label = canvas.width(&format_count(sorted.len() as u64), SMALL);
    let left = 590.0 + 36.0 + label + 10.0;
    let width = (RIGHT - left) / village.years.len() as f64;
    let at = |rank: f64| TOP + (BOTTOM - TOP) * rank / count;
    canvas.text(words::by_risk(language), RIGHT, TOP - 12.0, SMALL, GREY, Anchor::Right)?;
    let bands: Vec<&[&HouseholdFinding]> = sorted.chunks(each).collect();
    for (column, year) in (0u32..).zip(0..village.years.len()) {
        let mean = |band: &[&HouseholdFinding]| {
            let sum: f64 = band.iter().map(|found| found.below.get(year).copied().unwrap_or(f64::NAN)).sum();
            class(sum / band.len() as f64)
        };
        let from = left + width * f64::from(column);
        let mut first = 0;
        // neighbours of one colour are one cell, so that no seam shows between them
        for run in bands.chunk_by(|above, below| mean(above) == mean(below)) {
            let last = first + run.iter().map(|band| band.len()).sum::<usize>();
            let ground = run.first().and_then(|band| mean(band)).and_then(|class| CLASSES.get(class));
            let (top, bottom) = (at(first as f64), at(last as f64));
            cell(canvas, (from, top), (from + width, bottom), ground.map(|(_, colour)| *colour), false)?;
            first = last;
        }
    }
    canvas.line(&[(left, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (left, BOTTOM), (left, TOP)], AXIS, 0.8)?;
    let step = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
    let step = step.into_iter().find(|step| sorted.len() / step <= 10).unwrap_or(100_000);
    for rank in std::iter::once(1).chain((step..=sorted.len()).step_by(step)) {
        let height = at(rank as f64 - 0.5);
        canvas.text(&format_count(rank as u64), left - 12.0, height, SMALL, GREY, Anchor::Right)?;
    }
    // the households on the left
    let end = at(named as f64);
    canvas.line(&[(left - 6.0, TOP), (left - 6.0, end)], ACCENT, 3.0)?;
    years(canvas, &village.years, left, width, BOTTOM)
}
