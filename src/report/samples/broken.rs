//! Findings that no run should give, and that the report must survive all the same.

use super::*;
use crate::analysis::village::{InAll, Totals, VillageFinding};

/// Every text tries to break out of where it is shown.
pub(crate) fn hostile() -> Findings {
    let bad = || Text::same("<script>alert('x')</script>\u{1b}[31m\u{0}\u{202e}\"&</svg>]]>");
    let mut findings = quarry();
    findings.name = "../../CON".to_string();
    findings.title = bad();
    findings.description = bad();
    findings.design = bad().zh;
    for outcome in &mut findings.outcomes {
        outcome.label = bad();
        outcome.path = format!("../../{}", bad().zh);
        outcome.unit.symbol = bad();
        outcome.missing =
            vec![MissingValues { reason: bad(), trials: 3, first_trial: 0, ranked: false, lowest: false }];
        for (state, _) in &mut outcome.states {
            *state = bad().zh;
        }
    }
    for band in &mut findings.bands {
        band.label = bad();
        band.path = "a/b\\c:d".to_string();
        band.unit.symbol = bad();
    }
    for promise in &mut findings.promises {
        promise.label = bad();
        promise.path = bad().zh;
        promise.unit.symbol = bad();
    }
    for claim in &mut findings.claims {
        claim.text = bad();
        claim.source = bad();
        claim.outcome = findings.outcomes[0].path.clone();
    }
    let of_variants = findings.variants.iter_mut().flat_map(|variant| &mut variant.advice);
    for advice in findings.advice.iter_mut().chain(of_variants) {
        advice.project = bad().zh;
        advice.text = bad();
    }
    for input in &mut findings.inputs {
        (input.path, input.label, input.range, input.source) = (bad().zh, bad(), bad(), bad());
    }
    for formula in &mut findings.formulas {
        (formula.path, formula.formula, formula.unit, formula.shape) = (bad().zh, bad().zh, bad().zh, bad().zh);
    }
    for variant in &mut findings.variants {
        variant.name = bad().zh;
        variant.title = bad();
    }
    findings.village = Some(hostile_village(bad));
    findings
}

