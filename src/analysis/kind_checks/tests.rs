//! The shipped kinds, and a small kind with one part of it changed.

use super::*;
use crate::scenario::files::{KindSources, MemoryFiles};
use crate::scenario::kinds::BUILTIN;
use crate::scenario::model::Spread;
use crate::scenario::read_kind;

fn shipped() -> Vec<(Kind, Sources)> {
    let sources = KindSources { folders: Vec::new(), builtin: BUILTIN };
    BUILTIN.iter().map(|(name, _)| read_kind(name, &MemoryFiles::new(), &sources).expect(name)).collect()
}

fn failures(results: &[CheckResult]) -> String {
    let mut text = String::new();
    for result in results.iter().filter(|result| !result.passes()) {
        match &result.compared {
            Err(mistakes) => text.push_str(&format!("{} / {}\n{mistakes}", result.kind, result.name.en)),
            Ok(list) => {
                let wrong: Vec<&Comparison> = list.iter().filter(|one| !one.passes).collect();
                text.push_str(&format!("{} / {}: {wrong:#?}\n", result.kind, result.name.en));
            }
        }
    }
    text
}

#[test]
fn every_check_of_every_shipped_kind_passes() {
    for (kind, sources) in shipped() {
        let results = run_checks(&kind, &sources);
        assert!(!results.is_empty(), "{} has no check", kind.name);
        assert!(results.iter().all(CheckResult::passes), "{}", failures(&results));
    }
}

#[test]
fn every_check_of_every_shipped_kind_says_in_both_languages_what_it_shows() {
    for check in shipped().iter().flat_map(|(kind, _)| &kind.checks) {
        let chinese = check.label.zh.chars().any(|character| ('一'..='龥').contains(&character));
        assert!(chinese && check.label.en == check.name, "{:?}", check.label);
    }
}

#[test]
fn every_formula_of_every_shipped_kind_is_reached_by_a_check() {
    let open: Vec<(String, Vec<String>)> =
        shipped().into_iter().map(|(kind, _)| (kind.name.clone(), unreached(&kind))).collect();
    assert!(open.iter().all(|(_, names)| names.is_empty()), "{open:?}");
}

#[test]
fn every_stream_and_promise_of_every_shipped_kind_is_reached_by_a_check() {
    let open: Vec<(String, Vec<String>)> =
        shipped().into_iter().map(|(kind, _)| (kind.name.clone(), unreached_money(&kind))).collect();
    assert!(open.iter().all(|(_, names)| names.is_empty()), "{open:?}");
}

/// A draw that is no assumption of its own: standard uniform or standard normal; the numbers stand in other inputs.
fn plain_draw(input: &Input) -> bool {
    let Value::Uncertain(uncertain) = &input.value else { return false };
    let Spread::Named { family, parameters } = &uncertain.spread else { return false };
    let numbers: Option<Vec<f64>> = parameters
        .iter()
        .map(|(_, given)| match given.node {
            Node::Number { value, unit: None } => Some(value),
            _ => None,
        })
        .collect();
    ["uniform", "normal"].contains(&family.value.as_str()) && numbers.is_some_and(|numbers| numbers == [0.0, 1.0])
}

#[test]
fn every_input_of_every_shipped_kind_says_where_it_comes_from() {
    let mut silent = Vec::new();
    for (kind, _) in shipped() {
        let own = kind.body.inputs.iter().chain(kind.body.tables.iter().flat_map(|table| &table.inputs));
        for input in own {
            let told = input.estimate || plain_draw(input) || input.source.is_some();
            let words = [Some(&input.label), input.source.as_ref()];
            let both = words.into_iter().flatten().all(|text| !text.zh.is_empty() && !text.en.is_empty());
            let address = words.into_iter().flatten().any(|text| text.en.contains("http") || text.en.contains("www."));
            if !told || !both || address {
                silent.push(format!("{}.{}", kind.name, input.name.value));
            }
        }
    }
    assert!(silent.is_empty(), "without label, source or estimate in both languages: {silent:?}");
}

/// A small kind whose check is right, with one part of it changed.
fn tampered(from: &str, to: &str) -> Vec<CheckResult> {
    let kind = "[kind]\ntitle = \"泵\"\n[inputs]\nsold = { low = 1, likely = 2, high = 3, each = \"year\" }\n\
        price = \"8 元\"\n[tables.parts.columns]\ncost = { unit = \"元\" }\n[tables.parts.rows]\nmotor = { cost = 3000 }\n\
        [tables.parts.formulas]\ntwice = \"2 * cost\"\n[formulas]\nbought = \"sum(parts: twice)\"\nidle = \"1\"\n\
        [outcomes]\nincome = { formula = \"sold * price\", unit = \"万元\" }\nspent = \"bought\"\n\
        [[check]]\nname = \"plain\"\nhorizon = 1\nrelative_margin = 1e-9\n\
        set = { sold = [10000, 20000], \"parts.motor.cost\" = \"500 元\" }\n\
        expect = { income = [8, 16], spent = 1000, \"parts.motor.twice\" = 1000 }\n";
    assert!(kind.contains(from), "{from}");
    let files = MemoryFiles::new().with("pump.toml", kind.replace(from, to));
    let (kind, sources) =
        read_kind("pump.toml", &files, &KindSources::default()).unwrap_or_else(|(e, _)| panic!("{e}"));
    run_checks(&kind, &sources)
}

