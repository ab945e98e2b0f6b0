//! Households: every yuan that projects pay is received by somebody, what is switched off is off, shocks are as stated.

mod allowance;
mod capital;
mod cases;
mod collective;
mod fit;
mod fuling;
mod groups;
mod neighbours;
mod own_model;
mod safe;
mod storm;

use fengnian::Model;
use fengnian::model::Trace;
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::kinds::BUILTIN;
use fengnian::scenario::model::{Account, Scenario};
use fengnian::village::ledger;
use proptest::prelude::*;

use crate::architecture::{files, root};

/// Every yuan is traced to within this part of the money that moves.
const MARGIN: f64 = 1e-9;

fn read(name: &str, text: &str) -> Scenario {
    let mut memory = MemoryFiles::new().with(name, text);
    for folder in ["scenarios/rosters", "tests/village"] {
        for (path, file) in files(folder) {
            let beside = path.trim_start_matches("scenarios/").trim_start_matches("tests/village/");
            memory = memory.with(beside, std::fs::read(file).expect("a file of the project"));
        }
    }
    let kinds = KindSources { folders: Vec::new(), builtin: BUILTIN };
    fengnian::model::read(name, &memory, &kinds).unwrap_or_else(|mistakes| panic!("{name}: {mistakes}"))
}

