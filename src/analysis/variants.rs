//! A variant beside its base, trial by trial on the same draws.

use super::changes::changes;
use super::findings::{Estimate, Findings, Pairs, VariantFinding};
use super::judge::{Judge, ROUNDING};
use crate::diagnostic::Text;
use crate::model::Run;
use crate::scenario::model::Better;
use crate::statistics;
use crate::village::{KEPT, PUT_IN};

/// Compares a variant that has run on the same draws. Nothing else is wanted of its run: the next one can take its memory.
pub fn compare(base: &Run<'_>, name: &str, title: &Text, run: &Run<'_>) -> VariantFinding {
    Judge::new(base).variant(name, title, run)
}

impl Judge<'_, '_> {
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
        let title = title.or_name(name);
        let changes = changes(&self.run.model.scenario, &run.model.scenario);
        let advice = other.advice_beside(Some(self));
        VariantFinding { name: name.to_owned(), title, outcomes, differences, better, worse, pairs, changes, advice }
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

/// A variant's outcome that is worse in this share of the pairs is told, whoever it concerns.
const WORSE: f64 = 0.1;

/// Positions of the outcomes of a variant that are told.
#[derive(Debug, PartialEq)]
pub struct Told {
    /// Those that it changes among the ones that people are shown first, in their order.
    pub changed: Vec<usize>,
    /// Those beside them that it makes worse, the most often worse first: what an option costs others.
    pub beside: Vec<usize>,
}

impl Told {
    /// All of them.
    pub fn all(&self) -> Vec<usize> {
        self.changed.iter().chain(&self.beside).copied().collect()
    }
}

impl VariantFinding {
    /// What is told of the variant. An outcome that is another name for one that is told is not told again.
    pub fn told(&self, findings: &Findings) -> Told {
        let shown: Vec<&str> = findings.shown_outcomes().map(|outcome| outcome.path.as_str()).collect();
        let is_kept = |path: &str| {
            let promise = path.strip_suffix(KEPT);
            promise.is_some_and(|promise| findings.promises.iter().any(|finding| finding.path == promise))
        };
        // what an option costs, and what becomes of the promises, is asked of every one
        let is_shown = |place: usize| {
            let path = self.outcomes[place].path.as_str();
            let known = self.differences.get(place).is_some_and(|found| !found.value.is_nan());
            shown.contains(&path) || path == PUT_IN || is_kept(path) && known
        };
        let (first, others): (Vec<usize>, Vec<usize>) = (0..self.outcomes.len()).partition(|&place| is_shown(place));
        let changed: Vec<usize> = first.into_iter().filter(|&place| self.changes(place)).collect();
        let mut costs: Vec<(usize, f64)> =
            others.into_iter().filter_map(|place| Some((place, self.cost(place)?))).collect();
        costs.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut beside = Vec::new();
        for (place, _) in costs {
            if changed.iter().chain(&beside).all(|&other| !self.same(other, place)) {
                beside.push(place);
            }
        }
        Told { changed, beside }
    }

    /// A mean difference of 0 may be gains in some trials and losses in others.
    fn changes(&self, place: usize) -> bool {
        let differs = self.differences.get(place).is_none_or(|found| found.value != 0.0);
        differs || share(&self.better, place) > 0.0 || share(&self.worse, place) > 0.0
    }

    /// In which share of the pairs an outcome is worse, where that is a tenth at least and more often than it is better.
    pub fn cost(&self, place: usize) -> Option<f64> {
        let worse = share(&self.worse, place);
        (worse >= WORSE && worse > share(&self.better, place)).then_some(worse)
    }

    /// One outcome under two names.
    fn same(&self, one: usize, other: usize) -> bool {
        let numbers = |place: usize| {
            let difference = self.differences.get(place).map_or(f64::NAN, |found| found.value);
            let (better, worse) = (share(&self.better, place), share(&self.worse, place));
            [difference, self.outcomes[place].mean.value, better, worse]
        };
        numbers(one).into_iter().zip(numbers(other)).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
    }
}

/// 0 where the outcome does not say which direction is good.
fn share(list: &[Option<Estimate>], place: usize) -> f64 {
    list.get(place).copied().flatten().map_or(0.0, |p| p.value)
}
