//! Lowering: from expressions with names to nodes of the graph, checking types, units and shapes on the way.
//!
//! What a `prev` reads may be the very formula that is being lowered, so its unit and axes are not known yet. They are
//! assumed (from the declared unit or the start value), the target is lowered afterwards, and where the assumption was
//! wrong everything is lowered once more with what has been learnt. The learnt facts only grow, so this ends.

use std::collections::HashMap;

use super::graph::{Axes, Gather, Graph, NodeId, Op, PrevId, SpreadId, TableId};
use super::scope::{Definition, ItemId, Scopes, Symbol, visit};
use super::value::{NEVER, Reported, Sort, States, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::formula::suggest::did_you_mean;
use crate::quantity::{Unit, UnitTable};
use crate::scenario::model::Scenario;

/// From where an expression sees names.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Index of the scope.
    pub scope: usize,
    /// Tables whose rows are open, innermost first.
    pub rows: Vec<(TableId, RowPlace)>,
    /// The states a text literal may name.
    pub states: Option<States>,
    /// The item being lowered, for the paths of its own draws.
    pub item: Option<ItemId>,
}

impl Environment {
    /// Outside all tables.
    pub fn of_scope(scope: usize) -> Environment {
        Environment { scope, rows: Vec::new(), states: None, item: None }
    }

    /// The table whose rows run.
    pub fn running(&self) -> Option<TableId> {
        self.rows.iter().find(|(_, place)| *place == RowPlace::Running).map(|(table, _)| *table)
    }

    fn with_states(&self, states: Option<States>) -> Environment {
        Environment { states, ..self.clone() }
    }
}

/// Which row of an open table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowPlace {
    /// All, one after another, at run time.
    Running,
    /// This one (running order): an inner table inside a row of an outer one is unrolled.
    Fixed(u32),
}

/// What has been learnt about the target of a `prev`.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    pub(super) sort: Sort,
    pub(super) axes: Axes,
}

/// Identifies a `prev` over several passes of lowering.
pub(super) type PrevKey = (Span, usize, Vec<(TableId, RowPlace)>);

/// A `prev` whose target is still to be lowered.
struct Pending<'s> {
    id: PrevId,
    key: PrevKey,
    target: &'s Expression,
    environment: Environment,
    assumed: Learnt,
}

/// Whether an item has been lowered.
enum Progress {
    New,
    Running,
    Done(Result<Value, Reported>),
}

/// The state of lowering.
pub struct Lowerer<'s, 'u> {
    /// What is lowered.
    pub scenario: &'s Scenario,
    /// Its names.
    pub scopes: &'u Scopes<'s>,
    /// Its units.
    pub units: &'u UnitTable,
    /// What has been built.
    pub graph: Graph,
    /// Mistakes found.
    pub diagnostics: Diagnostics,
    progress: Vec<Progress>,
    stack: Vec<ItemId>,
    pending: Vec<Pending<'s>>,
    learnt: HashMap<PrevKey, Learnt>,
    /// Which item uses which, `prev` included.
    uses: Vec<(ItemId, ItemId)>,
    /// The item whose `prev` is being completed.
    owner: Option<ItemId>,
    events: HashMap<ItemId, u32>,
    /// Group and place of correlated inputs; filled by `prepare_correlations`.
    pub(super) correlated: HashMap<ItemId, (usize, usize)>,
    /// The groups.
    pub(super) groups: Vec<super::lower_correlation::Group>,
    /// The spread behind normal scores, once there is one.
    pub(super) standard_normal: Option<SpreadId>,
}

impl<'s, 'u> Lowerer<'s, 'u> {
    /// Nothing lowered yet; `learnt` comes from the pass before.
    pub fn new(
        scenario: &'s Scenario,
        scopes: &'u Scopes<'s>,
        units: &'u UnitTable,
        learnt: HashMap<PrevKey, Learnt>,
    ) -> Self {
        Lowerer {
            scenario,
            scopes,
            units,
            graph: Graph::default(),
            diagnostics: Diagnostics::default(),
            progress: scopes.items.iter().map(|_| Progress::New).collect(),
            stack: Vec::new(),
            pending: Vec::new(),
            learnt,
            uses: Vec::new(),
            owner: None,
            events: HashMap::new(),
            correlated: HashMap::new(),
            groups: Vec::new(),
            standard_normal: None,
        }
    }

