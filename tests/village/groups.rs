//! What is reported of groups that change by year, and of main causes.

use fengnian::Model;
use fengnian::analysis::analyse;
use fengnian::analysis::village::VillageFinding;

use super::read;
use crate::support::options;

fn found(more: &str, groups: &str) -> VillageFinding {
    let text = format!(
        "start_year = 2018\nhorizon = 6\ndiscount_rate = 0.05\n[roster]\n\
         synthesize = {{ households = 12, people = 34, able_households = 8, able_people = 28 }}\n\
         [households]\nkind = \"rural-household\"\nlife = 6\n{more}\n[groups]\n{groups}\n\
         [aid.help]\nformula = \"if(late, 300 元, 0)\"\nunit = \"元\"\n"
    );
    let model = Model::new(read("groups.toml", &text)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let run = model.run(&options(256, 1)).expect("a run");
    analyse(&run, Vec::new()).village.expect("households")
}

#[test]
fn a_group_that_changes_by_year_is_judged_by_its_members_of_the_year() {
    let village =
        found("", "able = \"able_workers > 0\"\nlate = \"age >= 3 and able_workers > 0\"\nnever = \"age > 90\"");
    let group = |name: &str| village.groups.iter().find(|group| group.name == name).expect("a group");
    let (able, late, never) = (group("able"), group("late"), group("never"));
    assert_eq!((able.households, late.households, never.households), (8, 8, 0));
    assert_eq!((able.people, late.people), (28.0, 28.0));
    // 300 yuan in each of its years as a member, in four years of six for those who are always able
    assert!((late.received.value - 300.0).abs() < 1e-9, "{:?}", late.received);
    assert!((able.received.value - 200.0).abs() < 1e-9, "{:?}", able.received);
    // the same households, once they are members
    for year in 2..6 {
        let same =
            |late: f64, able: f64| assert!((late - able).abs() <= 1e-12 * able.abs(), "year {year}: {late} {able}");
        same(late.income[year].value, able.income[year].value);
        same(late.below[year].value, able.below[year].value);
    }
    assert!(late.income[0].value.is_nan(), "nobody is a member in the first year: {:?}", late.income[0]);
    assert!((late.ever_below.value - able.ever_below.value).abs() <= 1e-12);
    assert!(village.list.iter().all(|household| !household.groups.contains(&"never".to_owned())));
}

/// Under a line that nearly everybody is below in nearly every year, illness explains next to nothing.
#[test]
fn a_cause_is_named_only_where_it_explains_a_fifth_of_the_bad_years() {
    let late = "late = \"age >= 3\"";
    for (line, named) in [("20000 元/人", false), ("7000 元/人", true)] {
        let village = found(&format!("line_is = \"own\"\nown_line = \"{line}\""), late);
        let bad: Vec<_> = village.list.iter().filter(|household| household.bad_years > 0.0).collect();
        for household in &bad {
            if let Some(cause) = household.main_cause {
                let part = household.by_cause[cause] / household.bad_years;
                assert!(part >= 0.2, "{} under {line}: {part}", household.id);
            }
        }
        let unexplained = bad.iter().filter(|household| household.bad_years > 3.0 && household.main_cause.is_none());
        assert!(named || unexplained.count() > 0, "{line}");
        assert!(!named || bad.iter().any(|household| household.main_cause.is_some()), "{line}");
    }
}

/// All twelve households get 100 yuan in every second trial, one gets 1,200 in the others: 1,200 yuan for 6.5 members on average.
/// A trial with one member counts for one.
#[test]
fn what_a_member_gets_is_what_all_get_over_the_members_of_all_trials() {
    let text = "start_year = 2018\nhorizon = 3\ndiscount_rate = 0.05\n[inputs]\nmany = { dist = \"bernoulli\", p = 0.5 }\nleast = 2\n[roster]\n\
         synthesize = { households = 12, people = 34, able_households = 8, able_people = 28 }\n\
         [households]\nkind = \"rural-household\"\nlife = 3\n[groups]\nhit = \"shared.many or row == 1\"\nsome = \"able_workers >= shared.least * 1 人\"\nsame = \"able_workers >= 2 人\"\n\
         [aid.help]\nformula = \"if(hit, if(shared.many, 100 元, 1200 元), 0 元)\"\nunit = \"元\"\n";
    let model = Model::new(read("groups.toml", text)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let run = model.run(&options(1024, 1)).expect("a run");
    let village = analyse(&run, Vec::new()).village.expect("households");
    let hit = village.groups.iter().find(|group| group.name == "hit").expect("a group");
    assert!(hit.varying && !village.groups[0].varying);
    // a group that an input chooses is the group that a number chooses
    let group = |name: &str| village.groups.iter().find(|group| group.name == name).expect("a group");
    let (some, same) = (group("some"), group("same"));
    assert!(!some.varying && some.households == same.households);
    for (some, same) in some.income.iter().zip(&same.income).chain([(&some.ever_below, &same.ever_below)]) {
        assert!((some.value - same.value).abs() <= 1e-9 * same.value.abs(), "{some:?} {same:?}");
        let (some, same) = (some.error.expect("an error"), same.error.expect("an error"));
        assert!((some - same).abs() <= 1e-6 * same, "{some} {same}");
    }
    let many = run.outcomes.trials as f64 / 2.0;
    assert_eq!(many, 512.0);
    assert!((hit.received.value - 1200.0 / 6.5).abs() < 1.0, "{:?}", hit.received);
    // the ratio of two means: 512 trials of (100·12, 12), 512 of (1,200, 1)
    let ratio: f64 = 1200.0 / 6.5;
    let squares: f64 = 512.0 * ((1200.0 - 12.0 * ratio).powi(2) + (1200.0 - ratio).powi(2)) * 9.0;
    let expected = squares.sqrt() / (3.0 * 512.0 * 13.0);
    let error = hit.received.error.expect("an error");
    assert!((error / expected - 1.0).abs() < 0.01, "{error} {expected}");
}

/// One household is a member each year, another one from 2020 on: as many, and not the same.
#[test]
fn a_group_that_changes_hands_changes() {
    let village = found("", "late = \"if(age <= 2, row == 1, row == 2)\"");
    let group = village.groups.iter().find(|group| group.name == "late").expect("a group");
    assert!(group.varying && group.households == 2, "{group:?}");
}
