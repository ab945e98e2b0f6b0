use super::*;
use crate::report::samples;
use calamine::{Data, Reader, Xlsx};

fn read(findings: &Findings, language: Language) -> Xlsx<std::io::Cursor<Vec<u8>>> {
    let village = findings.village.as_ref().expect("a village");
    let bytes = workbook(findings, village, language).expect("a workbook");
    Xlsx::new(std::io::Cursor::new(bytes)).expect("reads")
}

fn sheet(findings: &Findings, language: Language, place: usize) -> (String, Vec<Vec<Data>>) {
    let mut book = read(findings, language);
    let name = book.sheet_names()[place].clone();
    let range = book.worksheet_range(&name).expect("a sheet");
    (name, range.rows().map(<[Data]>::to_vec).collect())
}

#[test]
fn the_watch_list_is_sorted_and_holds_what_was_found() {
    let findings = samples::zhaoyuan();
    let village = findings.village.as_ref().expect("a village");
    let (name, rows) = sheet(&findings, Language::Chinese, 0);
    assert_eq!(name, "监测名单");
    assert!(rows[0][0].to_string().contains("合成名册，不是真实农户"));
    let header: Vec<String> = rows[1].iter().map(ToString::to_string).collect();
    assert_eq!(header[..6], ["户编号", "人口", "类别", "至少一年低于线的概率", "± 标准误差", "2018 年低于线的概率"]);
    assert_eq!(header.len(), 5 + 11 + 4 + village.sources.len() + 1);
    assert_eq!(header[header.len() - 2], "种植补助（元/年）");
    assert!(header[header.len() - 1].contains("自付医疗费"), "{header:?}");
    assert!(header.iter().any(|column| column == "人均年收入（元，当年价，2018–2028 年平均）"), "{header:?}");
    // all sources and the rest make the household's income
    for row in &rows[2..] {
        let number =
            |place: usize| if let Data::Float(value) = row[place] { value } else { panic!("{:?}", row[place]) };
        let parts: f64 = (20..header.len()).map(number).sum();
        assert!((parts - number(18) * number(1)).abs() < 1.0, "{parts}");
    }
    assert_eq!(rows.len(), 2 + 104);
    let probability = |row: &[Data]| match row[3] {
        Data::Float(value) => value,
        _ => panic!("no number: {:?}", row[3]),
    };
    assert!(rows[2..].windows(2).all(|pair| probability(&pair[0]) >= probability(&pair[1])));
    let first = by_risk(village)[0];
    assert_eq!(rows[2][0], Data::String(first.id.clone()), "leading zeros stay");
    assert_eq!(rows[2][5], Data::Float(first.below[0]));
    assert_eq!(rows[2][17], Data::String(main_cause(village, first, Language::Chinese).to_string()));
    assert_eq!(rows[2][20], Data::Float(first.receives[0]));
}

#[test]
fn the_other_sheets_hold_projects_and_sources_in_both_languages() {
    let findings = samples::zhaoyuan();
    let village = findings.village.as_ref().expect("a village");
    let (name, rows) = sheet(&findings, Language::Chinese, 1);
    assert_eq!((name.as_str(), rows.len()), ("有无对比", 2 + village.without.len() - 1));
    assert_eq!(rows[2][0], Data::String("石场入股".to_string()));
    assert_eq!(rows[2][2], Data::Float(1_060_000.0));
    assert_eq!(rows[2][5], Data::Float(391.0));
    assert_eq!(rows[2][7], Data::Float(104.0 * 100.0 * 0.0112 / 106.0), "households for every million");
    assert!(rows.iter().all(|row| row[0] != "县工业园入股"), "changes nothing");
    assert_eq!(rows[5][2], Data::Empty, "nothing was put in");
    let (name, rows) = sheet(&findings, Language::English, 2);
    assert_eq!((name.as_str(), rows.len()), ("income by source", 2 + village.sources.len() + 1));
    assert_eq!(rows[2][0], Data::String("wages".to_string()));
    assert_eq!(rows[2][4], Data::Float(village.sources[0].by_year[0]));
    assert_eq!(sheet(&findings, Language::English, 0).0, "watch list");
}

