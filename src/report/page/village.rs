//! The section about households: who gets what, who may fall below the line, what each project changes, whom to watch.

use super::ChartPair;
use super::html::{Cell, heading, paragraph, shared, table};
use crate::analysis::findings::{Estimate, Findings};
use crate::analysis::village::{GroupFinding, HouseholdFinding, RecipientFinding, VillageFinding, WithoutFinding};
use crate::diagnostic::Language;
use crate::report::households::{
    by_risk, group_labels, label_or, main_cause, pay_in_other_years, proper_groups, villagers, with_effect,
};
use crate::report::number::{format_count, format_probabilities, format_probability, format_with_error, typographic};
use crate::report::tables::flows;
use crate::report::words::village as words;
use crate::report::words::{pick, say};

/// Households in the table; the workbook has all.
const WATCHED: usize = 20;

/// The section, with its charts beside their tables; nothing where there are no households.
pub(super) fn section(html: &mut String, findings: &Findings, charts: &[ChartPair], language: Language) {
    let Some(village) = &findings.village else { return };
    let draw = |html: &mut String, kinds: &[&str]| {
        for chart in charts.iter().filter(|chart| chart.village && kinds.contains(&chart.kind)) {
            html.push_str(&format!("<figure>{}</figure>\n", chart.get(language).trim_end()));
        }
    };
    heading(html, pick(language, "农户", "Households"));
    paragraph(html, "note", &words::roster(village, language));
    if let Some(text) = words::unknown_incomes(village, language) {
        paragraph(html, "note", &text);
    }
    paragraph(html, "note", &words::line(village, language).unwrap_or_default());
    groups(html, village, language);
    draw(html, &["fan"]);
    heading(html, flows::title(language));
    recipients(html, village, language);
    draw(html, &["payments", "waterfall"]);
    if !village.without.is_empty() || village.incomes.is_some() {
        heading(html, pick(language, "有它和没有它", "With and without"));
        without(html, village, language);
        draw(html, &["incomes"]);
    }
    heading(html, pick(language, "谁可能低于贫困线", "Who may fall below the line"));
    causes(html, village, language);
    watched(html, village, language);
    draw(html, &["heat-map"]);
}

