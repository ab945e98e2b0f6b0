//! From the values of a run to findings.

use rayon::prelude::*;

use super::findings::{
    AdviceFinding, BandFinding, BandYear, ClaimFinding, DisplayUnit, Estimate, Findings, Histogram, OutcomeFinding,
    OutcomeSort, Pairs, Tails, Timing, VariantFinding,
};
use super::gathered::per_cent;
use super::inputs::{formulas, inputs};
use super::picture::picture;
use super::promises;
use crate::diagnostic::{Language, Text};
use crate::model::Run;
use crate::plan::{AdvicePlan, ClaimPlan, Item, ItemSort, Measure, OutcomePlan};
use crate::quantity::UnitTable;
use crate::scenario::model::{Better, Design, Holds};
use crate::simulation::gather::BAND_QUANTILES;
use crate::statistics::{self, Gathered, GatheredSummary, Tail, summarise};

/// Quantiles of an outcome.
const QUANTILES: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];
/// What holds in no more than this share of the trials needs no advice.
const UNLIKELY: f64 = 0.1;
/// Differences below this share of the amounts are rounding.
const ROUNDING: f64 = 1e-12;

/// Compares a variant that has run on the same draws. Nothing else is wanted of its run: the next one can take its memory.
pub fn compare(base: &Run<'_>, name: &str, title: &Text, run: &Run<'_>) -> VariantFinding {
    Judge::new(base).variant(name, title, run)
}

/// Judges a run; its variants have been compared with it.
pub fn analyse(run: &Run<'_>, variants: Vec<VariantFinding>) -> Findings {
    let scenario = &run.model.scenario;
    let judge = Judge::new(run);
    let plan = &run.model.plan;
    Findings {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        description: scenario.description.clone(),
        start_year: scenario.start_year,
        horizon: scenario.horizon,
        trials: run.outcomes.trials,
        year_trials: run.outcomes.year_trials,
        seed: run.outcomes.seed,
        design: match run.outcomes.design {
            Design::Stratified => "stratified".into(),
            Design::Independent => "independent".into(),
        },
        outcomes: judge.outcomes(true),
        bands: judge.bands(),
        row_outcomes: super::gathered::row_outcomes(run, &judge),
        promises: promises::judge(run, &judge),
        claims: plan.claims.iter().map(|claim| judge.claim(claim)).collect(),
        advice: judge.advice(),
        notes: Vec::new(),
        inputs: inputs(scenario),
        changes: Vec::new(),
        projects: super::inputs::projects(scenario),
        formulas: formulas(run),
        variants,
        village: super::households::judge(run),
    }
}

/// A run with the units of its scenario.
pub(super) struct Judge<'a, 'm> {
    pub(super) run: &'a Run<'m>,
    units: UnitTable,
}

impl<'a, 'm> Judge<'a, 'm> {
    pub(super) fn new(run: &'a Run<'m>) -> Self {
        Judge { run, units: run.model.scenario.unit_table().0 }
    }

    /// How people read an item.
    pub(super) fn unit(&self, item: &Item) -> DisplayUnit {
        let symbol = |language| if item.unit == "1" { String::new() } else { self.units.symbol(&item.unit, language) };
        DisplayUnit { symbol: Text::new(symbol(Language::Chinese), symbol(Language::English)), scale: item.scale }
    }

    /// How people read an item; conditions are shares.
    pub(super) fn unit_of(&self, item: &Item) -> DisplayUnit {
        if item.sort == ItemSort::Boolean { per_cent() } else { self.unit(item) }
    }

    fn outcome_unit(&self, outcome: &OutcomePlan, item: &Item) -> DisplayUnit {
        let pure = matches!(item.unit.as_str(), "" | "1");
        let rate = outcome.measure == Measure::Rate && pure || item.sort == ItemSort::Boolean;
        if rate { per_cent() } else { self.unit(item) }
    }

