//! Inputs whose years hang together: which process each one is, and its standard deviation year by year.

use std::cell::OnceCell;

use crate::diagnostic::Span;
use crate::formula::expression::{BinaryOperator, Expression, Node, UnaryOperator};
use crate::model::{Model, Trace};
use crate::plan::program::Column;
use crate::plan::{Item, Spread as SpreadPlan};
use crate::quantity::UnitTable;
use crate::scenario::model::{Body, Spread, Uncertain, Value};

/// An input with `persistence`.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// `rain`, `quarry.price`, `crops.rice.yield`.
    pub path: String,
    /// `persistence` as written.
    pub coefficient: String,
    /// Start of the textbook process as written; `None` for the stationary one, in which every year has the stated
    /// distribution.
    pub start: Option<String>,
    /// Unit in which people read it.
    pub unit: String,
    /// Its standard deviations.
    pub sd: Deviations,
    /// Limits of `clip` make them smaller than stated here.
    pub clipped: bool,
}

/// Standard deviations by year.
#[derive(Debug, Clone, PartialEq)]
pub enum Deviations {
    /// Calendar year and sd, in the unit people read.
    ByYear(Vec<(i32, f64)>),
    /// They depend on other draws.
    VaryByTrial,
    /// Of a mixture or a list with weights: not worked out.
    Unknown,
}

/// Every input of a model that has persistence, in the order of the file.
pub fn processes(model: &Model) -> Vec<Process> {
    let scenario = &model.scenario;
    let finder = Finder { model, units: scenario.unit_table().0, trace: OnceCell::new() };
    let mut found = finder.body(&scenario.body, "", 0);
    for project in &scenario.projects {
        let start = project.start.as_ref().map_or(0, |start| start.value - scenario.start_year);
        found.extend(finder.body(&project.kind.body, &format!("{}.", project.name.value), start));
    }
    found
}

struct Finder<'m> {
    model: &'m Model,
    units: UnitTable,
    /// Values of names, worked out when one is asked for.
    trace: OnceCell<Option<Trace<'m>>>,
}

/// Where an input stands.
struct Place<'a> {
    /// In front of the names of its scope.
    prefix: &'a str,
    /// Index of age 0.
    start: i32,
    /// Row of its table.
    row: Option<usize>,
}

impl<'m> Finder<'m> {
    fn body(&self, body: &Body, prefix: &str, start: i32) -> Vec<Process> {
        let mut found = Vec::new();
        let plain = Place { prefix, start, row: None };
        for input in &body.inputs {
            let path = format!("{prefix}{}", input.name.value);
            found.extend(self.process(&input.value, &path, path.clone(), &plain, input.span));
        }
        for table in &body.tables {
            let stem = format!("{prefix}{}", table.name.value);
            let Some((_, rows)) = self.model.plan.tables.iter().find(|(path, _)| *path == stem) else { continue };
            for input in &table.inputs {
                let item = format!("{stem}.{}", input.name.value);
                let by_row = |(row, name): (usize, &String)| {
                    let place = Place { row: Some(row), ..plain };
                    let path = format!("{stem}.{name}.{}", input.name.value);
                    self.process(&input.value, &item, path, &place, input.span)
                };
                let processes: Vec<Process> = rows.iter().enumerate().filter_map(by_row).collect();
                found.extend(joined(processes, &item));
            }
            for column in &table.columns {
                let item = format!("{stem}.{}", column.name.value);
                for ((cell, span), name) in column.cells.iter().zip(&column.spans).zip(&table.rows) {
                    let path = format!("{stem}.{}.{}", name.value, column.name.value);
                    found.extend(self.process(cell, &item, path, &plain, *span));
                }
            }
        }
        found
    }

    fn process(&self, value: &Value, item: &str, path: String, place: &Place<'_>, span: Span) -> Option<Process> {
        let Value::Uncertain(uncertain) = value else { return None };
        let coefficient = uncertain.persistence.as_ref()?;
        let item = self.model.plan.items.iter().find(|found| found.path == item)?;
        Some(Process {
            path,
            coefficient: coefficient.to_string(),
            start: uncertain.innovation_start.as_ref().map(Expression::to_string),
            unit: if item.unit == "1" { String::new() } else { item.unit.clone() },
            sd: self.deviations(uncertain, coefficient, item, place, span),
            clipped: uncertain.clip.is_some(),
        })
    }

