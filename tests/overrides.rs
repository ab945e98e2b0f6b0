//! `--set path=value`.

use fengnian::diagnostic::Code;
use fengnian::formula::expression::{Expression, Node};
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::model::{Scenario, Value};
use fengnian::scenario::{apply_overrides, apply_variant, read};

const KIND: &str = "[kind]\ntitle = \"泵\"\n[inputs]\nprice = { value = 8, unit = \"元/m3\", source = \"kind\" }\n\
    [tables.parts.columns]\ncost = { unit = \"元\" }\n[tables.parts.rows]\nmotor = { cost = 3000 }\n\
    [tables.parts.inputs]\nwear = { dist = \"uniform\", low = 0, high = 1, unit = \"元\" }\n";
const SCENARIO: &str = "start_year = 2018\nhorizon = 5\n[inputs]\ncapex = { value = 5, unit = \"元\" }\n\
    weather = { values = [\"good\", \"bad\"] }\n[projects.water]\nkind = \"pump\"\n";

fn scenario() -> Scenario {
    let files = MemoryFiles::new().with("s.toml", SCENARIO).with("kinds/pump.toml", KIND);
    read("s.toml", &files, &KindSources::default()).unwrap_or_else(|(found, _)| panic!("{found}"))
}

fn set(pairs: &[(&str, &str)]) -> (Scenario, Vec<String>) {
    let mut scenario = scenario();
    let pairs: Vec<(String, String)> = pairs.iter().map(|(path, value)| ((*path).into(), (*value).into())).collect();
    let found = apply_overrides(&mut scenario, &pairs);
    assert!(found.list.iter().all(|found| found.code == Code::Override), "{found}");
    (scenario, found.list.iter().map(|found| found.message.en.clone()).collect())
}

fn words(value: &Value) -> String {
    match value {
        Value::Certain(Expression { node: Node::Number { value, unit }, .. }) => {
            format!("{value} {}", unit.as_ref().map_or("", |unit| &unit.text))
        }
        Value::Certain(Expression { node: Node::Text(state), .. }) => format!("'{state}'"),
        Value::Certain(Expression { node, .. }) => format!("{node:?}"),
        Value::ByYear { .. } => "by year".into(),
        Value::Uncertain(_) => "uncertain".into(),
    }
}

#[test]
fn values_are_written_as_in_the_file_with_or_without_quotes() {
    for (value, expected) in [
        ("6", "6 元"),
        (" 1_000 ", "1000 元"),
        ("6 元", "6 元"),
        ("\"6 元\"", "6 元"),
        ("'6 元'", "6 元"),
        ("{ low = 1, likely = 2, high = 3 }", "uncertain"),
        ("[1, 2]", "by year"),
        ("{ value = 7, unit = \"万元\" }", "7 万元"),
    ] {
        let (scenario, mistakes) = set(&[("capex", value)]);
        assert!(mistakes.is_empty(), "{value}: {mistakes:?}");
        assert_eq!(words(&scenario.body.inputs[0].value), expected, "{value}");
    }
}

#[test]
fn every_sort_of_path() {
    let (scenario, mistakes) = set(&[
        ("water.price", "9"),
        ("water.parts.motor.cost", "2500"),
        ("water.parts.wear", "0.2 元"),
        ("water.start", "2019"),
        ("water.life", "3"),
        ("weather", "bad"),
        ("trials", "64"),
        ("seed", "7"),
        ("discount_rate", "5 %"),
        ("horizon", "8"),
    ]);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let project = &scenario.projects[0];
    assert_eq!(words(&project.kind.body.inputs[0].value), "9 元/m3");
    assert_eq!(project.kind.body.inputs[0].source, None, "the kind's source is not that of the new value");
    assert_eq!(project.set[0].value, "price");
    assert_eq!(words(&project.kind.body.tables[0].columns[0].cells[0]), "2500 元");
    assert_eq!(words(&project.kind.body.tables[0].inputs[0].value), "0.2 元");
    assert_eq!(project.start.as_ref().map(|start| start.value), Some(2019));
    assert_eq!(words(&scenario.body.inputs[1].value), "'bad'");
    assert_eq!((scenario.trials, scenario.seed, scenario.horizon), (64, 7, 8));
    assert!(scenario.discount_rate.is_some());
}

