//! The variants beside the base.

use super::conclusion::advice_list;
use super::html::{Cell, heading, paragraph, table};
use crate::analysis::findings::{Findings, VariantFinding};
use crate::diagnostic::Language;
use crate::report::text::for_html;
use crate::report::words::{self, pick};

/// A table for every variant, and below them how to read them.
pub(super) fn section(html: &mut String, findings: &Findings, language: Language) {
    if findings.variants.is_empty() {
        return;
    }
    heading(html, pick(language, "方案比较", "Variants"));
    for variant in &findings.variants {
        html.push_str(&format!("<h3>{}</h3>\n", for_html(variant.title.get(language))));
        paragraph(html, "note", &words::changes_list(&variant.changes, language).unwrap_or_default());
        let rows = rows(findings, variant, language);
        if rows.is_empty() {
            paragraph(html, "", pick(language, "各项结果与基准相同。", "All outcomes are those of the base."));
        } else {
            table(html, &header(language), rows);
        }
        advice_list(html, words::advice(findings, &variant.advice, language), language);
    }
    notes(html, findings, language);
}

fn header(language: Language) -> [&'static str; 8] {
    match language {
        Language::Chinese => ["结果", "#基准平均", "#本方案平均", "#相差", "#本方案 P5–P95", "#更好", "#一样", "#更差"],
        Language::English => [
            "outcome",
            "#base, mean",
            "#variant, mean",
            "#difference",
            "#P5–P95 of the variant",
            "#better",
            "#the same",
            "#worse",
        ],
    }
}

/// What the variant leaves as it is says nothing; what it makes worse is told, whoever it concerns.
fn rows(findings: &Findings, variant: &VariantFinding, language: Language) -> Vec<Vec<Cell>> {
    let told = variant.told(findings).all().into_iter();
    let row = |compared: words::Compared| {
        let pairs = compared.pairs.map_or_else(String::new, |pairs| words::pairs(pairs, language));
        let numbers = [compared.base, compared.mean, compared.difference, compared.range];
        let sides = compared.sides.unwrap_or_default();
        let numbers = numbers.into_iter().chain(sides).map(Cell::Number);
        std::iter::once(Cell::Noted(compared.label_with_unit, pairs)).chain(numbers).collect()
    };
    told.filter_map(|place| words::compared(findings, variant, place, language)).map(row).collect()
}

/// What the columns mean, and why outcomes of others stand among the rows.
fn notes(html: &mut String, findings: &Findings, language: Language) {
    let note = pick(
        language,
        "各方案用同一批随机数，差额逐次试验相减得出；基准或方案没有数值的试验成对略去，略去多少注在结果名下，没有注的含全部试验。“更好、一样、更差”各占两边都能排出先后的试验的多少：收得回投资好过始终收不回，两边都收不回算一样。",
        "Every variant meets the same random draws; differences are taken trial by trial. A difference leaves out pairs in which the base or the variant has no number; under the outcome stands how many, and where nothing is said, all trials count. Better, the same and worse are shares of the pairs in which both can be ranked: to pay back is better than never to, and two that never pay back are the same.",
    );
    paragraph(html, "note", note);
    if findings.variants.iter().any(|variant| !variant.told(findings).beside.is_empty()) {
        let note = pick(
            language,
            "排在后面的，是情景没有列为结果、变差的试验比变好的多、而且占一成以上的，不管对谁。",
            "Last stand outcomes that the scenario does not list and that are worse more often than better, in a tenth of the pairs or more, whoever they concern.",
        );
        paragraph(html, "note", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Told;
    use crate::report::samples::varied;

    fn shown(findings: &Findings) -> String {
        let mut html = String::new();
        section(&mut html, findings, Language::English);
        html
    }

    fn told(findings: &Findings) -> Told {
        findings.variants[0].told(findings)
    }

    #[test]
    fn gains_and_losses_that_cancel_change_an_outcome_that_the_scenario_lists() {
        let findings = varied(&[
            ("npv", 0.0, 0.25, 0.5),
            ("seldom_better", 0.0, 0.1, 0.0),
            ("still", 0.0, 0.0, 0.0),
            ("other", 1.0, 1.0, 0.0),
        ]);
        assert_eq!(told(&findings), Told { changed: vec![0, 1, 3], beside: Vec::new() });
        let html = shown(&findings);
        assert!(html.find("npv").is_some_and(|npv| Some(npv) < html.find("other")), "{html}");
        assert!(!html.contains("still") && !html.contains("does not list"), "{html}");
    }

    #[test]
    fn what_a_variant_costs_others_is_told_once_the_worst_first_and_why() {
        let findings = varied(&[
            ("own", 1.0, 0.9, 0.0),
            ("q.x", -1.0, 0.3, 0.4),
            ("q.y", -1.0, 0.3, 0.4),
            ("q.own", 1.0, 0.9, 0.0),
            ("r.v", -2.0, 0.1, 0.8),
            ("r.seldom", -2.0, 0.0, 0.09),
            ("r.even", 0.0, 0.4, 0.4),
        ]);
        assert_eq!(told(&findings), Told { changed: vec![0], beside: vec![4, 1] });
        assert_eq!(told(&findings).all(), [0, 4, 1]);
        let html = shown(&findings);
        assert!(html.contains("q.x") && !html.contains("q.y"), "{html}");
        assert!(html.contains("worse more often than better, in a tenth of the pairs or more"), "{html}");
    }
}
