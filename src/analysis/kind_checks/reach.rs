//! What the worked examples of a kind depend on.

use std::collections::HashSet;

use crate::formula::expression::{Expression, Node};
use crate::scenario::model::{Body, Kind, Value};

/// Formulas and outcomes of a kind that no check depends on: a mistake in them would go unnoticed. Those of tables are
/// named `table.formula`.
pub fn unreached(kind: &Kind) -> Vec<String> {
    let reach = Reach::of(kind);
    let body = &kind.body;
    let own = body.formulas.iter().chain(body.outcomes.iter().map(|outcome| &outcome.formula));
    let own = own.map(|formula| formula.name.value.clone());
    let of_tables = body
        .tables
        .iter()
        .flat_map(|table| table.formulas.iter().map(|formula| format!("{}.{}", table.name.value, formula.name.value)));
    own.chain(of_tables).filter(|name| !reach.seen.contains(name)).collect()
}

/// Streams and parts of promises that compute something, and that no check depends on (`stream`, `stream.promised`,
/// `promise.due`). One that only hands on a formula needs no check of its own. That the account balances says little: a
/// wrong split between two recipients balances too.
pub fn unreached_money(kind: &Kind) -> Vec<String> {
    let reach = Reach::of(kind);
    let body = &kind.body;
    let streams = body.streams.iter().flat_map(|stream| {
        let name = &stream.formula.name.value;
        let amounts = [("promised", &stream.promised), ("expected", &stream.expected)];
        let amounts = amounts.into_iter().filter_map(|(key, found)| Some((format!("{name}.{key}"), found.as_ref()?)));
        let amounts: Vec<_> = amounts.collect();
        [(name.clone(), &stream.formula.expression)].into_iter().chain(amounts)
    });
    let promises = body.promises.iter().flat_map(|promise| {
        let parts = [("due", Some(&promise.due)), ("paid", Some(&promise.paid)), ("late", promise.late.as_ref())];
        parts.into_iter().filter_map(|(part, found)| Some((format!("{}.{part}", promise.name.value), found?)))
    });
    let computed = streams.chain(promises).filter(|(_, expression)| !matches!(expression.node, Node::Path(_)));
    computed.map(|(name, _)| name).filter(|name| !reach.seen.contains(name)).collect()
}

/// Follows names from what is expected to everything it is computed from.
struct Reach<'k> {
    body: &'k Body,
    seen: HashSet<String>,
}

impl<'k> Reach<'k> {
    /// What the checks of a kind expect, and everything it is computed from.
    fn of(kind: &'k Kind) -> Self {
        let mut reach = Reach { body: &kind.body, seen: HashSet::new() };
        for (name, _) in kind.checks.iter().flat_map(|check| &check.expect) {
            let path: Vec<String> = name.value.split('.').map(str::to_owned).collect();
            reach.path(&path, &[]);
        }
        reach
    }

    /// `tables` are those whose rows are open, innermost first.
    fn path(&mut self, path: &[String], tables: &[&'k str]) {
        let Some(first) = path.first() else { return };
        let body = self.body;
        for &open in tables {
            if self.member(open, first) {
                return;
            }
        }
        if let (Some(table), Some(column)) = (body.tables.iter().find(|table| table.name.value == *first), path.get(2))
        {
            self.member(&table.name.value, column);
            return;
        }
        if let Some(promise) = body.promises.iter().find(|promise| promise.name.value == *first)
            && let Some(part) = path.get(1)
        {
            let expression = match part.as_str() {
                "due" => Some(&promise.due),
                "paid" => Some(&promise.paid),
                "late" => promise.late.as_ref(),
                _ => None,
            };
            if let Some(expression) = expression {
                if self.seen.insert(format!("{first}.{part}")) {
                    self.expression(expression, &[]);
                }
                return;
            }
        }
        if !self.seen.insert(first.clone()) {
            return;
        }
        let formulas = body.formulas.iter().chain(body.outcomes.iter().map(|outcome| &outcome.formula));
        for formula in formulas.chain(body.streams.iter().map(|stream| &stream.formula)) {
            if formula.name.value == *first {
                self.expression(&formula.expression, &[]);
            }
        }
        if let Some(input) = body.inputs.iter().find(|input| input.name.value == *first) {
            self.value(&input.value, &[]);
        }
    }

    /// A column, input or formula of a table; false where it has no such member.
    fn member(&mut self, table: &'k str, name: &str) -> bool {
        let Some(table) = self.body.tables.iter().find(|found| found.name.value == table) else { return false };
        let open = [table.name.value.as_str()];
        let column = table.columns.iter().find(|column| column.name.value == name);
        let input = table.inputs.iter().find(|input| input.name.value == name);
        let formula = table.formulas.iter().find(|formula| formula.name.value == name);
        if column.is_none() && input.is_none() && formula.is_none() {
            return false;
        }
        if self.seen.insert(format!("{}.{name}", table.name.value)) {
            column.into_iter().flat_map(|column| &column.cells).for_each(|cell| self.value(cell, &open));
            input.into_iter().for_each(|input| self.value(&input.value, &open));
            formula.into_iter().for_each(|formula| self.expression(&formula.expression, &open));
        }
        true
    }

    fn value(&mut self, value: &'k Value, tables: &[&'k str]) {
        value.expressions().into_iter().for_each(|part| self.expression(part, tables));
    }

    fn expression(&mut self, expression: &'k Expression, tables: &[&'k str]) {
        match &expression.node {
            Node::Path(path) => self.path(path, tables),
            Node::Rows { table, .. } => {
                let mut open: Vec<&'k str> = vec![table];
                open.extend(tables);
                expression.children().into_iter().for_each(|child| self.expression(child, &open));
            }
            _ => expression.children().into_iter().for_each(|child| self.expression(child, tables)),
        }
    }
}
