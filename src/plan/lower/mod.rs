//! Lowering: from expressions with names to nodes of the graph, checking types, units and shapes on the way.
//!
//! What a `prev` reads may be the very formula that is being lowered, so its unit and axes are not known yet. They are
//! assumed (from the declared unit or the start value), the target is lowered afterwards, and where the assumption was
//! wrong everything is lowered once more with what has been learnt. The learnt facts only grow, so this ends.

mod allowed;
mod arguments;
mod by_year;
mod call;
mod circle;
mod correlation;
mod draws;
mod event;
mod expression;
mod filtered;
mod input;
mod judge;
mod linear;
mod listed;
mod names;
mod other_years;
mod prev;
mod recipe;
mod rows;
mod scalar;
mod slips;
mod solved;
mod spread;
mod states;
mod stretched;
mod triangular;
mod written_unit;
mod years;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::formula::expression::Expression;
use crate::plan::graph::{Axes, Graph, NodeId, Op, PrevId, SpreadId, TableId};
use crate::plan::scope::{Definition, ItemId, Scopes};
use crate::plan::value::{NEVER, Reported, Sort, States, Value};
use crate::quantity::{Unit, UnitTable};
use crate::scenario::model::{Formula, Scenario};

/// From where an expression sees names.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    /// Index of the scope.
    pub scope: usize,
    /// Tables whose rows are open, innermost first.
    pub rows: Vec<(TableId, RowPlace)>,
    /// The states a text literal may name.
    pub states: Option<States>,
    /// The item being lowered, for the paths of its own draws.
    pub item: Option<ItemId>,
    /// In a cell of a table, `table.row.column`: the item is the column then.
    pub cell: Option<String>,
}

impl Environment {
    /// Outside all tables.
    pub(super) fn of_scope(scope: usize) -> Environment {
        Environment { scope, rows: Vec::new(), states: None, item: None, cell: None }
    }

    /// The table whose rows run.
    pub(super) fn running(&self) -> Option<TableId> {
        self.rows.iter().find(|(_, place)| *place == RowPlace::Running).map(|(table, _)| *table)
    }

    fn with_states(&self, states: Option<States>) -> Environment {
        Environment { states, ..self.clone() }
    }
}

/// Which row of an open table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RowPlace {
    /// All, one after another, at run time.
    Running,
    /// This one (running order): an inner table inside a row of an outer one is unrolled.
    Fixed(u32),
}

/// What has been learnt about the target of a `prev`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Learnt {
    pub(super) sort: Sort,
    pub(super) axes: Axes,
    /// First year in which it lives.
    pub(super) first: u32,
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
pub(super) struct Lowerer<'s, 'u> {
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
    events: HashMap<String, u32>,
    /// Tables whose rows must run in the order of the file, because `above` asks for it.
    pub ordered: Vec<TableId>,
    /// Group and place of correlated inputs; filled by `prepare_correlations`.
    pub(super) correlated: HashMap<ItemId, (usize, usize)>,
    /// Inputs whose draws others use; filled by `prepare_correlations`.
    pub(super) shared: HashSet<ItemId>,
    /// The groups.
    pub(super) groups: Vec<correlation::Group>,
    /// Rows written out so far, see [`rows`].
    written_out: u32,
    /// Words of data that take the same row, and whether they are drawn every year.
    data_rows: HashMap<String, bool>,
    /// Whether nodes may be missing, as far as has been asked.
    pub(super) lacking: HashMap<NodeId, bool>,
    /// The spread behind normal scores, once there is one.
    pub(super) standard_normal: Option<SpreadId>,
}