    /// Values of an item in a year; `None` if they do not vary by trial.
    pub(super) fn values(&self, item: usize, year: usize) -> Option<&'a [f64]> {
        let column = self.run.outcomes.columns[item].as_deref()?;
        if !self.run.model.plan.items[item].axes.year {
            return Some(column);
        }
        let trials = self.run.outcomes.year_trials as usize;
        column.get(year * trials..(year + 1) * trials)
    }

    /// The value of an item in a year that is the same in all trials.
    pub(super) fn constant(&self, item: usize, year: usize) -> f64 {
        let model = self.run.model;
        model.prepared.constant(model.plan.items[item].stands, 0, year).unwrap_or(f64::NAN)
    }

    fn label(item: &Item) -> Text {
        if item.label.is_empty() { Text::same(item.path.clone()) } else { item.label.clone() }
    }

    /// Findings of the outcomes with one value a trial; `whole` with their histograms and the means of their ends, which nobody
    /// asks of variants.
    fn outcomes(&self, whole: bool) -> Vec<OutcomeFinding> {
        let plan = &self.run.model.plan;
        let single: Vec<&OutcomePlan> = plan.outcomes.iter().filter(|o| !plan.items[o.item].axes.year).collect();
        single.into_par_iter().map(|outcome| self.outcome(outcome, whole)).collect()
    }

    fn outcome(&self, outcome: &OutcomePlan, whole: bool) -> OutcomeFinding {
        let item = &self.run.model.plan.items[outcome.item];
        let values = self.values(outcome.item, 0);
        let sort = match item.sort {
            ItemSort::Number { .. } => OutcomeSort::Number,
            ItemSort::Boolean => OutcomeSort::Probability,
            ItemSort::State(_) => OutcomeSort::State,
        };
        let certain = [self.constant(outcome.item, 0)];
        let column = values.unwrap_or(&certain);
        let summary = summarise(column, &QUANTILES);
        // what arithmetic leaves of an exact zero is not below zero
        let rounding = match summary.counted {
            0 => 0.0,
            _ => ROUNDING * summary.range.0.abs().max(summary.range.1.abs()),
        };
        let signed = match item.sort {
            ItemSort::Number { money } => money || outcome.measure == Measure::Rate,
            _ => false,
        };
        let drawn = whole && values.is_some() && sort == OutcomeSort::Number;
        let lost = column.contains(&f64::NEG_INFINITY);
        let mean = match sort {
            OutcomeSort::Probability if values.is_some() => statistics::share(column, |x| x != 0.0),
            _ => summary.mean,
        };
        let states = match &item.sort {
            ItemSort::State(states) => shares_of_states(states, column),
            _ => Vec::new(),
        };
        OutcomeFinding {
            path: outcome.path.clone(),
            label: Self::label(item),
            unit: self.outcome_unit(outcome, item),
            sort,
            better: outcome.better,
            timing: outcome
                .first_flow_discounted
                .map(|discounted| if discounted { Timing::FirstFlowDiscounted } else { Timing::FirstFlowUndiscounted }),
            uncertain: values.is_some(),
            mean,
            sd: summary.sd,
            quantiles: summary.quantiles,
            tails: drawn.then(|| Tails {
                lowest_5_percent: statistics::expected_shortfall(column, 0.05, Tail::Low),
                highest_5_percent: statistics::expected_shortfall(column, 0.05, Tail::High),
            }),
            below_zero: (signed && (summary.range.0 < -rounding || lost)).then(|| {
                let decided: Vec<f64> = column.iter().map(|x| x.clamp(f64::MIN, f64::MAX)).collect();
                statistics::share(&decided, |x| x < -rounding)
            }),
            range: summary.range,
            counted: summary.counted,
            missing: self.missing(column, summary.missing, outcome),
            states,
            histogram: if drawn { picture(column, summary.range, item.scale) } else { Histogram::default() },
        }
    }

    fn bands(&self) -> Vec<BandFinding> {
        let plan = &self.run.model.plan;
        plan.outcomes
            .iter()
            .filter(|outcome| plan.items[outcome.item].axes.year && plan.items[outcome.item].axes.row.is_none())
            .map(|outcome| {
                let item = &plan.items[outcome.item];
                let (from, to) = item.window.unwrap_or((0, plan.horizon));
                let years: Vec<u32> = (from..=to).collect();
                BandFinding {
                    path: outcome.path.clone(),
                    label: Self::label(item),
                    unit: self.outcome_unit(outcome, item),
                    sort: match item.sort {
                        ItemSort::Boolean => OutcomeSort::Probability,
                        ItemSort::State(_) => OutcomeSort::State,
                        ItemSort::Number { .. } => OutcomeSort::Number,
                    },
                    better: outcome.better,
                    years: years.into_par_iter().map(|year| self.band_year(outcome.item, year as usize)).collect(),
                }
            })
            .collect()
    }

    fn band_year(&self, item: usize, year: usize) -> BandYear {
        let calendar = self.run.model.plan.start_year + year as i32;
        let certain = [self.constant(item, year)];
        let kept = self.values(item, year).unwrap_or(&certain);
        if let ItemSort::State(states) = &self.run.model.plan.items[item].sort {
            // of a long run the first trials: those whose yearly values are kept
            let states = shares_of_states(states, kept);
            let none = Estimate { value: f64::NAN, error: None };
            let counted = if kept.len() == 1 { self.run.outcomes.trials } else { kept.len() as u64 };
            return BandYear { year: calendar, mean: none, sd: none, quantiles: Vec::new(), counted, states };
        }
        let gathered = self.run.outcomes.gathered.get(item).and_then(|years| years.as_ref()?.get(year));
        if let Some(summary) = gathered.map(Gathered::summary) {
            let GatheredSummary { counted, mean, sd, quantiles } = summary;
            return BandYear { year: calendar, mean, sd, quantiles, counted, states: Vec::new() };
        }
        let certain_in_all = self.values(item, year).is_none() && certain[0].is_finite();
        let summary = summarise(kept, &BAND_QUANTILES);
        BandYear {
            year: calendar,
            mean: summary.mean,
            sd: summary.sd,
            quantiles: summary.quantiles,
            // what is the same in all trials is known in all
            counted: if certain_in_all { self.run.outcomes.year_trials } else { summary.counted },
            states: Vec::new(),
        }
    }

    fn claim(&self, claim: &ClaimPlan) -> ClaimFinding {
        let plan = &self.run.model.plan;
        let outcome = &plan.outcomes[claim.outcome];
        let item = &plan.items[outcome.item];
        let stated = self.values(claim.value, 0);
        let value = match stated {
            Some(values) => statistics::mean(values).value,
            None => self.constant(claim.value, 0),
        };
        let certain = [self.constant(outcome.item, 0)];
        let column = self.values(outcome.item, 0).unwrap_or(&certain);
        // a value that differs from trial to trial is compared trial by trial
        let gaps: Vec<f64> = match stated {
            Some(stated) if stated.len() == column.len() => {
                column.iter().zip(stated).map(|(x, s)| gap(*x, *s)).collect()
            }
            _ => column.iter().map(|x| gap(*x, value)).collect(),
        };
        let probability = match claim.holds {
            Holds::AtLeast => statistics::share(&gaps, |gap| gap >= 0.0),
            Holds::AtMost => statistics::share(&gaps, |gap| gap <= 0.0),
            // a value met exactly counts half: the percentile of a certain outcome is 50
            Holds::Record => statistics::replicated(&gaps, |gap| {
                if gap < 0.0 {
                    1.0
                } else if gap == 0.0 {
                    0.5
                } else {
                    0.0
                }
            }),
        };
        ClaimFinding {
            outcome: outcome.path.clone(),
            text: if claim.text.is_empty() { Self::label(item) } else { claim.text.clone() },
            source: claim.source.clone(),
            value,
            unit: self.outcome_unit(outcome, item),
            holds: match claim.holds {
                Holds::AtLeast => "at_least",
                Holds::AtMost => "at_most",
                Holds::Record => "record",
            },
            probability,
            equal: statistics::share(&gaps, |gap| gap.abs() <= ROUNDING * value.abs()).value,
        }
    }

    /// Advice whose condition holds, or holds in so many trials that it is worth saying, with its probability.
    fn advice(&self) -> Vec<AdviceFinding> {
        let given = |advice: &AdvicePlan| {
            let chance = match self.values(advice.when, 0) {
                Some(values) => statistics::share(values, |held| held == 1.0).value,
                None => self.constant(advice.when, 0),
            };
            let shown = if chance > 0.995 && chance < 1.0 { ">99%".into() } else { format!("{:.0}%", chance * 100.0) };
            let text = |language| advice.text.get(language).replace("{chance}", &shown);
            let text = Text::new(text(Language::Chinese), text(Language::English));
            (chance > UNLIKELY).then(|| AdviceFinding { project: advice.project.clone(), text })
        };
        let mut list: Vec<AdviceFinding> = self.run.model.plan.advice.iter().filter_map(given).collect();
        // what every number about the households stands on comes first
        let households = self.run.model.layout.as_ref().map(|layout| layout.project.as_str());
        list.sort_by_key(|advice| Some(advice.project.as_str()) != households);
        list
    }

    fn variant(&self, name: &str, title: &Text, run: &Run<'_>) -> VariantFinding {
        let other = Judge::new(run);
        let outcomes = other.outcomes(false);
        let base = &self.run.model.plan;
        let mut differences = Vec::new();
        let (mut better, mut worse, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        let trials = self.run.outcomes.trials;
        for finding in &outcomes {
            let pair = base
                .outcomes
                .iter()
                .find(|outcome| outcome.path == finding.path)
                .zip(run.model.plan.outcomes.iter().find(|outcome| outcome.path == finding.path));
            let Some((before, after)) = pair else {
                differences.push(Estimate { value: f64::NAN, error: None });
                better.push(None);
                worse.push(None);
                pairs.push(Pairs { counted: 0, missing: trials });
                continue;
            };
            let gaps = self.gaps(before.item, &other, after.item, f64::NAN);
            differences.push(statistics::mean(&gaps));
            // what is certain in both is one gap for all trials
            let of_all = if gaps.len() == 1 { trials } else { 1 };
            let counted = gaps.iter().filter(|gap| gap.is_finite()).count() as u64 * of_all;
            pairs.push(Pairs { counted, missing: trials.saturating_sub(counted) });
            let sides = finding.better.map(|direction| {
                // to pay back at all is better than never to
                let mut gaps = self.gaps(before.item, &other, after.item, 0.0);
                gaps.iter_mut().for_each(|gap| *gap = gap.clamp(f64::MIN, f64::MAX));
                let (rises, falls) =
                    (statistics::share(&gaps, |gap| gap > 0.0), statistics::share(&gaps, |gap| gap < 0.0));
                match direction {
                    Better::Higher => (rises, falls),
                    Better::Lower => (falls, rises),
                }
            });
            better.push(sides.map(|sides| sides.0));
            worse.push(sides.map(|sides| sides.1));
        }
        let title = if title.is_empty() { Text::same(name) } else { title.clone() };
        let changes = super::changes::changes(&self.run.model.scenario, &run.model.scenario);
        VariantFinding { name: name.to_owned(), title, outcomes, differences, better, worse, pairs, changes }
    }

    /// Variant − base, trial by trial; one number where neither varies. Infinite where one of them is, and `endless`
    /// where both are at the same end: neither is better, and by how much they differ nobody can say.
    fn gaps(&self, item: usize, other: &Judge<'_, '_>, other_item: usize, endless: f64) -> Vec<f64> {
        let (a, b) = (self.values(item, 0), other.values(other_item, 0));
        let (fixed_a, fixed_b) = (self.constant(item, 0), other.constant(other_item, 0));
        let count = a.map_or(1, <[f64]>::len).max(b.map_or(1, <[f64]>::len));
        // what is left of large amounts that cancel is as large as their rounding
        let all = a.unwrap_or(&[]).iter().chain(b.unwrap_or(&[])).chain([&fixed_a, &fixed_b]);
        let largest = all.map(|value| value.abs()).filter(|value| value.is_finite()).fold(0.0, f64::max);
        (0..count)
            .map(|trial| {
                let after = b.and_then(|b| b.get(trial)).copied().unwrap_or(fixed_b);
                let before = a.and_then(|a| a.get(trial)).copied().unwrap_or(fixed_a);
                let gap = after - before;
                // the same amount reached by another order of arithmetic is no difference
                let same = after == before || gap.abs() <= ROUNDING * largest && gap.is_finite();
                match same {
                    true if after.is_infinite() => endless,
                    true => 0.0,
                    false => gap,
                }
            })
            .collect()
    }
}

/// The probability of each state; values are numbers of states.
fn shares_of_states(states: &[String], values: &[f64]) -> Vec<(String, Estimate)> {
    let share = |(index, name): (usize, &String)| (name.clone(), statistics::share(values, |x| x == index as f64));
    states.iter().enumerate().map(share).collect()
}

/// By how much a value is above a claim. What is never paid back misses every claim about payback, and so on: infinite
/// values are the largest numbers, so that they are counted.
fn gap(value: f64, stated: f64) -> f64 {
    let gap = (value - stated).clamp(f64::MIN, f64::MAX);
    // 0.7 − 0.4 is not less than 0.3
    if gap.abs() <= ROUNDING * (value.abs() + stated.abs()) && value.is_finite() { 0.0 } else { gap }
}
