//! Lowering of inputs and table columns: values, by-year values, and how often an uncertain one is drawn.

use super::{Environment, Lowerer, draws};
use crate::diagnostic::{Code, Span, Text};
use crate::distribution::family;
use crate::formula::expression::Expression;
use crate::plan::graph::{Axes, Binary, NodeId, Op, Recipe, SpreadId, SpreadNode, Unary};
use crate::plan::requirements::Rule;
use crate::plan::scope::ItemId;
use crate::plan::value::{Reported, Sort, Value};
use crate::quantity::NamedUnit;
use crate::scenario::model::{self, Column, Input, Limits, Uncertain};

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

    fn uncertain(
        &mut self,
        id: ItemId,
        uncertain: &'s Uncertain,
        span: Span,
        unit: Option<&'s model::Name>,
        environment: &Environment,
        draw_path: Option<String>,
    ) -> Result<Value, Reported> {
        if let Some(rank) = &uncertain.rank {
            return self.ranked(rank, uncertain, span, unit, environment);
        }
        let (first, _) = self.years_in(environment.scope, uncertain.active);
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

    /// The value at a rank that an expression gives: missing where that is not between 0 and 1.
    fn ranked(
        &mut self,
        rank: &'s Expression,
        uncertain: &'s Uncertain,
        span: Span,
        unit: Option<&'s model::Name>,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let given = self.pure(rank, environment)?;
        let inside = |rank: f64| 0.0 < rank && rank < 1.0;
        if let Some(known) = self.graph.constant_value(given.node).filter(|known| !inside(*known)) {
            return self.fail(
                Code::OutOfRange,
                rank.span,
                Text::new(format!("rank 必须在 0 与 1 之间，现为 {known}"), format!("`rank` must lie between 0 and 1, not {known}")),
                Text::new(
                    "写一个 0 与 1 之间的数，例如 normal_cdf(z)，或 { dist = \"uniform\", low = 0, high = 1 } 的输入",
                    "give a number between 0 and 1, such as normal_cdf(z), or an input { dist = \"uniform\", low = 0, high = 1 }",
                ),
            );
        }
        let [zero, half, one, missing] = [0.0, 0.5, 1.0, f64::NAN].map(|number| self.graph.constant(number));
        let above = self.graph.binary(Binary::Less, zero, given.node);
        let below = self.graph.binary(Binary::Less, given.node, one);
        let within = self.graph.select(above, below, zero);
        let uniform = self.graph.select(within, given.node, half);
        // tables of quantiles are there when trials run, not before: a rank that is the same in all trials is read in each
        let every_trial = Axes { trial: true, ..self.graph.axes(uniform) };
        let uniform = self.graph.add(Op::Window { series: uniform, from: 0, to: self.horizon() }, every_trial);
        let drawn = Drawn { uniform: Some(uniform), score: None, ordered: true };
        let value = self.spread(&uncertain.spread, &drawn, span, unit, environment, &uncertain.truncate)?;
        let window = given.joined_window(&value);
        let node = self.graph.select(within, value.node, missing);
        self.clipped(Value { node, sort: value.sort, window }, &uncertain.clip, environment)
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
        if uncertain.innovation_start.is_none() {
            self.require(Rule::Persistence, &[value.node], (Code::DistributionParameters, persistence), environment);
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
            self.require(Rule::Rising, &[low, high], (Code::DistributionParameters, limit), environment);
            value.node = self.guard_rising(low, high, value.node);
        }
        Ok(value)
    }

    /// The unit in which bare results of a spread are, where its parameters do not tell.
    pub(super) fn declared(&mut self, unit: Option<&model::Name>) -> Result<Option<NamedUnit>, Reported> {
        unit.map(|name| self.unit(&name.value, name.span)).transpose()
    }
}
