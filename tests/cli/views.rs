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
    assert!(shown.contains("if(index == 0, -capex, sold)") && shown.contains("元"), "{shown}");
    assert!(shown.contains("trial and year") && shown.ends_with(&format!("small.toml:{line}")), "{shown}");
    assert!(out.contains(&format!("draws: {} a trial", model.plan.draws)), "{out}");
    let (out, _) = expect(folder.path(), &["explain", "small.toml", "--lang", "zh", "--name", "cash"], 0);
    assert!(out.contains("试验和年份") && out.contains("内存：") && !out.contains("npv "), "{out}");
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
        out.contains("trial 9, seed 1") && out.contains("2021") && out.contains("all internal rates of `irr`"),
        "{out}"
    );
    assert!(out.contains("5 more rows of tables") && out.matches(".twice").count() == 20, "{out}");
    let (out, _) = expect(folder.path(), &["trace", "small.toml", "--all", "--name", "twice"], 0);
    assert!(out.matches(".twice").count() == 25 && !out.contains("npv"), "{out}");
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
fn verify_passes_and_names_every_kind() {
    let folder = folder();
    let (out, err) = expect(folder.path(), &["verify"], 0);
    assert!(BUILTIN.iter().all(|(name, _)| out.contains(name)) && err.is_empty(), "{out}{err}");
    assert!(!out.contains("FAIL") && out.contains("A01"), "{out}");
}
