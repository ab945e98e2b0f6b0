//! The words of a variant beside the base: in which share of the trials it is better, and on how many pairs that stands.

use super::{pick, say};
use crate::analysis::findings::{Estimate, Pairs};
use crate::diagnostic::Language;
use crate::report::number::format_count;

/// Better, the same, worse: three shares of the trials of a variant.
pub fn sides(better: Option<Estimate>, worse: Option<Estimate>) -> Option<[Estimate; 3]> {
    let (better, worse) = (better?, worse?);
    let same = (1.0 - better.value - worse.value).clamp(0.0, 1.0);
    // what is left of three shares that add up to one
    let same = if same < 1e-12 { 0.0 } else { same };
    let error = better.error.zip(worse.error).map(|(a, b)| (a * a + b * b).sqrt()).filter(|_| same > 0.0 && same < 1.0);
    Some([better, Estimate { value: same, error }, worse])
}

/// `129,001（2,071 对缺值）`.
pub fn pairs(pairs: Pairs, language: Language) -> String {
    let (counted, missing) = (format_count(pairs.counted), format_count(pairs.missing));
    match pairs.missing {
        0 => counted,
        _ => say(language, || format!("{counted}（{missing} 对缺值）"), || format!("{counted} ({missing} without)")),
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
