//! The words of who gets what: rows, parts of rows, and what is left out of the table of what each project changes.

use super::{span, yuan};
use crate::analysis::findings::Estimate;
use crate::analysis::village::{InAll, Totals, VillageFinding, WithoutFinding};
use crate::diagnostic::Language;
use crate::report::households::{is_of_household_model, label_or, moves_capital};
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

/// Sums of a row: a year on average, over the years of the household model, over the run.
pub fn estimates(sums: &InAll, village: &VillageFinding) -> [Estimate; 3] {
    let count = village.years.len().max(1) as f64;
    let InAll { years, run } = *sums;
    let a_year = Estimate { value: years.value / count, error: years.error.map(|error| error / count) };
    [a_year, years, run]
}

/// The same for reading.
pub fn amounts(sums: &InAll, village: &VillageFinding, language: Language) -> [String; 3] {
    estimates(sums, village).map(|amount| with_error(amount, language))
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
    let (of_model, nothing): (Vec<&WithoutFinding>, Vec<&WithoutFinding>) =
        nothing.into_iter().partition(|without| is_of_household_model(without));
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
    if !of_model.is_empty() {
        said.push(nothing_of_the_model(&labels(&of_model), language));
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

/// Transfers of the household model that are left out: projects may pay the same sort of thing.
fn nothing_of_the_model(labels: &str, language: Language) -> String {
    say(
        language,
        || {
            format!(
                "没有列出的：{labels}（农户模型的这项来源在本次测算中为 0，或去掉它收入不变；项目付的同类款项算在各项目里）。"
            )
        },
        || {
            format!(
                "Not listed: {labels} (of the household model: 0 in this run, or incomes are the same without it; what projects pay of the same sort stands with the projects)."
            )
        },
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

/// How the table of what each project changes is made.
pub fn without_note(village: &VillageFinding, language: Language) -> String {
    let counted = put_in_note(village, language);
    say(language, || format!("{counted}{}", WITHOUT.0), || format!("{counted} {}", WITHOUT.1))
}

/// What is counted as put in, and what as its effect.
pub fn put_in_note(village: &VillageFinding, language: Language) -> String {
    let years = span(&village.years);
    say(
        language,
        || {
            format!(
                "“多”“少”只算 {years} 年农户所得，退还的本金不算收入；“投入”是整个测算期里财政、集体、农户、企业投进去的钱，含补助、奖补、贴息，不管为谁出的（名册外农户的也算），不含贷款本金和每年的生产成本；“多”“少”却只看名册农户，所以按投入折算的数只宜在受益人和年限相近的项目之间比。投入不到一万元（户数：不到十万元），或一年增收比投入还多（靠的主要不是这笔钱）的，不折算。"
            )
        },
        || {
            format!(
                "Effects are those of {years}, and capital that comes back is no income. Put in: what the state, the collective, households and firms put in over the whole run, grants, rewards and interest subsidies included, for whomever, without the principal of loans and the costs of each year, while effects are those on the households of the list: what stands by the money put in compares only projects of like beneficiaries and length. Nothing is shown below 10,000 yuan (households: 100,000), or where a year brings more than was put in, for then other means bring it."
            )
        },
    )
}

/// The heading of what each project changes.
pub fn effects_heading(village: &VillageFinding, language: Language) -> String {
    let years = span(&village.years);
    say(language, || format!("有它和没有它（{years} 年）"), || format!("with and without ({years})"))
}

const WITHOUT: (&str, &str) = (
    "每次去掉一项，用同一批随机数重算，低保等按收入核定的救助也随之重算；增减都是逐次试验相减后的平均。金额为当年价。",
    "One is taken away at a time and everything computed again on the same draws, means-tested aid too; differences are means over trials, in yuan of the year.",
);
