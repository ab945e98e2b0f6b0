//! A series in other years: the year that a number tells, and a whole number of years before.

use super::call::Call;
use super::{Environment, Lowerer};
use crate::numeric::operation::whole_year;
use crate::plan::graph::{Axes, Binary, Gather, NodeId, Op, Series};
use crate::plan::value::{Reported, Value};

/// Most years that a series is carried on year by year; what is longer ago is looked up, lane by lane.
const MOST_CARRIED: u32 = 3;
/// Sums within sums that are followed to see which year is asked for: `index - 1 - 1`, and the start of a project. Formulas
/// that name each other twice would be followed twice as often at every step.
const MOST_FOLLOWED: u32 = 4;

impl<'s> Lowerer<'s, '_> {
    /// `at(x, index)`.
    pub(super) fn at(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        if let [_, index] = call.given[..] {
            self.index_slip(index, environment)?;
        }
        let [series, index] = self.exactly::<2>(call)?;
        let value = self.expression(series, environment)?;
        let index_value = self.pure(index, environment)?;
        let start = self.scopes.scopes[environment.scope].start;
        let axes = self.graph.axes(value.node);
        // years in which the expression does not live are those in which its sum has nothing
        let (from, to) = value.window.unwrap_or(self.scopes.scopes[environment.scope].window);
        let lives = |year: u32| (from..=to).contains(&year);
        if let Some(k) = self.graph.constant_value(index_value.node) {
            let year = whole_year(k + f64::from(start));
            let node = if year.is_nan() {
                self.graph.constant(f64::NAN)
            } else if year < 0.0 || year > f64::from(self.horizon()) || !lives(year as u32) {
                self.graph.constant(0.0)
            } else if axes.year {
                self.gather_years(Gather::Only(year as u32), value.node, year as u32, year as u32)
            } else {
                value.node
            };
            return Ok(Value { node, sort: value.sort, window: None });
        }
        let shift = self.graph.constant(f64::from(start));
        let place = self.graph.plus(index_value.node, shift);
        let series = self.lived(&value, environment);
        if let Some(years) = self.years_back(place) {
            return Ok(Value {
                node: self.some_years_before(series, years),
                sort: value.sort,
                window: index_value.window,
            });
        }
        let axes = Axes { year: false, ..axes }.with(self.graph.axes(place));
        let op = Op::OverSeries { function: Series::At, series, arguments: vec![place], from: 0, to: self.horizon() };
        let node = self.graph.add(op, axes);
        Ok(Value { node, sort: value.sort, window: index_value.window })
    }

    /// k where a place is the year k before the present one, in every year: `index - 2`.
    fn years_back(&self, place: NodeId) -> Option<u32> {
        let first = -self.in_year(place, 0, MOST_FOLLOWED)?;
        let back = (1..=MOST_CARRIED).find(|years| f64::from(*years) == first)?;
        let follows = |year: u32| self.in_year(place, year, MOST_FOLLOWED) == Some(f64::from(year) - first);
        (1..=self.horizon()).all(follows).then_some(back)
    }

    /// What a sum or difference of numbers known by year is in a year; `deep`: sums within it that are followed.
    fn in_year(&self, node: NodeId, year: u32, deep: u32) -> Option<f64> {
        match self.graph.op(node) {
            Op::Constant(bits) => Some(f64::from_bits(*bits)),
            Op::ByYear(bits) => bits.get(year as usize).map(|bits| f64::from_bits(*bits)),
            Op::Binary(function @ (Binary::Add | Binary::Subtract), a, b) => {
                let deep = deep.checked_sub(1)?;
                Some(function.apply(self.in_year(*a, year, deep)?, self.in_year(*b, year, deep)?))
            }
            _ => None,
        }
    }

    /// A series as it was so many years before, 0 before the first year.
    fn some_years_before(&mut self, series: NodeId, years: u32) -> NodeId {
        let zero = self.graph.constant(0.0);
        let mut node = series;
        for _ in 0..years {
            let axes = Axes { year: true, ..self.graph.axes(node) };
            let (id, before) = self.graph.prev(zero, 0, axes);
            self.graph.prev[id.0 as usize] = Some(node);
            node = self.copy_of_prev(before);
        }
        node
    }

    /// A series `years` later, where that is a whole number of a few years in all trials.
    pub(super) fn carried(&mut self, series: NodeId, years: NodeId) -> Option<NodeId> {
        let years = self.graph.constant_value(years)?;
        let whole = (0..=MOST_CARRIED).find(|whole| f64::from(*whole) == years)?;
        Some(self.some_years_before(series, whole))
    }
}
