//! The variants beside the base: what each changes, and for how many trials that is better or worse.

use super::{Cell, Kind, Rows, Table, Way};
use crate::analysis::findings::{Findings, VariantFinding};
use crate::diagnostic::Language;
use crate::report::words::{Compared, compared, pairs, pick};

/// Over the tables.
pub fn title(language: Language) -> &'static str {
    pick(language, "方案比较", "Variants")
}

/// A row an outcome that is told of the variant. What it leaves as it is says nothing; what it makes worse is told, whoever it
/// concerns.
pub fn table(findings: &Findings, variant: &VariantFinding, language: Language) -> Table {
    let told = variant.told(findings).all().into_iter();
    let rows: Vec<Compared> = told.filter_map(|place| compared(findings, variant, place, language)).collect();
    let amount = |row: &Compared| Way::Amount(row.reading.clone());
    let side = |place: usize| move |row: &Compared| Cell::number(row.sides.map(|sides| sides[place]), Way::Chance);
    Rows::new(&rows)
        .column(pick(language, "结果", "outcome"), Kind::Text, 38.0, |row| {
            let remark = row.pairs.map_or_else(String::new, |found| pairs(found, language));
            Cell::Noted(row.label_with_unit.clone(), remark)
        })
        .column(pick(language, "基准平均", "base, mean"), Kind::Number, 13.0, |row| {
            Cell::number(row.base, amount(row))
        })
        .column(pick(language, "本方案平均", "variant, mean"), Kind::Number, 13.0, |row| {
            Cell::Number(row.mean, amount(row))
        })
        .column(pick(language, "相差", "difference"), Kind::Measured, 16.0, |row| {
            Cell::number(row.difference, Way::Difference(row.reading.clone()))
        })
        .column(
            pick(language, "本方案 P5–P95", "P5–P95 of the variant"),
            Kind::Range(match language {
                Language::Chinese => ["本方案 P5", "本方案 P95"],
                Language::English => ["P5 of the variant", "P95 of the variant"],
            }),
            13.0,
            |row| row.ends.map_or(Cell::Empty, |(low, high)| Cell::Range(low, high, row.reading.clone())),
        )
        .column(pick(language, "更好", "better"), Kind::Number, 9.0, side(0))
        .column(pick(language, "一样", "the same"), Kind::Number, 9.0, side(1))
        .column(pick(language, "更差", "worse"), Kind::Number, 9.0, side(2))
        .table()
}

/// All variants, one below the other.
pub fn all(findings: &Findings, language: Language) -> Table {
    let parts = findings
        .variants
        .iter()
        .map(|variant| (variant.title.get(language).to_string(), table(findings, variant, language)));
    Table::joined(pick(language, "方案", "variant"), 26.0, parts.collect())
}

/// What the columns mean.
pub fn note(language: Language) -> &'static str {
    pick(
        language,
        "各方案用同一批随机数，差额逐次试验相减得出；基准或方案没有数值的试验成对略去，略去多少注在结果旁边，没有注的含全部试验。“更好、一样、更差”各占两边都能排出先后的试验的多少：收得回投资好过始终收不回，两边都收不回算一样。",
        "Every variant meets the same random draws; differences are taken trial by trial. A difference leaves out pairs in which the base or the variant has no number; with the outcome stands how many, and where nothing is said, all trials count. Better, the same and worse are shares of the pairs in which both can be ranked: to pay back is better than never to, and two that never pay back are the same.",
    )
}

/// Why outcomes of others stand among the rows; nothing where none does.
pub fn note_of_others(findings: &Findings, language: Language) -> Option<&'static str> {
    findings.variants.iter().any(|variant| !variant.told(findings).beside.is_empty()).then(|| {
        pick(
            language,
            "排在后面的，是情景没有列为结果、变差的试验比变好的多、而且占一成以上的，不管对谁。",
            "Last stand outcomes that the scenario does not list and that are worse more often than better, in a tenth of the pairs or more, whoever they concern.",
        )
    })
}
