//! The households on the screen: in the order of the page, shorter.

use super::layout;
use crate::analysis::findings::{Estimate, Findings};
use crate::analysis::village::VillageFinding;
use crate::diagnostic::Language;
use crate::report::households::{
    by_risk, label_or, main_cause, over_run, pay_in_other_years, received_by_year, villagers, yearly,
};
use crate::report::number::{format_count, format_probability, format_probability_with_error, format_with_error};
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
    if village.synthetic {
        lines.push(words::synthetic(language).to_string());
    }
    lines
}

fn groups(village: &VillageFinding, language: Language) -> Vec<String> {
    let last = village.years.last().map_or_else(String::new, ToString::to_string);
    let (below, income) = match language {
        Language::Chinese => (format!("{last} 年低于线"), format!("{last} 年人均收入")),
        Language::English => (format!("below in {last}"), format!("income a person {last}")),
    };
    let header = match language {
        Language::Chinese => ["农户", "户数", "人口", &below, "至少一年低于线", &income, "户均年得（元）"],
        Language::English => ["households", "number", "people", &below, "ever below", &income, "gets a year (yuan)"],
    };
    let rows = village.groups.iter().map(|group| {
        [
            label_or(&group.label, &group.name, language).to_string(),
            format_count(group.households),
            words::heads(group.people),
            group.below.last().map_or_else(String::new, |share| format_probability_with_error(*share)),
            format_probability_with_error(group.ever_below),
            group.income.last().map_or_else(String::new, |income| format_with_error(*income, 1.0)),
            format_with_error(group.received, 1.0),
        ]
    });
    layout(header, rows.collect())
}

fn recipients(village: &VillageFinding, language: Language) -> Vec<String> {
    let (within, run) = (words::over_years(village, language), words::over_run(village, language));
    let header = match language {
        Language::Chinese => ["钱到谁手里", "平均每年（元）", &within, &run],
        Language::English => ["who gets what", "a year (yuan)", &within, &run],
    };
    let outside = pay_in_other_years(village);
    let rows = villagers(village).map(|recipient| {
        let years = received_by_year(village, recipient);
        let whole = |value: f64| words::whole_yuan(value, language);
        let label = label_or(&recipient.label, &recipient.name, language).to_string();
        let run = if outside { whole(over_run(recipient)) } else { String::new() };
        [label, whole(yearly(&years)), whole(years.iter().sum()), run]
    });
    layout(header, rows.collect())
}

fn without(village: &VillageFinding, language: Language) -> Vec<String> {
    let header = match language {
        Language::Chinese => {
            ["有它和没有它", "投入", "低于线少（百分点）", "人均年收入多（元）", "每万元少（百分点）", "每万元多（元）"]
        }
        Language::English => [
            "with and without",
            "put in",
            "fewer below (points)",
            "more income (yuan)",
            "fewer, per 10k",
            "more, per 10k",
        ],
    };
    let number =
        |found: Option<Estimate>, scale: f64| found.map_or_else(String::new, |found| format_with_error(found, scale));
    let rows = village.without.iter().map(|without| {
        [
            label_or(&without.label, &without.path, language).to_string(),
            without.invested.map_or_else(String::new, |invested| {
                words::money(invested, language).amount(Estimate { value: invested, error: None })
            }),
            number(Some(without.share_below), 0.01),
            number(Some(without.income), 1.0),
            number(without.share_below_per_wan, 0.01),
            number(without.income_per_wan, 1.0),
        ]
    });
    layout(header, rows.collect())
}

fn causes(village: &VillageFinding, language: Language) -> Vec<String> {
    if village.causes.is_empty() {
        return Vec::new();
    }
    let list: Vec<String> = village
        .causes
        .iter()
        .map(|cause| format!("{} {}", label_or(&cause.label, &cause.path, language), format_probability(cause.share)))
        .collect();
    let list = list.join(pick(language, "，", ", "));
    vec![for_terminal(&say(
        language,
        || format!("低于线的户年中，没有该原因就不会低于线的占：{list}"),
        || format!("of the household years below the line, would not be without: {list}"),
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
