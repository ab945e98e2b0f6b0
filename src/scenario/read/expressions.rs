//! Values that are expressions: bare numbers, true/false, and formulas in quotes.

use super::super::document::{Content, Item, Literal};
use super::super::mistakes;
use super::super::model::Name;
use super::super::rates;
use crate::diagnostic::{Diagnostics, Span, Text};
use crate::formula::{
    self,
    expression::{Expression, Node, UnitText},
};

/// A number, true/false or quoted formula; a bare number is in `unit`.
pub(in super::super) fn formula(
    key: &str,
    item: &Item,
    unit: Option<&Name>,
    log: &mut Diagnostics,
) -> Option<Expression> {
    let node = match &item.content {
        Content::Text(literal) => return parsed(literal, item.span, log),
        Content::Number { value, .. } if value.is_finite() => {
            let unit = unit.map(|unit| UnitText { text: unit.value.clone(), span: unit.span });
            Node::Number { value: *value, unit }
        }
        Content::Number { value, .. } => {
            let range = Text::new("是普通的数", "an ordinary number");
            log.push(mistakes::out_of_range(key, &value.to_string(), &range, item.span));
            return None;
        }
        Content::Boolean(value) => Node::Boolean(*value),
        _ => {
            let expected = Text::new("数字、true/false 或带引号的公式", "a number, true/false or a formula in quotes");
            let example = if rates::is_rate(key) { "5 %" } else { "5 元" };
            log.push(mistakes::wrong_type(key, item, &expected, &format!("{} = \"{example}\"", mistakes::short(key))));
            return None;
        }
    };
    Some(Expression { node, span: item.span })
}

/// Parses the text of a literal; where escapes stand in it, the whole literal is the place of everything.
fn parsed(literal: &Literal, whole: Span, log: &mut Diagnostics) -> Option<Expression> {
    let base = if literal.text.trim().is_empty() { whole } else { literal.span };
    match formula::parse(&literal.text, base) {
        Ok(mut expression) => {
            if !literal.exact {
                respan(&mut expression, whole);
            }
            Some(expression)
        }
        Err(mistakes) => {
            for mut mistake in mistakes.list {
                if !literal.exact {
                    mistake.span = Some(whole);
                    mistake.related.clear();
                }
                log.push(mistake);
            }
            None
        }
    }
}

/// Gives every part of an expression the same place.
pub(in super::super) fn respan(expression: &mut Expression, place: Span) {
    expression.span = place;
    match &mut expression.node {
        Node::Number { unit, .. } => {
            if let Some(unit) = unit {
                unit.span = place;
            }
        }
        Node::Boolean(_) | Node::Text(_) | Node::Path(_) => {}
        Node::Unary { operand, .. } => respan(operand, place),
        Node::Binary { left, right, .. } => {
            respan(left, place);
            respan(right, place);
        }
        Node::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().for_each(|part| respan(part, place));
        }
        Node::Case { subject, arms, otherwise } => {
            respan(subject, place);
            for arm in arms {
                arm.state_span = place;
                respan(&mut arm.value, place);
            }
            otherwise.iter_mut().for_each(|part| respan(part, place));
        }
        Node::Call { function_span, arguments, .. } => {
            *function_span = place;
            arguments.iter_mut().for_each(|argument| respan(&mut argument.value, place));
        }
        Node::Rows { function_span, table_span, body, condition, weight, extra, .. } => {
            (*function_span, *table_span) = (place, place);
            [body, condition, weight].into_iter().flatten().for_each(|part| respan(part, place));
            extra.iter_mut().for_each(|part| respan(part, place));
        }
        Node::List(items) => items.iter_mut().for_each(|item| respan(item, place)),
        Node::Range { from, to } => [from, to].into_iter().flatten().for_each(|part| respan(part, place)),
    }
}
