//! The names of a scenario: which item a name means, from where.

use std::collections::HashMap;
use std::rc::Rc;

use super::graph::TableId;
use super::value::States;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::scenario::model::{Body, Column, Formula, Gathered, Input, Name, Scenario, Table, Value, YearRange};

/// Index of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ItemId(pub u32);

/// Anything with a name and a value.
#[derive(Debug)]
pub(super) struct Item<'s> {
    /// `quarry.dividend`, `assets.cost`.
    pub path: String,
    /// Index into [`Scopes::scopes`].
    pub scope: usize,
    /// The table whose rows it varies over.
    pub table: Option<TableId>,
    /// What defines it.
    pub definition: Definition<'s>,
    /// Declared unit.
    pub unit: Option<&'s Name>,
    /// Shown to people; may be empty.
    pub label: &'s Text,
    /// Place of its name.
    pub span: Span,
    /// Declared years.
    pub active: Option<YearRange>,
    /// Its states, where declared or drawn.
    pub states: Option<States>,
}

impl Item<'_> {
    /// True for a formula that is just another name of something: it lives where that does, unless it declares years.
    pub(super) fn is_other_name(&self) -> bool {
        matches!(self.definition, Definition::Formula(formula) if matches!(formula.expression.node, Node::Path(_)))
    }

    /// How messages call it: by its path; what the program made of a rule or an aid by the last word, as it was written.
    pub(super) fn name(&self) -> &str {
        match self.definition {
            Definition::Formula(formula) if formula.name.value.contains('.') => {
                let name = formula.name.value.split('@').next().unwrap_or_default();
                name.rsplit('.').next().unwrap_or(name)
            }
            _ => &self.path,
        }
    }
}

