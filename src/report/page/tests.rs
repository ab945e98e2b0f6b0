use super::*;
use crate::report::charts::charts;
use crate::report::samples;

fn manifest() -> Manifest {
    Manifest {
        version: "0.1.0".to_string(),
        command: "fengnian run 'scenarios/<b>x.toml' --seed 1".to_string(),
        trials: 131_072,
        seed: 1,
        design: "stratified".to_string(),
        ..Manifest::default()
    }
}

fn drawn(findings: &Findings) -> Vec<ChartPair> {
    charts(findings).into_iter().map(|chart| ChartPair::draw(chart, findings).expect("draws")).collect()
}

fn full(findings: &Findings) -> String {
    page(findings, &drawn(findings), &manifest(), Language::Chinese)
}

#[test]
fn the_page_answers_in_both_languages() {
    let html = full(&samples::solar());
    for text in [
        "净现值的中位数为 3.80 万元",
        "The median of net present value is 38,000 yuan",
        "第 72 百分位",
        "估计",
        "estimate",
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.contains("capacity * specific_yield * (1 - degradation)"));
    assert!(html.contains("九成试验落在 −10.15 到 20.25 万元之间"), "a true minus sign");
}

#[test]
fn nothing_outside_the_page_is_asked_for() {
    for (name, findings) in samples::all() {
        let html = full(&findings);
        let without_namespace = html.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for word in ["http:", "https:", "url(", "@import", "<script", "<link", "<img", "src=", "href="] {
            assert!(!without_namespace.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn text_of_users_cannot_break_out() {
    let findings = samples::hostile();
    let html = full(&findings);
    assert!(html.contains("&lt;script&gt;") && html.contains("&lt;b&gt;x.toml"));
    assert!(!html.contains("<script") && !html.contains("<b>"));
    assert_eq!(html.matches("</svg>").count(), 2 * charts(&findings).len());
    assert!(html.chars().all(|c| c == '\n' || !c.is_control()));
}

#[test]
fn tags_are_balanced_in_every_sample() {
    for (name, findings) in samples::all() {
        let html = full(&findings);
        assert!(!html.contains("NaN") && !html.contains(">inf"), "{name}");
        for tag in ["section", "table", "tr", "td", "div", "figure", "main", "ul"] {
            let (opened, closed) = (
                html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count(),
                html.matches(&format!("</{tag}>")).count(),
            );
            assert_eq!(opened, closed, "{name}: {tag}");
        }
    }
}

/// Writes the pages of the samples to the folder named by `FENGNIAN_CHARTS`, to be looked at.
#[test]
#[ignore = "for looking at the page; needs FENGNIAN_CHARTS"]
fn write_pages() {
    let Some(folder) = std::env::var_os("FENGNIAN_CHARTS") else { return };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).expect("folder");
    for (name, findings) in samples::all() {
        std::fs::write(folder.join(format!("page-{name}.html")), full(&findings)).expect("writes");
        let english = page(&findings, &drawn(&findings), &manifest(), Language::English);
        std::fs::write(folder.join(format!("page-{name}-en.html")), english).expect("writes");
    }
}
