//! Which formulas an expression uses, and how their names are changed.

use std::collections::HashSet;

use super::{Side, Whole};
use crate::formula::expression::{Expression, Node};

/// The names that stand on each side.
pub(super) struct Names {
    pub(super) scenario: HashSet<String>,
    pub(super) body: HashSet<String>,
    pub(super) table: HashSet<String>,
}

impl Names {
    /// What a path means on a side, and the place of its last name; `in_rows` where the rows of the households are open.
    pub(super) fn meaning(&self, path: &[String], side: Side, in_rows: bool, whole: &Whole) -> Option<(Side, usize)> {
        let own = |name: &String, at: usize| -> Option<(Side, usize)> {
            if (in_rows || side == Side::Table) && self.table.contains(name) {
                return Some((Side::Table, at));
            }
            match side {
                Side::Scenario => self.scenario.contains(name).then_some((Side::Scenario, at)),
                Side::Body | Side::Table => self.body.contains(name).then_some((Side::Body, at)),
            }
        };
        let inside = |rest: &[String], at: usize| match rest {
            [name] => self.body.contains(name).then_some((Side::Body, at)),
            [table, _, column] if *table == whole.table => self.table.contains(column).then_some((Side::Table, at + 2)),
            _ => None,
        };
        match (side, path) {
            (_, [name]) => own(name, 0),
            (_, [outer, name]) if outer == "outer" => own(name, 1),
            (Side::Scenario, [project, rest @ ..]) if *project == whole.name => inside(rest, 1),
            (Side::Body | Side::Table, [shared, rest @ ..]) if shared == "shared" => match rest {
                [name] => self.scenario.contains(name).then_some((Side::Scenario, 1)),
                [project, rest @ ..] if *project == whole.name => inside(rest, 2),
                _ => None,
            },
            (Side::Body | Side::Table, rest) => inside(rest, 0),
            _ => None,
        }
    }
}

/// Calls `change` on every path of an expression, and tells it whether the rows of the households are open there.
pub(super) fn each_path(
    expression: &mut Expression,
    whole: &Whole,
    in_rows: bool,
    change: &mut dyn FnMut(&mut Vec<String>, bool),
) {
    let mut go = |part: &mut Expression| each_path(part, whole, in_rows, change);
    match &mut expression.node {
        Node::Number { .. } | Node::Boolean(_) | Node::Text(_) => {}
        Node::Path(path) => change(path, in_rows),
        Node::Unary { operand, .. } => go(operand),
        Node::Binary { left, right, .. } => {
            go(left);
            go(right);
        }
        Node::If { condition, then, otherwise } => {
            go(condition);
            go(then);
            go(otherwise);
        }
        Node::Case { subject, arms, otherwise } => {
            go(subject);
            arms.iter_mut().for_each(|arm| go(&mut arm.value));
            if let Some(otherwise) = otherwise {
                go(otherwise);
            }
        }
        Node::Call { arguments, .. } => arguments.iter_mut().for_each(|argument| go(&mut argument.value)),
        Node::Rows { table, body, condition, weight, extra, .. } => {
            let last = table.rsplit('.').next().unwrap_or(table);
            let opens = in_rows || last == whole.table;
            for part in [body, condition, weight].into_iter().flatten() {
                each_path(part, whole, opens, change);
            }
            extra.iter_mut().for_each(|part| each_path(part, whole, in_rows, change));
        }
        Node::List(parts) => parts.iter_mut().for_each(go),
        Node::Range { from, to } => {
            for part in [from, to].into_iter().flatten() {
                go(part);
            }
        }
    }
}

/// What an expression uses.
pub(super) fn used(expression: &Expression, side: Side, names: &Names, whole: &Whole) -> Vec<(Side, String)> {
    let mut found = Vec::new();
    // a copy, because there is one walk over paths and it changes them
    let mut copy = expression.clone();
    each_path(&mut copy, whole, side == Side::Table, &mut |path, in_rows| {
        if let Some((where_to, at)) = names.meaning(path, side, in_rows, whole) {
            found.push((where_to, path[at].clone()));
        }
    });
    found
}