/// What defines an item.
#[derive(Debug, Clone, Copy)]
pub(super) enum Definition<'s> {
    /// An input, or a row input of a table.
    Input(&'s Input),
    /// A column of a table.
    Column(&'s Column),
    /// A formula, outcome, stream or row formula.
    Formula(&'s Formula),
    /// A bare expression: discount rate, parts of a promise, a claim's value, a condition of advice.
    Expression(&'s Expression),
}

/// What a name means inside a scope.
#[derive(Debug, Clone, Copy)]
pub(super) enum Symbol {
    /// A value.
    Item(ItemId),
    /// A table.
    Table(TableId),
    /// A project: its scope.
    Project(usize),
}

/// Names that see each other.
#[derive(Debug)]
pub(super) struct Scope<'s> {
    /// `quarry.`; empty for the scenario.
    pub prefix: String,
    /// Global index of age 0.
    pub start: u32,
    /// First and last global index.
    pub window: (u32, u32),
    /// Its names.
    pub names: HashMap<&'s str, Symbol>,
}

/// A table as the plan runs it.
#[derive(Debug, Clone)]
pub(super) struct TableInfo {
    /// `assets`, `quarry.tranches`.
    pub path: String,
    /// Row names in running order: by name, so that the order in the file changes no bit, except where `above` gives
    /// the file's order a meaning.
    pub rows: Vec<String>,
    /// For each row in running order: its position in the file, from 0.
    pub listed: Vec<u32>,
    /// Names of its columns, inputs and formulas.
    pub items: HashMap<String, ItemId>,
}

/// All names.
#[derive(Debug)]
pub(super) struct Scopes<'s> {
    /// Scope 0 is the scenario's, the others the projects' in order.
    pub scopes: Vec<Scope<'s>>,
    /// Everything with a value.
    pub items: Vec<Item<'s>>,
    /// Tables.
    pub tables: Vec<TableInfo>,
    /// The scenario's discount rate.
    pub discount_rate: Option<ItemId>,
}

static NO_LABEL: Text = Text { zh: String::new(), en: String::new() };

impl<'s> Scopes<'s> {
    /// Collects the names of a scenario; a project that lies outside the scenario's years is reported.
    pub(super) fn collect(scenario: &'s Scenario, diagnostics: &mut Diagnostics) -> Scopes<'s> {
        let horizon = scenario.horizon as u32;
        let mut scopes = Scopes { scopes: Vec::new(), items: Vec::new(), tables: Vec::new(), discount_rate: None };
        scopes.add_body(String::new(), 0, (0, horizon), &scenario.body, diagnostics);
        for project in &scenario.projects {
            let start = match &project.start {
                None => 0,
                Some(start) => {
                    let index = i64::from(start.value) - i64::from(scenario.start_year);
                    if index < 0 || index > i64::from(horizon) {
                        diagnostics.push(Diagnostic::at(
                            Code::OutOfRange,
                            start.span,
                            Text::new(
                                format!(
                                    "项目从 {} 年开始，而情景只覆盖 {}–{} 年",
                                    start.value,
                                    scenario.start_year,
                                    i64::from(scenario.start_year) + i64::from(horizon)
                                ),
                                format!(
                                    "the project starts in {}, but the scenario covers {}–{}",
                                    start.value,
                                    scenario.start_year,
                                    i64::from(scenario.start_year) + i64::from(horizon)
                                ),
                            ),
                            Text::new(
                                "请改 start，或调整 start_year、horizon",
                                "change start, or start_year and horizon of the scenario",
                            ),
                        ));
                    }
                    index.clamp(0, i64::from(horizon)) as u32
                }
            };
            let last = project.life.as_ref().map_or(horizon, |life| (start.saturating_add(life.value)).min(horizon));
            let prefix = format!("{}.", project.name.value);
            let scope = scopes.add_body(prefix, start, (start, last), &project.kind.body, diagnostics);
            if let Some(root) = scopes.scopes.first_mut() {
                root.names.insert(&project.name.value, Symbol::Project(scope));
            }
        }
        if let Some(expression) = &scenario.discount_rate {
            let id = scopes.add_expression("discount_rate".into(), 0, expression);
            scopes.discount_rate = Some(id);
        }
        scopes
    }

    /// Adds an item that is a bare expression (not found by name).
    pub(super) fn add_expression(&mut self, path: String, scope: usize, expression: &'s Expression) -> ItemId {
        self.add_item(Item {
            path,
            scope,
            table: None,
            definition: Definition::Expression(expression),
            unit: None,
            label: &NO_LABEL,
            span: expression.span,
            active: None,
            states: None,
        })
    }

    /// Adds a value that is gathered over trials (not found by name): its path and item.
    pub(super) fn add_gathered(&mut self, scope: usize, gathered: &'s Gathered) -> (String, ItemId) {
        let prefix = self.scopes[scope].prefix.clone();
        let name = &gathered.formula.name.value;
        let found = gathered.table.as_ref().and_then(|table| match self.scopes[scope].names.get(table.as_str()) {
            Some(Symbol::Table(id)) => Some((*id, table)),
            _ => None,
        });
        let path = found.map_or_else(|| format!("{prefix}{name}"), |(_, table)| format!("{prefix}{table}.{name}"));
        let id = self.add_formula(path.clone(), scope, found.map(|(id, _)| id), &gathered.formula);
        (path, id)
    }

    fn add_item(&mut self, item: Item<'s>) -> ItemId {
        let id = ItemId(self.items.len() as u32);
        self.items.push(item);
        id
    }

    fn add_body(
        &mut self,
        prefix: String,
        start: u32,
        window: (u32, u32),
        body: &'s Body,
        diagnostics: &mut Diagnostics,
    ) -> usize {
        let scope = self.scopes.len();
        self.scopes.push(Scope { prefix: prefix.clone(), start, window, names: HashMap::new() });
        for input in &body.inputs {
            let id = self.add_input(format!("{prefix}{}", input.name.value), scope, None, input);
            self.scopes[scope].names.insert(&input.name.value, Symbol::Item(id));
        }
        for table in &body.tables {
            let id = self.add_table(&prefix, scope, table);
            self.scopes[scope].names.insert(&table.name.value, Symbol::Table(id));
        }
        let formulas = body.formulas.iter();
        let outcomes = body.outcomes.iter().map(|outcome| &outcome.formula);
        let streams = body.streams.iter().map(|stream| &stream.formula);
        for formula in formulas.chain(outcomes).chain(streams) {
            let name = formula.name.value.as_str();
            let refers_to_itself =
                matches!(&formula.expression.node, Node::Path(path) if path.len() == 1 && path[0] == name);
            if refers_to_itself && self.scopes[scope].names.contains_key(name) {
                continue; // an outcome or stream that reports a formula under its own name
            }
            let id = self.add_formula(format!("{prefix}{name}"), scope, None, formula);
            if let Some(Symbol::Item(before)) = self.scopes[scope].names.insert(name, Symbol::Item(id)) {
                let earlier = self.items[before.0 as usize].span;
                diagnostics.push(
                    Diagnostic::at(
                        Code::DuplicateName,
                        formula.name.span,
                        Text::new(format!("名称“{name}”用了两次"), format!("the name `{name}` is used twice")),
                        Text::new("请改其中一个名称", "rename one of them"),
                    )
                    .related(earlier, Text::new("第一次在这里", "first used here")),
                );
            }
        }
        scope
    }

    fn add_input(&mut self, path: String, scope: usize, table: Option<TableId>, input: &'s Input) -> ItemId {
        let active = match &input.value {
            Value::Uncertain(uncertain) => uncertain.active,
            _ => None,
        };
        let states = input.states.as_ref().map(|names| Rc::new(names.iter().map(|name| name.value.clone()).collect()));
        self.add_item(Item {
            path,
            scope,
            table,
            definition: Definition::Input(input),
            unit: input.unit.as_ref(),
            label: &input.label,
            span: input.name.span,
            active,
            states,
        })
    }

    fn add_formula(&mut self, path: String, scope: usize, table: Option<TableId>, formula: &'s Formula) -> ItemId {
        let states = match &formula.states {
            Some(names) => Some(Rc::new(names.iter().map(|name| name.value.clone()).collect())),
            None => {
                let mut found = Vec::new();
                texts_of(&formula.expression, &mut found);
                if found.is_empty() { None } else { Some(Rc::new(found)) }
            }
        };
        self.add_item(Item {
            path,
            scope,
            table,
            definition: Definition::Formula(formula),
            unit: formula.unit.as_ref(),
            label: &formula.label,
            span: formula.name.span,
            active: formula.active,
            states,
        })
    }

    fn add_table(&mut self, prefix: &str, scope: usize, table: &'s Table) -> TableId {
        let id = TableId(self.tables.len() as u32);
        let path = format!("{prefix}{}", table.name.value);
        let mut order: Vec<u32> = (0..table.rows.len() as u32).collect();
        order.sort_by(|a, b| table.rows[*a as usize].value.cmp(&table.rows[*b as usize].value));
        let rows = order.iter().map(|&row| table.rows[row as usize].value.clone()).collect();
        self.tables.push(TableInfo { path: path.clone(), rows, listed: order, items: HashMap::new() });
        for column in &table.columns {
            let states = column.states.as_ref().map(|names| Rc::new(names.iter().map(|n| n.value.clone()).collect()));
            let item = self.add_item(Item {
                path: format!("{path}.{}", column.name.value),
                scope,
                table: Some(id),
                definition: Definition::Column(column),
                unit: column.unit.as_ref(),
                label: &column.label,
                span: column.name.span,
                active: None,
                states,
            });
            self.tables[id.0 as usize].items.insert(column.name.value.clone(), item);
        }
        for input in &table.inputs {
            let item = self.add_input(format!("{path}.{}", input.name.value), scope, Some(id), input);
            self.tables[id.0 as usize].items.insert(input.name.value.clone(), item);
        }
        for formula in &table.formulas {
            let item = self.add_formula(format!("{path}.{}", formula.name.value), scope, Some(id), formula);
            self.tables[id.0 as usize].items.insert(formula.name.value.clone(), item);
        }
        id
    }
}

impl TableInfo {
    /// True where the rows run in the order of the file.
    pub(super) fn runs_as_listed(&self) -> bool {
        self.listed.is_sorted()
    }

    /// Lets the rows run in the order of the file.
    pub(super) fn run_as_listed(&mut self) {
        let mut places: Vec<(u32, String)> = self.listed.drain(..).zip(self.rows.drain(..)).collect();
        places.sort_unstable();
        (self.listed, self.rows) = places.into_iter().unzip();
    }
}

/// The state names that an expression may evaluate to, in order of appearance: texts in the branches of `if` and
/// `case` and in the start of `prev`.
fn texts_of(expression: &Expression, found: &mut Vec<String>) {
    match &expression.node {
        Node::Text(text) if !found.contains(text) => {
            found.push(text.clone());
        }
        Node::If { then, otherwise, .. } => {
            texts_of(then, found);
            texts_of(otherwise, found);
        }
        Node::Case { arms, otherwise, .. } => {
            arms.iter().for_each(|arm| texts_of(&arm.value, found));
            if let Some(otherwise) = otherwise {
                texts_of(otherwise, found);
            }
        }
        // the value and the start or end may be states
        Node::Call { function, arguments, .. }
            if matches!(function.as_str(), "prev" | "next" | "first" | "last" | "at") =>
        {
            arguments.iter().for_each(|argument| texts_of(&argument.value, found));
        }
        _ => {}
    }
}

/// Calls `look` on every node of the tree.
pub(super) fn visit(expression: &Expression, look: &mut dyn FnMut(&Node)) {
    look(&expression.node);
    expression.children().into_iter().for_each(|part| visit(part, look));
}