    /// Last index of the run.
    pub fn horizon(&self) -> u32 {
        self.scenario.horizon as u32
    }

    /// Reports a mistake.
    pub fn fail<T>(&mut self, code: Code, span: Span, message: Text, remedy: Text) -> Result<T, Reported> {
        self.diagnostics.push(Diagnostic::at(code, span, message, remedy));
        Err(Reported)
    }

    /// The value of an item, lowering it on first use.
    pub fn item(&mut self, id: ItemId, used_at: Span) -> Result<Value, Reported> {
        if let Some(user) = self.stack.last().copied().or(self.owner) {
            self.uses.push((user, id));
        }
        match &self.progress[id.0 as usize] {
            Progress::Done(value) => return value.clone(),
            Progress::Running => return self.circle(id, used_at),
            Progress::New => {}
        }
        self.progress[id.0 as usize] = Progress::Running;
        self.stack.push(id);
        let value = self.lower_item(id);
        self.stack.pop();
        self.progress[id.0 as usize] = Progress::Done(value.clone());
        value
    }

    fn circle(&mut self, id: ItemId, used_at: Span) -> Result<Value, Reported> {
        let from = self.stack.iter().position(|&item| item == id).unwrap_or(0);
        let mut names: Vec<&str> =
            self.stack[from..].iter().map(|item| self.scopes.items[item.0 as usize].path.as_str()).collect();
        names.push(&self.scopes.items[id.0 as usize].path);
        let path = names.join(" → ");
        self.fail(
            Code::Circular,
            used_at,
            Text::new(format!("循环定义：{path}"), format!("circular definition: {path}")),
            Text::new(
                "若要用上一年的值，请写 prev(名称, 起始值)",
                "to use the value of the year before, write prev(name, start)",
            ),
        )
    }

    fn lower_item(&mut self, id: ItemId) -> Result<Value, Reported> {
        let item = &self.scopes.items[id.0 as usize];
        let mut environment = Environment::of_scope(item.scope);
        environment.item = Some(id);
        environment.states = item.states.clone();
        if let Some(table) = item.table {
            environment.rows.push((table, RowPlace::Running));
        }
        let value = match item.definition {
            Definition::Input(input) => self.input(id, input, &environment)?,
            Definition::Column(column) => self.column(id, column, &environment)?,
            Definition::Formula(formula) => self.expression(&formula.expression, &environment)?,
            Definition::Expression(expression) => self.expression(expression, &environment)?,
        };
        let value = self.check_declared_unit(id, value)?;
        Ok(self.live_in(value, item.scope, item.active))
    }

    /// Compares the unit found with the declared one.
    fn check_declared_unit(&mut self, id: ItemId, mut value: Value) -> Result<Value, Reported> {
        let item = &self.scopes.items[id.0 as usize];
        let Some(declared) = item.unit else { return Ok(value) };
        let named = self.unit(&declared.value, declared.span)?;
        match &value.sort {
            Sort::Number(None) => value.sort = Sort::Number(Some(named.unit)),
            Sort::Number(Some(found)) if found.fits(&named.unit) => {}
            Sort::Number(Some(found)) => {
                let found = shown(found);
                let expected = shown(&named.unit);
                let place = match item.definition {
                    Definition::Formula(formula) => formula.expression.span,
                    Definition::Input(input) => input.span,
                    _ => item.span,
                };
                self.diagnostics.push(
                    Diagnostic::at(
                        Code::UnitMismatch,
                        place,
                        Text::new(
                            format!(
                                "“{}”声明的单位是 {}（{expected}），而公式算出来的是 {found}",
                                item.path, declared.value
                            ),
                            format!(
                                "`{}` is declared in {} ({expected}), but the formula gives {found}",
                                item.path, declared.value
                            ),
                        ),
                        Text::new(
                            "请检查公式里的各个单位；纯数要变成带单位的数，请乘以 1 加单位，如 x * 1 元",
                            "check the units inside; a pure number gets a unit by multiplying, as in x * 1 元",
                        ),
                    )
                    .related(declared.span, Text::new("声明在这里", "declared here")),
                );
                return Err(Reported);
            }
            Sort::Boolean | Sort::State(_) => {
                return self.fail(
                    Code::UnitMismatch,
                    declared.span,
                    Text::new(
                        format!("“{}”不是数，不能有单位", item.path),
                        format!("`{}` is not a number and cannot have a unit", item.path),
                    ),
                    Text::new("请删去 unit", "delete `unit`"),
                );
            }
        }
        Ok(value)
    }