    /// Stationary: every year has the sd of the stated distribution. Innovations e with sd s\[t\]: from a certain start the
    /// variance is v\[t\] = φ\[t\]²·v\[t−1\] + s\[t\]² with v = 0 before the first year; for constant φ and s that is
    /// s²·(1 − φ^2t) / (1 − φ²) in the t-th year.
    fn deviations(
        &self,
        uncertain: &Uncertain,
        coefficient: &Expression,
        item: &Item,
        place: &Place<'_>,
        span: Span,
    ) -> Deviations {
        let plan = &self.model.plan;
        let drawn: Vec<f64> = match self.of_spread(&uncertain.spread, uncertain.truncate.is_some(), item, place, span) {
            Ok(drawn) => drawn,
            Err(reason) => return reason,
        };
        let (from, to) = item.window.unwrap_or((0, plan.horizon));
        let active =
            uncertain.active.and_then(|range| range.from).map_or(0, |from| i64::from(from) + i64::from(place.start));
        let first = i64::from(from).max(active) as usize;
        let at = |list: &[f64], index: usize| list.get(index).or(list.first()).copied().unwrap_or(f64::NAN);
        let mut sd = drawn.clone();
        if let Some(start) = &uncertain.innovation_start {
            let known = (self.value(coefficient, place.prefix), self.value(start, place.prefix));
            let (Some(coefficient), Some(_)) = known else { return Deviations::VaryByTrial };
            sd = vec![0.0; plan.horizon as usize + 1];
            let mut variance = 0.0;
            for (index, sd) in sd.iter_mut().enumerate().skip(first) {
                let (factor, own) = (at(&coefficient, index), at(&drawn, index));
                variance = factor * factor * variance + own * own;
                *sd = variance.sqrt();
            }
        }
        let years = first..=to as usize;
        Deviations::ByYear(years.map(|index| (plan.start_year + index as i32, at(&sd, index) / item.scale)).collect())
    }

    /// The sd of what is drawn, by year.
    fn of_spread(
        &self,
        spread: &Spread,
        truncated: bool,
        item: &Item,
        place: &Place<'_>,
        span: Span,
    ) -> Result<Vec<f64>, Deviations> {
        let plan = &self.model.plan;
        let span = match spread {
            Spread::Named { family, .. } => family.span,
            Spread::Empirical { .. } => span,
            Spread::Fixed(_) => return Ok(vec![0.0]),
            Spread::Data { values, .. } if !truncated => {
                let count = values.len() as f64;
                let mean = values.iter().sum::<f64>() / count;
                let squares = values.iter().fold(0.0, |sum, value| sum + (value - mean) * (value - mean));
                return Ok(vec![(squares / count).sqrt() * item.scale]);
            }
            Spread::Data { .. }
            | Spread::Discrete { .. }
            | Spread::Mixture { .. }
            | Spread::Chance { .. }
            | Spread::Limited(_) => {
                return Err(Deviations::Unknown);
            }
        };
        // projects of one kind share the places of its file: they are told apart only where they differ
        let mut all =
            plan.spreads.iter().filter(|found| found.span == span).map(|found| self.of_plan(found, place.row));
        let first = all.next().ok_or(Deviations::Unknown)?;
        if all.any(|other| other != first) {
            return Err(Deviations::Unknown);
        }
        first.ok_or(Deviations::VaryByTrial)
    }

    /// The sd of a spread by year, from its parameters; `None` where they vary by trial.
    fn of_plan(&self, spread: &SpreadPlan, row: Option<usize>) -> Option<Vec<f64>> {
        if spread.axes.trial {
            return None;
        }
        let constants = &self.model.prepared.constants;
        let row = if spread.axes.row.is_some() { row? } else { 0 };
        let years = if spread.axes.year { self.model.plan.horizon as usize + 1 } else { 1 };
        let of_year = |year: usize| {
            let value = |column: &Column| constants.get(column.slot as usize)?.get(column.at(row, year)).copied();
            let values: Option<Vec<f64>> = spread.parameters.iter().map(value).collect();
            let (low, high) = (spread.truncate.0.as_ref().and_then(value), spread.truncate.1.as_ref().and_then(value));
            Some(spread.recipe.build(&values?, low, high).ok()?.sd())
        };
        (0..years).map(of_year).collect()
    }

    /// The value of plain arithmetic over certain names: one number, or one a year; `None` where a draw has a part in it.
    fn value(&self, expression: &Expression, prefix: &str) -> Option<Vec<f64>> {
        match &expression.node {
            Node::Number { value, unit: None } => Some(vec![*value]),
            Node::Number { value, unit: Some(unit) } => {
                Some(vec![self.units.resolve(&unit.text).ok()?.in_base(*value)])
            }
            Node::Unary { operator: UnaryOperator::Negate, operand } => {
                Some(self.value(operand, prefix)?.into_iter().map(|x| -x).collect())
            }
            Node::Binary { operator, left, right } => {
                let (a, b) = (self.value(left, prefix)?, self.value(right, prefix)?);
                let join: fn(f64, f64) -> f64 = match operator {
                    BinaryOperator::Add => |a, b| a + b,
                    BinaryOperator::Subtract => |a, b| a - b,
                    BinaryOperator::Multiply => |a, b| a * b,
                    BinaryOperator::Divide => |a, b| a / b,
                    _ => return None,
                };
                let count = a.len().max(b.len());
                (0..count).map(|k| Some(join(*a.get(k).or(a.first())?, *b.get(k).or(b.first())?))).collect()
            }
            Node::Path(path) => self.named(&path.join("."), prefix),
            _ => None,
        }
    }

