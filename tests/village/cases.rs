//! Cases against reruns: a household in a case has, trial by trial, what it has when the scenario itself is changed.

use fengnian::Model;
use fengnian::analysis::analyse;
use fengnian::diagnostic::Text;
use fengnian::formula::expression::{Expression, Node, UnitText};
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::kinds::BUILTIN;
use fengnian::scenario::model::Scenario;
use proptest::prelude::*;

use super::close;
use crate::support::options;

/// A project that looks at the households: it pays more, and draws from a wider range, where more of them are poor.
const RELIEF: &str = r#"
[kind]
title = "relief"
[inputs]
need = 0
generosity = { dist = "uniform", low = 0.5, high = "0.6 + need", each = "year" }
[formulas]
grant = { formula = "if(age > 0, 6000 元 * generosity * (0.1 + need), 0)", unit = "元" }
extra_work = { formula = "if(age > 0, 1000 元 * generosity, 0)", unit = "元" }
[streams]
worked = { formula = "extra_work", unit = "元", account = "in", from = "market" }
granted = { formula = "grant", unit = "元", account = "in", from = "state" }
relief = { formula = "grant", unit = "元", account = "out", to = "household", promised = "4000 元" }
extra = { formula = "extra_work", unit = "元", account = "out", to = "household", expected = "700 元" }
"#;

const GROUPS: [&str; 4] = [
    "able_workers > 0 人",
    "prev(income_per_person, 9000 元/人) < 12000 元/人",
    "received.quarry > 100 元",
    "age > 2 and mod(row, 2) == 0",
];
const AIDS: [&str; 5] = [
    "if(needy, 300 元, 0)",
    "max(2000 元 - received.quarry, 0)",
    "if(prev(below, false), 500 元, 0)",
    "if(event(if(received.quarry > 100 元, 0.1, 0.5), 2), 400 元, 0)",
    "0.1 * received.relief + 0.01 * shared.village.available",
];

fn text(group: &str, aid: &str, to: &str, share: u32, reserve: u32) -> String {
    let exempt = reserve % 2 == 1;
    format!(
        "start_year = 2017\nhorizon = 6\ndiscount_rate = 0.05\ntrials = 64\n\
         [formulas]\npoor = \"prev(share(households.households: below), 0.2)\"\n\
         [projects.quarry]\nkind = \"fixed-dividend-stake\"\nhousehold_share = 0.6\nterm = 5\n\
         tranches = {{ by_year = [\"200000 元\"], missing = \"zero\" }}\n\
         [[projects.quarry.pays]]\nstream = \"household_dividend\"\nto = \"all\"\nby = \"person\"\nshare = \"{share} %\"\n\
         [[projects.quarry.pays]]\nstream = \"household_dividend\"\nto = \"village\"\n\
         [projects.relief]\nkind = \"relief\"\nneed = \"shared.poor\"\n\
         [[projects.relief.pays]]\nstream = \"extra\"\nto = \"{to}\"\n\
         [[projects.relief.pays]]\nstream = \"relief\"\nto = \"{to}\"\nfloor = \"50 元\"\n\
         [roster]\nsynthesize = {{ households = 7, people = 20, able_households = 5, able_people = 17 }}\n\
         [households]\nkind = \"rural-household\"\nlife = 5\n\
         [groups]\nneedy = \"{group}\"\n\
         [aid.help]\nformula = \"{aid}\"\nunit = \"元\"\nexempt = {exempt}\n\
         [village]\nopening = \"1000 元\"\nreserve = \"{reserve} %\"\n\
         [[village.pays]]\nto = \"needy\"\nshare = \"60 %\"\n"
    )
}

fn read(text: &str) -> Scenario {
    let files = MemoryFiles::new().with("village.toml", text).with("kinds/relief.toml", RELIEF);
    let kinds = KindSources { folders: Vec::new(), builtin: BUILTIN };
    fengnian::model::read("village.toml", &files, &kinds).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"))
}