impl<'s, 'u> Lowerer<'s, 'u> {
    /// Nothing lowered yet; `learnt` comes from the pass before.
    pub(super) fn new(
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
            ordered: Vec::new(),
            correlated: HashMap::new(),
            shared: HashSet::new(),
            groups: Vec::new(),
            written_out: 0,
            data_rows: HashMap::new(),
            lacking: HashMap::new(),
            standard_normal: None,
        }
    }

    /// Last index of the run.
    pub(super) fn horizon(&self) -> u32 {
        self.scenario.horizon as u32
    }

    /// Reports a mistake.
    pub(super) fn fail<T>(&mut self, code: Code, span: Span, message: Text, remedy: Text) -> Result<T, Reported> {
        self.report(Diagnostic::at(code, span, message, remedy));
        Err(Reported)
    }

    /// Reports a mistake; what the program wrote itself stands nowhere: the mistake is shown where that came from.
    fn report(&mut self, mut mistake: Diagnostic) {
        let nowhere = Span::default();
        if mistake.span == Some(nowhere) {
            let behind = self.stack.iter().rev().chain(&self.owner).map(|item| self.scopes.items[item.0 as usize].span);
            mistake.span = behind.into_iter().find(|span| *span != nowhere).or(mistake.span);
        }
        self.diagnostics.push(mistake);
    }

    /// The value of an item, lowering it on first use.
    pub(super) fn item(&mut self, id: ItemId, used_at: Span) -> Result<Value, Reported> {
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
        let value = self.check_declared_states(id, value)?;
        let value = self.check_allowed(id, value, &environment)?;
        if item.is_other_name() && item.active.is_none() && self.graph.axes(value.node).year {
            return Ok(self.lives_as(value, item.scope));
        }
        Ok(self.live_in(value, item.scope, item.active))
    }

    /// Puts a state into the list that the formula declares.
    fn check_declared_states(&mut self, id: ItemId, value: Value) -> Result<Value, Reported> {
        let Definition::Formula(Formula { states: Some(names), expression, .. }) =
            self.scopes.items[id.0 as usize].definition
        else {
            return Ok(value);
        };
        let declared: States = std::rc::Rc::new(names.iter().map(|name| name.value.clone()).collect());
        match &value.sort {
            Sort::State(found) => match found.iter().find(|state| !declared.contains(state)) {
                None => Ok(self.translated(&value, &declared)),
                Some(state) => self.fail(
                    Code::UnknownState,
                    expression.span,
                    Text::new(
                        format!("公式可能得出“{state}”，而 states 里没有它"),
                        format!("the formula may give '{state}', which `states` does not list"),
                    ),
                    Text::new("请把它加进 states", "add it to `states`"),
                ),
            },
            _ => self.fail(
                Code::TypeMismatch,
                expression.span,
                Text::new(
                    "声明了 states，公式得出的却不是状态",
                    "`states` is declared, but the formula gives no state",
                ),
                Text::new(
                    "请删去 states，或让各分支都是引号里的状态名",
                    "delete `states`, or make every branch the name of a state in quotes",
                ),
            ),
        }
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
                let place = match item.definition {
                    Definition::Formula(formula) => formula.expression.span,
                    Definition::Input(input) => input.span,
                    _ => item.span,
                };
                let written = declared.span != Span::default();
                let (message, remedy) = if written {
                    not_as_declared(item.name(), &declared.value, &named.unit, found)
                } else {
                    not_as_needed(item.name(), &declared.value, &named.unit, found)
                };
                let mut mistake = Diagnostic::at(Code::UnitMismatch, place, message, remedy);
                if written {
                    mistake = mistake.related(declared.span, Text::new("声明在这里", "declared here"));
                }
                self.report(mistake);
                return Err(Reported);
            }
            Sort::Boolean | Sort::State(_) if declared.span == Span::default() => {
                let Definition::Formula(formula) = item.definition else { return Err(Reported) };
                return self.fail(
                    Code::TypeMismatch,
                    formula.expression.span,
                    Text::new(format!("“{}”要是数", item.name()), format!("`{}` must be a number", item.name())),
                    Text::new("条件请写成 if(condition, 1, 0)", "write a condition as if(condition, 1, 0)"),
                );
            }
            Sort::Boolean | Sort::State(_) => {
                return self.fail(
                    Code::UnitMismatch,
                    declared.span,
                    Text::new(
                        format!("“{}”不是数，不能有单位", item.name()),
                        format!("`{}` is not a number and cannot have a unit", item.name()),
                    ),
                    Text::new("请删去 unit", "delete `unit`"),
                );
            }
        }
        Ok(value)
    }

    /// Another name for a series: it lives where the series does, so that its mean is the same; outside it is 0 already.
    fn lives_as(&mut self, value: Value, scope: usize) -> Value {
        let (first, last) = self.scopes.scopes[scope].window;
        match value.window {
            Some((from, to)) if (from, to) != NEVER && from >= first && to <= last && (from, to) != (first, last) => {
                let axes = self.graph.axes(value.node);
                Value { node: self.graph.add(Op::Window { series: value.node, from, to }, axes), ..value }
            }
            _ => self.live_in(value, scope, None),
        }
    }

    /// Cuts a value to the years of its scope and its declared years.
    fn live_in(&mut self, value: Value, scope: usize, active: Option<crate::scenario::model::YearRange>) -> Value {
        let axes = self.graph.axes(value.node);
        let (from, to) = self.years_in(scope, active);
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
        let axes = self.graph.axes(value.node);
        let lives_there = match *self.graph.op(value.node) {
            Op::Window { from: first, to: last, .. } => first >= from && last <= to,
            _ => (from, to) == (0, self.horizon()),
        };
        if axes.year && lives_there {
            return value.node;
        }
        self.graph.add(Op::Window { series: value.node, from, to }, Axes { year: true, ..axes })
    }

    /// Resolves a unit text.
    pub(super) fn unit(&mut self, text: &str, span: Span) -> Result<crate::quantity::NamedUnit, Reported> {
        match self.units.resolve(text) {
            Ok(unit) => Ok(unit),
            Err(error) => {
                let hint = error.suggestion.clone();
                let habit = crate::formula::habits::unit_instead(&error.name);
                let remedy = match &hint {
                    _ if habit.is_some() => habit.unwrap_or_default(),
                    Some(word) => Text::new(
                        format!("是不是想写 {word}？自定义单位写在 [units] 里"),
                        format!("did you mean {word}? own units are declared in [units]"),
                    ),
                    None if text.contains('*') && !text.starts_with(error.name.as_str()) => space_before_star(),
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

    /// A number for the next `event` of the item that is being lowered.
    pub(super) fn next_event(&mut self, environment: &Environment) -> String {
        let item = environment.item.map(|id| self.scopes.items[id.0 as usize].path.clone());
        // a cell counts for itself: a row more changes no other row's draws
        let Some(path) = environment.cell.clone().or(item) else { return "#event1".to_owned() };
        let draws = if environment.cell.is_some() { path.clone() } else { draws::without_case(&path).to_owned() };
        let count = self.events.entry(path).or_insert(0);
        *count += 1;
        format!("{draws}#event{count}")
    }
}

pub(super) fn space_before_star() -> Text {
    Text::new(
        "紧跟在单位后面的 * 算作单位的一部分（像 kW*h）：是乘以一个名称，就在 * 前面空一格",
        "a * that follows a unit directly belongs to it, as in kW*h: to multiply by a name put a space before the *",
    )
}

/// A formula gives another unit than it declares: what is wrong, and what to do.
fn not_as_declared(name: &str, declared: &str, unit: &Unit, found: &Unit) -> (Text, Text) {
    let (bare, found, expected) = (found.fits(&Unit::NONE), shown(found), shown(unit));
    // 万元 is told as 元, too: what the formula gives is in base units
    let also = |expected: &str, zh: bool| match (expected == declared, zh) {
        (true, _) => String::new(),
        (false, true) => format!("（{expected}）"),
        (false, false) => format!(" ({expected})"),
    };
    let message = Text::new(
        format!(
            "“{name}”声明的单位是 {declared}{}，而算出来的是{}{}",
            also(&expected.zh, true),
            if bare { "" } else { " " },
            found.zh
        ),
        format!(
            "`{name}` is declared in {declared}{}, but what comes out is {}{}",
            also(&expected.en, false),
            if bare { "" } else { "in " },
            found.en
        ),
    );
    let remedy = if bare {
        Text::new(
            format!("请给公式里的数写上单位；要把纯数变成带单位的数，请乘以 1 {declared}"),
            format!("write units behind the numbers inside; a pure number gets one by `* 1 {declared}`"),
        )
    } else {
        Text::new("请检查公式里各个数的单位，或改 unit", "check the units of the numbers inside, or change `unit`")
    };
    (message, remedy)
}

/// The same where nobody wrote the unit: it is what the thing must be in.
fn not_as_needed(name: &str, needed: &str, unit: &Unit, found: &Unit) -> (Text, Text) {
    let (bare, found) = (found.fits(&Unit::NONE), shown(found));
    let (zh, en) = (if bare { "" } else { " " }, if bare { "" } else { "in " });
    if unit.fits(&Unit::NONE) {
        return (
            Text::new(
                format!("“{name}”要是纯数或百分数，而这里是{zh}{}", found.zh),
                format!("`{name}` must be a pure number or per cent, but is {en}{}", found.en),
            ),
            Text::new("例如写 0.3 或 30 %", "write 0.3 or 30 %, for example"),
        );
    }
    (
        Text::new(
            format!("“{name}”的单位要是 {needed}，而这里是{zh}{}", found.zh),
            format!("`{name}` must be in {needed}, but is {en}{}", found.en),
        ),
        Text::new(format!("例如写 100 {needed}"), format!("write 100 {needed}, for example")),
    )
}

/// A unit in words for messages.
pub(super) fn shown(unit: &Unit) -> Text {
    if unit.fits(&Unit::NONE) { Text::new("纯数", "a pure number") } else { Text::same(unit.to_string()) }
}
