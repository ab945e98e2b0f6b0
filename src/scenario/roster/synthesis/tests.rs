use super::super::{SOURCES, read_roster};
use super::*;

fn sum(roster: &Roster, name: &str, able: Option<bool>) -> f64 {
    let workers = roster.numbers("able_workers").unwrap();
    let values = roster.numbers(name).unwrap().iter().zip(workers);
    values.filter(|(_, workers)| able.is_none_or(|able| able == (**workers > 0.0))).map(|(value, _)| value).sum()
}

fn assert_totals(wanted: &Synthesis) -> Roster {
    let roster = synthesize(wanted).unwrap_or_else(|mistakes| panic!("{wanted:?}\n{mistakes}"));
    let able = roster.numbers("able_workers").unwrap().iter().filter(|workers| **workers > 0.0).count();
    assert_eq!(roster.households(), wanted.households as usize, "{wanted:?}");
    assert_eq!(roster.people(), f64::from(wanted.people), "{wanted:?}");
    assert_eq!(able, wanted.able_households as usize, "{wanted:?}");
    assert_eq!(sum(&roster, "members", Some(true)), f64::from(wanted.able_people), "{wanted:?}");
    roster
}

#[test]
fn zhaoyuan_adds_up() {
    for seed in 0..20 {
        let roster = assert_totals(&Synthesis { seed, ..Synthesis::new(104, 295, 66, 245) });
        assert_eq!(sum(&roster, "members", Some(false)), 50.0);
        let RosterValues::States { codes, .. } = &roster.column("category").unwrap().values else { panic!() };
        let count = |code: u32| codes.iter().filter(|found| **found == code).count();
        assert_eq!((count(1), count(2)), (33, 15), "32 % and 14 % of 104");
        assert_eq!(sum(&roster, "students", None), 50.0, "17 % of 295");
        assert_eq!(sum(&roster, "elderly", None), 71.0, "24 % of 295");
        assert_eq!(sum(&roster, "disabled", None), 24.0, "8 % of 295");
    }
}

/// Every total within the limits is met, and the list reads back as it was made: what the reader checks holds.
#[test]
fn many_totals_are_met_exactly_and_read_back() {
    let draws = Draws::new(7);
    for case in 0..300 {
        let pick = |what: &str, low: u32, high: u32| low + draws.below(what, case, (high - low + 1) as usize) as u32;
        let households = pick("households", 1, 80);
        let able_households = pick("able", 0, households);
        let most = if case % 3 == 0 { 20 } else { 5 };
        let able_people = pick("able people", able_households, able_households * most);
        let without = households - able_households;
        let people = able_people + pick("people", without, without * most);
        let rate = |what: &str| draws.uniform(what, case);
        let wanted = Synthesis {
            minimum_living: rate("low") / 2.0,
            extreme_poverty: rate("extreme") / 2.0,
            students: rate("students"),
            elderly: rate("elderly"),
            disabled: rate("disabled"),
            sigma: 2.0 * rate("sigma"),
            seed: case as u64,
            ..Synthesis::new(households, people, able_households, able_people)
        };
        let mut roster = assert_totals(&wanted);
        let text = roster.to_csv("：试验");
        "list.csv".clone_into(&mut roster.file);
        // with such spreads some incomes are suspiciously small, and a note says so
        let read = read_roster(text.as_bytes(), "list.csv", &SOURCES).map(|read| Roster { notes: Vec::new(), ..read });
        assert_eq!(read.as_ref(), Ok(&roster), "{wanted:?}");
    }
}

#[test]
fn totals_that_cannot_be_are_refused() {
    for (households, people, able_households, able_people) in [
        (0, 0, 0, 0),
        (10, 9, 5, 5),
        (10, 201, 10, 201),
        (10, 30, 11, 30),
        (10, 30, 5, 4),
        (10, 30, 5, 28),
        (10, 30, 10, 29),
        (10, 30, 0, 3),
        (10, 30, 5, 31),
        (100_001, 200_000, 0, 0),
        (u32::MAX, u32::MAX, u32::MAX, u32::MAX),
    ] {
        let found = synthesize(&Synthesis::new(households, people, able_households, able_people));
        assert!(found.is_err(), "{households} {people} {able_households} {able_people}");
    }
    for (able_households, able_people, said) in [
        (5, 28, "households without labour 5, people left for them 2: must be from 5 to 25"),
        (10, 29, "households without labour 0, people left for them 1: must be 30"),
        (9, 9, "households without labour 1, people left for them 21: must be from 10 to 29"),
    ] {
        let found = synthesize(&Synthesis::new(10, 30, able_households, able_people)).err().unwrap_or_default();
        let (left, right) = said.split_once(": ").expect("two parts");
        let [found] = found.list.as_slice() else { panic!("{found}") };
        assert!(found.message.en.contains(left) && found.remedy.en.ends_with(right), "{found:?}");
    }
    let base = Synthesis::new(10, 30, 5, 20);
    for wrong in [
        Synthesis { minimum_living: 0.6, extreme_poverty: 0.6, ..base.clone() },
        Synthesis { sigma: f64::NAN, ..base.clone() },
        Synthesis { median_income: 0.0, ..base.clone() },
        Synthesis { income_shares: [1.0, 0.0, 1.0, 1.0], ..base.clone() },
        Synthesis { students: -0.1, ..base.clone() },
    ] {
        assert_eq!(synthesize(&wrong).map_err(|log| log.list.first().map(|m| m.code)), Err(Some(Code::OutOfRange)));
    }
}

/// Stratified scores put the median within one household of the wanted one: 1/10,000 of the probability mass moves the
/// median by less than 0.32·√(2π)/10,000 < 1e-4 in logarithms; rounding to 10 yuan adds 4 · 5 / 8,500 < 0.003.
#[test]
fn income_has_the_wanted_median_and_spread() {
    let roster = synthesize(&Synthesis::new(10_000, 37_000, 10_000, 37_000)).unwrap();
    let of = |name: &str| roster.numbers(name).unwrap();
    let incomes = (0..roster.households()).map(|at| {
        let total: f64 = ["wage", "business", "property", "transfer"].iter().map(|name| of(name)[at]).sum();
        total / of("members")[at]
    });
    let mut logs: Vec<f64> = incomes.map(f64::ln).collect();
    logs.sort_by(f64::total_cmp);
    assert!((logs[5000] - 8500_f64.ln()).abs() < 0.004, "{}", logs[5000].exp());
    // the 16th and 84th percentiles stand one sigma off
    let spread = (logs[8413] - logs[1587]) / 2.0;
    assert!((spread - 0.32).abs() < 0.004, "{spread}");
}

#[test]
fn the_same_seed_gives_the_same_list_and_another_one_another() {
    let base = Synthesis::new(104, 295, 66, 245);
    assert_eq!(synthesize(&base), synthesize(&base));
    assert_ne!(synthesize(&base), synthesize(&Synthesis { seed: 2, ..base }));
}
