//! Findings of outcomes: of those with one value a trial, and of those of every year.

use rayon::prelude::*;

use super::findings::{BandFinding, BandYear, Estimate, Histogram, OutcomeFinding, OutcomeSort, Tails, Timing};
use super::judge::{Judge, ROUNDING};
use super::picture::picture;
use crate::plan::{ItemSort, Measure, OutcomePlan};
use crate::simulation::gather::BAND_QUANTILES;
use crate::statistics::{
    self, Gathered, GatheredSummary, Ranked, Tail, expected_shortfall_ranked, summarise, summarise_ranked,
};
use crate::village::KEPT;

/// Quantiles of an outcome.
const QUANTILES: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];

impl Judge<'_, '_> {
    /// Findings of the outcomes with one value a trial; `whole` with their histograms and the means of their ends, which nobody
    /// asks of variants.
    pub(super) fn outcomes(&self, whole: bool) -> Vec<OutcomeFinding> {
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
        let mut ranked = Ranked::of(column);
        let summary = summarise_ranked(column, &mut ranked, &QUANTILES);
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
                lowest_5_percent: expected_shortfall_ranked(column, &mut ranked, 0.05, Tail::Low),
                highest_5_percent: expected_shortfall_ranked(column, &mut ranked, 0.05, Tail::High),
            }),
            below_zero: (signed && (summary.range.0 < -rounding || lost)).then(|| {
                let decided: Vec<f64> = column.iter().map(|x| x.clamp(f64::MIN, f64::MAX)).collect();
                statistics::share(&decided, |x| x < -rounding)
            }),
            range: summary.range,
            counted: summary.counted,
            // trials in which nothing falls due are no trials of a promise
            missing: match outcome.path.ends_with(KEPT) {
                true => Vec::new(),
                false => self.missing(column, summary.missing, outcome),
            },
            states,
            histogram: if drawn {
                picture(column, &mut ranked, summary.range, item.scale)
            } else {
                Histogram::default()
            },
        }
    }

    /// Findings of the outcomes of every year.
    pub(super) fn bands(&self) -> Vec<BandFinding> {
        let plan = &self.run.model.plan;
        plan.outcomes
            .iter()
            .filter(|outcome| plan.items[outcome.item].axes.year && plan.items[outcome.item].axes.row.is_none())
            .map(|outcome| {
                let item = &plan.items[outcome.item];
                let (from, to) = item.window.unwrap_or((0, plan.horizon));
                let years: Vec<u32> = (from..=to).collect();
                // of a long run yearly numbers are gathered over all trials, and states are those of the first
                let outcomes = &self.run.outcomes;
                let gathered = outcomes.gathered.get(outcome.item).is_some_and(Option::is_some);
                let trials = if gathered { outcomes.trials } else { outcomes.year_trials };
                let year = |year: u32| self.band_year(outcome.item, year as usize, trials);
                let years = years.into_par_iter().map(year).collect();
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
                    trials,
                    years: without_residue(years),
                }
            })
            .collect()
    }

    fn band_year(&self, item: usize, year: usize, trials: u64) -> BandYear {
        let calendar = self.run.model.plan.start_year + year as i32;
        let certain = [self.constant(item, year)];
        let kept = self.values(item, year).unwrap_or(&certain);
        if let ItemSort::State(states) = &self.run.model.plan.items[item].sort {
            // of a long run the first trials: those whose yearly values are kept
            let states = shares_of_states(states, kept);
            let none = Estimate { value: f64::NAN, error: None };
            let counted = if kept.len() == 1 { trials } else { kept.len() as u64 };
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
            counted: if certain_in_all { trials } else { summary.counted },
            states: Vec::new(),
        }
    }
}

/// What arithmetic leaves of an exact zero, beside the amounts of other years, is nothing.
fn without_residue(mut years: Vec<BandYear>) -> Vec<BandYear> {
    let sizes = |year: &BandYear| year.mean.value.abs();
    let largest = years.iter().map(sizes).filter(|size| size.is_finite()).fold(0.0, f64::max);
    for year in &mut years {
        let most = year
            .quantiles
            .iter()
            .map(|(_, found)| found.value)
            .chain([year.mean.value])
            .map(f64::abs)
            .fold(0.0, f64::max);
        if most <= ROUNDING * largest && year.sd.value.abs() <= ROUNDING * largest {
            let nothing = Estimate { value: 0.0, error: year.mean.error.map(|_| 0.0) };
            (year.mean, year.sd) = (nothing, nothing);
            year.quantiles.iter_mut().for_each(|(_, found)| *found = nothing);
        }
    }
    years
}

/// The probability of each state; values are numbers of states.
fn shares_of_states(states: &[String], values: &[f64]) -> Vec<(String, Estimate)> {
    let share = |(index, name): (usize, &String)| (name.clone(), statistics::share(values, |x| x == index as f64));
    states.iter().enumerate().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arithmetic_leaves_of_zero_in_a_year_is_zero_and_small_years_stay() {
        let year = |value: f64, sd: f64| BandYear {
            year: 2020,
            mean: Estimate { value, error: Some(sd / 10.0) },
            sd: Estimate { value: sd, error: None },
            quantiles: vec![(0.5, Estimate { value, error: Some(sd / 10.0) })],
            counted: 100,
            states: Vec::new(),
        };
        let years = without_residue(vec![year(1000.0, 50.0), year(3e-18, 7e-18), year(1e-6, 1e-7)]);
        assert_eq!((years[0].mean.value, years[0].sd.value), (1000.0, 50.0));
        assert_eq!((years[1].mean.value, years[1].mean.error, years[1].quantiles[0].1.value), (0.0, Some(0.0), 0.0));
        assert_eq!(years[2].mean.value, 1e-6);
        // all of it small is no residue
        assert_eq!(without_residue(vec![year(3e-18, 1e-18)])[0].mean.value, 3e-18);
    }
}
