//! Groups and aid: formulas of a scenario that become formulas of the household table.

use std::collections::HashSet;

use super::{Join, Side};
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::quantity::is_money;
use crate::scenario::model::{Formula, Name, Table, Value};

/// Functions of which nothing varies but what they are given.
const PLAIN: [&str; 8] = ["min", "max", "abs", "mod", "round", "floor", "ceil", "clip"];

impl Join<'_> {
    /// Groups and aid become formulas of the table.
    pub(super) fn groups(&mut self) {
        let given = self.given;
        for group in &given.village.groups {
            self.add_to(Side::Table, group.clone());
        }
        for aid in &given.village.aid {
            self.is_in_yuan(&aid.formula);
            let mut rule = aid.formula.clone();
            // aid without a unit is in yuan; nobody wrote it
            rule.unit.get_or_insert_with(|| Name { value: "元".to_owned(), span: Span::default() });
            rule.name.value = format!("received.aid.{}", rule.name.value);
            self.add_to(Side::Table, rule);
        }
    }

    fn is_in_yuan(&mut self, aid: &Formula) {
        let Some(unit) = &aid.unit else { return };
        // a unit that is not known is reported when the formula is
        if self.given.unit_table().0.resolve(&unit.value).is_ok_and(|unit| !is_money(&unit.unit)) {
            self.log.push(Diagnostic::at(
                Code::UnitMismatch,
                unit.span,
                Text::new(
                    format!("帮扶“{}”的单位必须是元", aid.name.value),
                    format!("the aid `{}` must be in yuan", aid.name.value),
                ),
                Text::new("写 unit = \"元\"", "write unit = \"元\""),
            ));
        }
    }

    /// Groups whose members are the same in all years and trials, as far as their formulas show: they use nothing but
    /// columns of the list that do not change.
    pub(super) fn fixed_groups(&self, table: &Table) -> HashSet<String> {
        let columns = table.columns.iter().filter(|column| column.cells.iter().all(stays));
        let mut fixed: HashSet<String> = columns.map(|column| column.name.value.clone()).collect();
        fixed.insert("row".to_owned());
        let groups = &self.given.village.groups;
        // a group may use another that stands below it
        for _ in groups {
            let more = groups.iter().filter(|group| is_fixed(&group.expression, &fixed));
            let more: Vec<String> = more.map(|group| group.name.value.clone()).collect();
            fixed.extend(more);
        }
        fixed.retain(|name| groups.iter().any(|group| group.name.value == *name));
        fixed
    }
}

fn stays(cell: &Value) -> bool {
    matches!(cell, Value::Certain(expression) if is_fixed(expression, &HashSet::new()))
}

fn is_fixed(expression: &Expression, fixed: &HashSet<String>) -> bool {
    let own = match &expression.node {
        Node::Path(path) => matches!(path.as_slice(), [name] if fixed.contains(name)),
        Node::Call { function, .. } => PLAIN.contains(&function.as_str()),
        Node::Rows { .. } | Node::Range { .. } => false,
        _ => true,
    };
    own && expression.children().into_iter().all(|part| is_fixed(part, fixed))
}