/// The scenario with the account of every project beside it.
fn with_ledgers(mut scenario: Scenario) -> Model {
    for project in &mut scenario.projects {
        ledger::follow(&mut project.kind.body);
    }
    Model::new(scenario).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn close(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= MARGIN * size.max(1.0)
}

/// Checks the accounts of one trial: of every project, of the households, of the collective.
fn assert_conserved(model: &Model, trace: &Trace<'_>) {
    let scenario = &model.scenario;
    let start = |project: &fengnian::scenario::model::Project| {
        project.start.as_ref().map_or(0, |start| (start.value - scenario.start_year) as usize)
    };
    for project in scenario.projects.iter().filter(|project| !project.kind.body.streams.is_empty()) {
        let path = format!("{}.{}", project.name.value, ledger::GAP);
        for (year, gap) in trace.series(&path).iter().enumerate() {
            assert!(*gap <= MARGIN, "{path} in year {year}: {gap}");
        }
    }
    let Some(layout) = &model.layout else { return };
    let households = scenario.projects.iter().find(|project| project.name.value == layout.project).expect("households");
    let table = &households.kind.body.tables[0];
    let (first, last) = {
        let first = start(households);
        let life = households.life.as_ref().map_or(scenario.horizon, |life| life.value as usize);
        (first, (first + life).min(scenario.horizon))
    };
    let of_households = |name: &str, year: usize| -> f64 {
        let value = |row: &str| {
            let series = trace.row_series(&layout.table, row, name);
            if series.len() > 1 { series[year] } else { series[0] }
        };
        table.rows.iter().map(|row| value(&row.value)).sum()
    };
    let at = |path: &str, year: usize| {
        let series = trace.series(path);
        assert!(!series.is_empty(), "there is no {path}");
        if series.len() > 1 { series[year] } else { series[0] }
    };
    let mut balance = scenario.village.opening.as_ref().map_or(0.0, |_| at("village.stated.opening", 0));
    if let Some((yuan, _)) =
        scenario.village.opening.as_ref().and_then(fengnian::formula::expression::Expression::number)
    {
        assert_eq!(balance, yuan);
    }
    for year in 0..=scenario.horizon {
        let mut total = 0.0;
        let mut moved = 1.0;
        for project in scenario.projects.iter().filter(|project| project.name.value != layout.project) {
            let name = &project.name.value;
            for stream in &project.kind.body.streams {
                let own = &stream.formula.name.value;
                let (base, borne) = (format!("{name}.{own}"), stream.account == Account::In);
                let rules = project.pays.iter().filter(|rule| rule.stream.as_ref().is_some_and(|s| s.value == *own));
                let mut paid = 0.0;
                let mut to_households = 0.0;
                let mut reaches = false;
                for (place, rule) in rules.enumerate() {
                    let amount = at(&format!("paid.{base}.{}", place + 1), year);
                    assert!(amount >= 0.0, "{base} pays {amount} in year {year}");
                    paid += amount;
                    if !matches!(rule.to.value.as_str(), "village" | "outside" | "recorded") {
                        to_households += amount;
                        reaches = true;
                    }
                }
                if trace.series(&format!("rest.{base}")).is_empty() {
                    continue;
                }
                // a stream is the sum of what its recipients got
                let (whole, rest) = (at(&base, year), at(&format!("rest.{base}"), year));
                assert!(
                    close(whole, paid + rest, whole.abs()),
                    "{base} in year {year}: {whole} is not {paid} + {rest}"
                );
                if reaches && (first..=last).contains(&year) {
                    let sign = if borne { -1.0 } else { 1.0 };
                    let received = sign * of_households(&format!("received.{base}"), year);
                    assert!(close(received, to_households, whole.abs()), "{base}: {received} of {to_households}");
                    // what is given back or lent is received, and no income
                    total += if stream.capital { 0.0 } else { sign * to_households };
                    moved += to_households;
                }
            }
        }
        if (first..=last).contains(&year) {
            for (place, _) in scenario
                .village
                .pays
                .iter()
                .enumerate()
                .filter(|(_, rule)| !matches!(rule.to.value.as_str(), "outside" | "recorded"))
            {
                total += at(&format!("paid.village.{}", place + 1), year);
            }
            for aid in &scenario.village.aid {
                total += of_households(&format!("received.aid.{}", aid.formula.name.value), year);
            }
            let received = of_households("received.total", year);
            assert!(close(received, total, moved + total.abs()), "year {year}: households get {received} of {total}");
        }
        balance += net(model, trace, year);
        let found = at("village.balance", year);
        assert!(close(found, balance, moved + balance.abs()), "year {year}: the collective has {found}, not {balance}");
    }
}

/// What the collective has more at the end of a year.
fn net(model: &Model, trace: &Trace<'_>, year: usize) -> f64 {
    let at = |path: String| {
        let series = trace.series(&path);
        if series.len() > 1 { series[year] } else { series[0] }
    };
    let paid: f64 = (1..=model.scenario.village.pays.len()).map(|place| at(format!("paid.village.{place}"))).sum();
    at("village.income".into()) + at("village.returned".into())
        - at("village.paid_in".into())
        - at("village.invested".into())
        - paid
}

#[test]
fn every_yuan_of_the_shipped_scenarios_is_received_by_somebody() {
    let mut villages = 0;
    for (name, path) in files("scenarios") {
        let shipped = name.ends_with(".toml") && name.matches('/').count() == 1;
        if !shipped {
            continue;
        }
        let text = std::fs::read_to_string(path).expect("text");
        let model = with_ledgers(read(name.trim_start_matches("scenarios/"), &text));
        villages += usize::from(model.layout.is_some());
        for trial in 0..24 {
            let trace = model.trace(7, trial).unwrap_or_else(|mistakes| panic!("{name}: {mistakes}"));
            assert_conserved(&model, &trace);
        }
    }
    assert!(villages >= 1, "no scenario with households is shipped");
    assert!(root().join("scenarios/kinds/rural-household.toml").exists());
}

/// A village with rules of any sort.
fn rules() -> impl Strategy<Value = String> {
    let to = prop::sample::select(vec!["all", "able", "alone", "nobody", "village", "outside", "recorded"]);
    let by = prop::sample::select(vec!["household", "person", "able_workers"]);
    let floor = prop::option::of(0_u32..3000);
    let cap_above = prop::option::of(0_u32..3000);
    let share = prop::option::of(0_u32..34)
        .prop_map(|share| share.map_or(String::new(), |share| format!("share = \"{share} %\"\n")));
    let years =
        prop::sample::select(vec!["", "years = \"2019..2021\"\n", "years = \"2020..\"\n", "years = \"..2019\"\n"]);
    // a weight of persons takes amounts for each person
    (to, by, share, floor, cap_above, years).prop_map(|(to, by, share, floor, cap_above, years)| {
        let amount =
            |key: &str, yuan: Option<u32>| yuan.map_or(String::new(), |yuan| format!("{key} = \"{yuan} 元\"\n"));
        // a cap below the floor is a mistake
        let cap = cap_above.map(|above| floor.unwrap_or(0) + above);
        let per = |text: String| match by {
            "household" => text,
            _ if matches!(to, "village" | "outside" | "recorded") => text,
            _ => text.replace(" 元\"", " 元/人\""),
        };
        format!(
            "to = \"{to}\"\nby = \"{by}\"\n{share}{}{}{years}",
            per(amount("floor", floor)),
            per(amount("cap", cap))
        )
    })
}

fn village(dividend: &[String], principal: &[String], own: &[String], reserve: u32, seed: u32) -> String {
    let mut text = "start_year = 2017\nhorizon = 8\ndiscount_rate = 0.05\ntrials = 64\n\
         [projects.quarry]\nkind = \"fixed-dividend-stake\"\nhousehold_share = 0.7\nreserve_share = 0.1\n\
         tranches = { by_year = [\"80000 元\"], missing = \"zero\" }\n"
        .to_string();
    for (stream, rules) in [("household_dividend", dividend), ("village_principal", principal)] {
        rules.iter().for_each(|rule| text += &format!("[[projects.quarry.pays]]\nstream = \"{stream}\"\n{rule}"));
    }
    text += &format!(
        "[roster]\nsynthesize = {{ households = 9, people = 24, able_households = 6, able_people = 20, seed = {seed} }}\n\
         [households]\nkind = \"rural-household\"\nlife = 6\n\
         [groups]\nable = \"able_workers > 0 人\"\nalone = \"members < 2 人\"\nnobody = \"members > 90 人\"\n\
         [aid.help]\nformula = \"if(alone, 300 元, 0)\"\nunit = \"元\"\n\
         [village]\nopening = \"{seed} 元\"\nreserve = \"{reserve} %\"\n"
    );
    own.iter().for_each(|rule| text += &format!("[[village.pays]]\n{rule}"));
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn every_yuan_is_received_under_any_rules(
        dividend in prop::collection::vec(rules(), 0..4),
        principal in prop::collection::vec(rules(), 0..3),
        own in prop::collection::vec(rules().prop_filter("the collective pays others", |rule| !rule.contains("\"village\"")), 0..3),
        reserve in 0_u32..100,
        seed in 1_u32..1000,
    ) {
        let model = with_ledgers(read("random.toml", &village(&dividend, &principal, &own, reserve, seed)));
        for trial in [0, 5, 63] {
            assert_conserved(&model, &model.trace(u64::from(seed), trial).expect("a trial"));
        }
    }
}
