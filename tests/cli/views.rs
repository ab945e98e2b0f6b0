//! What `explain`, `trace`, `new` and `verify` show.

use fengnian::Model;
use fengnian::scenario::kinds::BUILTIN;

use super::{SMALL, expect, folder};

#[test]
fn explain_names_every_item_with_its_place() {
    let folder = folder();
    let model = Model::from_text("small", SMALL).expect("it compiles");
    let (out, _) = expect(folder.path(), &["explain", "small.toml"], 0);
    for item in &model.plan.items {
        assert!(out.lines().any(|line| line.starts_with(&format!("{} ", item.path))), "{}\n{out}", item.path);
    }
    let line = SMALL.lines().position(|line| line.starts_with("cash_flow")).expect("it is there") + 1;
    let shown = out.lines().find(|shown| shown.starts_with("cash_flow")).expect("it is shown");
    assert!(shown.contains("if(index == 0, -capex, sold)") && shown.contains(" yuan "), "{shown}");
    assert!(shown.contains("trial and year") && shown.ends_with(&format!("small.toml:{line}")), "{shown}");
    assert!(out.contains(&format!("draws: {} a trial", model.plan.draws)), "{out}");
    let (out, _) = expect(folder.path(), &["explain", "small.toml", "--lang", "zh", "--name", "cash"], 0);
    assert!(out.contains("试验和年份") && out.contains("内存：") && !out.contains("npv "), "{out}");
}

/// What stands below the table of names: a golden text in both languages.
#[test]
fn explain_says_which_process_an_input_with_persistence_is() {
    let folder = folder();
    let text = "start_year = 2020\nhorizon = 30\n[inputs]\n\
        rain = { low = \"300 m3\", likely = \"400 m3\", high = \"600 m3\", each = \"year\", persistence = 0.5, unit = \"m3\" }\n\
        price = { dist = \"normal\", mean = 0, sd = \"2 元\", each = \"year\", persistence = 0.6, spread = \"innovation\", start = \"1 元\", clip = { min = \"-4 元\" } }\n\
        [outcomes]\nlast_price = \"last(price)\"\n";
    std::fs::write(folder.path().join("years.toml"), text).expect("it is written");
    let section = |language: &str, head: &str| {
        let (out, _) = expect(folder.path(), &["explain", "years.toml", "--lang", language], 0);
        let from = out.find(head).unwrap_or_else(|| panic!("{head} in {out}"));
        out[from..].split("\n\n").next().unwrap_or_default().to_owned()
    };
    // PERT(300, 400, 600): mean 416.67, sd √(116.67 · 183.33 / 7) = 55.28; 2 / √(1 − 0.36) = 2.5
    let years = "2020: 2, 2021: 2.332, 2022: 2.441, 2023: 2.479, 2024: 2.492, 2025: 2.497, 2026: 2.499, 2027–2050: 2.5";
    assert_eq!(
        section("en", "inputs with persistence"),
        format!(
            "inputs with persistence:\n  \
            rain: stationary: the stated distribution every year, normal scores correlated 0.5 from year to year\n    \
            sd by year: 2020–2050: 55.28 m3\n  \
            price: textbook process: x[t] = 0.6 · x[t−1] + e[t], start 1 元\n    \
            sd by year: {years} 元 (before `clip`)"
        )
    );
    assert_eq!(
        section("zh", "有延续性的输入"),
        format!(
            "有延续性的输入：\n  \
            rain: 平稳：每年都服从所写的分布，正态得分相邻两年相关 0.5\n    \
            逐年标准差：2020–2050: 55.28 m3\n  \
            price: 教科书过程：x[t] = 0.6 · x[t−1] + e[t]，起点 1 元\n    \
            逐年标准差：{years} 元（限值之前）"
        )
    );
}