    /// Cuts a value to the years of its scope and its declared years.
    fn live_in(&mut self, value: Value, scope: usize, active: Option<crate::scenario::model::YearRange>) -> Value {
        let (first, last) = self.scopes.scopes[scope].window;
        let start = self.scopes.scopes[scope].start;
        let axes = self.graph.axes(value.node);
        let (from, to) = match active {
            Some(range) => (
                range.from.map_or(first, |from| start.saturating_add(from)).max(first),
                range.to.map_or(last, |to| start.saturating_add(to)).min(last),
            ),
            None => (first, last),
        };
        if active.is_none() && !axes.year {
            return value;
        }
        if (from, to) == (0, self.horizon()) {
            return Value { window: Some((from, to)), ..value };
        }
        let node = self.graph.add(Op::Window { series: value.node, from, to }, Axes { year: true, ..axes });
        let window = Some(if from > to { NEVER } else { (from, to) });
        Value { node, sort: value.sort, window }
    }

    /// A series that is 0 outside the years in which the value lives: before the start of a project nothing adds up.
    pub(super) fn lived(&mut self, value: &Value, environment: &Environment) -> NodeId {
        let (from, to) = value.window.unwrap_or(self.scopes.scopes[environment.scope].window);
        let axes = Axes { year: true, ..self.graph.axes(value.node) };
        self.graph.add(Op::Window { series: value.node, from, to }, axes)
    }

    /// Resolves a unit text.
    pub fn unit(&mut self, text: &str, span: Span) -> Result<crate::quantity::NamedUnit, Reported> {
        match self.units.resolve(text) {
            Ok(unit) => Ok(unit),
            Err(error) => {
                let hint = error.suggestion.clone();
                let remedy = match &hint {
                    Some(word) => Text::new(
                        format!("是不是想写 {word}？自定义单位写在 [units] 里"),
                        format!("did you mean {word}? own units are declared in [units]"),
                    ),
                    None => Text::new(
                        "全部单位见 `fengnian list units`；自定义单位写在 [units] 里；若这里是名称，请在数字和名称之间写 *",
                        "`fengnian list units` shows all; own units are declared in [units]; if this is a name, write * between number and name",
                    ),
                };
                self.fail(
                    Code::UnknownUnit,
                    span,
                    Text::new(format!("不认识单位“{}”", error.name), format!("unknown unit `{}`", error.name)),
                    remedy,
                )
            }
        }
    }

    /// A value that comes from outside the rows that are open is used as it is; inside a fixed row it is that row's.
    fn in_place(&mut self, value: Value, table: TableId, environment: &Environment) -> Value {
        match environment.rows.iter().find(|(open, _)| *open == table) {
            Some((_, RowPlace::Fixed(row))) => self.pick(value, table, *row),
            _ => value,
        }
    }

