//! Variants beside the base on the screen: the first few outcomes that they change.

use super::layout;
use crate::analysis::findings::{Findings, VariantFinding};
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
    let (mut rows, mut below) = (Vec::new(), Vec::new());
    for variant in &findings.variants {
        let (told, hidden) = on_the_screen(findings, variant);
        let mut title = variant.title.get(language).to_string();
        let mut pairs_of = Vec::new();
        for compared in told.into_iter().filter_map(|place| words::compared(findings, variant, place, language)) {
            let (reading, mean) = (&compared.reading, compared.mean);
            let difference = compared.difference.map(|found| words::difference_in(reading, found));
            let sides = compared.sides.map(|sides| sides.map(format_probability).join(" / "));
            rows.push([
                std::mem::take(&mut title),
                compared.label_with_unit,
                reading.number(mean.value, mean.error),
                difference.unwrap_or_default(),
                sides.unwrap_or_default(),
            ]);
            pairs_of.extend(compared.pairs.map(|pairs| (compared.label, pairs)));
        }
        let told = words::missing_pairs(variant.title.get(language), &pairs_of, language);
        below.extend(told.map(|line| for_terminal(&line)));
        let advice = words::advice(findings, &variant.advice, language).into_iter();
        below.extend(advice.map(|given| for_terminal(&advice_of(variant.title.get(language), &given, language))));
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
    lines.extend(below);
    lines
}

/// Advice for a variant that does not hold for the base.
fn advice_of(variant: &str, (projects, text): &(String, String), language: Language) -> String {
    say(
        language,
        || format!("方案“{variant}”另有建议（{projects}）：{text}"),
        || format!("Advice for the variant {variant} ({projects}): {text}"),
    )
}

/// Of what is told of a variant the first few that it changes, and what is worst of all the rest; and how many the page
/// has besides.
fn on_the_screen(findings: &Findings, variant: &VariantFinding) -> (Vec<usize>, usize) {
    let most = if findings.village.is_some() { MOST_CHANGES_OF_VILLAGE } else { MOST_CHANGES };
    let told = variant.told(findings);
    let first = told.changed.len().min(most);
    let mut places = told.all();
    let rest = places.split_off(first);
    let costs = rest.iter().filter_map(|&place| Some((place, variant.cost(place)?)));
    // of equal ones the first
    let worst = costs.reduce(|worst, other| if other.1 > worst.1 { other } else { worst });
    places.extend(worst.map(|(place, _)| place));
    let hidden = first + rest.len() - places.len();
    (places, hidden)
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
        let english = block(&findings, Language::English).join("\n");
        assert!(english.contains("solar.payer") && !english.contains("solar.twin"), "{english}");
        assert!(!english.contains("more (page"), "{english}");
    }

    #[test]
    fn what_is_hidden_is_counted_among_what_the_page_tells() {
        // of the six listed ones the fifth is worst, and has a second name; the project's other outcome has two names
        let findings = samples::varied(&[
            ("a", 1.0, 0.0, 0.0),
            ("b", 2.0, 0.0, 0.0),
            ("c", 3.0, 0.0, 0.0),
            ("d", 4.0, 0.0, 0.0),
            ("e", -5.0, 0.0, 0.9),
            ("f", 6.0, 0.0, 0.0),
            ("q.e", -5.0, 0.0, 0.9),
            ("q.x", -7.0, 0.0, 0.5),
            ("q.y", -7.0, 0.0, 0.5),
        ]);
        assert_eq!(on_the_screen(&findings, &findings.variants[0]), (vec![0, 1, 2, 3, 4], 2));
        let english = block(&findings, Language::English).join("\n");
        assert!(english.contains("… and 2 more (page, summary.json)") && !english.contains("q.e"), "{english}");
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
