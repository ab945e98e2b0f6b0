//! Values that are expressions: bare numbers, true/false, and formulas in quotes.

use super::super::document::{Content, Entry, Item, Literal};
use super::super::mistakes;
use super::super::model::Name;
use super::super::rates;
use super::uncertain;
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
            log.push(match instead(key, item) {
                Some(remedy) => mistakes::wrong_type_instead(key, item, &expected, remedy),
                None => {
                    mistakes::wrong_type(key, item, &expected, &format!("{} = \"{example}\"", mistakes::short(key)))
                }
            });
            return None;
        }
    };
    Some(Expression { node, span: item.span })
}

/// What to write for a draw, or for a list of numbers, where a formula is wanted: both are inputs.
fn instead(key: &str, item: &Item) -> Option<Text> {
    let shown = mistakes::short(key);
    match &item.content {
        Content::Table(table) if table.entries.iter().any(|entry| uncertain::is_form(&entry.key.value)) => {
            let name = if key == "discount_rate" { "wacc".to_owned() } else { format!("{shown}_drawn") };
            let input = format!("{name} = {}", written(item)?);
            Some(Text::new(
                format!("抽样的值是输入：在 [inputs] 里写 {input}，这里写 {shown} = \"{name}\""),
                format!("what is drawn is an input: write {input} in [inputs], and {shown} = \"{name}\" here"),
            ))
        }
        Content::List(items)
            if items.len() > 1 && items.iter().all(|item| matches!(item.content, Content::Number { .. })) =>
        {
            let list = written(item)?;
            let places: Vec<String> = (1..=items.len()).map(|place| place.to_string()).collect();
            let places = places.join(", ");
            Some(Text::new(
                format!(
                    "逐年的数是输入：在 [inputs] 里写 {shown} = {list}；按序号 k 取其中一个写 interpolate(k, [{places}], {list})"
                ),
                format!(
                    "numbers by year are an input: write {shown} = {list} in [inputs]; number k of the list is interpolate(k, [{places}], {list})"
                ),
            ))
        }
        _ => None,
    }
}

/// A value as it may be pasted, if it is not long.
fn written(item: &Item) -> Option<String> {
    const LONGEST: usize = 100;
    let text = match &item.content {
        Content::Text(literal) if !literal.text.contains(['"', '\\', '\n']) => format!("\"{}\"", literal.text),
        Content::Number { value, .. } => value.to_string(),
        Content::Boolean(value) => value.to_string(),
        Content::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(written).collect();
            format!("[{}]", items?.join(", "))
        }
        Content::Table(table) => {
            let entry = |entry: &Entry| Some(format!("{} = {}", entry.key.value, written(&entry.item)?));
            let entries: Option<Vec<String>> = table.entries.iter().map(entry).collect();
            format!("{{ {} }}", entries?.join(", "))
        }
        _ => return None,
    };
    (text.chars().count() <= LONGEST).then_some(text)
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