fn hostile_village(bad: impl Fn() -> Text) -> VillageFinding {
    let mut village = village(30, 3);
    village.roster = bad();
    for source in &mut village.sources {
        (source.path, source.label) = (bad().zh, bad());
    }
    for group in &mut village.groups {
        group.label = bad();
    }
    for recipient in &mut village.recipients {
        recipient.label = bad();
        for (path, label, _) in &mut recipient.from {
            (*path, *label) = (bad().zh, bad());
        }
    }
    for cause in &mut village.causes {
        cause.label = bad();
    }
    for without in &mut village.without {
        without.label = bad();
    }
    let formulas = ["=HYPERLINK(\"http\")", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"];
    for (household, formula) in village.list.iter_mut().zip(formulas.into_iter().cycle()) {
        household.id = format!("{formula}{}", bad().zh);
        household.groups.push(bad().zh);
    }
    village
}

/// Every number is not finite, every list that may be empty is empty.
pub(crate) fn not_finite() -> Findings {
    let nan = Estimate { value: f64::NAN, error: Some(f64::NAN) };
    let mut findings = quarry();
    for outcome in &mut findings.outcomes {
        (outcome.mean, outcome.sd, outcome.below_zero, outcome.counted) = (nan, nan, Some(nan), 0);
        outcome.range = (f64::INFINITY, f64::NEG_INFINITY);
        outcome.quantiles.iter_mut().for_each(|(_, quantile)| *quantile = nan);
        outcome.histogram =
            Histogram { low: f64::NAN, high: f64::INFINITY, counts: vec![0; 10], ..Histogram::default() };
    }
    for year in findings.bands.iter_mut().flat_map(|band| band.years.iter_mut()) {
        (year.mean, year.sd, year.counted) = (nan, nan, 0);
        year.quantiles.iter_mut().for_each(|(_, quantile)| *quantile = nan);
    }
    for promise in &mut findings.promises {
        (promise.never_missed, promise.paid, promise.shortfall, promise.worst_shortfall) = (nan, nan, nan, nan);
        promise.first_miss = None;
        for year in &mut promise.years {
            (year.in_full, year.late, year.missed, year.due) = (nan, nan, nan, f64::NAN);
        }
    }
    for claim in &mut findings.claims {
        claim.value = f64::INFINITY;
        claim.probability = nan;
    }
    findings.village = Some(village_without_numbers(nan));
    findings
}

fn village_without_numbers(nan: Estimate) -> VillageFinding {
    let mut village = village(30, 4);
    village.people = f64::NAN;
    village.line.fill(f64::NAN);
    for source in &mut village.sources {
        source.mean = nan;
        source.by_year.fill(f64::INFINITY);
    }
    for group in &mut village.groups {
        (group.people, group.ever_below, group.received) = (f64::NAN, nan, nan);
        group.below.fill(nan);
        group.income.fill(nan);
    }
    for recipient in &mut village.recipients {
        recipient.from.iter_mut().for_each(|(_, _, years)| years.fill(f64::NAN));
        let broken = InAll { years: nan, run: Estimate { value: f64::INFINITY, error: None } };
        recipient.in_all.fill(broken);
        recipient.totals = Totals { gets: broken, capital: broken, bears: broken, puts_in: broken };
    }
    for cause in &mut village.causes {
        cause.share = nan;
    }
    for household in &mut village.list {
        (household.members, household.ever_below, household.income) = (f64::NAN, nan, nan);
        household.bad_years = f64::NEG_INFINITY;
        household.below.fill(f64::NAN);
        household.receives.fill(f64::INFINITY);
        household.by_cause.fill(f64::NAN);
        household.main_cause = Some(usize::MAX);
    }
    for without in &mut village.without {
        (without.invested, without.share_below, without.income) = (Some(f64::NAN), nan, nan);
        (without.households_per_million, without.income_per_wan) = (Some(nan), Some(nan));
    }
    if let Some(incomes) = &mut village.incomes {
        (incomes.line, incomes.low, incomes.high) = (f64::NAN, f64::NEG_INFINITY, f64::INFINITY);
    }
    village
}

/// Uncertain by name, but every trial gave the same value.
pub(crate) fn constant() -> Findings {
    let mut findings = solar();
    for outcome in &mut findings.outcomes {
        outcome.mean = estimate(5.0, 0.0);
        outcome.sd = estimate(0.0, 0.0);
        outcome.quantiles.iter_mut().for_each(|(_, quantile)| *quantile = estimate(5.0, 0.0));
        outcome.range = (5.0, 5.0);
        outcome.histogram = Histogram { low: 5.0, high: 5.0, counts: vec![TRIALS], ..Histogram::default() };
    }
    for year in findings.bands.iter_mut().flat_map(|band| band.years.iter_mut()) {
        year.mean = estimate(0.0, 0.0);
        year.quantiles.iter_mut().for_each(|(_, quantile)| *quantile = estimate(0.0, 0.0));
    }
    findings.village = Some(quiet_village());
    findings
}

/// Nobody is ever below the line, no project pays, and lists are shorter than they should be.
fn quiet_village() -> VillageFinding {
    let mut village = village(3, 2);
    for household in &mut village.list {
        (household.ever_below, household.bad_years, household.main_cause) = (estimate(0.0, 0.0), 0.0, None);
        household.below.clear();
        household.receives.clear();
        household.by_cause.clear();
    }
    for group in &mut village.groups {
        group.ever_below = estimate(0.0, 0.0);
        group.below.clear();
        group.income.clear();
    }
    for source in &mut village.sources {
        source.mean = estimate(0.0, 0.0);
        source.by_year.clear();
    }
    for recipient in &mut village.recipients {
        recipient.from.iter_mut().for_each(|(_, _, years)| years.fill(0.0));
        recipient.in_all.clear();
    }
    if let Some(incomes) = &mut village.incomes {
        incomes.with.fill(0);
        incomes.without.clear();
    }
    village.share_below = Some("nowhere".to_string());
    village
}
