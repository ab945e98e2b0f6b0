//! Lowering of values given by year: which value stands in which year, and what is missing.

use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::Expression;
use crate::plan::graph::{Axes, NodeId, Op};
use crate::plan::value::{Reported, Sort, Value};
use crate::scenario::model::{Missing, YearKey};

/// Years of the run to which values are given, by their place from the run's first year.
struct Years {
    /// The run has so many years.
    count: usize,
    /// The calendar year of the run's first.
    calendar: i64,
    /// The place of the year with index 0, where the project starts.
    start: i64,
    /// First and last place in which the project is there.
    window: (u32, u32),
}

impl Years {
    /// First and last place of a key; a place below 0 is before the run.
    fn places(&self, key: &YearKey) -> (i64, i64) {
        let last = self.count as i64 - 1;
        match key {
            YearKey::Index { from, to } => {
                (from.map_or(0, |k| i64::from(k) + self.start), to.map_or(last, |k| i64::from(k) + self.start))
            }
            YearKey::Calendar { from, to } => (
                from.map_or(0, |year| i64::from(year) - self.calendar),
                to.map_or(last, |year| i64::from(year) - self.calendar),
            ),
        }
    }

    /// Whether the project is nowhere in these places.
    fn outside(&self, (from, to): (i64, i64)) -> bool {
        to < i64::from(self.window.0) || from > i64::from(self.window.1)
    }

    fn alive(&self, place: usize) -> bool {
        (self.window.0 as usize..=self.window.1 as usize).contains(&place)
    }

    /// First and last calendar year of the project.
    fn of_project(&self) -> (i64, i64) {
        (self.calendar + i64::from(self.window.0), self.calendar + i64::from(self.window.1))
    }
}

/// The values that stand in the file.
struct Given {
    /// One place a year of the run.
    by_place: Vec<Option<NodeId>>,
    /// The last value for a year before the run.
    earlier: Option<NodeId>,
    sort: Sort,
}