    fn named(&self, name: &str, prefix: &str) -> Option<Vec<f64>> {
        let trace = self.trace.get_or_init(|| self.model.trace(self.model.plan.seed, 0).ok()).as_ref()?;
        let own = format!("{prefix}{name}");
        let paths = [own.as_str(), name.strip_prefix("shared.").unwrap_or(name)];
        let item = paths.iter().find_map(|path| trace.plan.items.iter().find(|item| item.path == *path))?;
        let certain = !item.axes.trial && item.axes.row.is_none();
        certain.then(|| trace.series(&item.path).to_vec())
    }
}

/// Rows that are alike become one line with the table's name.
fn joined(rows: Vec<Process>, item: &str) -> Vec<Process> {
    match rows.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other.sd == first.sd) => {
            vec![Process { path: item.to_owned(), ..first.clone() }]
        }
        _ => rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Process> {
        processes(&Model::from_text("t", text).unwrap_or_else(|mistakes| panic!("{mistakes}")))
    }

    fn sd(process: &Process) -> Vec<f64> {
        match &process.sd {
            Deviations::ByYear(years) => years.iter().map(|year| year.1).collect(),
            other => panic!("{}: {other:?}", process.path),
        }
    }

    /// The closed form of the first-order autoregression (Box & Jenkins 1970, section 3.2).
    #[test]
    fn the_textbook_process_spreads_out_and_the_stationary_one_does_not() {
        let list = found(
            "start_year = 2020\nhorizon = 6\n[inputs]\nphi = \"30 %\"\n\
            a = { dist = \"normal\", mean = 5, sd = 2, each = \"year\", persistence = 0.6 }\n\
            b = { dist = \"normal\", mean = 0, sd = 2, each = \"year\", persistence = 0.6, spread = \"innovation\", start = 1 }\n\
            c = { dist = \"gumbel\", mean = \"0 万元\", sd = \"3 万元\", each = \"year\", persistence = \"-2 * phi\", spread = \"innovation\", start = \"1 万元\", unit = \"万元\" }\n\
            d = { dist = \"normal\", mean = 0, sd = \"1 + index\", each = \"year\", persistence = 1, spread = \"innovation\" }\n\
            plain = { dist = \"normal\", mean = 0, sd = 1, each = \"year\" }\n",
        );
        assert_eq!(list.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        assert_eq!((list[0].start.as_deref(), sd(&list[0])), (None, vec![2.0; 7]));
        for (process, own) in [(&list[1], 2.0), (&list[2], 3.0)] {
            for (t, found) in sd(process).iter().enumerate() {
                let exact = own * ((1.0 - 0.36f64.powi(t as i32 + 1)) / (1.0 - 0.36)).sqrt();
                assert!((found / exact - 1.0).abs() < 1e-12, "{} {t}: {found} {exact}", process.path);
            }
        }
        // a random walk: 1, √(1 + 4), √(1 + 4 + 9)
        assert!((sd(&list[3])[2] - 14f64.sqrt()).abs() < 1e-12);
        assert_eq!((list[2].unit.as_str(), list[2].start.as_deref()), ("万元", Some("1 万元")));
    }

    #[test]
    fn what_depends_on_draws_says_so() {
        let list = found(
            "horizon = 3\n[inputs]\ns = { low = 1, likely = 2, high = 3 }\n\
            a = { dist = \"normal\", mean = 0, sd = \"s\", each = \"year\", persistence = 0.5 }\n\
            b = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = \"0.1 * s\", spread = \"innovation\" }\n\
            c = { values = [1, 2], weights = [0.5, 0.5], each = \"year\", persistence = 0.5 }\n\
            e = { data = [1, 3], each = \"year\", persistence = 0.5 }\n",
        );
        let sds: Vec<&Deviations> = list.iter().map(|one| &one.sd).collect();
        assert_eq!(sds[..3], [&Deviations::VaryByTrial, &Deviations::VaryByTrial, &Deviations::Unknown]);
        assert_eq!(sd(&list[3]), [1.0; 4]);
    }

    #[test]
    fn rows_and_projects_have_their_own() {
        let list = found(
            "horizon = 2\n[tables.t.rows]\na = { s = 1 }\nb = { s = 2 }\n[tables.t.inputs]\n\
            x = { dist = \"normal\", mean = 0, sd = \"s\", each = \"year\", persistence = 0.5 }\n\
            y = { dist = \"normal\", mean = 0, sd = 3, each = \"year\", persistence = 0.5 }\n",
        );
        let shown: Vec<(&str, f64)> = list.iter().map(|one| (one.path.as_str(), sd(one)[1])).collect();
        assert_eq!(shown, [("t.a.x", 1.0), ("t.b.x", 2.0), ("t.y", 3.0)]);
    }
}
