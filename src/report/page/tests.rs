use super::*;
use crate::report::charts::charts;
use crate::report::samples;
use crate::report::tests::check_golden;

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

/// The text between two headings, without tags.
fn text_between<'a>(html: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let start = html.find(from).expect("the first heading");
    let end = start + html[start..].find(to).expect("the second heading");
    html[start..end]
        .split('<')
        .filter_map(|piece| piece.split_once('>').map(|(_, text)| text.trim()))
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn the_section_of_households_answers_in_order() {
    let findings = samples::zhaoyuan();
    let html = full(&findings);
    let places: Vec<usize> = [
        "平均每户每年从 4 个项目和各项帮扶中得到 3,250 元（当年价，低保另计）",
        "合成名册，不是真实农户",
        "<h2>结论和建议</h2>",
        "<h2>农户</h2>",
        "<h2>钱到谁手里</h2>",
        "<h2>有它和没有它</h2>",
        "<h2>谁可能低于贫困线</h2>",
        "风险最高的 20 户",
        "<h2>说法与预测对照</h2>",
        "<h2>结果</h2>",
        "<h2>承诺逐年兑现</h2>",
        "<h2>逐年结果</h2>",
        "<h2>图</h2>",
    ]
    .iter()
    .map(|text| html.find(text).unwrap_or_else(|| panic!("{text}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}");
    let watched = text_between(&html, "风险最高的 20 户", "<figure>");
    let riskiest = crate::report::households::by_risk(findings.village.as_ref().expect("a village"));
    let rows: Vec<&&str> = watched.iter().filter(|text| text.len() == 4 && text.starts_with('0')).collect();
    assert_eq!(rows.len(), 20);
    assert!(rows.iter().zip(&riskiest).all(|(shown, household)| **shown == household.id));
    // each chart once a language, the village's in its own section
    assert_eq!(html.matches("<figure>").count(), 2 * charts(&findings).len());
    let own = html.find("<h2>图</h2>").expect("charts");
    assert_eq!(html[..own].matches("<figure>").count(), charts(&findings).iter().filter(|c| c.is_of_village()).count());
}

#[test]
fn the_tables_of_households_are_as_agreed() {
    let html = full(&samples::zhaoyuan());
    let groups = text_between(&html, "<h2>农户</h2>", "<figure>");
    check_golden("village-groups.zh.txt", &groups.join("\n"));
    let without = text_between(&html, "<h2>With and without</h2>", "<figure>");
    check_golden("village-without.en.txt", &without.join("\n"));
}

#[test]
fn a_year_in_which_some_trials_owe_nothing_tells_how_many_owe_something() {
    let mut findings = samples::quarry();
    let header = "<th class=\"n\">当年有款到期的试验</th>";
    assert!(!full(&findings).contains(header));
    findings.promises[0].years[1].counted = 0.257;
    let html = full(&findings);
    assert!(html.contains(header) && html.contains("<td class=\"n\">25.7%</td>"));
    assert!(html.contains("是占当年有款到期的试验的比例"), "a note says what the shares are of");
    assert!(html.contains("占当年有款到期的试验\n") || html.contains("占当年有款到期的试验<"), "so does the chart");
}

#[test]
fn outcomes_of_the_scenario_stand_before_those_of_its_projects() {
    let mut findings = samples::solar();
    findings.outcomes.insert(0, samples::quarry().outcomes[0].clone());
    let html = full(&findings);
    let end = html.find("<section lang=\"en\">").expect("the English part");
    let [own, apart, project] = ["<small>npv</small>", "展开其他结果", "<small>quarry.npv</small>"]
        .map(|text| html[..end].find(text).expect("one"));
    assert!(own < apart && apart < project);
    assert!(html[..end].contains("净现值：第 0 年"), "one note for all");
    assert!(!full(&samples::solar()).contains("展开其他结果"), "nothing to set apart");
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
    assert!(html.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()));
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
        if let Some(village) = &findings.village {
            let book = crate::report::workbook::workbook(&findings, village, Language::Chinese).expect("a workbook");
            std::fs::write(folder.join(format!("{name}.xlsx")), book).expect("writes");
        }
    }
}
