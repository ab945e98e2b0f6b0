//! The households on the screen: in the order of the page, shorter.

use super::layout;
use crate::analysis::findings::{Estimate, Findings};
use crate::analysis::village::{InAll, Totals, VillageFinding};
use crate::diagnostic::Language;
use crate::report::households::{by_risk, label_or, main_cause, passed_on, pay_in_other_years, villagers, with_effect};
use crate::report::number::{
    format_count, format_probabilities, format_probability, format_probability_with_error, format_with_error,
};
use crate::report::text::for_terminal;
use crate::report::words::village as words;
use crate::report::words::{pick, say};

/// Households on the screen; the page has more, the workbook all.
const WATCHED: usize = 5;

/// One block a table; nothing where there are no households.
pub(super) fn blocks(findings: &Findings, language: Language) -> Vec<Vec<String>> {
    let Some(village) = &findings.village else { return Vec::new() };
    vec![
        note(village, language),
        groups(village, language),
        recipients(village, language),
        without(village, language),
        causes(village, language),
        watched(village, language),
    ]
}

fn note(village: &VillageFinding, language: Language) -> Vec<String> {
    let mut lines = vec![for_terminal(&words::roster(village, language))];
    lines.extend(words::unknown_incomes(village, language));
    lines.extend(words::line(village, language).map(|line| for_terminal(&line)));
    if village.synthetic {
        lines.push(words::synthetic(language).to_string());
    }
    lines
}

fn groups(village: &VillageFinding, language: Language) -> Vec<String> {
    let last = village.years.last().map_or_else(String::new, ToString::to_string);
    let (below, income) = match language {
        Language::Chinese => (format!("{last} 年低于线"), format!("{last} 年人均收入（元）")),
        Language::English => (format!("below in {last}"), format!("income a person {last} (yuan)")),
    };
    let header = match language {
        Language::Chinese => ["农户", "户数", "人口", &below, "至少一年低于线", &income, "户均年得（元）"],
        Language::English => ["households", "number", "people", &below, "ever below", &income, "gets a year (yuan)"],
    };
    let below_column =
        format_probabilities(&village.groups.iter().map(|group| group.below.last().copied()).collect::<Vec<_>>());
    let ever_column =
        format_probabilities(&village.groups.iter().map(|group| Some(group.ever_below)).collect::<Vec<_>>());
    let rows = village.groups.iter().zip(below_column.into_iter().zip(ever_column)).map(|(group, (below, ever))| {
        [
            label_or(&group.label, &group.name, language).to_string(),
            format_count(group.households),
            words::heads(group.people),
            below,
            ever,
            group.income.last().map_or_else(String::new, |income| format_with_error(*income, 1.0)),
            format_with_error(group.received, 1.0),
        ]
    });
    let mut lines = layout(header, rows.collect());
    lines.extend(words::varying_groups(village, language).map(|text| for_terminal(&text)));
    lines
}

fn recipients(village: &VillageFinding, language: Language) -> Vec<String> {
    let (within, run) = (words::over_years(village, language), words::over_run(village, language));
    let header = match language {
        Language::Chinese => ["按规则，钱到谁手里", "平均每年（元，当年价）", &within, &run],
        Language::English => ["who gets what", "a year (yuan)", &within, &run],
    };
    // nobody else is on the screen
    let outside = pay_in_other_years(villagers(village));
    let row = |label: &str, sums: &InAll| {
        let [a_year, years, run] = words::amounts(sums, village, language);
        [label.to_string(), a_year, years, if outside { run } else { String::new() }]
    };
    let mut rows = Vec::new();
    let mut passes_on = false;
    let add = |rows: &mut Vec<[String; 4]>, label: &str, totals: &Totals| {
        rows.push(row(label, &totals.gets));
        rows.extend(words::parts(totals, language).map(|(label, sums)| row(&format!("  {label}"), sums)));
    };
    for recipient in villagers(village) {
        add(&mut rows, label_or(&recipient.label, &recipient.name, language), &recipient.totals);
        for other in villagers(village).filter(|_| recipient.name == "village") {
            if let Some(passed) = passed_on(other) {
                let label = words::passed_on(label_or(&other.label, &other.name, language), language);
                rows.push(row(&format!("  {label}"), &passed));
                passes_on = true;
            }
        }
    }
    if words::is_anything(&village.listed) {
        add(&mut rows, words::listed_together(language), &village.listed);
    }
    let mut lines = layout(header, rows);
    if passes_on {
        lines.push(words::passed_on_note(language).to_string());
    }
    if outside {
        lines.push(words::paid_in_other_years(village, language));
    }
    lines
}

fn without(village: &VillageFinding, language: Language) -> Vec<String> {
    let first = words::effects_heading(village, language);
    let header = match language {
        Language::Chinese => [
            first.as_str(),
            "投入",
            "低于线少（百分点）",
            "人均年收入多（元）",
            "每百万元：少几户低于线",
            "每万元：名册农户一年共多（元）",
        ],
        Language::English => [
            first.as_str(),
            "put in",
            "fewer below (points)",
            "more income (yuan)",
            "fewer households per million",
            "list's gain per 10,000 (yuan a year)",
        ],
    };
    let number =
        |found: Option<Estimate>, scale: f64| found.map_or_else(String::new, |found| format_with_error(found, scale));
    let (shown, idle) = with_effect(village);
    let rows = shown.iter().map(|without| {
        [
            label_or(&without.label, &without.path, language).to_string(),
            without.invested.map_or_else(String::new, |invested| {
                words::money(invested, language).amount(Estimate { value: invested, error: None })
            }),
            number(Some(without.share_below), 0.01),
            number(Some(without.income), 1.0),
            number(without.households_per_million, 1.0),
            number(without.income_per_wan, 1.0),
        ]
    });
    let mut lines = layout(header, rows.collect());
    lines.extend(words::not_listed(village, &idle, language).iter().map(|text| for_terminal(text)));
    if shown.iter().any(|without| without.invested.is_some()) {
        lines.push(for_terminal(&words::put_in_note(village, language)));
    }
    lines
}

fn causes(village: &VillageFinding, language: Language) -> Vec<String> {
    if village.causes.is_empty() {
        return Vec::new();
    }
    let list: Vec<String> = village
        .causes
        .iter()
        .filter(|cause| cause.share.value != 0.0)
        .map(|cause| format!("{} {}", label_or(&cause.label, &cause.path, language), format_probability(cause.share)))
        .collect();
    let list = list.join(pick(language, "，", ", "));
    vec![for_terminal(&say(
        language,
        || format!("低于线的户年中，没有该原因就不会低于线的占：{list}"),
        || format!("share of the household years below the line that would not be below it without: {list}"),
    ))]
}

fn watched(village: &VillageFinding, language: Language) -> Vec<String> {
    let header = match language {
        Language::Chinese => ["风险最高的户", "人口", "至少一年低于线", "预计低于线的年数", "主要原因"],
        Language::English => ["highest risk", "people", "ever below", "expected years below", "main cause"],
    };
    let rows = by_risk(village).into_iter().take(WATCHED).map(|household| {
        [
            household.id.clone(),
            words::heads(household.members),
            format_probability_with_error(household.ever_below),
            words::heads(household.bad_years),
            main_cause(village, household, language).to_string(),
        ]
    });
    layout(header, rows.collect())
}