fn model(scenario: Scenario) -> Model {
    Model::new(scenario).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn nothing() -> Expression {
    let unit = Some(UnitText { text: "元".to_owned(), span: Default::default() });
    Expression { node: Node::Number { value: 0.0, unit }, span: Default::default() }
}

/// The scenario with the streams of some projects set otherwise: to nothing, or to what is `promised` or `expected`.
fn with_streams(scenario: &Scenario, projects: &[&str], to: &str) -> Scenario {
    let mut changed = scenario.clone();
    for project in changed.projects.iter_mut().filter(|project| projects.contains(&project.name.value.as_str())) {
        for stream in &mut project.kind.body.streams {
            let measure = match to {
                "promised" => &stream.promised,
                "expected" => &stream.expected,
                _ => {
                    stream.formula.expression = nothing();
                    continue;
                }
            };
            if let Some(measure) = measure {
                let max = format!("max({}, {measure})", stream.formula.expression);
                stream.formula.expression = fengnian::formula::parse(&max, Default::default()).expect("a formula");
            }
        }
    }
    changed
}

/// Incomes and what is received, of every household, year by year.
fn assert_same(case: &str, given: &Model, rerun: &Model, trial: u64) -> Result<(), TestCaseError> {
    let (given_trace, rerun_trace) = (given.trace(5, trial).expect("a trial"), rerun.trace(5, trial).expect("a trial"));
    let households = given.scenario.projects.iter().find(|p| p.name.value == "households").expect("households");
    for row in &households.kind.body.tables[0].rows {
        for name in ["income_per_person", "household.below"] {
            let series = |trace: &fengnian::model::Trace<'_>, name: &str| {
                trace.row_series("households.households", &row.value, name).to_vec()
            };
            let found = series(&given_trace, &format!("{name}@{case}"));
            let wanted = series(&rerun_trace, name);
            prop_assert!(!wanted.is_empty() && found.len() == wanted.len(), "{} {}", case, name);
            for (year, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
                prop_assert!(
                    close(*found, *wanted, wanted.abs()),
                    "{} of {} in case {}, year {}: {} and not {}",
                    name,
                    row.value,
                    case,
                    year,
                    found,
                    wanted
                );
            }
        }
    }
    Ok(())
}

fn assert_cases_are_reruns(scenario: &Scenario, trials: &[u64]) -> Result<(), TestCaseError> {
    let given = model(scenario.clone());
    let mut reruns = vec![
        ("quarry", with_streams(scenario, &["quarry"], "nothing")),
        ("relief", with_streams(scenario, &["relief"], "nothing")),
        ("no_project", with_streams(scenario, &["quarry", "relief"], "nothing")),
        ("quarry.in_full", with_streams(scenario, &["quarry"], "promised")),
        ("relief.in_full", with_streams(scenario, &["relief"], "promised")),
        ("relief.as_planned", with_streams(scenario, &["relief"], "expected")),
    ];
    let mut without_aid = scenario.clone();
    without_aid.village.aid[0].formula.expression = nothing();
    reruns.push(("aid.help", without_aid));
    let households = scenario.projects.iter().position(|p| p.kind.household.is_some()).expect("households");
    let cases = &scenario.projects[households].kind.household.as_ref().expect("a household kind").cases;
    for case in cases {
        let mut changed = scenario.clone();
        let formulas = &mut changed.projects[households].kind.body.tables[0].formulas;
        for (name, value) in &case.set {
            let formula = formulas.iter_mut().find(|formula| formula.name.value == name.value).expect("a formula");
            formula.expression = value.clone();
        }
        reruns.push((&case.name.value, changed));
    }
    for (case, rerun) in reruns {
        let rerun = model(rerun);
        trials.iter().try_for_each(|&trial| assert_same(case, &given, &rerun, trial))?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]
    #[test]
    fn a_case_is_what_a_rerun_gives(
        group in prop::sample::select(GROUPS.to_vec()),
        aid in prop::sample::select(AIDS.to_vec()),
        to in prop::sample::select(vec!["needy", "all"]),
        share in 0_u32..101,
        reserve in 0_u32..101,
    ) {
        // the group of a payment of the quarry cannot depend on what the quarry pays
        assert_cases_are_reruns(&read(&text(group, aid, to, share, reserve)), &[0, 17])?;
    }
}

#[test]
fn a_plan_is_no_promise() {
    let model = model(read(&text(GROUPS[0], AIDS[0], "all", 50, 10)));
    let layout = model.layout.as_ref().expect("households");
    let label = |name: &str| layout.causes.iter().find(|case| case.name == name).expect(name).label.clone();
    assert_eq!(label("relief.in_full"), Text::new("relief未足额兑现", "relief pays less than promised"));
    assert_eq!(label("relief.as_planned"), Text::new("relief收入低于预期", "relief brings less than planned"));
    assert!(layout.causes.iter().all(|case| case.name != "quarry.as_planned"));
}

#[test]
fn effects_by_money_put_in_are_those_of_the_whole_list_and_not_for_small_sums() {
    let effects = |put_in: f64| {
        let tranche = format!("{put_in} 元");
        let model = model(read(&text(GROUPS[0], AIDS[0], "all", 50, 10).replace("200000 元", &tranche)));
        let run = model.run(&options(64, 1)).expect("a run");
        let village = analyse(&run, Vec::new()).village.expect("households");
        let found = village.without.into_iter().find(|without| without.path == "quarry").expect("the quarry");
        // 20 people, 7 households
        let income = found.income_per_wan.map(|income| income.value / (20.0 * found.income.value));
        let of_a_million = 7.0 * found.share_below.value * 1e6 / put_in;
        let households = found.households_per_million.map(|households| (households.value, of_a_million));
        (found.invested, income, households)
    };
    assert_eq!(effects(9999.0), (Some(9999.0), None, None));
    assert_eq!(effects(20_000.0), (Some(20_000.0), Some(0.5), None));
    let (found, expected) = effects(200_000.0).2.expect("enough is put in");
    assert!((found - expected).abs() < 1e-9 && expected != 0.0, "{found} is not {expected}");
}