#[test]
fn trace_shows_the_numbers_of_the_run() {
    let folder = folder();
    let model = Model::from_text("small", SMALL).expect("it compiles");
    let trace = model.trace(5, 9).expect("it runs");
    let words = ["trace", "small.toml", "--trial", "9", "--seed", "5", "--json"];
    let json: serde_json::Value = serde_json::from_str(&expect(folder.path(), &words, 0).0).expect("JSON");
    let of = |path: &str| {
        let values = json["values"].as_array().expect("a list");
        values.iter().find(|value| value["path"] == path).unwrap_or_else(|| panic!("{path} in {json}"))
    };
    assert_eq!(of("npv")["value"].as_f64(), Some(trace.value("npv")));
    let sold: Vec<f64> =
        of("sold")["value"].as_array().expect("years").iter().filter_map(serde_json::Value::as_f64).collect();
    assert_eq!(sold, trace.series("sold"));
    assert_eq!(of("irr")["all_rates"][0].as_f64(), Some(trace.value("irr")));
    assert_eq!(of("t.3.twice")["value"].as_f64(), Some(6.0));
    let (out, _) = expect(folder.path(), &["trace", "small.toml", "--trial", "9"], 0);
    assert!(
        out.contains("trial number 9, seed 1") && out.contains("2021") && out.contains("all internal rates of `irr`"),
        "{out}"
    );
    assert!(out.contains("5 more rows of tables") && out.matches(".twice").count() == 20, "{out}");
    let (out, _) = expect(folder.path(), &["trace", "small.toml", "--all", "--name", "twice"], 0);
    assert!(out.matches(".twice").count() == 25 && !out.contains("npv"), "{out}");
}

#[test]
fn trace_keeps_names_apart_and_counts_rows_as_people_do() {
    let folder = folder();
    let long = "a_name_that_is_longer_than_half_of_a_narrow_terminal_by_far";
    let text = format!(
        "horizon = 1\n[tables.t]\nrows = {{ count = 12 }}\n[tables.t.formulas]\n{long} = \"row\"\n[outcomes]\nall = \"sum(t: {long})\"\n"
    );
    super::write(folder.path(), "rows.toml", &text);
    let (out, _) = expect(folder.path(), &["trace", "rows.toml", "--name", long], 0);
    let named: Vec<&str> = out.lines().filter(|line| line.starts_with("t.")).collect();
    assert!(named[1].starts_with(&format!("t.2.{long} ")) && named[9].starts_with("t.10."), "{out}");
}

#[test]
fn a_new_file_of_every_kind_passes_the_check_and_is_never_overwritten() {
    let folder = folder();
    for kind in BUILTIN.iter().map(|(name, _)| *name).chain(["scenario"]) {
        for language in ["zh", "en"] {
            let file = format!("{kind}.{language}.toml");
            expect(folder.path(), &["new", kind, &file, "--lang", language], 0);
            expect(folder.path(), &["check", &file], 0);
            let text = std::fs::read_to_string(folder.path().join(&file)).expect("it is written");
            assert_eq!(expect(folder.path(), &["new", kind, "-", "--lang", language], 0).0, text);
            expect(folder.path(), &["new", kind, &file], 1);
            assert_eq!(std::fs::read_to_string(folder.path().join(&file)).expect("it is there"), text);
        }
    }
    expect(folder.path(), &["new", "crop-base"], 0);
    assert!(folder.path().join("crop-base.toml").exists());
}

#[test]
fn a_run_says_what_was_set_and_a_kind_that_is_not_there_gives_no_table() {
    let folder = folder();
    let (out, _) = expect(folder.path(), &["run", "small.toml", "--set", "capex=120 元", "--formats", "html"], 0);
    assert_eq!(out.lines().nth(1), Some("Changed in this run: investment 100 yuan → 120 yuan"), "{out}");
    let list = "户编号,家庭人口,劳动力,工资性收入\nA1,3,1,20000\nA2,2,0,0\n";
    std::fs::write(folder.path().join("list.csv"), list).expect("it is written");
    let village = "start_year = 2020\nhorizon = 2\n[roster]\nfile = \"list.csv\"\n[households]\nkind = \"rural-household\"\nlife = 2\n";
    std::fs::write(folder.path().join("v.toml"), village).expect("it is written");
    let set = "households.households.A1.wage=1 元";
    let (out, _) = expect(folder.path(), &["run", "v.toml", "--trials", "16", "--set", set, "--formats", "none"], 0);
    assert!(out.contains("A1: wages 20000 yuan → 1 yuan"), "{out}");
    let page = std::fs::read_to_string(folder.path().join("output/small/report.html")).expect("a page");
    assert!(page.contains("本次改动：投资 100 元 → 120 元"));
    let summary = std::fs::read_to_string(folder.path().join("output/small/summary.json")).expect("a summary");
    assert!(summary.contains("\"changes\""));
    let (out, err) = expect(folder.path(), &["verify", "--kind", "nofile"], 1);
    assert!(out.is_empty() && !err.is_empty(), "{out}{err}");
}

#[test]
fn verify_passes_and_names_every_kind() {
    let folder = folder();
    let (out, err) = expect(folder.path(), &["verify"], 0);
    assert!(BUILTIN.iter().all(|(name, _)| out.contains(name)) && err.is_empty(), "{out}{err}");
    assert!(!out.contains("FAIL") && out.contains("A01"), "{out}");
}