#[test]
fn what_cannot_be_applied_says_so_and_changes_nothing() {
    let before = format!("{:?}", scenario().body);
    for (path, value, part) in [
        ("capx", "5", "capx"),
        ("", "5", "not an input"),
        ("capex", "", "no value"),
        ("capex", "5 +", ""),
        ("capex", "{ low = 1", ""),
        ("capex", "{ lo = 1 }", "no key `lo`"),
        ("capex", "{ data = \"x.csv\" }", "data file"),
        ("capex", "1e999", "cannot be inf"),
        ("trials", "1e12", "above the limit"),
        ("trials", "many", "whole number"),
        ("horizon", "10000", "above the limit"),
        ("water.start", "1999", "cannot be 1999"),
        ("sun.life", "3", "no project `sun`"),
    ] {
        let (scenario, mistakes) = set(&[(path, value)]);
        assert!(!mistakes.is_empty() && mistakes[0].contains(part), "{path}={value}: {mistakes:?}");
        assert_eq!(format!("{:?}", scenario.body), before, "{path}={value}");
    }
    let (_, mistakes) = set(&[("water.start", "2020"), ("start_year", "2021")]);
    assert!(mistakes[0].contains("outside the years"), "{mistakes:?}");
}

#[test]
fn a_number_of_a_rule_is_set_by_the_input_that_gives_it() {
    let village = |reserve: &str| {
        let text = format!(
            "start_year = 2020\nhorizon = 3\ndiscount_rate = 0.05\n[inputs]\nkept = \"10 %\"\n[households]\nkind = \"rural-household\"\nlife = 3\n\
             [village]\nreserve = \"{reserve}\"\n"
        );
        let kinds = KindSources { folders: Vec::new(), builtin: fengnian::scenario::kinds::BUILTIN };
        let mut scenario = read("s.toml", &MemoryFiles::new().with("s.toml", text), &kinds)
            .map_err(|(found, _)| found)
            .expect("a village");
        let found = apply_overrides(&mut scenario, &[("village.reserve".to_owned(), "20 %".to_owned())]);
        found.list[0].remedy.en.clone()
    };
    assert_eq!(village("kept"), "the input kept gives it: --set kept=…");
    assert!(village("10 %").contains("give the number a name in [inputs]"));
}