fn groups(html: &mut String, village: &VillageFinding, language: Language) {
    let (first, last) = (village.years.first().copied(), village.years.last().copied());
    let year = |year: Option<i32>| year.map_or_else(String::new, |year| year.to_string());
    let (first, last) = (year(first), year(last));
    let header: Vec<String> = match language {
        Language::Chinese => vec![
            "类别".into(),
            "#户数".into(),
            "#人口".into(),
            format!("#{first} 年低于线"),
            format!("#{last} 年低于线"),
            "#至少一年低于线".into(),
            format!("#{last} 年人均收入（元，当年价）"),
            "#户均每年从项目和帮扶得到（元，当年价）".into(),
        ],
        Language::English => vec![
            "group".into(),
            "#households".into(),
            "#people".into(),
            format!("#below the line in {first}"),
            format!("#below the line in {last}"),
            "#ever below".into(),
            format!("#income a person in {last} (yuan of {last})"),
            "#projects and aid, a household and year (yuan of the year)".into(),
        ],
    };
    let column = |of: &dyn Fn(&GroupFinding) -> Option<Estimate>| {
        format_probabilities(&village.groups.iter().map(of).collect::<Vec<_>>())
    };
    let columns = [
        column(&|group| group.below.first().copied()),
        column(&|group| group.below.last().copied()),
        column(&|group| Some(group.ever_below)),
    ];
    let probability =
        |column: usize, place: usize| Cell::Number(columns[column].get(place).cloned().unwrap_or_default());
    let money = |amount: Option<&Estimate>| {
        Cell::Number(amount.map_or_else(String::new, |amount| format_with_error(*amount, 1.0)))
    };
    let row = |(place, group): (usize, &GroupFinding)| {
        vec![
            Cell::text(label_or(&group.label, &group.name, language)),
            Cell::Number(format_count(group.households)),
            Cell::Number(words::heads(group.people)),
            probability(0, place),
            probability(1, place),
            probability(2, place),
            money(group.income.last()),
            money(Some(&group.received)),
        ]
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(html, &header, village.groups.iter().enumerate().map(row).collect());
    if proper_groups(village).count() > 1 {
        let note = pick(language, "一户可同时属于几类。", "A household may be in several groups.");
        paragraph(html, "note", note);
    }
    if let Some(text) = words::varying_groups(village, language) {
        paragraph(html, "note", &text);
    }
}

fn recipients(html: &mut String, village: &VillageFinding, language: Language) {
    if village.recipients.is_empty() {
        paragraph(html, "", words::nothing_paid(language));
        return;
    }
    let own: Vec<&RecipientFinding> = villagers(village).collect();
    let table =
        |shown: &[&RecipientFinding]| flows::table(village, shown, pay_in_other_years(shown.iter().copied()), language);
    shared(html, &table(&own));
    for note in flows::notes(village, language) {
        paragraph(html, "note", &note);
    }
    let others: Vec<&RecipientFinding> = village.recipients.iter().filter(|recipient| !recipient.villagers).collect();
    if !others.is_empty() {
        paragraph(html, "note", words::paid_to_others(language));
        shared(html, &table(&others));
    }
}

fn without(html: &mut String, village: &VillageFinding, language: Language) {
    if village.without.is_empty() {
        return;
    }
    let header = match language {
        Language::Chinese => [
            "项目或补助",
            "#投入",
            "#使低于线的户减少（百分点）",
            "#使人均年收入增加（元）",
            "#每百万元投入：少几户低于线",
            "#每万元投入：名册农户一年共多得（元）",
        ],
        Language::English => [
            "project or transfer",
            "#put in",
            "#fewer households below the line (points)",
            "#more yearly income a person (yuan)",
            "#households fewer below for every million yuan",
            "#more income a year of all households of the list for every 10,000 yuan (yuan)",
        ],
    };
    let row = |without: &WithoutFinding| {
        let estimate = |found: Option<Estimate>, scale: f64| {
            Cell::Number(found.map_or_else(String::new, |found| format_with_error(found, scale)))
        };
        let invested = without.invested.map_or_else(String::new, |invested| {
            words::money(invested, language).amount(Estimate { value: invested, error: None })
        });
        vec![
            Cell::text(label_or(&without.label, &without.path, language)),
            Cell::Number(invested),
            estimate(Some(without.share_below), 0.01),
            estimate(Some(without.income), 1.0),
            estimate(without.households_per_million, 1.0),
            estimate(without.income_per_wan, 1.0),
        ]
    };
    let (shown, idle) = with_effect(village);
    table(html, &header, shown.into_iter().map(row).collect());
    for text in words::not_listed(village, &idle, language) {
        paragraph(html, "note", &text);
    }
    paragraph(html, "note", &words::without_note(village, language));
}

fn causes(html: &mut String, village: &VillageFinding, language: Language) {
    let header = match language {
        Language::Chinese => ["主要原因", "#没有它就不会低于线的户年"],
        Language::English => ["main cause", "#of the household years below the line"],
    };
    let shares = format_probabilities(&village.causes.iter().map(|cause| Some(cause.share)).collect::<Vec<_>>());
    let rows = village
        .causes
        .iter()
        .zip(shares)
        .map(|(cause, share)| vec![Cell::text(label_or(&cause.label, &cause.path, language)), Cell::Number(share)]);
    table(html, &header, rows.collect());
    if !village.causes.is_empty() {
        paragraph(html, "note", words::causes_note(language));
    }
}

fn watched(html: &mut String, village: &VillageFinding, language: Language) {
    let sorted = by_risk(village);
    let shown = sorted.len().min(WATCHED);
    let title = say(
        language,
        || format!("风险最高的 {shown} 户"),
        || if shown == 1 { "The household".to_string() } else { format!("The {shown} households at highest risk") },
    );
    if shown == 0 {
        return;
    }
    html.push_str(&format!("<h3>{title}</h3>\n"));
    if village.synthetic {
        paragraph(html, "warn", words::synthetic(language));
    }
    let year = |year: Option<&i32>| year.map_or_else(String::new, ToString::to_string);
    let (first, last) = (year(village.years.first()), year(village.years.last()));
    let header = match language {
        Language::Chinese => vec![
            words::household_number(language).to_string(),
            "#人口".to_string(),
            "类别".to_string(),
            "#至少一年低于线".to_string(),
            format!("#{first} 年"),
            format!("#{last} 年"),
            "#预计低于线的年数".to_string(),
            "主要原因".to_string(),
        ],
        Language::English => vec![
            words::household_number(language).to_string(),
            "#people".to_string(),
            "groups".to_string(),
            "#ever below the line".to_string(),
            format!("#in {first}"),
            format!("#in {last}"),
            "#expected years below".to_string(),
            "main cause".to_string(),
        ],
    };
    let ever = format_probabilities(
        &sorted.iter().take(WATCHED).map(|household| Some(household.ever_below)).collect::<Vec<_>>(),
    );
    let row = |(household, ever): (&&HouseholdFinding, String)| {
        let share = |share: Option<&f64>| {
            share.map_or_else(String::new, |&value| format_probability(Estimate { value, error: None }))
        };
        vec![
            Cell::text(household.id.as_str()),
            Cell::Number(words::heads(household.members)),
            Cell::text(group_labels(village, household, language).join(pick(language, "，", ", "))),
            Cell::Number(ever),
            Cell::Number(share(household.below.first())),
            Cell::Number(share(household.below.last())),
            Cell::Number(words::heads(household.bad_years)),
            Cell::text(main_cause(village, household, language)),
        ]
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(html, &header, sorted.iter().take(WATCHED).zip(ever).map(row).collect());
    if sorted.len() > shown {
        let count = format_count(sorted.len() as u64);
        let note = say(
            language,
            || format!("全部 {count} 户见 households.xlsx 和 households.csv。"),
            || format!("All {count} households are in households.xlsx and households.csv."),
        );
        paragraph(html, "note", &typographic(&note));
    }
}