impl<'s> Lowerer<'s, '_> {
    pub(super) fn by_year(
        &mut self,
        entries: &'s [(YearKey, Expression)],
        missing: Missing,
        span: Span,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        self.calendar_begins(entries, span)?;
        let scope = &self.scopes.scopes[environment.scope];
        let years = Years {
            count: self.horizon() as usize + 1,
            calendar: i64::from(self.scenario.start_year),
            start: i64::from(scope.start),
            window: scope.window,
        };
        let given = self.given(entries, missing, &years, environment)?;
        let nodes = self.filled(&given, missing, &years, span)?;
        let constants: Option<Vec<f64>> = nodes.iter().map(|&node| self.graph.constant_value(node)).collect();
        let node = match constants {
            Some(values) => self.graph.by_year(&values),
            None => self.switch_by_year(&nodes),
        };
        Ok(Value { node, sort: given.sort, window: Some(years.window) })
    }

    fn given(
        &mut self,
        entries: &'s [(YearKey, Expression)],
        missing: Missing,
        years: &Years,
        environment: &Environment,
    ) -> Result<Given, Reported> {
        let mut by_place: Vec<Option<NodeId>> = vec![None; years.count];
        let mut earlier: Option<(i64, NodeId)> = None;
        let mut sort = Sort::Number(None);
        let mut before: Option<Span> = None;
        for (key, expression) in entries {
            let value = self.expression(expression, environment)?;
            if self.graph.axes(value.node).year {
                return self.fail(
                    Code::ShapeMismatch,
                    expression.span,
                    Text::new("某一年的值不能又逐年变化", "the value for a year must not vary by year itself"),
                    Text::new("请给出这一年的一个值", "give one value for the year"),
                );
            }
            sort = match before {
                None => value.sort.clone(),
                Some(other) => self.same_sort(&sort, &value.sort, other, expression.span)?,
            };
            before = Some(expression.span);
            let (from, to) = years.places(key);
            let lost = missing == Missing::Zero
                && years.outside((from, to))
                && self.graph.constant_value(value.node) != Some(0.0);
            if lost && !self.is_of_kind(expression.span, environment) {
                return self.no_such_year(expression.span, years.of_project());
            }
            if to < 0 && earlier.is_none_or(|(year, _)| year < to) {
                earlier = Some((to, value.node));
            }
            for place in by_place.iter_mut().take((to + 1).max(0) as usize).skip(from.max(0) as usize) {
                *place = Some(value.node);
            }
        }
        Ok(Given { by_place, earlier: earlier.map(|(_, node)| node), sort })
    }

    /// A node for every year of the run: given, or what `missing` says.
    fn filled(&mut self, given: &Given, missing: Missing, years: &Years, span: Span) -> Result<Vec<NodeId>, Reported> {
        let zero = self.graph.constant(0.0);
        let mut lacking: Vec<i64> = Vec::new();
        let mut so_far: Option<NodeId> = given.earlier;
        let mut nodes = Vec::with_capacity(years.count);
        for (place, value) in given.by_place.iter().enumerate() {
            let node = match (*value, missing, so_far) {
                (Some(node), ..) => {
                    so_far = Some(node);
                    node
                }
                (None, Missing::Zero, _) => zero,
                (None, Missing::Last, Some(last)) => last,
                (None, ..) => {
                    if years.alive(place) {
                        lacking.push(years.calendar + place as i64);
                    }
                    zero
                }
            };
            nodes.push(node);
        }
        if lacking.is_empty() { Ok(nodes) } else { self.years_lacking(&lacking, given, missing, years, span) }
    }

    fn years_lacking<T>(
        &mut self,
        lacking: &[i64],
        given: &Given,
        missing: Missing,
        years: &Years,
        span: Span,
    ) -> Result<T, Reported> {
        let list = lacking.iter().take(8).map(i64::to_string).collect::<Vec<_>>().join("、");
        let more = if lacking.len() > 8 { "…" } else { "" };
        let first_given = given.by_place.iter().position(Option::is_some);
        // nothing stands before the first value, so `last` alone does not fill what lacks there
        let early = lacking.first().filter(|year| {
            given.earlier.is_none() && first_given.is_none_or(|place| **year < years.calendar + place as i64)
        });
        let remedy = match (early, missing) {
            (Some(year), Missing::Last) => Text::new(
                format!("missing = \"last\" 只能沿用前面已有的值：请给出 {year} 年的值"),
                format!("missing = \"last\" keeps a value given before: give one for {year}"),
            ),
            (Some(year), _) => Text::new(
                format!(
                    "请补上；或写 missing = \"zero\"（没有就是 0）；或给出 {year} 年的值并写 missing = \"last\"（沿用上一个值）"
                ),
                format!(
                    "add them; or write missing = \"zero\" (an amount); or give {year} and write missing = \"last\" (a level keeps its last value)"
                ),
            ),
            (None, _) => Text::new(
                "请补上；或写 missing = \"zero\"（没有就是 0）、missing = \"last\"（沿用上一个值）",
                "add them; or write missing = \"zero\" (an amount) or missing = \"last\" (a level keeps its last value)",
            ),
        };
        self.fail(
            Code::MissingYears,
            span,
            Text::new(
                format!("这些年份没有给值：{list}{more}"),
                format!("no value for the years {}{more}", list.replace('、', ", ")),
            ),
            remedy,
        )
    }

    /// A kind gives its values for whatever years a project has.
    fn is_of_kind(&self, span: Span, environment: &Environment) -> bool {
        let project = environment.scope.checked_sub(1).and_then(|place| self.scenario.projects.get(place));
        let declared = project.and_then(|project| project.kind.body.inputs.first());
        declared.is_some_and(|input| input.name.span.file == span.file)
    }

    /// An amount of a year in which there is nothing to put it into: it would vanish.
    fn no_such_year<T>(&mut self, span: Span, (first, last): (i64, i64)) -> Result<T, Reported> {
        self.fail(
            Code::MissingYears,
            span,
            Text::new(
                format!("这一年不在 {first}–{last} 年之内，这笔数不会算进来"),
                format!("this year lies outside {first} to {last}: the amount would count nowhere"),
            ),
            Text::new(
                "改年份，或把项目的 start 提前、把 horizon 或 life 延长；不要的数就删去",
                "change the year, begin the project earlier, or lengthen `horizon` or `life`; delete what is not wanted",
            ),
        )
    }

    /// A series put together from a node for each year.
    fn switch_by_year(&mut self, nodes: &[NodeId]) -> NodeId {
        let mut distinct: Vec<NodeId> = nodes.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let mut result: Option<NodeId> = None;
        for node in distinct {
            let flags: Vec<f64> = nodes.iter().map(|other| if *other == node { 1.0 } else { 0.0 }).collect();
            let here = self.graph.by_year(&flags);
            result = Some(match result {
                None => {
                    let axes = Axes { year: true, ..self.graph.axes(node) };
                    self.graph.add(Op::Window { series: node, from: 0, to: nodes.len() as u32 - 1 }, axes)
                }
                Some(rest) => self.graph.select(here, node, rest),
            });
        }
        match result {
            Some(node) => node,
            None => self.graph.constant(0.0),
        }
    }
}
