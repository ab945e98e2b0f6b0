//! Means over all trials of what was gathered during the run.
//!
//! Standard errors are those of independent trials, √(variance / trials): an upper bound in the stratified design.

use std::collections::{HashMap, HashSet};

use super::findings::{Estimate, RowOutcomeFinding};
use super::judge::Judge;
use crate::model::Run;
use crate::plan::ItemSort;
use crate::statistics::error_of_share;

/// What was gathered, by path.
pub(super) struct Gathered<'a, 'm> {
    pub run: &'a Run<'m>,
    at: HashMap<&'a str, usize>,
}

impl<'a, 'm> Gathered<'a, 'm> {
    pub(super) fn of(run: &'a Run<'m>) -> Self {
        let list = run.model.plan.gathered.iter().enumerate();
        Gathered { run, at: list.map(|(index, gathered)| (gathered.path.as_str(), index)).collect() }
    }

    /// Index of a path in [`crate::plan::Plan::gathered`].
    pub(super) fn index(&self, path: &str) -> Option<usize> {
        self.at.get(path).copied()
    }

    /// Years in which a path lives, as indices.
    pub(super) fn window(&self, path: &str) -> Option<(u32, u32)> {
        let plan = &self.run.model.plan;
        plan.items[plan.gathered[self.index(path)?].item].window
    }

    /// Sum, sum of squares and count behind a mean; a value that does not vary by trial counts once.
    pub(super) fn sums(&self, path: &str, row: usize, year: usize) -> (f64, f64, f64) {
        let model = self.run.model;
        let Some(gathered) = self.index(path).map(|index| &model.plan.gathered[index]) else {
            return (f64::NAN, f64::NAN, 1.0);
        };
        match gathered.tally.and_then(|tally| self.run.outcomes.tallies.get(tally)) {
            Some(tally) => {
                // a value that is the same for all rows is gathered once
                let row = if tally.size.rows > 1 { row } else { 0 };
                let sum = tally.sum(row, year);
                (sum.total(), sum.squares(), (self.run.outcomes.trials - sum.missing) as f64)
            }
            None => {
                let stands = model.plan.items[gathered.item].stands;
                let value = model.prepared.constant(stands, row, year).unwrap_or(f64::NAN);
                (value, value * value, 1.0)
            }
        }
    }

    /// The part of the trials in which a value is known.
    pub(super) fn known(&self, path: &str, row: usize, year: usize) -> f64 {
        let tallied = self.index(path).is_some_and(|index| self.run.model.plan.gathered[index].tally.is_some());
        let (sum, _, count) = self.sums(path, row, year);
        match tallied {
            true => count / self.run.outcomes.trials as f64,
            false => f64::from(u8::from(sum.is_finite())),
        }
    }

    /// The mean in a row and year.
    pub(super) fn mean_at(&self, path: &str, row: usize, year: usize) -> Estimate {
        let (sum, squares, count) = self.sums(path, row, year);
        let value = sum / count;
        let error = (count > 1.0).then(|| ((squares / count - value * value).max(0.0) / count).sqrt());
        let plan = &self.run.model.plan;
        let condition = self
            .index(path)
            .is_some_and(|index| matches!(plan.items[plan.gathered[index].item].sort, ItemSort::Boolean));
        let error = error.map(|error| if condition { error_of_share(value, error, count as usize) } else { error });
        Estimate { value, error }
    }
}

/// Tells of gathered amounts of a run (`rest.PROJECT.STREAM`, `paid.PROJECT.STREAM.1`) whether they are nothing in every year
/// and trial.
pub fn nothing_paid<'a>(run: &'a Run<'_>) -> impl Fn(&str) -> bool + 'a {
    let gathered = Gathered::of(run);
    move |amount| {
        let path = format!("mean@{amount}");
        (0..=run.model.plan.horizon as usize).all(|year| gathered.sums(&path, 0, year).1 == 0.0)
    }
}

/// The outcomes of tables, in the order of the file; what the program itself gathers of households is not among them.
pub(super) fn row_outcomes(run: &Run<'_>, judge: &Judge<'_, '_>) -> Vec<RowOutcomeFinding> {
    let model = run.model;
    let gathered = Gathered::of(run);
    let bodies = std::iter::once((String::new(), &model.scenario.body))
        .chain(model.scenario.projects.iter().map(|project| (format!("{}.", project.name.value), &project.kind.body)));
    let mut found = Vec::new();
    for (prefix, body) in bodies {
        for outcome in &body.gathered {
            let Some(table) = &outcome.table else { continue };
            let Some(rows) = body.tables.iter().find(|found| found.name.value == *table).map(|table| &table.rows)
            else {
                continue;
            };
            let table = format!("{prefix}{table}");
            let path = format!("{table}.{}", outcome.formula.name.value);
            let (Some(index), Some((_, running))) =
                (gathered.index(&path), model.plan.tables.iter().find(|(name, _)| *name == table))
            else {
                continue;
            };
            let item = &model.plan.items[model.plan.gathered[index].item];
            let (from, to) = if item.axes.year { item.window.unwrap_or((0, model.plan.horizon)) } else { (0, 0) };
            let places: HashMap<&str, usize> = running.iter().enumerate().map(|(at, row)| (row.as_str(), at)).collect();
            let of_row = |row: &str| {
                let place = places.get(row).copied()?;
                let means = (from..=to).map(|year| gathered.mean_at(&path, place, year as usize)).collect();
                Some((row.to_owned(), means))
            };
            let label = &outcome.formula.label;
            found.push(RowOutcomeFinding {
                label: label.or_name(&path),
                unit: judge.unit_of(item),
                years: if item.axes.year {
                    (from..=to).map(|index| model.plan.start_year + index as i32).collect()
                } else {
                    Vec::new()
                },
                rows: rows.iter().filter_map(|row| of_row(&row.value)).collect(),
                path,
            });
        }
    }
    // a kind's table may be shown once only
    let mut seen = HashSet::new();
    found.retain(|outcome: &RowOutcomeFinding| seen.insert(outcome.path.clone()));
    found
}
