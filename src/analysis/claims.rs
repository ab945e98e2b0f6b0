//! How likely it is that what others say of an outcome comes true.

use super::findings::ClaimFinding;
use super::judge::{Judge, ROUNDING};
use crate::plan::ClaimPlan;
use crate::scenario::model::Holds;
use crate::statistics;

impl Judge<'_, '_> {
    pub(super) fn claim(&self, claim: &ClaimPlan) -> ClaimFinding {
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
}

/// By how much a value is above a claim. What is never paid back misses every claim about payback, and so on: infinite
/// values are the largest numbers, so that they are counted.
fn gap(value: f64, stated: f64) -> f64 {
    let gap = (value - stated).clamp(f64::MIN, f64::MAX);
    // 0.7 − 0.4 is not less than 0.3
    if gap.abs() <= ROUNDING * (value.abs() + stated.abs()) && value.is_finite() { 0.0 } else { gap }
}