    /// One row's value (row in running order).
    pub fn pick(&mut self, value: Value, table: TableId, row: u32) -> Value {
        let axes = self.graph.axes(value.node);
        if axes.row != Some(table) {
            return value;
        }
        let years = self.horizon() as usize + 1;
        let node = match self.graph.op(value.node) {
            Op::ByRow(_, values) => {
                let bits = values[row as usize];
                self.graph.constant(f64::from_bits(bits))
            }
            Op::ByRowYear(_, values) => {
                let from = row as usize * years;
                let series: Vec<f64> = values[from..from + years].iter().map(|bits| f64::from_bits(*bits)).collect();
                self.graph.by_year(&series)
            }
            _ => self
                .graph
                .add(Op::OverRows { gather: Gather::Only(row), table, value: value.node }, Axes { row: None, ..axes }),
        };
        Value { node, ..value }
    }

    /// What a path means here.
    pub fn path(&mut self, path: &[String], span: Span, environment: &Environment) -> Result<Value, Reported> {
        if let [name] = path {
            for &(table, place) in &environment.rows {
                if let Some(&id) = self.scopes.tables[table.0 as usize].items.get(name.as_str()) {
                    let value = self.item(id, span)?;
                    return Ok(self.in_place(value, table, environment));
                }
                if name == "row" {
                    let listed: Vec<f64> =
                        self.scopes.tables[table.0 as usize].listed.iter().map(|&p| f64::from(p) + 1.0).collect();
                    let node = match place {
                        RowPlace::Running => self.graph.by_row(table, &listed),
                        RowPlace::Fixed(row) => self.graph.constant(listed[row as usize]),
                    };
                    return Ok(Value::pure(node));
                }
            }
        }
        self.path_in_scope(path, span, environment.scope, environment)
    }

    fn path_in_scope(
        &mut self,
        path: &[String],
        span: Span,
        scope: usize,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let Some((first, rest)) = path.split_first() else { return Err(Reported) };
        if first == "shared" && !rest.is_empty() && !self.scopes.scopes[scope].names.contains_key("shared") {
            return self.path_in_scope(rest, span, 0, environment);
        }
        match (self.scopes.scopes[scope].names.get(first.as_str()).copied(), rest) {
            (Some(Symbol::Item(id)), []) => self.item(id, span),
            (Some(Symbol::Table(table)), [row, column]) => self.cell(table, row, column, span),
            (Some(Symbol::Project(project)), [_, ..]) => self.path_in_scope(rest, span, project, environment),
            (Some(Symbol::Table(table)), _) => {
                let name = &self.scopes.tables[table.0 as usize].path;
                let text = Text::new(
                    format!("“{name}”是一张表，这里需要一个值"),
                    format!("`{name}` is a table, a value is needed here"),
                );
                let remedy = Text::new(
                    format!("写 sum({first}: 列名) 汇总各行，或 {first}.行名.列名 取一格"),
                    format!("write sum({first}: column) over its rows, or {first}.row.column for one cell"),
                );
                self.fail(Code::ShapeMismatch, span, text, remedy)
            }
            (Some(Symbol::Project(_)), []) => self.fail(
                Code::ShapeMismatch,
                span,
                Text::new(
                    format!("“{first}”是一个项目，这里需要一个值"),
                    format!("`{first}` is a project, a value is needed here"),
                ),
                Text::new(format!("写 {first}.名称"), format!("write {first}.name")),
            ),
            (None, []) => self.builtin(first, span, scope),
            _ => self.unknown_name(&path.join("."), span, scope),
        }
    }

    fn cell(&mut self, table: TableId, row: &str, column: &str, span: Span) -> Result<Value, Reported> {
        let info = &self.scopes.tables[table.0 as usize];
        let Some(index) = info.rows.iter().position(|name| name == row) else {
            let names: Vec<&str> = info.rows.iter().map(String::as_str).collect();
            return self.unknown(row, span, &names, "行", "row");
        };
        let Some(&id) = info.items.get(column) else {
            let names: Vec<&str> = info.items.keys().map(String::as_str).collect();
            return self.unknown(column, span, &names, "列", "column");
        };
        let value = self.item(id, span)?;
        Ok(self.pick(value, table, index as u32))
    }

