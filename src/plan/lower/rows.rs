//! Lowering of what opens the rows of a table.

use super::{Environment, Lowerer, RowPlace};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::formula::habits::{unordered, write};
use crate::formula::suggest::{did_you_mean, known_as};
use crate::plan::graph::{Axes, Binary, Gather, NodeId, Op, RowFunction, TableId};
use crate::plan::scope::{Symbol, visit};
use crate::plan::value::{Reported, Sort, Value};
use crate::quantity::Unit;

/// Most rows in all that sums over tables inside the rows of other tables may write out.
const MOST_WRITTEN_OUT: u32 = 1_000_000;
/// Most operations of the whole model while they do so: each takes some hundred bytes.
const MOST_NODES: usize = 1_000_000;

/// The parts of `sum(t: body where condition weight w, extra)`.
struct Reduction<'s> {
    function: &'s str,
    span: Span,
    body: Option<&'s Expression>,
    condition: Option<&'s Expression>,
    weight: Option<&'s Expression>,
    extra: &'s [Expression],
}

impl Reduction<'_> {
    /// True where an expression refers to what stands outside the brackets.
    fn asks_for_outer(&self) -> bool {
        let mut found = false;
        for part in [self.body, self.condition, self.weight].into_iter().flatten() {
            visit(part, &mut |node| found |= matches!(node, Node::Path(path) if path.len() > 1 && path[0] == "outer"));
        }
        found
    }
}

/// Values of one row, or of all running rows.
struct Opened {
    body: Option<(NodeId, Sort)>,
    condition: Option<NodeId>,
    weight: Option<NodeId>,
    /// Years in which one of them lives; `None` where none is tied to years.
    window: Option<(u32, u32)>,
}

/// The years in which one of two lives.
fn joined(a: Option<(u32, u32)>, b: Option<(u32, u32)>) -> Option<(u32, u32)> {
    match (a, b) {
        (Some((from, to)), Some((first, last))) => Some((from.min(first), to.max(last))),
        (one, other) => one.or(other),
    }
}

/// The reduction with the name that it has here; a median is a quantile.
fn renamed(expression: &Expression, name: &str) -> String {
    let mut copy = expression.clone();
    if let Node::Rows { function, extra, .. } = &mut copy.node {
        *function = name.to_owned();
        if name == "quantile" && extra.is_empty() {
            extra.push(Expression { node: Node::Number { value: 0.5, unit: None }, span: expression.span });
        }
    }
    copy.to_string()
}

