//! Lowering of inputs and table columns: values, by-year values, and how often an uncertain one is drawn.

use super::{Environment, Lowerer, draws};
use crate::diagnostic::{Code, Span, Text};
use crate::distribution::family;
use crate::formula::expression::Expression;
use crate::plan::graph::{Axes, Binary, NodeId, Op, Recipe, SpreadId, SpreadNode, Unary};
use crate::plan::scope::ItemId;
use crate::plan::value::{Reported, Sort, Value};
use crate::quantity::NamedUnit;
use crate::scenario::model::{self, Column, Input, Limits, Missing, Uncertain, YearKey};

/// A draw: as a uniform, as a normal score, or both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn {
    pub uniform: Option<NodeId>,
    pub score: Option<NodeId>,
    /// A larger draw must mean a larger value: it is correlated, persistent or shared.
    pub ordered: bool,
}

impl<'s> Lowerer<'s, '_> {
    /// The uniform of a draw.
    pub(super) fn uniform_of(&mut self, drawn: &Drawn) -> NodeId {
        match (drawn.uniform, drawn.score) {
            (Some(uniform), _) => uniform,
            (None, Some(score)) => self.graph.unary(Unary::NormalCdf, score),
            (None, None) => self.graph.constant(0.5),
        }
    }

    /// The normal score of a draw.
    pub(super) fn score_of(&mut self, drawn: &Drawn) -> NodeId {
        match (drawn.score, drawn.uniform) {
            (Some(score), _) => score,
            (None, Some(uniform)) => self.normal_score(uniform),
            (None, None) => self.graph.constant(0.0),
        }
    }

    /// The standard normal quantile of a uniform, by table: half the time of the exact function.
    pub(super) fn normal_score(&mut self, uniform: NodeId) -> NodeId {
        let Some(id) = self.standard_normal.or_else(|| self.add_standard_normal()) else {
            return self.graph.unary(Unary::NormalQuantile, uniform);
        };
        self.standard_normal = Some(id);
        let axes = self.graph.axes(uniform);
        self.graph.add(Op::Quantile(id, vec![uniform]), axes)
    }

    fn add_standard_normal(&mut self) -> Option<SpreadId> {
        let selected = family("normal")?.select(&["mean", "sd"]).ok()?;
        let parameters = vec![self.graph.constant(0.0), self.graph.constant(1.0)];
        let id = SpreadId(self.graph.spreads.len() as u32);
        let recipe = Recipe::Family(selected);
        let span = Span::default();
        self.graph.spreads.push(SpreadNode { recipe, parameters, truncate: (None, None), span, drawn: true });
        Some(id)
    }

    pub(super) fn input(&mut self, id: ItemId, input: &'s Input, environment: &Environment) -> Result<Value, Reported> {
        let value = self.input_value(id, &input.value, input.span, input.unit.as_ref(), environment, None)?;
        let Some(part) = input.scaled else { return Ok(value) };
        let part = self.graph.constant(part);
        Ok(Value { node: self.graph.binary(Binary::Multiply, value.node, part), ..value })
    }

    /// A column: constant cells become one value by row; anything else is assembled from a node for each row.
    pub(super) fn column(
        &mut self,
        id: ItemId,
        column: &'s Column,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let Some(table) = environment.running() else { return Err(Reported) };
        let info = &self.scopes.tables[table.0 as usize];
        let (path, rows, listed) =
            (self.scopes.items[id.0 as usize].path.clone(), info.rows.clone(), info.listed.clone());
        let stem = path.strip_suffix(&format!(".{}", column.name.value)).unwrap_or(&path).to_string();
        let mut cells: Vec<Value> = Vec::with_capacity(rows.len());
        let mut failed = false;
        // the first cell says what the others must be, where the column itself does not
        let mut sort = self.declared(column.unit.as_ref())?.map(|declared| Sort::Number(Some(declared.unit)));
        for (row, &position) in rows.iter().zip(&listed) {
            let span = column.spans.get(position as usize).copied().unwrap_or(column.name.span);
            let draw_path = format!("{stem}.{row}.{}", draws::without_case(&column.name.value));
            // a cell knows the other columns of its row only through formulas, so it stands outside the rows
            let outside = Environment { rows: Vec::new(), cell: Some(draw_path.clone()), ..environment.clone() };
            let Some(cell) = column.cells.get(position as usize) else { return Err(Reported) };
            let value = self.input_value(id, cell, span, column.unit.as_ref(), &outside, Some(draw_path));
            let Ok(value) = value else {
                failed = true;
                continue;
            };
            let found = match &sort {
                None => Ok(value.sort.clone()),
                Some(sort) => self.same_sort(sort, &value.sort, span, span),
            };
            match found {
                Ok(found) => sort = Some(found),
                Err(Reported) => failed = true,
            }
            cells.push(value);
        }
        if failed {
            return Err(Reported);
        }
        let sort = sort.unwrap_or(Sort::Number(None));
        let years = self.horizon() as usize + 1;
        let constants: Option<Vec<f64>> = cells.iter().map(|cell| self.graph.constant_value(cell.node)).collect();
        let node = match constants {
            Some(values) => self.graph.by_row(table, &values),
            None => {
                let series: Option<Vec<Vec<u64>>> = cells
                    .iter()
                    .map(|cell| match self.graph.op(cell.node) {
                        Op::Constant(bits) => Some(vec![*bits; years]),
                        Op::ByYear(values) => Some(values.clone()),
                        _ => None,
                    })
                    .collect();
                match series {
                    Some(series) => self.graph.add(
                        Op::ByRowYear(table, series.concat()),
                        Axes { row: Some(table), year: true, trial: false },
                    ),
                    None => {
                        let nodes: Vec<NodeId> = cells.iter().map(|cell| cell.node).collect();
                        let axes = nodes.iter().fold(Axes { row: Some(table), ..Axes::NONE }, |axes, &node| {
                            axes.with(self.graph.axes(node))
                        });
                        self.graph.add(Op::Assemble(table, nodes), axes)
                    }
                }
            }
        };
        let window = self.graph.axes(node).year.then(|| self.scopes.scopes[environment.scope].window);
        Ok(Value { node, sort, window })
    }

    fn input_value(
        &mut self,
        id: ItemId,
        value: &'s model::Value,
        span: Span,
        unit: Option<&'s model::Name>,
        environment: &Environment,
        draw_path: Option<String>,
    ) -> Result<Value, Reported> {
        match value {
            model::Value::Certain(expression) => self.expression(expression, environment),
            model::Value::ByYear { entries, missing } => self.by_year(entries, *missing, span, environment),
            model::Value::Uncertain(uncertain) => self.uncertain(id, uncertain, span, unit, environment, draw_path),
        }
    }

    fn by_year(
        &mut self,
        entries: &'s [(YearKey, Expression)],
        missing: Missing,
        span: Span,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        self.calendar_begins(entries, span)?;
        let years = self.horizon() as usize + 1;
        let (start, (first, last)) = {
            let scope = &self.scopes.scopes[environment.scope];
            (i64::from(scope.start), scope.window)
        };
        let first_calendar = i64::from(self.scenario.start_year);
        let mut chosen: Vec<Option<NodeId>> = vec![None; years];
        // the last value given for a year before the run
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
            let (from, to) = match key {
                YearKey::Index { from, to } => {
                    (from.map_or(0, |k| i64::from(k) + start), to.map_or(years as i64 - 1, |k| i64::from(k) + start))
                }
                YearKey::Calendar { from, to } => (
                    from.map_or(0, |year| i64::from(year) - first_calendar),
                    to.map_or(years as i64 - 1, |year| i64::from(year) - first_calendar),
                ),
            };
            let outside = to < i64::from(first) || from > i64::from(last);
            let lost = missing == Missing::Zero && outside && self.graph.constant_value(value.node) != Some(0.0);
            if lost && !self.is_of_kind(expression.span, environment) {
                return self.no_such_year(
                    expression.span,
                    (first_calendar + i64::from(first), first_calendar + i64::from(last)),
                );
            }
            if to < 0 && earlier.is_none_or(|(year, _)| year < to) {
                earlier = Some((to, value.node));
            }
            for slot in chosen.iter_mut().take((to + 1).max(0) as usize).skip(from.max(0) as usize) {
                *slot = Some(value.node);
            }
        }
        let zero = self.graph.constant(0.0);
        let mut lacking: Vec<i64> = Vec::new();
        let first_given = chosen.iter().position(Option::is_some);
        let mut so_far: Option<NodeId> = earlier.map(|(_, node)| node);
        for (index, slot) in chosen.iter_mut().enumerate() {
            let alive = (first as usize..=last as usize).contains(&index);
            match (&slot, missing) {
                (Some(node), _) => so_far = Some(*node),
                (None, Missing::Zero) => *slot = Some(zero),
                (None, Missing::Last) if so_far.is_some() => *slot = so_far,
                (None, _) if alive => lacking.push(first_calendar + index as i64),
                (None, _) => *slot = Some(zero),
            }
        }
        if !lacking.is_empty() {
            let list = lacking.iter().take(8).map(i64::to_string).collect::<Vec<_>>().join("、");
            let more = if lacking.len() > 8 { "…" } else { "" };
            // nothing stands before the first value, so `last` alone does not fill what lacks there
            let early = lacking.first().filter(|year| {
                earlier.is_none() && first_given.is_none_or(|given| **year < first_calendar + given as i64)
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
            return self.fail(
                Code::MissingYears,
                span,
                Text::new(
                    format!("这些年份没有给值：{list}{more}"),
                    format!("no value for the years {}{more}", list.replace('、', ", ")),
                ),
                remedy,
            );
        }
        let nodes: Vec<NodeId> = chosen.into_iter().map(|slot| slot.unwrap_or(zero)).collect();
        let constants: Option<Vec<f64>> = nodes.iter().map(|&node| self.graph.constant_value(node)).collect();
        let node = match constants {
            Some(values) => self.graph.by_year(&values),
            None => self.switch_by_year(&nodes),
        };
        Ok(Value { node, sort, window: Some((first, last)) })
    }

    /// A kind gives its values for whatever years a project has.
    fn is_of_kind(&self, span: Span, environment: &Environment) -> bool {
        let project = environment.scope.checked_sub(1).and_then(|place| self.scenario.projects.get(place));
        let declared = project.and_then(|project| project.kind.body.inputs.first());
        declared.is_some_and(|input| input.name.span.file == span.file)
    }

    /// An amount of a year in which there is nothing to put it into: it would vanish.
    fn no_such_year(&mut self, span: Span, (first, last): (i64, i64)) -> Result<Value, Reported> {
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

    fn uncertain(
        &mut self,
        id: ItemId,
        uncertain: &'s Uncertain,
        span: Span,
        unit: Option<&'s model::Name>,
        environment: &Environment,
        draw_path: Option<String>,
    ) -> Result<Value, Reported> {
        let first = {
            let scope = &self.scopes.scopes[environment.scope];
            let from = uncertain
                .active
                .and_then(|range| range.from)
                .map_or(scope.window.0, |from| scope.start.saturating_add(from));
            from.max(scope.window.0)
        };
        let independent = match draw_path {
            Some(path) => self.draw_of_cell(id, uncertain, path)?,
            None => self.draw_of(id)?,
        };
        let ordered = uncertain.draws_as.is_some() || self.correlated.contains_key(&id) || self.shared.contains(&id);
        let mut drawn = Drawn { ordered, ..independent };
        if let model::Spread::Data { rows: Some(_), .. } = &uncertain.spread
            && let Some(persistence) = &uncertain.persistence
        {
            return self.fail(
                Code::ConflictingKeys,
                persistence.span,
                Text::new(
                    "同取一行的数据（rows）不能有 persistence：行没有大小之分",
                    "data that share rows cannot have persistence: rows have no order of size",
                ),
                Text::new("请删去 persistence 或 rows", "delete `persistence` or `rows`"),
            );
        }
        if let Some(persistence) = &uncertain.persistence {
            let coefficient = self.persistence(persistence, uncertain, environment)?;
            if let Some(start) = &uncertain.innovation_start {
                let innovation =
                    self.spread(&uncertain.spread, &drawn, span, unit, environment, &uncertain.truncate)?;
                let (start_value, _) = self.numeric(start, environment)?;
                let sort = self.same_sort(&innovation.sort, &start_value.sort, span, start.span)?;
                let axes = self.graph.axes(innovation.node).with(self.graph.axes(coefficient));
                let (target, before) = self.graph.prev(start_value.node, first, axes);
                let kept = self.graph.times(coefficient, before);
                let node = self.graph.plus(kept, innovation.node);
                self.graph.prev[target.0 as usize] = Some(node);
                let value = Value { node, sort, window: Some(self.scopes.scopes[environment.scope].window) };
                return self.clipped(value, &uncertain.clip, environment);
            }
            let score = self.score_of(&drawn);
            let score = self.stationary(score, coefficient, first);
            drawn = Drawn { uniform: None, score: Some(score), ordered: true };
        }
        let value = self.spread(&uncertain.spread, &drawn, span, unit, environment, &uncertain.truncate)?;
        let value = Value {
            window: if uncertain.each_year { Some(self.scopes.scopes[environment.scope].window) } else { value.window },
            ..value
        };
        let value = self.clipped(value, &uncertain.clip, environment)?;
        if !uncertain.each_stated && self.graph.axes(value.node).year {
            return self.fail(
                Code::MissingKey,
                span,
                Text::new(
                    "这个输入的参数或上下限随年份变化，却没有写明多久抽一次",
                    "the parameters or limits of this input vary by year, and nothing says how often it is drawn",
                ),
                Text::new(
                    "逐年各抽一次请加 each = \"year\"；一次试验只抽一次、各年取同一分位，请加 each = \"trial\"",
                    "add each = \"year\" for a draw of its own every year, or each = \"trial\" for one draw a trial at the same rank in every year",
                ),
            );
        }
        Ok(value)
    }

    /// z\[first\] = e, then z = φ·prev(z) + √(1−φ²)·e: every year standard normal, lag-1 correlation φ.
    fn stationary(&mut self, innovation: NodeId, coefficient: NodeId, first: u32) -> NodeId {
        let (zero, one) = (self.graph.constant(0.0), self.graph.constant(1.0));
        let axes = self.graph.axes(innovation).with(self.graph.axes(coefficient));
        let (target, before) = self.graph.prev(zero, first, axes);
        let square = self.graph.times(coefficient, coefficient);
        let rest = self.graph.minus(one, square);
        let scale = self.graph.unary(Unary::SquareRoot, rest);
        let kept = self.graph.times(coefficient, before);
        let new = self.graph.times(scale, innovation);
        let later = self.graph.plus(kept, new);
        let index: Vec<f64> = (0..=self.horizon()).map(f64::from).collect();
        let index = self.graph.by_year(&index);
        let first = self.graph.constant(f64::from(first));
        let is_first = self.graph.binary(Binary::LessEqual, index, first);
        let node = self.graph.select(is_first, innovation, later);
        self.graph.prev[target.0 as usize] = Some(node);
        node
    }

    fn persistence(
        &mut self,
        persistence: &'s Expression,
        uncertain: &'s Uncertain,
        environment: &Environment,
    ) -> Result<NodeId, Reported> {
        let value = self.pure(persistence, environment)?;
        if !uncertain.each_year {
            return self.fail(
                Code::ConflictingKeys,
                persistence.span,
                Text::new("persistence 只用于每年抽一次的输入", "persistence goes with inputs drawn every year"),
                Text::new("请加 each = \"year\"", "add each = \"year\""),
            );
        }
        if let Some(phi) = self.graph.constant_value(value.node)
            && !(phi > -1.0 && phi < 1.0)
            && uncertain.innovation_start.is_none()
        {
            return self.fail(
                Code::OutOfRange,
                persistence.span,
                Text::new(
                    format!("persistence 必须在 −1 与 1 之间，现为 {phi}"),
                    format!("persistence must lie between −1 and 1, not {phi}"),
                ),
                Text::new(
                    "请改成例如 0.6；随机游走写 persistence = 1, spread = \"innovation\", start = 0",
                    "write for example 0.6; a random walk is written persistence = 1, spread = \"innovation\", start = 0",
                ),
            );
        }
        Ok(value.node)
    }

    pub(super) fn clipped(
        &mut self,
        mut value: Value,
        clip: &'s Option<Limits>,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let Some((low, high)) = clip else { return Ok(value) };
        let mut bounds = Vec::new();
        for (limit, function) in [(low, Binary::Maximum), (high, Binary::Minimum)] {
            let Some(limit) = limit else { continue };
            let (bound, _) = self.numeric(limit, environment)?;
            let sort = self.same_sort(&value.sort, &bound.sort, limit.span, limit.span)?;
            value = Value { node: self.graph.binary(function, value.node, bound.node), sort, window: value.window };
            bounds.push((bound.node, limit));
        }
        if let [(low, limit), (high, _)] = bounds[..] {
            let known = self.graph.constant_value(low).zip(self.graph.constant_value(high));
            if known.is_some_and(|(low, high)| low > high) {
                return self.fail(
                    Code::OutOfRange,
                    limit.span,
                    Text::new("clip 的 min 大于 max", "clip: min is greater than max"),
                    Text::new("请检查上下限", "check the two limits"),
                );
            }
            value.node = self.guard_rising(low, high, value.node);
        }
        Ok(value)
    }

    /// The unit in which bare results of a spread are, where its parameters do not tell.
    pub(super) fn declared(&mut self, unit: Option<&model::Name>) -> Result<Option<NamedUnit>, Reported> {
        unit.map(|name| self.unit(&name.value, name.span)).transpose()
    }
}