    fn builtin(&mut self, name: &str, span: Span, scope: usize) -> Result<Value, Reported> {
        let (start, window) = (self.scopes.scopes[scope].start, self.scopes.scopes[scope].window);
        let years = 0..=self.horizon();
        let first_year = f64::from(self.scenario.start_year);
        let series = match name {
            "index" => Some(years.map(f64::from).collect::<Vec<f64>>()),
            "year" => Some(years.map(|k| first_year + f64::from(k)).collect()),
            "age" => Some(years.map(|k| f64::from(k) - f64::from(start)).collect()),
            _ => None,
        };
        if let Some(series) = series {
            let node = self.graph.by_year(&series);
            return Ok(Value { window: Some(window), ..Value::pure(node) });
        }
        match name {
            "horizon" => {
                let value = f64::from(self.horizon());
                Ok(Value::pure(self.graph.constant(value)))
            }
            "start_year" => Ok(Value::pure(self.graph.constant(first_year))),
            "pi" => Ok(Value::pure(self.graph.constant(std::f64::consts::PI))),
            "discount_rate" => match self.scopes.discount_rate {
                Some(id) => self.item(id, span),
                None => self.fail(
                    Code::UnknownName,
                    span,
                    Text::new("情景没有给出 discount_rate", "the scenario gives no discount_rate"),
                    Text::new("在文件开头写 discount_rate = 0.05", "write discount_rate = 0.05 at the top of the file"),
                ),
            },
            _ => self.unknown_name(name, span, scope),
        }
    }

    fn unknown_name(&mut self, name: &str, span: Span, scope: usize) -> Result<Value, Reported> {
        let mut names: Vec<&str> = self.scopes.scopes[scope].names.keys().copied().collect();
        names.extend(["index", "year", "age", "horizon", "start_year", "discount_rate", "pi"]);
        names.sort_unstable();
        self.unknown(name, span, &names, "名称", "name")
    }

    fn unknown(&mut self, name: &str, span: Span, names: &[&str], zh: &str, en: &str) -> Result<Value, Reported> {
        let mut sorted = names.to_vec();
        sorted.sort_unstable();
        let remedy = match did_you_mean(name, sorted.iter().copied()) {
            Some(word) => Text::new(format!("是不是想写“{word}”？"), format!("did you mean `{word}`?")),
            None if sorted.is_empty() => Text::new("这里还没有任何名称", "there are no names here yet"),
            None => {
                let list = sorted.iter().take(20).copied().collect::<Vec<_>>().join("、");
                Text::new(format!("这里有：{list}"), format!("there are: {}", list.replace('、', ", ")))
            }
        };
        self.fail(
            Code::UnknownName,
            span,
            Text::new(format!("没有{zh}“{name}”"), format!("there is no {en} `{name}`")),
            remedy,
        )
    }

    /// `prev(target, start)`.
    pub fn prev(
        &mut self,
        span: Span,
        target: &'s Expression,
        start: &'s Expression,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let declared = self.declared_sort(target, environment);
        let start_environment = match &declared {
            Some(Sort::State(states)) => environment.with_states(Some(states.clone())),
            _ => environment.clone(),
        };
        let start_value = self.expression(start, &start_environment)?;
        if self.graph.axes(start_value.node).year {
            return self.fail(
                Code::ShapeMismatch,
                start.span,
                Text::new("prev 的起始值不能逐年变化", "the start of prev must not vary by year"),
                Text::new(
                    "请用 at(x, 0) 取某一年的值，或给一个常数",
                    "take one year with at(x, 0), or give a constant",
                ),
            );
        }
        let first = self.first_active(target, environment);
        if self.settled(target, environment) {
            let inner = match &start_value.sort {
                Sort::State(states) => environment.with_states(Some(states.clone())),
                _ => environment.clone(),
            };
            let value = self.expression(target, &inner)?;
            let sort = self.same_sort(&value.sort, &start_value.sort, target.span, start.span)?;
            let axes = self.graph.axes(value.node);
            let (id, node) = self.graph.prev(start_value.node, first, axes);
            self.graph.prev[id.0 as usize] = Some(value.node);
            return Ok(self.read_before(node, sort, environment));
        }
        let key: PrevKey = (span, environment.scope, environment.rows.clone());
        let assumed = match self.learnt.get(&key) {
            Some(learnt) => learnt.clone(),
            None => Learnt {
                sort: declared.unwrap_or_else(|| start_value.sort.clone()),
                axes: Axes { year: true, ..self.graph.axes(start_value.node) },
            },
        };
        let sort = self.same_sort(&assumed.sort, &start_value.sort, target.span, start.span)?;
        let (id, node) = self.graph.prev(start_value.node, first, assumed.axes);
        self.pending.push(Pending { id, key, target, environment: environment.clone(), assumed });
        Ok(self.read_before(node, sort, environment))
    }