#[test]
fn a_value_that_is_set_has_the_unit_of_the_one_it_replaces() {
    let file = "horizon = 3\n[units]\n\"担\" = \"50 kg\"\n[inputs]\nmoney = \"60000 元\"\nrate = 0.12\ncrop = \"3 担\"\n\
        land = \"200 亩 * 700 元/亩\"\nprice = { low = \"5 元/kg\", likely = \"6 元/kg\", high = \"9 元/kg\" }\n\
        paid = { by_year = [\"5 元\"], missing = \"last\" }\nbare = { value = 5, unit = \"万元\" }\nnothing = 0\n\
        prices = { data = [1, 2, 3] }\n[tables.t.columns]\ncost = {}\n[tables.t.rows]\na = { cost = \"5 元\" }\n\
        [variants.v]\nset = { money = 5 }\n";
    let files = MemoryFiles::new().with("s.toml", file);
    let base = read("s.toml", &files, &KindSources::default()).unwrap_or_else(|(found, _)| panic!("{found}"));
    let set = |path: &str, value: &str| {
        apply_overrides(&mut base.clone(), &[(path.to_owned(), value.to_owned())]).to_string()
    };
    for (path, value) in [
        ("money", "5 万元"),
        ("rate", "10%"),
        ("crop", "5 kg"),
        ("land", "1000 元"),
        ("price", "7 元/t"),
        ("price", "{ low = \"1 元/kg\", likely = \"2 元/kg\", high = \"3 元/kg\" }"),
        ("paid", "[\"5 元\", \"6 元\"]"),
        ("bare", "7"),
        ("nothing", "5 kg"),
        ("money", "0"),
        ("prices", "5"),
        ("t.a.cost", "6 元"),
    ] {
        assert_eq!(set(path, value), "", "{path}={value}");
    }
    for (path, value, expected) in [
        ("money", "5", "this value is a pure number, the one it replaces is in yuan"),
        ("rate", "5 元", "this value is in yuan, the one it replaces is a pure number"),
        ("crop", "5", "this value is a pure number, the one it replaces is in kg"),
        ("land", "5 元/亩", "this value is in yuan/mu, the one it replaces is in yuan"),
        ("price", "{ low = 1, likely = 2, high = 3 }", "a pure number, the one it replaces is in yuan/kg"),
        ("paid", "[5, 6]", "this value is a pure number, the one it replaces is in yuan"),
        ("bare", "7 kg", "this value is in kg, the one it replaces is in yuan"),
        ("prices", "5 kg", "this value is in kg, the one it replaces is a pure number"),
        ("t.a.cost", "6", "this value is a pure number, the one it replaces is in yuan"),
    ] {
        let found = set(path, value);
        assert!(found.contains(expected), "{path}={value}: {found}");
    }
    let found = apply_variant(&mut base.clone(), 0).map_err(|found| found.to_string());
    assert!(found.is_err_and(|found| found.contains("the one it replaces is in yuan")));
}

/// What is put in the place of a number, of yes or no, or of a state must be one: the formulas that use it are not the user's.
#[test]
fn a_value_that_is_set_is_of_the_sort_of_the_one_it_replaces() {
    let kind = "[kind]\ntitle = \"x\"\n[inputs]\nyes = true\nluck = { dist = \"bernoulli\", p = 0.3 }\n\
        maybe = { chance = 0.1, then = true, else = false }\nyearly = [true, false]\ncost = { value = 5, unit = \"元\" }\n\
        colour = { value = \"red\", states = [\"red\", \"blue\"] }\n\
        [tables.t.columns]\nkept = {}\n[tables.t.rows]\na = { kept = true }\n\
        [formulas]\na = \"if(yes and luck and maybe, 1, 0)\"\nb = \"case(colour, red: 1, blue: 2)\"\n\
        c = { formula = \"cost * if(any(yearly), 1, 2)\", unit = \"元\" }\n";
    let read = |project: &str, variant: &str| {
        let text = format!("horizon = 1\n[projects.p]\nkind = \"k\"\n{project}\n[variants.v]\nset = {{ {variant} }}\n");
        let files = MemoryFiles::new().with("s.toml", text).with("kinds/k.toml", kind);
        read("s.toml", &files, &KindSources::default())
    };
    let base = || read("", "").unwrap_or_else(|(found, _)| panic!("{found}"));
    for (key, value, said) in [
        ("yes", "1", "is yes or no, but this is a number"),
        ("yes", "{ low = 0, likely = 0.5, high = 1 }", "is yes or no, but this is a number"),
        ("luck", "0", "is yes or no, but this is a number"),
        ("maybe", "{ chance = 0.2, then = 1, else = 0 }", "is yes or no, but this is a number"),
        ("yearly", "[1, 0]", "is yes or no, but this is a number"),
        ("yes", "\"'red'\"", "is yes or no, but this is a state"),
        ("cost", "true", "is a number, but this is yes or no"),
        ("cost", "\"'red'\"", "is a number, but this is a state"),
        ("colour", "1", "is a state, but this is a number"),
        ("colour", "false", "is a state, but this is yes or no"),
        ("t.a.kept", "1", "is yes or no, but this is a number"),
    ] {
        let path = format!("p.{key}");
        let found = apply_overrides(&mut base(), &[(path.clone(), value.to_owned())]);
        let [one] = found.list.as_slice() else { panic!("{path}={value}: {found}") };
        assert_eq!(one.message.en, format!("`{path}` {said}"), "{value}");
        let (found, _) = read("", &format!("\"{path}\" = {value}")).expect_err(value);
        let [one] = found.list.as_slice() else { panic!("{path}={value}: {found}") };
        assert_eq!(one.message.en, format!("`{path}` {said}"), "{value}");
        if !key.contains('.') {
            let (found, sources) = read(&format!("{key} = {value}"), "").expect_err(value);
            let [one] = found.list.as_slice() else { panic!("{key}={value}: {found}") };
            assert_eq!(one.message.en, format!("`{key}` {said}"), "{value}");
            let file = one.span.and_then(|span| sources.files.get(usize::from(span.file.0)));
            assert_eq!(file.map(|file| file.path.as_str()), Some("s.toml"));
        }
    }
    for (key, value) in [
        ("yes", "false"),
        ("yes", "\"not luck\""),
        ("yes", "\"cost > 3 元\""),
        ("yes", "{ dist = \"bernoulli\", p = 0.5 }"),
        ("luck", "true"),
        ("maybe", "{ chance = 0.2, then = false, else = true }"),
        ("yearly", "[false, true]"),
        ("cost", "\"3 元 + 4 元\""),
        ("cost", "0"),
        ("colour", "\"blue\""),
        ("colour", "{ values = [\"red\", \"blue\"] }"),
        ("t.a.kept", "false"),
    ] {
        let found = apply_overrides(&mut base(), &[(format!("p.{key}"), value.to_owned())]);
        assert!(found.is_empty(), "{key}={value}: {found}");
        assert!(read("", &format!("\"p.{key}\" = {value}")).is_ok(), "{key}={value}");
    }
    let found = apply_overrides(&mut base(), &[("p.yes".to_owned(), "1".to_owned())]);
    assert_eq!(found.list[0].remedy.en, "write true or false");
    let found = apply_overrides(&mut base(), &[("p.colour".to_owned(), "1".to_owned())]);
    assert_eq!(found.list[0].remedy.zh, "写 red 或 blue");
}

