//! Variants beside the base on the screen: the first few outcomes that they change.

use super::layout;
use crate::analysis::findings::{Estimate, Findings};
use crate::diagnostic::Language;
use crate::report::number::format_probability;
use crate::report::text::for_terminal;
use crate::report::words::{self, pick, say};

/// Outcomes of a variant on the screen.
const MOST_CHANGES: usize = 4;
/// The same of a village.
const MOST_CHANGES_OF_VILLAGE: usize = 2;

/// What every variant changes; nothing where there are none.
pub(super) fn block(findings: &Findings, language: Language) -> Vec<String> {
    let header = match language {
        Language::Chinese => ["方案比较", "结果", "平均值", "比基准多", "更好/一样/更差"],
        Language::English => ["variant", "outcome", "mean", "difference from base", "better/same/worse"],
    };
    let (mut rows, mut missing) = (Vec::new(), Vec::new());
    for variant in &findings.variants {
        // what the variant changes, the first few, and what is worst of all the rest: the page has all
        let mut changed = variant.changed(findings);
        let mut title = variant.title.get(language).to_string();
        let most = if findings.village.is_some() { MOST_CHANGES_OF_VILLAGE } else { MOST_CHANGES };
        let of_all = changed.len() + variant.worse_beside(&changed).len();
        changed.truncate(most);
        let worst = variant.worse_beside(&changed).first().copied();
        changed.extend(worst);
        let hidden = of_all.saturating_sub(changed.len());
        let mut pairs_of = Vec::new();
        for place in changed {
            let outcome = &variant.outcomes[place];
            let side = |list: &[Option<Estimate>]| list.get(place).copied().flatten();
            let (better, worse) = (side(&variant.better), side(&variant.worse));
            let Some((difference, pairs)) = variant.differences.get(place).zip(variant.pairs.get(place)) else {
                continue;
            };
            let reading = words::outcome_reading(outcome, language);
            let mean = outcome.mean_of_all();
            pairs_of.push((words::outcome_label(findings, outcome, language), *pairs));
            rows.push([
                std::mem::take(&mut title),
                reading.label(&words::outcome_label(findings, outcome, language)),
                reading.number(mean.value, mean.error),
                reading.number_with_error(*difference),
                words::sides(better, worse).map_or_else(String::new, |sides| sides.map(format_probability).join(" / ")),
            ]);
        }
        let told = words::missing_pairs(variant.title.get(language), &pairs_of, language);
        missing.extend(told.map(|line| for_terminal(&line)));
        if !title.is_empty() {
            let same = pick(language, "与基准相同", "the same as the base").to_string();
            rows.push([title, same, String::new(), String::new(), String::new()]);
        }
        if hidden > 0 {
            let more = say(
                language,
                || format!("……另有 {hidden} 项（见页面、summary.json）"),
                || format!("… and {hidden} more (page, summary.json)"),
            );
            rows.push([String::new(), more, String::new(), String::new(), String::new()]);
        }
    }
    let mut lines = layout(header, rows);
    lines.extend(missing);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::findings::{MissingValues, Pairs};
    use crate::diagnostic::Text;
    use crate::report::samples;

    #[test]
    fn what_a_difference_stands_on_and_what_is_not_shown_are_told() {
        let mut findings = samples::solar();
        let names = ["a", "b", "c", "d", "e", "f"];
        let made = |name: &&str| samples::outcome(name, Text::same(*name), samples::yuan(), 10.0, 1.0, 0.0);
        findings.outcomes = names.iter().map(made).collect();
        let variant = &mut findings.variants[0];
        variant.outcomes = findings.outcomes.clone();
        variant.differences = vec![samples::estimate(1.0, 0.1); names.len()];
        (variant.better, variant.worse) = (vec![None; names.len()], vec![None; names.len()]);
        variant.pairs = vec![Pairs { counted: 131_072, missing: 0 }; names.len()];
        variant.pairs[1] = Pairs { counted: 129_001, missing: 2_071 };
        let english = block(&findings, Language::English).join("\n");
        assert!(english.contains("… and 2 more (page, summary.json)"), "{english}");
        let missing =
            "Pairs of trials that differences stand on, enlarged to 100 kW: b 129,001 (2,071 without a value).";
        assert!(english.contains(missing), "{english}");
        let chinese = block(&findings, Language::Chinese).join("\n");
        assert!(chinese.contains("……另有 2 项（见页面、summary.json）"), "{chinese}");
        assert!(
            chinese.contains("扩容到 100 千瓦的差额所含试验对数：b 129,001 对（另有 2,071 对缺值）。"),
            "{chinese}"
        );
    }

    #[test]
    fn what_a_variant_makes_worse_is_shown_whoever_it_concerns_and_once() {
        let mut findings = samples::solar();
        let outcome = |path: &str, mean: f64| samples::outcome(path, Text::same(path), samples::yuan(), mean, 1.0, 0.0);
        findings.outcomes = vec![
            outcome("own", 10.0),
            outcome("solar.twin", 10.0),
            outcome("solar.payer", 7.0),
            outcome("solar.better", 5.0),
        ];
        let variant = &mut findings.variants[0];
        variant.outcomes = findings.outcomes.clone();
        let share = |value: f64| Some(samples::estimate(value, 0.01));
        variant.differences = [1.0, 1.0, -4.0, 2.0].map(|value| samples::estimate(value, 0.1)).to_vec();
        variant.better = vec![share(0.2), share(0.2), share(0.1), share(0.9)];
        variant.worse = vec![share(0.3), share(0.3), share(0.8), share(0.0)];
        variant.pairs = vec![Pairs { counted: 100, missing: 0 }; 4];
        let variant = &findings.variants[0];
        assert_eq!((variant.changed(&findings), variant.worse_beside(&[0])), (vec![0], vec![2]));
        let english = block(&findings, Language::English).join("\n");
        assert!(english.contains("solar.payer") && !english.contains("solar.twin"), "{english}");
        assert!(!english.contains("more (page"), "{english}");
    }

    #[test]
    fn where_some_trials_never_pay_back_there_is_no_mean() {
        let mut outcome = samples::outcome("payback", Text::same("payback"), samples::yuan(), 18.0, 3.0, 0.0);
        assert_eq!(outcome.mean_of_all(), outcome.mean);
        outcome.missing =
            vec![MissingValues { reason: Text::same("never"), trials: 8, first_trial: 0, ranked: true, lowest: false }];
        assert!(outcome.mean_of_all().value.is_nan());
    }
}
