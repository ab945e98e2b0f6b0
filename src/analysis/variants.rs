//! A variant beside its base, trial by trial on the same draws.

use super::changes::changes;
use super::findings::{Estimate, Pairs, VariantFinding};
use super::judge::{Judge, ROUNDING};
use crate::diagnostic::Text;
use crate::model::Run;
use crate::scenario::model::Better;
use crate::statistics;

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
        let title = if title.is_empty() { Text::same(name) } else { title.clone() };
        let changes = changes(&self.run.model.scenario, &run.model.scenario);
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