#[test]
fn a_variant_reads_a_value_in_the_unit_that_it_states_as_set_does() {
    let file = "[inputs]\nlog = { dist = \"lognormal\", mu = 1, sigma = 0, unit = \"元\" }\n\
        data = { data = [1, 2, 3], unit = \"元\" }\nprice = \"6 元\"\n[outcomes]\nl = \"number(log, '元')\"\nd = \"number(data, '元')\"\n\
        p = \"number(price, '元')\"\n";
    let number = |variant: &str| {
        let model = fengnian::Model::from_text("units", &format!("{file}[variants.v]\nset = {{ {variant} }}\n"))
            .unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let variant = model.variant(0).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let trace = variant.trace(1, 0).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        ["l", "d", "p"].map(|name| trace.value(name))
    };
    let e = std::f64::consts::E;
    let close = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
    close(number("log = { dist = \"lognormal\", mu = 1, sigma = 0, unit = \"万元\" }")[0], 1e4 * e);
    close(number("log = { dist = \"lognormal\", mu = 2, sigma = 0 }")[0], e * e);
    close(number("price = { dist = \"lognormal\", mu = 1, sigma = 0, unit = \"元\" }")[2], e);
    // listed data stand in the unit of the input, or in their own
    assert_eq!(number("data = { data = [4, 4] }")[1], 4.0);
    assert_eq!(number("data = { data = [4, 4], unit = \"万元\" }")[1], 4e4);
    let foreign = format!("{file}[variants.v]\nset = {{ data = {{ data = [4, 4], unit = \"kg\" }} }}\n");
    let model = fengnian::Model::from_text("units", &foreign).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let refused = model.variant(0).map(|_| ()).map_err(|mistakes| mistakes.to_string());
    assert!(refused.is_err_and(|text| text.contains("kg, the one it replaces is in yuan")));
}