    /// The value of a `prev`: a copy of its own, since the column behind it moves on at the end of every year.
    fn read_before(&mut self, prev: NodeId, sort: Sort, environment: &Environment) -> Value {
        let axes = self.graph.axes(prev);
        let node = self.graph.add(Op::Window { series: prev, from: 0, to: self.horizon() }, axes);
        Value { node, sort, window: Some(self.scopes.scopes[environment.scope].window) }
    }

    /// True where everything an expression names has been lowered: then it can be lowered without running into itself.
    fn settled(&self, expression: &Expression, environment: &Environment) -> bool {
        let mut settled = true;
        visit(expression, &mut |node| match node {
            Node::Path(path) => {
                let item = self.item_at(path, environment);
                settled &= item.is_none_or(|id| matches!(self.progress[id.0 as usize], Progress::Done(_)));
            }
            // rows of a table have names of their own
            Node::Rows { .. } => settled = false,
            _ => {}
        });
        settled
    }

    /// What is known of an expression before it has been lowered: the declared unit or states of an item.
    fn declared_sort(&mut self, expression: &Expression, environment: &Environment) -> Option<Sort> {
        let id = self.item_of(expression, environment)?;
        if let Progress::Done(Ok(value)) = &self.progress[id.0 as usize] {
            return Some(value.sort.clone());
        }
        let item = &self.scopes.items[id.0 as usize];
        if let Some(states) = &item.states {
            return Some(Sort::State(states.clone()));
        }
        let unit = item.unit?;
        self.units.resolve(&unit.value).ok().map(|named| Sort::Number(Some(named.unit)))
    }

    /// The item an expression names, if it is just a name.
    fn item_of(&self, expression: &Expression, environment: &Environment) -> Option<ItemId> {
        let Node::Path(path) = &expression.node else { return None };
        self.item_at(path, environment)
    }

    /// The item a path names.
    fn item_at(&self, path: &[String], environment: &Environment) -> Option<ItemId> {
        if let [name] = path {
            for (table, _) in &environment.rows {
                if let Some(&id) = self.scopes.tables[table.0 as usize].items.get(name.as_str()) {
                    return Some(id);
                }
            }
        }
        let (mut scope, mut path) = (environment.scope, path);
        loop {
            match (self.scopes.scopes[scope].names.get(path.first()?.as_str()), path) {
                (Some(Symbol::Item(id)), [_]) => return Some(*id),
                (Some(Symbol::Table(table)), [_, _, column]) => {
                    return self.scopes.tables[table.0 as usize].items.get(column).copied();
                }
                (None, [name]) if name == "discount_rate" => return self.scopes.discount_rate,
                (Some(Symbol::Project(project)), [_, rest @ ..]) => (scope, path) = (*project, rest),
                (None, [first, rest @ ..]) if first == "shared" && scope != 0 => (scope, path) = (0, rest),
                _ => return None,
            }
        }
    }

    /// First year in which the target of a `prev` lives.
    fn first_active(&self, target: &Expression, environment: &Environment) -> u32 {
        match self.item_of(target, environment) {
            Some(id) => {
                let item = &self.scopes.items[id.0 as usize];
                self.first_year_in(item.scope, item.active)
            }
            // an expression lives as long as the formula it stands in
            None => self.first_year_of(environment),
        }
    }

