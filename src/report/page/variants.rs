//! The variants beside the base.

use super::conclusion::advice_list;
use super::html::{heading, paragraph, shared};
use crate::analysis::findings::Findings;
use crate::diagnostic::Language;
use crate::report::tables::variants;
use crate::report::text::for_html;
use crate::report::words::{self, pick};

/// A table for every variant, and below them how to read them.
pub(super) fn section(html: &mut String, findings: &Findings, language: Language) {
    if findings.variants.is_empty() {
        return;
    }
    heading(html, variants::title(language));
    for variant in &findings.variants {
        html.push_str(&format!("<h3>{}</h3>\n", for_html(variant.title.get(language))));
        paragraph(html, "note", &words::changes_list(&variant.changes, language).unwrap_or_default());
        let told = variants::table(findings, variant, language);
        if told.height() == 0 {
            paragraph(html, "", pick(language, "各项结果与基准相同。", "All outcomes are those of the base."));
        } else {
            shared(html, &told);
        }
        advice_list(html, words::advice(findings, &variant.advice, language), language);
    }
    notes(html, findings, language);
}

/// What the columns mean, and why outcomes of others stand among the rows.
fn notes(html: &mut String, findings: &Findings, language: Language) {
    paragraph(html, "note", variants::note(language));
    paragraph(html, "note", variants::note_of_others(findings, language).unwrap_or_default());
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