#[test]
fn numbers_are_compared_in_the_declared_unit_also_in_tables() {
    let results = tampered("spent", "spent");
    assert!(results.len() == 1 && results[0].passes(), "{}", failures(&results));
}

#[test]
fn a_wrong_expectation_fails() {
    for (from, to, wrong) in [
        ("[8, 16]", "[8, 16.0000001]", "income"),
        ("[8, 16]", "[8]", "income"),
        ("[8, 16]", "[8, 16, 0]", "income"),
        ("spent = 1000", "spent = 0", "spent"),
        ("spent = 1000", "nothing = 0", "nothing"),
        ("motor.twice\" = 1000", "motor.twice\" = 1001", "parts.motor.twice"),
    ] {
        let results = tampered(from, to);
        let list = results[0].compared.as_ref().expect("it runs");
        let failed: Vec<&str> = list.iter().filter(|one| !one.passes).map(|one| one.name.as_str()).collect();
        assert!(!results[0].passes() && failed == [wrong], "{to}: {failed:?}");
    }
}

#[test]
fn an_input_left_uncertain_is_a_mistake() {
    let results = tampered("sold = [10000, 20000], ", "");
    let mistakes = results[0].compared.as_ref().expect_err("sold is drawn");
    assert!(mistakes.diagnostics.list[0].message.en.contains("`sold`"), "{mistakes}");
}

#[test]
fn a_formula_that_no_check_needs_is_named() {
    let kind = "[kind]\ntitle = \"x\"\n[tables.t.rows]\na = { c = 1 }\n[tables.t.formulas]\nused = \"c\"\nloose = \"c\"\n\
        [formulas]\na = \"b + 1\"\nb = \"sum(t: used)\"\nidle = \"a\"\n[outcomes]\nout = \"a\"\n\
        [[check]]\nname = \"one\"\nexpect = { out = 2 }\n";
    let files = MemoryFiles::new().with("x.toml", kind);
    let (kind, _) = read_kind("x.toml", &files, &KindSources::default()).unwrap_or_else(|(e, _)| panic!("{e}"));
    assert_eq!(unreached(&kind), ["idle", "t.loose"]);
}

#[test]
fn streams_and_promises_that_compute_something_need_a_check() {
    let kind = |promised: &str, expect: &str| {
        let text = format!(
            "[kind]\ntitle = \"x\"\n[formulas]\na = {{ formula = \"if(index == 0, 1 元, 2 元)\", unit = \"元\" }}\n\
            [streams]\nplain = {{ formula = \"a\", unit = \"元\", account = \"in\", from = \"market\" }}\n\
            half = {{ formula = \"0.5 * a\", unit = \"元\", account = \"out\", to = \"village\", promised = \"{promised}\" }}\n\
            [promises.rent]\ndue = \"a\"\npaid = \"0.5 * a\"\nlate = \"next(a, 0)\"\n\
            [outcomes]\nout = \"sum(a)\"\n[[check]]\nname = \"one\"\nhorizon = 1\nexpect = {{ out = 3{expect} }}\n"
        );
        let files = MemoryFiles::new().with("x.toml", text);
        let read = read_kind("x.toml", &files, &KindSources::default());
        read.unwrap_or_else(|(mistakes, _)| panic!("{mistakes}"))
    };
    assert_eq!(unreached_money(&kind("a + 1 元", "").0), ["half", "half.promised", "rent.paid", "rent.late"]);
    let (kind, sources) = kind("a", ", half = [0.5, 1], \"rent.paid\" = [0.5, 1], \"rent.late\" = [2, 0]");
    assert_eq!(unreached_money(&kind), [""; 0]);
    let results = run_checks(&kind, &sources);
    let compared = results[0].compared.as_ref().expect("it runs");
    assert!(compared.iter().all(|one| one.passes || one.name == "ledger_gap"), "{}", failures(&results));
}

#[test]
fn the_account_of_a_kind_without_checks_is_followed_as_drawn() {
    let results = |paid: &str| {
        let kind = format!(
            "[kind]\ntitle = \"泵\"\n[inputs]\nsold = {{ low = 1, likely = 2, high = 3, unit = \"元\", each = \"year\" }}\n\
             [streams.sales]\nformula = \"sold\"\nunit = \"元\"\naccount = \"in\"\nfrom = \"market\"\n\
             [streams.pay]\nformula = \"{paid}\"\nunit = \"元\"\naccount = \"out\"\nto = \"household\"\n"
        );
        let files = MemoryFiles::new().with("pump.toml", kind);
        let (kind, sources) =
            read_kind("pump.toml", &files, &KindSources::default()).unwrap_or_else(|(e, _)| panic!("{e}"));
        run_checks(&kind, &sources)
    };
    let sound = results("sold");
    assert_eq!(sound.len(), 1);
    assert!(sound[0].passes(), "{}", failures(&sound));
    // a loss that only some draws show
    let leaky = results("min(sold, 2.9 元)");
    assert!(!leaky[0].passes());
}