    /// First year of the formula that is being lowered.
    pub(super) fn first_year_of(&self, environment: &Environment) -> u32 {
        let active = environment.item.and_then(|id| self.scopes.items[id.0 as usize].active);
        self.first_year_in(environment.scope, active)
    }

    fn first_year_in(&self, scope: usize, active: Option<crate::scenario::model::YearRange>) -> u32 {
        let scope = &self.scopes.scopes[scope];
        let from = active.and_then(|range| range.from).map_or(scope.window.0, |from| scope.start.saturating_add(from));
        from.max(scope.window.0)
    }

    /// Lowers what every `prev` reads. Returns facts that the assumptions missed: lower again with them.
    pub fn finish(&mut self) -> HashMap<PrevKey, Learnt> {
        let mut missed = HashMap::new();
        while let Some(pending) = self.pending.pop() {
            let environment = match &pending.assumed.sort {
                Sort::State(states) => pending.environment.with_states(Some(states.clone())),
                _ => pending.environment.clone(),
            };
            self.owner = environment.item;
            let Ok(value) = self.expression(pending.target, &environment) else { continue };
            let axes = Axes { year: true, ..self.graph.axes(value.node) };
            self.graph.prev[pending.id.0 as usize] = Some(value.node);
            let known = match (&pending.assumed.sort, &value.sort) {
                (Sort::Number(None), found) => found.clone(),
                (assumed, Sort::Number(None)) => assumed.clone(),
                (_, found) => found.clone(),
            };
            let grown = Axes {
                row: pending.assumed.axes.row.or(axes.row),
                year: true,
                trial: pending.assumed.axes.trial || axes.trial,
            };
            if known != pending.assumed.sort || grown != pending.assumed.axes {
                missed.insert(pending.key, Learnt { sort: known, axes: grown });
            }
        }
        missed
    }

    /// All items, each behind what it uses as far as circles through `prev` allow: in this order the next round knows the
    /// most of what every `prev` reads.
    pub fn users_last(&self) -> Vec<usize> {
        let count = self.scopes.items.len();
        let mut used: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (user, item) in &self.uses {
            used[user.0 as usize].push(item.0 as usize);
        }
        let (mut order, mut seen) = (Vec::with_capacity(count), vec![false; count]);
        let mut open: Vec<(usize, usize)> = Vec::new();
        for root in 0..count {
            if !std::mem::replace(&mut seen[root], true) {
                open.push((root, 0));
            }
            while let Some((item, place)) = open.last_mut() {
                let next = used[*item].get(*place).copied();
                *place += 1;
                match next {
                    Some(next) if !seen[next] => {
                        seen[next] = true;
                        open.push((next, 0));
                    }
                    Some(_) => {}
                    None => {
                        order.push(*item);
                        open.pop();
                    }
                }
            }
        }
        order
    }

    /// Reports what every `prev` reads whose unit is not found.
    pub fn never_settles(&mut self, missed: &HashMap<PrevKey, Learnt>) {
        let mut spans: Vec<Span> = missed.keys().map(|(span, ..)| *span).collect();
        spans.sort_unstable();
        spans.dedup();
        for span in spans {
            let _: Result<(), Reported> = self.fail(
                Code::UnitMismatch,
                span,
                Text::new("prev 所读的公式的单位推算不出来", "the unit of what prev reads cannot be worked out"),
                Text::new("请给它读的公式写上 unit", "declare the `unit` of the formula it reads"),
            );
        }
    }

    /// A number for the next `event` of the item that is being lowered.
    pub(super) fn next_event(&mut self, environment: &Environment) -> String {
        let (path, count) = match environment.item {
            Some(id) => {
                let count = self.events.entry(id).or_insert(0);
                *count += 1;
                (self.scopes.items[id.0 as usize].path.clone(), *count)
            }
            None => (String::new(), 1),
        };
        format!("{path}#event{count}")
    }
}

/// A unit in words for messages.
pub(super) fn shown(unit: &Unit) -> String {
    let text = unit.to_string();
    if text.is_empty() { "纯数 (pure number)".to_string() } else { text }
}