#[test]
fn promises_and_who_gets_what_have_sheets_with_numbers() {
    let findings = samples::zhaoyuan();
    let names = read(&findings, Language::Chinese).sheet_names().clone();
    assert_eq!(names, ["监测名单", "有无对比", "收入来源", "承诺", "钱到谁手里"], "no outcome is told of the variant");
    let (_, rows) = sheet(&findings, Language::Chinese, 3);
    let header: Vec<String> = rows[1].iter().map(ToString::to_string).collect();
    assert_eq!(header[..4], ["承诺", "应付总额（平均）", "期期按时足额的概率", "± 标准误差"]);
    assert_eq!((rows.len(), header.len()), (2 + findings.promises.len(), 7));
    assert_eq!(rows[2][0], Data::String("石场按 12% 固定分红（万元）".to_string()), "the unit of the amount beside it");
    assert_eq!(rows[2][1..4], [Data::Float(169.6), Data::Float(0.6234), Data::Float(0.0013)]);
    let (_, rows) = sheet(&findings, Language::English, 4);
    assert_eq!(rows[1][0], Data::String("sort".to_string()));
    assert_eq!(rows[2][0], Data::String("villagers and collective".to_string()));
    assert!(rows[2..].iter().all(|row| row[1] != Data::Empty && row[1] != ""), "rows can be sorted");
    let Data::Float(a_year) = rows[2][3] else { panic!("{:?}", rows[2]) };
    assert!((a_year - 43_900.0).abs() < 1e-6, "{a_year}");
    assert!(rows.iter().any(|row| row[0] == Data::String("operators, banks, traders".to_string())));
    assert_eq!(read(&findings, Language::English).sheet_names()[3..], ["promises", "who gets what"]);
}

#[test]
fn variants_have_a_sheet_where_any_outcome_is_told_and_per_cent_differ_by_points() {
    let mut findings = samples::varied(&[("share", -0.07, 0.1, 0.9), ("npv", 5.0, 0.9, 0.0)]);
    let per_cent = samples::percent();
    findings.outcomes[0].unit = per_cent.clone();
    findings.variants[0].outcomes[0].unit = per_cent;
    findings.variants[0].pairs[0].missing = 3;
    findings.village = samples::zhaoyuan().village;
    let (name, rows) = sheet(&findings, Language::Chinese, 3);
    assert_eq!((name.as_str(), rows.len()), ("方案比较", 4));
    let header: Vec<String> = rows[1].iter().map(ToString::to_string).collect();
    assert_eq!(header[..7], ["方案", "结果", "所含试验", "基准平均", "本方案平均", "相差", "± 标准误差"]);
    assert_eq!(header[7..], ["本方案 P5", "本方案 P95", "更好", "一样", "更差"]);
    assert_eq!(rows[2][..2], [Data::String("扩容到 100 千瓦".to_string()), Data::String("share（%）".to_string())]);
    let number = |row: usize, place: usize| match rows[row][place] {
        Data::Float(value) => value,
        _ => panic!("no number: {:?}", rows[row]),
    };
    assert!((number(2, 5) + 7.0).abs() < 1e-9 && (number(3, 5) - 5.0).abs() < 1e-9);
    assert_eq!((number(2, 9), number(2, 11)), (0.1, 0.9));
}

#[test]
fn text_of_users_is_never_a_formula() {
    let findings = samples::hostile();
    for language in [Language::Chinese, Language::English] {
        let mut book = read(&findings, language);
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).expect("a sheet");
            assert!(formulas.rows().flatten().all(String::is_empty), "{name}");
        }
        let (_, rows) = sheet(&findings, language, 0);
        let ids: Vec<&Data> = rows[2..].iter().map(|row| &row[0]).collect();
        assert!(ids.iter().all(|id| matches!(id, Data::String(_))), "{ids:?}");
        assert!(ids.iter().any(|id| id.to_string().starts_with("=HYPERLINK")), "kept as text");
        assert!(rows.iter().flatten().all(|cell| !cell.to_string().chars().any(char::is_control)));
    }
}

#[test]
fn every_village_makes_a_workbook_and_the_same_one_twice() {
    for (name, findings) in samples::all() {
        let Some(village) = &findings.village else { continue };
        let bytes = workbook(&findings, village, Language::Chinese).expect(name);
        assert_eq!(bytes, workbook(&findings, village, Language::Chinese).expect(name), "{name}");
        let (_, rows) = sheet(&findings, Language::Chinese, 0);
        assert_eq!(rows.len(), 2 + village.list.len(), "{name}");
    }
}
