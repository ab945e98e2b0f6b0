//! Household models of one's own: the list is asked for the columns that the model declares, not for the usual sources.

use fengnian::Model;
use fengnian::diagnostic::Code;
use fengnian::model::Mistakes;
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::kinds::BUILTIN;

/// Fishing households: two sources of their own, one of them labelled as lists head it.
const FISHERS: &str = r#"
[kind]
title = { zh = "渔户", en = "fishers" }
[tables.households]
roster = true
[tables.households.columns]
members = { unit = "人" }
"捕捞收入" = { unit = "元", default = 0 }
remittance = { unit = "元", default = 0, label = { zh = "外出汇款收入", en = "money sent home" } }
subsidy = { unit = "元/人", default = 0, label = { zh = "燃油补贴", en = "fuel subsidy" } }
[tables.households.rows]
one = { members = 3, "捕捞收入" = 20000 }
[tables.households.formulas]
fuel = { formula = "subsidy * members", unit = "元" }
line = { formula = "4000 元/人", unit = "元/人" }
income = { formula = "(捕捞收入 + remittance + fuel + received.total) / members", unit = "元/人" }
[household]
members = "members"
income = "income"
line = "line"
sources = ["捕捞收入", "remittance", "fuel"]
"#;

const SCENARIO: &str = "title = \"a village\"\nstart_year = 2020\nhorizon = 2\ntrials = 64\n\
    [roster]\nfile = \"list.csv\"\n[households]\nkind = \"fishers\"\n\
    [outcomes]\nfished = { formula = \"sum(households.households: 捕捞收入)\", unit = \"元\" }\n\
    sent = { formula = \"sum(households.households: remittance)\", unit = \"元\" }\n\
    fuel = { formula = \"sum(households.households: fuel)\", unit = \"元\" }\n";

fn model(kind: &str, list: &str) -> Result<Model, Mistakes> {
    let files = MemoryFiles::new().with("s.toml", SCENARIO).with("list.csv", list).with("kinds/fishers.toml", kind);
    let kinds = KindSources { folders: Vec::new(), builtin: BUILTIN };
    Model::read("s.toml", &files, &kinds)
}

#[test]
fn a_list_is_asked_for_the_incomes_that_its_model_declares() {
    let list = "户编号,家庭人口,捕捞收入（万元）,外出汇款收入（元）,燃油补贴（元/人）\n1,3,2,1000,300\n2,4,1.5,0,200\n";
    let model = model(FISHERS, list).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let notes = &model.scenario.village.roster.as_ref().expect("a list").notes;
    assert!(notes.is_empty(), "{notes:?}");
    let trace = model.trace(1, 0).expect("a trial");
    for (outcome, expected) in [("fished", 35_000.0), ("sent", 1000.0), ("fuel", 1700.0)] {
        assert_eq!(trace.series(outcome).last(), Some(&expected), "{outcome}");
    }
}

#[test]
fn an_income_that_the_model_does_not_declare_is_told_of() {
    let list = "户编号,家庭人口,捕捞收入,季节性用工收入\n1,3,20000,9000\n";
    // without any of the usual sources the model alone says what counts
    let quiet = model(FISHERS, "户编号,家庭人口,捕捞收入,外出汇款收入,季节性用工收入\n1,3,20000,0,9000\n");
    let quiet = quiet.unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert!(quiet.scenario.village.roster.as_ref().expect("a list").notes.is_empty());
    let with_wage = FISHERS.replace("remittance = {", "wage = { unit = \"元\", default = 0 }\nremittance = {");
    let told = model(&with_wage, list).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let notes = &told.scenario.village.roster.as_ref().expect("a list").notes;
    let words = "as only wage are: column D `季节性用工收入` (to be counted, head it `wage`)";
    assert!(notes.iter().any(|note| note.en.contains(words)), "{notes:?}");
}

#[test]
fn a_source_of_the_model_that_the_list_lacks_is_told_of() {
    let told = model(FISHERS, "户编号,家庭人口,捕捞\n1,3,20000\n").unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let notes = &told.scenario.village.roster.as_ref().expect("a list").notes;
    assert!(
        matches!(&notes[..], [note] if note.en.contains("lacks the sources of income 捕捞收入, remittance")),
        "{notes:?}"
    );
}

#[test]
fn a_list_without_the_source_that_its_model_needs_is_a_mistake() {
    let with_wage = FISHERS.replace("捕捞收入", "wage");
    let found = model(&with_wage, "户编号,家庭人口,家庭年收入\n1,3,20000\n").expect_err("a mistake").diagnostics;
    assert!(
        found
            .list
            .iter()
            .any(|found| found.code == Code::RosterColumn && found.remedy.en.contains("columns headed wage (")),
        "{found}"
    );
}

#[test]
fn an_income_that_does_not_count_what_households_are_paid_is_a_mistake() {
    let list = "户编号,家庭人口,捕捞收入\n1,3,20000\n";
    let without = FISHERS.replace(" + received.total", "");
    // nobody is paid anything: the model may stand as it is
    assert!(model(&without, list).is_ok());
    let files = |kind: &str, scenario: String| {
        MemoryFiles::new().with("s.toml", scenario).with("list.csv", list).with("kinds/fishers.toml", kind)
    };
    let aid = format!("{SCENARIO}[aid.meal]\nformula = \"100 元\"\nunit = \"元\"\n");
    let kinds = KindSources { folders: Vec::new(), builtin: BUILTIN };
    let found = Model::read("s.toml", &files(&without, aid.clone()), &kinds).expect_err("a mistake").diagnostics;
    assert!(found.to_string().contains("does not hold what projects, the collective and aid pay"), "{found}");
    assert!(Model::read("s.toml", &files(FISHERS, aid.clone()), &kinds).is_ok());
    // through a formula of its own
    let through =
        without.replace("income = {", "given = { formula = \"received.aid.meal\", unit = \"元\" }\nincome = {");
    let through = through.replace("remittance + fuel)", "remittance + fuel + given)");
    assert!(Model::read("s.toml", &files(&through, aid), &kinds).is_ok());
    let twice = FISHERS.replace("\"fuel\"]", "\"fuel\", \"fuel\"]");
    assert!(
        model(&twice, list)
            .expect_err("a mistake")
            .diagnostics
            .list
            .iter()
            .any(|found| found.code == Code::DuplicateName)
    );
}
