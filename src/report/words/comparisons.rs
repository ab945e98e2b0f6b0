//! The words of a variant beside the base: in which share of the trials it is better, and on how many pairs that stands.

use super::{outcome_label, outcome_reading, pick, quantile, say};
use crate::analysis::findings::{Estimate, Findings, OutcomeFinding, OutcomeSort, Pairs, VariantFinding};
use crate::diagnostic::Language;
use crate::report::number::{Reading, format_count};
use crate::village::KEPT;

/// An outcome of a variant beside the base, as screen, page and workbook tell it.
pub struct Compared {
    /// Shown to people.
    pub label: String,
    /// The same with the unit of the numbers.
    pub label_with_unit: String,
    /// The unit of the numbers.
    pub reading: Reading,
    /// Mean of the base.
    pub base: Option<Estimate>,
    /// Mean of the variant.
    pub mean: Estimate,
    /// Variant − base, with its error.
    pub difference: Option<Estimate>,
    /// P5 and P95 of the variant, where they say more than the mean.
    pub ends: Option<(Estimate, Estimate)>,
    /// Better, the same, worse.
    pub sides: Option<[Estimate; 3]>,
    /// On how many pairs of trials the difference stands.
    pub pairs: Option<Pairs>,
}

/// The outcome at a place of a variant's list beside that of the base.
pub fn compared(findings: &Findings, variant: &VariantFinding, place: usize, language: Language) -> Option<Compared> {
    let outcome = variant.outcomes.get(place)?;
    let reading = outcome_reading(outcome, language);
    let label = outcome_label(findings, outcome, language);
    let base = findings.outcomes.iter().find(|base| base.path == outcome.path);
    // of yes and no the probability says all
    let spread = outcome.uncertain && outcome.sort == OutcomeSort::Number;
    let side = |list: &[Option<Estimate>]| list.get(place).copied().flatten();
    Some(Compared {
        label_with_unit: reading.label(&label),
        base: base.map(OutcomeFinding::mean_of_all),
        mean: outcome.mean_of_all(),
        difference: variant.differences.get(place).copied(),
        ends: spread.then(|| (quantile(outcome, 0.05), quantile(outcome, 0.95))),
        sides: sides(side(&variant.better), side(&variant.worse)),
        // trials in which nothing falls due are no trials of a promise
        pairs: variant.pairs.get(place).copied().filter(|_| !outcome.path.ends_with(KEPT)),
        reading,
        label,
    })
}

/// A difference with its error in the unit of the outcome; what is told in per cent differs by percentage points, which is said.
pub fn difference_in(reading: &Reading, difference: Estimate) -> String {
    let number = reading.number_with_error(difference);
    if difference.value.is_finite() { format!("{number}{}", unit_of_difference(reading)) } else { number }
}

/// Behind a difference of two numbers in this unit, where the unit alone would mislead.
pub fn unit_of_difference(reading: &Reading) -> &'static str {
    if reading.symbol == "%" { pick(reading.language, " 个百分点", " percentage points") } else { "" }
}

/// Better, the same, worse: three shares of the trials of a variant.
pub fn sides(better: Option<Estimate>, worse: Option<Estimate>) -> Option<[Estimate; 3]> {
    let (better, worse) = (better?, worse?);
    let same = (1.0 - better.value - worse.value).clamp(0.0, 1.0);
    // what is left of three shares that add up to one
    let same = if same < 1e-12 { 0.0 } else { same };
    let error = better.error.zip(worse.error).map(|(a, b)| (a * a + b * b).sqrt()).filter(|_| same > 0.0 && same < 1.0);
    Some([better, Estimate { value: same, error }, worse])
}

/// `129,001 对试验，另有 2,071 对缺值`: on how many pairs a difference stands; nothing where all trials have a value.
pub fn pairs(pairs: Pairs, language: Language) -> String {
    let (counted, missing) = (format_count(pairs.counted), format_count(pairs.missing));
    match pairs.missing {
        0 => String::new(),
        _ => say(
            language,
            || format!("{counted} 对试验，另有 {missing} 对缺值"),
            || format!("{counted} pairs of trials, {missing} without a value"),
        ),
    }
}

/// On how many pairs of trials the differences of a variant stand, where some have no value; nothing where all have.
pub fn missing_pairs(variant: &str, outcomes: &[(String, Pairs)], language: Language) -> Option<String> {
    let one = |(label, pairs): &(String, Pairs)| {
        let (counted, missing) = (format_count(pairs.counted), format_count(pairs.missing));
        say(
            language,
            || format!("{label} {counted} 对（另有 {missing} 对缺值）"),
            || format!("{label} {counted} ({missing} without a value)"),
        )
    };
    let list: Vec<String> = outcomes.iter().filter(|(_, pairs)| pairs.missing > 0).map(one).collect();
    let list = list.join(pick(language, "，", "; "));
    (!list.is_empty()).then(|| {
        say(
            language,
            || format!("{variant}的差额所含试验对数：{list}。"),
            || format!("Pairs of trials that differences stand on, {variant}: {list}."),
        )
    })
}
