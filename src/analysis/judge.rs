//! What a run holds of an item, and how people read it: what all findings are made from.

use super::findings::DisplayUnit;
use crate::diagnostic::{Language, Text};
use crate::model::Run;
use crate::plan::{Item, ItemSort, Measure, OutcomePlan};
use crate::quantity::UnitTable;

/// Differences below this share of the amounts are rounding.
pub(super) const ROUNDING: f64 = 1e-12;

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

    /// How people read an outcome; rates and conditions are shares.
    pub(super) fn outcome_unit(&self, outcome: &OutcomePlan, item: &Item) -> DisplayUnit {
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

    pub(super) fn label(item: &Item) -> Text {
        item.label.or_name(&item.path)
    }
}

/// How people read a share.
pub(super) fn per_cent() -> DisplayUnit {
    DisplayUnit { symbol: Text::same("%"), scale: 0.01 }
}
