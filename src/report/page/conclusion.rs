//! What the page says first: what is safe and what to do; and last: the numbers of every year.

use super::html::{Cell, folded, heading, paragraph, shared, table};
use crate::analysis::findings::{BandFinding, BandYear, Findings, OutcomeSort};
use crate::diagnostic::Language;
use crate::report::number::{Reading, format_probabilities};
use crate::report::tables::promises;
use crate::report::text::for_html;
use crate::report::words::{self, pick};

/// What would be safe, and the advice, with the projects: what a committee decides by.
pub(super) fn conclusion(html: &mut String, findings: &Findings, language: Language) {
    let advice = words::advice(findings, &findings.advice, language);
    let safe = promises::table(findings, language);
    if advice.is_empty() && safe.height() == 0 {
        return;
    }
    heading(html, pick(language, "结论和建议", "What is safe, and what to do"));
    if safe.height() > 0 {
        shared(html, &safe);
        paragraph(html, "note", promises::note(language));
    }
    advice_list(html, advice, language);
}

/// Pieces of advice with the projects that they are for.
pub(super) fn advice_list(html: &mut String, advice: Vec<(String, String)>, language: Language) {
    if advice.is_empty() {
        return;
    }
    html.push_str("<ul>\n");
    for (projects, text) in advice {
        let colon = pick(language, "：", ": ");
        html.push_str(&format!("<li><strong>{}</strong>{colon}{}</li>\n", for_html(&projects), for_html(&text)));
    }
    html.push_str("</ul>\n");
}

/// What should be checked before the numbers are believed.
pub(super) fn notes(html: &mut String, findings: &Findings, language: Language) {
    if findings.notes.is_empty() {
        return;
    }
    heading(html, pick(language, "请先核对", "To be checked first"));
    html.push_str("<ul>\n");
    for note in &findings.notes {
        html.push_str(&format!("<li>{}</li>\n", for_html(note.get(language))));
    }
    html.push_str("</ul>\n");
}

/// Every yearly outcome, from its first year with anything in it to the last.
pub(super) fn by_year(html: &mut String, findings: &Findings, language: Language) {
    let bands: Vec<&BandFinding> = findings.shown_bands().collect();
    if bands.is_empty() {
        return;
    }
    heading(html, pick(language, "逐年结果", "By year"));
    let header = match language {
        Language::Chinese => ["逐年结果", "#年份", "#中位数", "#P5–P95", "#平均值 ± 标准误差"],
        Language::English => ["by year", "#year", "#median", "#P5–P95", "#mean ± standard error"],
    };
    let mut rows = Vec::new();
    for band in bands {
        let is_something = |year: &BandYear| {
            year.mean.value != 0.0 || year.quantiles.iter().any(|(_, quantile)| quantile.value != 0.0)
        };
        let (Some(first), Some(last)) =
            (band.years.iter().position(is_something), band.years.iter().rposition(is_something))
        else {
            continue;
        };
        let years = &band.years[first..=last];
        let largest =
            years.iter().map(|year| year.mean.value.abs()).filter(|value| value.is_finite()).fold(0.0, f64::max);
        let reading = Reading::of(&band.unit, largest, language);
        let shares = format_probabilities(&years.iter().map(|year| Some(year.mean)).collect::<Vec<_>>());
        for ((place, year), share) in years.iter().enumerate().zip(shares) {
            let label =
                if place == 0 { reading.label(&words::band_label(findings, band, language)) } else { String::new() };
            let at = |p: f64| {
                let found = year.quantiles.iter().find(|(q, _)| (q - p).abs() < 1e-9);
                found.map_or_else(String::new, |(_, value)| reading.number(value.value, value.error))
            };
            let number = band.sort == OutcomeSort::Number;
            let share =
                if band.sort == OutcomeSort::State { words::state_shares(&year.states, language) } else { share };
            let (low, high) = (at(0.05), at(0.95));
            let range = if low.is_empty() { low } else { format!("{low}{}{high}", pick(language, " 到 ", " to ")) };
            rows.push(vec![
                Cell::text(label),
                Cell::Number(year.year.to_string()),
                Cell::Number(if number { at(0.5) } else { String::new() }),
                Cell::Number(if number { range } else { String::new() }),
                Cell::Number(if number { reading.number_with_error(year.mean) } else { share }),
            ]);
        }
    }
    folded(html, pick(language, "展开逐年数字", "Show the numbers of every year"), |html| {
        table(html, &header, rows);
        for band in findings.shown_bands() {
            if let Some(text) = words::missing_years(findings, band, language) {
                paragraph(html, "note", &text);
            }
        }
    });
}
