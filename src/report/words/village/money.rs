//! The words of who gets what: rows, parts of rows, and what is left out of the table of what each project changes.

use super::yuan;
use crate::analysis::findings::Estimate;
use crate::analysis::village::{InAll, Totals, VillageFinding, WithoutFinding};
use crate::diagnostic::Language;
use crate::report::households::{label_or, moves_capital};
use crate::report::number::format_with_error;
use crate::report::words::{pick, say};

/// What of a recipient's row is no income.
fn capital_back(language: Language) -> &'static str {
    pick(language, "其中本金（投入、借给或退还，不算收入）", "of it capital put in, lent or back, no income")
}

/// What a recipient pays into projects that is taken off its income.
fn bears(language: Language) -> &'static str {
    pick(language, "另承担亏损和费用（从收入中扣）", "and bears losses, costs (off income)")
}

/// What a recipient pays into projects that is no loss of income.
fn puts_in(language: Language) -> &'static str {
    pick(language, "另投入或归还本金（不从收入中扣）", "and puts in or repays capital")
}

/// A recipient gets or bears anything.
pub fn is_anything(totals: &Totals) -> bool {
    [&totals.gets, &totals.bears, &totals.puts_in].into_iter().any(InAll::is_something)
}

/// The parts of a recipient's money that have rows of their own.
pub fn parts(totals: &Totals, language: Language) -> impl Iterator<Item = (&'static str, &InAll)> {
    let parts = [
        (capital_back(language), &totals.capital),
        (bears(language), &totals.bears),
        (puts_in(language), &totals.puts_in),
    ];
    parts.into_iter().filter(|(_, sums)| sums.is_something())
}

/// Sums as cells of a row: a year on average, over the years of the household model, over the run.
pub fn amounts(sums: &InAll, village: &VillageFinding, language: Language) -> [String; 3] {
    let count = village.years.len().max(1) as f64;
    let InAll { years, run } = *sums;
    let a_year = Estimate { value: years.value / count, error: years.error.map(|error| error / count) };
    [a_year, years, run].map(|amount| with_error(amount, language))
}

/// An amount of money with its error; one that is certain to about a yuan, and nothing as a plain 0.
pub fn with_error(amount: Estimate, language: Language) -> String {
    match amount.error {
        Some(error) if error > 0.0 && amount.value.is_finite() => format_with_error(amount, 1.0),
        _ => yuan(language).number(amount.value, (amount.value != 0.0).then_some(1.0)),
    }
}

/// What is said of projects and transfers that are left out of the table of what each changes.
pub fn not_listed(village: &VillageFinding, idle: &[&WithoutFinding], language: Language) -> Vec<String> {
    let (capital, nothing): (Vec<&WithoutFinding>, Vec<&WithoutFinding>) =
        idle.iter().copied().partition(|without| without.project && moves_capital(village, &without.path));
    let labels = |list: &[&WithoutFinding]| {
        let labels: Vec<&str> = list.iter().map(|without| label_or(&without.label, &without.path, language)).collect();
        labels.join(pick(language, "、", ", "))
    };
    let mut said = Vec::new();
    if !capital.is_empty() {
        said.push(capital_alone(&labels(&capital), language));
    }
    if !nothing.is_empty() {
        said.push(without_effect(&labels(&nothing), language));
    }
    said
}

/// Rows that are left out because nothing would change.
fn without_effect(labels: &str, language: Language) -> String {
    say(
        language,
        || format!("没有列出的：{labels}（本次测算中对农户收入没有影响，去掉也一样）。"),
        || format!("Not listed: {labels} (households' incomes in this run are the same without it)."),
    )
}

/// Rows that are left out because only capital moves.
fn capital_alone(labels: &str, language: Language) -> String {
    say(
        language,
        || format!("没有列出的：{labels}（与农户只有本金往来，不算收入，去掉它收入不变）。"),
        || {
            format!(
                "Not listed: {labels} (between it and households only capital moves, which is no income: incomes are the same without it)."
            )
        },
    )
}
