//! Why trials have no finite value.

use super::findings::MissingValues;
use super::judge::Judge;
use crate::diagnostic::Text;
use crate::plan::{ItemKind, Measure, OutcomePlan};
use crate::simulation::{NO_RATE, SEVERAL_RATES};

impl Judge<'_, '_> {
    /// Why trials have no value; of those that are not finite the first is traced, and inputs of the outcome that have no
    /// value in it are named, or else the formula whose event has none.
    pub(super) fn missing(&self, column: &[f64], count: u64, outcome: &OutcomePlan) -> Vec<MissingValues> {
        let mut found = missing(column, count, outcome.measure);
        let Some(unknown) = found.iter_mut().find(|found| found.reason == not_finite()) else { return found };
        let outcomes = &self.run.outcomes;
        let Ok(trace) = self.run.model.trace_in(outcomes.design, outcomes.seed, unknown.first_trial) else {
            return found;
        };
        let Some(reads) = &trace.plan.reads else { return found };
        let (behind, values) = (reads.behind(outcome.item), &trace.inner.values);
        let drawn =
            trace.plan.items.iter().enumerate().filter(|(_, item)| item.kind == ItemKind::Input && item.axes.trial);
        let lacking =
            drawn.filter(|(index, _)| behind(*index) && values[*index].iter().any(|value| !value.is_finite()));
        let names: Vec<&str> = lacking.map(|(_, item)| item.path.as_str()).take(3).collect();
        if !names.is_empty() {
            let (zh, en) = (names.join("、"), names.join("`, `"));
            unknown.reason = Text::new(
                format!("输入 {zh} 的参数构不成分布或超出允许的范围，没有值"),
                format!("no value of `{en}` (parameters that make no distribution, or outside what is allowed)"),
            );
            return found;
        }
        let events = trace.plan.items.iter().enumerate().filter(|(index, item)| {
            let has_event = item.kind == ItemKind::Formula && item.formula.contains("event(");
            has_event && behind(*index) && values[*index].iter().any(|value| value.is_nan())
        });
        if let Some((_, event)) = events.min_by_key(|(_, item)| item.formula.len()) {
            let name = &event.path;
            unknown.reason = Text::new(
                format!("公式 {name} 没有值（其中 event 的概率不在 0 与 1 之间，或所用的数没有值）"),
                format!(
                    "no value of `{name}` (its event has a chance outside 0 to 1, or what it is computed from has no value)"
                ),
            );
        }
        found
    }
}

fn not_finite() -> Text {
    Text::new("算不出有限的数", "not a finite number")
}

/// Why trials have no finite value.
fn missing(values: &[f64], count: u64, measure: Measure) -> Vec<MissingValues> {
    if count == 0 {
        return Vec::new();
    }
    let (above, below) = match measure {
        Measure::Rate => (
            Text::new("任何利率下都是赚的（高于 1000%）", "a gain at every rate (above 1,000%)"),
            Text::new("任何利率下都是亏的（低于 −99%）", "a loss at every rate (below −99%)"),
        ),
        Measure::Payback => (Text::new("始终收不回投资", "never paid back"), not_finite()),
        Measure::Other => {
            (Text::new("大到没有限度", "without limit above"), Text::new("小到没有限度", "without limit below"))
        }
    };
    let reasons = [
        (Some(NO_RATE), Text::new("没有内部收益率", "no internal rate of return")),
        (Some(SEVERAL_RATES), Text::new("内部收益率不止一个", "several internal rates of return")),
        (Some(f64::INFINITY.to_bits()), above),
        (Some(f64::NEG_INFINITY.to_bits()), below),
        (None, not_finite()),
    ];
    let reason_of =
        |value: f64| reasons.iter().position(|(bits, _)| bits.is_none_or(|bits| bits == value.to_bits())).unwrap_or(0);
    let mut found = [(0_u64, 0_u64); 5];
    for (trial, &value) in values.iter().enumerate().filter(|(_, value)| !value.is_finite()) {
        let slot = &mut found[reason_of(value)];
        if slot.0 == 0 {
            slot.1 = trial as u64;
        }
        slot.0 += 1;
    }
    found
        .iter()
        .zip(&reasons)
        .filter(|((trials, _), _)| *trials > 0)
        .map(|(&(trials, first_trial), (bits, reason))| MissingValues {
            reason: reason.clone(),
            trials,
            first_trial,
            ranked: bits.is_some_and(|bits| f64::from_bits(bits).is_infinite()),
            lowest: *bits == Some(f64::NEG_INFINITY.to_bits()),
        })
        .collect()
}
