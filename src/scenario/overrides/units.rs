//! Whether a value that is set is the same kind of amount as the one it replaces.

use super::super::amounts::amounts;
use super::super::model::{Name, Scenario, Spread, Value};
use super::target::{self, Target};
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node, UnaryOperator};
use crate::quantity::{Unit, UnitTable};

/// The mistake of a value in another unit than the one it replaces. What only shows when formulas are worked out (a value
/// made of other inputs) is left to the checks of units there.
pub(super) fn mismatch(
    scenario: &Scenario,
    target: &Target,
    new: &Value,
    declared: Option<&Name>,
    span: Span,
) -> Option<Diagnostic> {
    let (body, projects) = (&scenario.body, scenario.projects.as_slice());
    let own = target::unit(target, body, projects);
    // what cannot be declared is reported where the scenario is compiled
    let (table, _) = scenario.unit_table();
    let before = amount(target::value(target, body, projects)?, own, &table)?;
    let after = amount(new, declared.or(own), &table)?;
    if before.fits(&after) {
        return None;
    }
    let (was, is) = (before.described(), after.described());
    let in_english = |unit: &Unit, text: &Text| {
        if unit.is_none() { text.en.clone() } else { format!("in {}", text.en) }
    };
    let remedy = if before.is_none() {
        Text::new("请写不带单位的数（百分数写成 10 %）", "write a pure number (a percentage as 10 %)")
    } else {
        Text::new(format!("请写明单位，例如 5 {}", was.zh), format!("write it with its unit, such as 5 {}", was.en))
    };
    Some(Diagnostic::at(
        Code::UnitMismatch,
        span,
        Text::new(
            format!("单位不一致：这个值是{}，原来的值是{}", spaced(&is.zh), spaced(&was.zh)),
            format!("this value is {}, the one it replaces is {}", in_english(&after, &is), in_english(&before, &was)),
        ),
        remedy,
    ))
}

/// With a blank between Chinese and Latin letters.
fn spaced(unit: &str) -> String {
    let latin = unit.starts_with(|first: char| first.is_ascii_alphanumeric());
    if latin { format!(" {unit}") } else { unit.to_owned() }
}

/// The unit of a value as far as it is written out; `None` where it is not, and for 0, which fits every unit.
fn amount(value: &Value, declared: Option<&Name>, table: &UnitTable) -> Option<Unit> {
    let written = amounts(value).into_iter().find_map(|expression| written(expression, table));
    let declared = || declared.and_then(|name| table.resolve(&name.value).ok()).map(|named| named.unit);
    written.or_else(declared).or_else(|| is_data(value).then_some(Unit::NONE))
}

/// True for a list of data: numbers that stand in the declared unit, and are pure without one.
fn is_data(value: &Value) -> bool {
    let spread = |spread: &Spread| matches!(spread, Spread::Data { .. } | Spread::Empirical { .. });
    matches!(value, Value::Uncertain(uncertain) if spread(&uncertain.spread))
}

/// The unit of numbers and what is calculated from them.
fn written(expression: &Expression, table: &UnitTable) -> Option<Unit> {
    match &expression.node {
        Node::Number { value, unit: None } => (*value != 0.0).then_some(Unit::NONE),
        Node::Number { unit: Some(unit), .. } => table.resolve(&unit.text).ok().map(|named| named.unit),
        Node::Unary { operator: UnaryOperator::Negate, operand } => written(operand, table),
        Node::Binary { operator, left, right } => {
            let (left, right) = (written(left, table), written(right, table));
            match operator {
                BinaryOperator::Multiply => Some(left?.times(&right?)),
                BinaryOperator::Divide => Some(left?.divide(&right?)),
                BinaryOperator::Add | BinaryOperator::Subtract => left.or(right),
                _ => None,
            }
        }
        _ => None,
    }
}