impl<'s> Lowerer<'s, '_> {
    /// Lowers a reduction over rows.
    pub(super) fn rows(&mut self, expression: &'s Expression, environment: &Environment) -> Result<Value, Reported> {
        let Node::Rows { function, function_span, table, table_span, body, condition, weight, extra } =
            &expression.node
        else {
            return Err(Reported);
        };
        let known = ["sum", "mean", "min", "max", "product", "count", "any", "all", "share", "quantile", "gini"];
        if !known.contains(&function.as_str()) {
            let other = known_as(function).filter(|name| known.contains(name));
            let unordered = unordered(&function.to_lowercase(), "x", None);
            let remedy = match other.filter(|_| function != "percentile").map(|name| renamed(expression, name)) {
                _ if unordered.is_some() => unordered.unwrap_or_default(),
                Some(text) if text.chars().count() <= 100 => write(&text),
                _ => match other.or_else(|| did_you_mean(function, known.iter().copied())) {
                    Some(word) => Text::new(format!("是不是想写 {word}？"), format!("did you mean {word}?")),
                    None => Text::new(
                        format!("表可以用：{}", known.join("、")),
                        format!("tables take: {}", known.join(", ")),
                    ),
                },
            };
            return self.fail(
                Code::UnknownFunction,
                *function_span,
                Text::new(format!("没有汇总函数“{function}”"), format!("there is no function `{function}` over rows")),
                remedy,
            );
        }
        if let (None, Some(condition)) = (body, condition) {
            self.condition_on_years(function, table, *table_span, condition, environment)?;
        }
        let id = self.table_named(table, *table_span, environment)?;
        let reduction = Reduction {
            function,
            span: expression.span,
            body: body.as_deref(),
            condition: condition.as_deref(),
            weight: weight.as_deref(),
            extra,
        };
        // beside another table's row, or beside a row of its own that `outer` asks for, the rows are written out
        let nested = environment.running().is_some_and(|outer| outer != id || reduction.asks_for_outer());
        if nested { self.unrolled(&reduction, id, environment) } else { self.running(&reduction, id, environment) }
    }

    /// True for one argument that is the name of a table.
    pub(super) fn names_a_table(&self, given: &[&'s Expression], environment: &Environment) -> bool {
        let [Expression { node: Node::Path(path), .. }] = given else { return false };
        let (scope, name) = match path.as_slice() {
            [name] => (environment.scope, name),
            [shared, name] if shared == "shared" => (0, name),
            [project, name] => match self.scopes.scopes[environment.scope].names.get(project.as_str()) {
                Some(Symbol::Project(scope)) => (*scope, name),
                _ => return false,
            },
            _ => return false,
        };
        matches!(self.scopes.scopes[scope].names.get(name.as_str()), Some(Symbol::Table(_)))
    }

    /// `count(t)`: how many rows.
    pub(super) fn count_rows(&mut self, table: &'s Expression, environment: &Environment) -> Result<Value, Reported> {
        let Node::Path(path) = &table.node else { return Err(Reported) };
        let id = self.table_named(&path.join("."), table.span, environment)?;
        let rows = self.scopes.tables[id.0 as usize].rows.len();
        Ok(Value::pure(self.graph.constant(rows as f64)))
    }

    fn table_named(&mut self, name: &str, span: Span, environment: &Environment) -> Result<TableId, Reported> {
        let mut scope = environment.scope;
        let parts: Vec<&str> = name.split('.').collect();
        for (place, part) in parts.iter().enumerate() {
            if place == 0 && *part == "shared" && parts.len() > 1 {
                scope = 0;
                continue;
            }
            match self.scopes.scopes[scope].names.get(part) {
                Some(Symbol::Table(id)) if place + 1 == parts.len() => return Ok(*id),
                Some(Symbol::Project(project)) => scope = *project,
                _ => break,
            }
        }
        let tables: Vec<&str> = self.scopes.scopes[scope]
            .names
            .iter()
            .filter(|(_, symbol)| matches!(symbol, Symbol::Table(_)))
            .map(|(name, _)| *name)
            .collect();
        let of_project = (environment.scope == 0).then(|| self.table_of_project(&parts)).flatten();
        let remedy = match did_you_mean(name, tables.iter().copied()) {
            None if of_project.is_some() => {
                let path = of_project.unwrap_or_default();
                Text::new(
                    format!("项目里的表写全：{path}"),
                    format!("write the whole path of a project's table: {path}"),
                )
            }
            Some(word) => Text::new(format!("是不是想写“{word}”？"), format!("did you mean `{word}`?")),
            // names in a kind, and in what a project sets, are the kind's
            None if environment.scope != 0 && self.scopes.scopes[0].names.contains_key(parts[0]) => {
                Text::new(format!("情景里的请写 shared.{name}"), format!("for the scenario's write shared.{name}"))
            }
            None => Text::new("表写在 [tables.名称] 里", "tables are declared in [tables.NAME]"),
        };
        self.fail(
            Code::UnknownName,
            span,
            Text::new(format!("没有表“{name}”"), format!("there is no table `{name}`")),
            remedy,
        )
    }

    /// The path of a project's table that is called by its own name, or by that of its project.
    fn table_of_project(&self, parts: &[&str]) -> Option<String> {
        let paths = || self.scopes.tables.iter().map(|table| &table.path).filter(|path| path.contains('.'));
        let [name] = parts else { return None };
        let own = paths().find(|path| path.rsplit('.').next() == Some(*name));
        own.or_else(|| paths().find(|path| path.split('.').next() == Some(*name))).cloned()
    }

    /// Lowers the parts with the table's rows open.
    fn open(
        &mut self,
        reduction: &Reduction<'s>,
        table: TableId,
        place: RowPlace,
        environment: &Environment,
    ) -> Result<Opened, Reported> {
        let mut inner = environment.clone();
        // a table over itself: its running rows are opened anew, independent of the row outside
        if place == RowPlace::Running {
            inner.rows.retain(|(open, _)| *open != table);
        }
        inner.rows.insert(0, (table, place));
        let wants_condition = matches!(reduction.function, "count" | "any" | "all" | "share");
        let body = match reduction.body {
            None => None,
            Some(body) if wants_condition => Some(self.condition(body, &inner)?),
            Some(body) => Some(self.numeric(body, &inner)?.0),
        };
        let condition = match reduction.condition {
            None => None,
            Some(condition) => Some(self.condition(condition, &inner)?),
        };
        let weight = match reduction.weight {
            None => None,
            Some(weight) => Some(self.numeric(weight, &inner)?.0),
        };
        if reduction.weight.is_some() && !matches!(reduction.function, "mean" | "share" | "quantile" | "gini") {
            return self.rows_fail(
                reduction,
                "weight 只用于 mean、share、quantile、gini",
                "`weight` goes with mean, share, quantile and gini",
            );
        }
        if body.is_none() && reduction.function != "count" {
            return self.rows_fail(reduction, "冒号后缺少表达式", "an expression is missing behind the colon");
        }
        if reduction.function == "quantile" && reduction.extra.len() != 1 {
            return self.fail(
                Code::Arguments,
                reduction.span,
                Text::new("quantile 缺少分位（0 到 1 之间的数）", "quantile lacks the probability, between 0 and 1"),
                Text::new("例如 quantile(表: 列, 0.5)", "for example quantile(table: column, 0.5)"),
            );
        }
        if reduction.function != "quantile" && !reduction.extra.is_empty() {
            return self.rows_fail(
                reduction,
                "只有 quantile 可以有第二个参数",
                "only quantile takes a second argument",
            );
        }
        let parts = [&body, &condition, &weight].into_iter().flatten().map(|part| part.window);
        let window = parts.fold(None, joined);
        let (condition, weight) = (condition.map(|value| value.node), weight.map(|value| value.node));
        Ok(Opened { body: body.map(|value| (value.node, value.sort)), condition, weight, window })
    }

    fn rows_fail<T>(&mut self, reduction: &Reduction<'s>, zh: &str, en: &str) -> Result<T, Reported> {
        let name = reduction.function;
        self.fail(
            Code::Arguments,
            reduction.span,
            Text::new(format!("{name} 的写法不对：{zh}"), format!("{name} is not written right: {en}")),
            Text::new("例如 sum(表: 列 where 条件)", "for example sum(table: column where condition)"),
        )
    }

    fn running(
        &mut self,
        reduction: &Reduction<'s>,
        table: TableId,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let opened = self.open(reduction, table, RowPlace::Running, environment)?;
        let probability = match reduction.extra.first() {
            Some(extra) => {
                self.probability_slip(extra)?;
                Some(self.pure(extra, environment)?.node)
            }
            None => None,
        };
        let one = self.graph.constant(1.0);
        let sorted = match (reduction.function, &opened.body) {
            ("quantile", Some((body, sort))) => Some((RowFunction::Quantile, *body, sort.clone())),
            ("gini", Some((body, _))) => Some((RowFunction::Gini, *body, Sort::Number(Some(Unit::NONE)))),
            _ => None,
        };
        if let Some((function, body, sort)) = sorted {
            let weight = self.times_condition(opened.weight.unwrap_or(one), opened.condition);
            let (value, weight) = (self.with_rows(body, table), self.with_rows(weight, table));
            let mut axes = self.graph.axes(value).with(self.graph.axes(weight));
            axes = probability.map_or(axes, |probability| axes.with(self.graph.axes(probability)));
            let op = Op::RowSorted { function, table, value, weight, probability };
            let node = self.graph.add(op, Axes { row: None, ..axes });
            return Ok(Value { node, sort, window: self.window_of(node, opened.window, environment) });
        }
        let sort = opened.body.as_ref().map_or(Sort::Number(Some(Unit::NONE)), |(_, sort)| sort.clone());
        let parts = self.parts(reduction, &opened);
        let gathered: Vec<NodeId> =
            parts.iter().map(|(gather, node)| self.gather_rows(*gather, table, *node)).collect();
        let rows = self.scopes.tables[table.0 as usize].rows.len();
        Ok(self.put_together(reduction, sort, gathered, (rows, opened.window), environment))
    }

    /// An inner table inside a row of an outer one: its rows are written out.
    fn unrolled(
        &mut self,
        reduction: &Reduction<'s>,
        table: TableId,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let rows = self.scopes.tables[table.0 as usize].rows.len();
        if rows > 256 {
            return self.fail(
                Code::LimitExceeded,
                reduction.span,
                Text::new(
                    format!("在一张表的逐行公式里汇总另一张表，那张表最多 256 行，现有 {rows} 行"),
                    format!("a table of {rows} rows inside the rows of another: the limit is 256"),
                ),
                Text::new(
                    "请先在 [formulas] 里汇总好，再在这里引用",
                    "sum it in [formulas] first and refer to the result",
                ),
            );
        }
        if matches!(reduction.function, "quantile" | "gini") {
            return self.rows_fail(
                reduction,
                "quantile、gini 不能套在另一张表的行里",
                "quantile and gini cannot stand inside the rows of another table",
            );
        }
        let mut sort = Sort::Number(Some(Unit::NONE));
        let mut gathered: Vec<(Gather, NodeId)> = Vec::new();
        let mut window = None;
        for row in 0..rows {
            self.written_out += 1;
            if self.written_out > MOST_WRITTEN_OUT || self.graph.nodes.len() > MOST_NODES {
                return self.fail(
                    Code::LimitExceeded,
                    reduction.span,
                    Text::new("表套表写开后太大", "tables inside tables grow too large when written out"),
                    Text::new(
                        "请先在 [formulas] 里汇总好，再在这里引用",
                        "sum it in [formulas] first and refer to the result",
                    ),
                );
            }
            let opened = self.open(reduction, table, RowPlace::Fixed(row as u32), environment)?;
            window = joined(window, opened.window);
            if let Some((_, found)) = &opened.body {
                sort = found.clone();
            }
            let parts = self.parts(reduction, &opened);
            if gathered.is_empty() {
                gathered = parts;
                continue;
            }
            for (so_far, (gather, node)) in gathered.iter_mut().zip(parts) {
                let function = match gather {
                    Gather::Product => Binary::Multiply,
                    Gather::Minimum => Binary::Minimum,
                    Gather::Maximum => Binary::Maximum,
                    Gather::Sum | Gather::Only(_) => Binary::Add,
                };
                so_far.1 = self.graph.binary(function, so_far.1, node);
            }
        }
        if gathered.is_empty() {
            // of no rows, as where the rows are not written out
            let parts = self.parts(reduction, &Opened { body: None, condition: None, weight: None, window: None });
            let nothing = match reduction.function {
                "all" | "product" => 1.0,
                "min" => f64::INFINITY,
                "max" => f64::NEG_INFINITY,
                _ => 0.0,
            };
            let nothing = self.graph.constant(nothing);
            gathered = parts.into_iter().map(|(gather, _)| (gather, nothing)).collect();
        }
        let nodes = gathered.into_iter().map(|(_, node)| node).collect();
        Ok(self.put_together(reduction, sort, nodes, (rows, window), environment))
    }

    /// What has to be gathered for a function, row by row.
    fn parts(&mut self, reduction: &Reduction<'s>, opened: &Opened) -> Vec<(Gather, NodeId)> {
        let one = self.graph.constant(1.0);
        let body = opened.body.as_ref().map_or(one, |(node, _)| *node);
        match reduction.function {
            "sum" => vec![(Gather::Sum, self.if_condition(opened.condition, body, 0.0))],
            "product" => vec![(Gather::Product, self.if_condition(opened.condition, body, 1.0))],
            "count" => vec![(Gather::Sum, self.times_condition(body, opened.condition))],
            "any" => vec![(Gather::Maximum, self.times_condition(body, opened.condition))],
            "all" => vec![(Gather::Minimum, self.if_condition(opened.condition, body, 1.0))],
            "min" => vec![(Gather::Minimum, self.if_condition(opened.condition, body, f64::INFINITY))],
            "max" => vec![(Gather::Maximum, self.if_condition(opened.condition, body, f64::NEG_INFINITY))],
            // mean and share: weighted sum over sum of weights
            _ => {
                let weight = self.times_condition(opened.weight.unwrap_or(one), opened.condition);
                let weighted = self.graph.times(body, opened.weight.unwrap_or(one));
                let weighted = self.if_condition(opened.condition, weighted, 0.0);
                vec![(Gather::Sum, weighted), (Gather::Sum, weight)]
            }
        }
    }

    fn put_together(
        &mut self,
        reduction: &Reduction<'s>,
        sort: Sort,
        gathered: Vec<NodeId>,
        (rows, window): (usize, Option<(u32, u32)>),
        environment: &Environment,
    ) -> Value {
        let pure = Sort::Number(Some(Unit::NONE));
        let (node, sort) = match (reduction.function, gathered.as_slice()) {
            ("mean", [sum, weights]) => (self.graph.over(*sum, *weights), sort),
            ("share", [sum, weights]) => (self.graph.over(*sum, *weights), pure),
            ("count", [sum]) => (*sum, pure),
            ("any" | "all", [found]) => (*found, Sort::Boolean),
            ("product", [found]) => match sort {
                Sort::Number(Some(unit)) => (*found, Sort::Number(Some(unit.power(rows as f64)))),
                other => (*found, other),
            },
            (_, [found, ..]) => (*found, sort),
            (_, []) => (self.graph.constant(0.0), sort),
        };
        Value { node, sort, window: self.window_of(node, window, environment) }
    }

    /// The years of what is gathered: those of what stands in the brackets.
    fn window_of(&self, node: NodeId, own: Option<(u32, u32)>, environment: &Environment) -> Option<(u32, u32)> {
        let scope = environment.scope;
        let own = own.or(Some(self.scopes.scopes[scope].window));
        if self.graph.axes(node).year { self.within_scope(own, scope) } else { None }
    }

    fn gather_rows(&mut self, gather: Gather, table: TableId, value: NodeId) -> NodeId {
        let value = self.with_rows(value, table);
        let axes = Axes { row: None, ..self.graph.axes(value) };
        self.graph.add(Op::OverRows { gather, table, value }, axes)
    }

    /// Gives a value that is the same in all rows the axis of the table.
    fn with_rows(&mut self, value: NodeId, table: TableId) -> NodeId {
        if self.graph.axes(value).row == Some(table) {
            return value;
        }
        let rows = self.scopes.tables[table.0 as usize].rows.len();
        let ones = self.graph.by_row(table, &vec![1.0; rows]);
        self.graph.times(value, ones)
    }

    fn if_condition(&mut self, condition: Option<NodeId>, value: NodeId, otherwise: f64) -> NodeId {
        match condition {
            None => value,
            Some(condition) => {
                let otherwise = self.graph.constant(otherwise);
                let chosen = self.graph.select(condition, value, otherwise);
                self.missing_with(condition, chosen)
            }
        }
    }

    fn times_condition(&mut self, value: NodeId, condition: Option<NodeId>) -> NodeId {
        self.if_condition(condition, value, 0.0)
    }
}
