//! Back from the tree to text, with no bracket more than needed.

use super::functions::KNOWN_LESS;
use std::fmt::{self, Display, Formatter};

use crate::formula::expression::{Argument, BinaryOperator, Expression, Node, UnaryOperator};
use crate::formula::is_name;

/// How tightly operators bind: the loosest, `or`.
pub(super) const LOOSEST: u8 = 1;
/// `not`.
pub(super) const NOT: u8 = 3;
/// `<`, `==`, ….
pub(super) const COMPARISON: u8 = 4;
/// `-a`.
const SIGN: u8 = 7;
/// `^`.
const POWER: u8 = 8;
/// Names, numbers, calls, brackets.
const ATOM: u8 = 9;

/// How tightly an operator binds.
pub(super) fn level(operator: BinaryOperator) -> u8 {
    use BinaryOperator as B;
    match operator {
        B::Or => LOOSEST,
        B::And => 2,
        B::Less | B::LessEqual | B::Greater | B::GreaterEqual | B::Equal | B::NotEqual => COMPARISON,
        B::Add | B::Subtract => 5,
        B::Multiply | B::Divide => 6,
        B::Power => POWER,
    }
}

/// The operator as written in a formula.
fn symbol(operator: BinaryOperator) -> &'static str {
    use BinaryOperator as B;
    match operator {
        B::Add => "+",
        B::Subtract => "-",
        B::Multiply => "*",
        B::Divide => "/",
        B::Power => "^",
        B::Less => "<",
        B::LessEqual => "<=",
        B::Greater => ">",
        B::GreaterEqual => ">=",
        B::Equal => "==",
        B::NotEqual => "!=",
        B::And => "and",
        B::Or => "or",
    }
}

impl Display for BinaryOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(symbol(*self))
    }
}

/// The formula's text; [`crate::formula::parse`] makes the same tree of it, spans aside. (Trees that `parse` never makes
/// come close: a negative number is read back as a sign and a number.)
impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_at(f, self, LOOSEST)
    }
}

/// How tightly the outermost part of `expression` binds.
fn outermost(expression: &Expression) -> u8 {
    match &expression.node {
        Node::Binary { operator, .. } => level(*operator),
        Node::Unary { operator: UnaryOperator::Not, .. } => NOT,
        Node::Unary { operator: UnaryOperator::Negate, .. } => SIGN,
        Node::Number { value, .. } if value.is_sign_negative() => SIGN,
        _ => ATOM,
    }
}

/// Writes `expression` where something that binds at least as tightly as `lowest` is wanted.
fn write_at(f: &mut Formatter<'_>, expression: &Expression, lowest: u8) -> fmt::Result {
    if outermost(expression) < lowest {
        f.write_str("(")?;
        write_node(f, expression)?;
        f.write_str(")")
    } else {
        write_node(f, expression)
    }
}

fn write_node(f: &mut Formatter<'_>, expression: &Expression) -> fmt::Result {
    match &expression.node {
        Node::Number { value, unit } => {
            write_number(f, *value)?;
            unit.as_ref().map_or(Ok(()), |unit| write!(f, " {}", unit.text))
        }
        Node::Boolean(value) => write!(f, "{value}"),
        Node::Text(text) => write_text(f, text),
        Node::Path(path) => write_path(f, path),
        Node::Unary { operator: UnaryOperator::Negate, operand } => {
            f.write_str("-")?;
            write_at(f, operand, SIGN)
        }
        Node::Unary { operator: UnaryOperator::Not, operand } => {
            f.write_str("not ")?;
            write_at(f, operand, NOT)
        }
        Node::Binary { operator: BinaryOperator::Power, left, right } => {
            write_at(f, left, ATOM)?;
            f.write_str(" ^ ")?;
            write_at(f, right, SIGN)
        }
        Node::Binary { .. } => write_binary(f, expression),
        Node::If { condition, then, otherwise } => write!(f, "if({condition}, {then}, {otherwise})"),
        Node::Case { subject, arms, otherwise } => {
            write!(f, "case({subject}")?;
            for arm in arms {
                f.write_str(", ")?;
                if is_name(&arm.state) {
                    f.write_str(&arm.state)?;
                } else {
                    write_text(f, &arm.state)?;
                }
                write!(f, ": {}", arm.value)?;
            }
            otherwise.as_ref().map_or(Ok(()), |value| write!(f, ", else: {value}"))?;
            f.write_str(")")
        }
        Node::Call { function, arguments, .. } if function == KNOWN_LESS && arguments.len() == 2 => {
            write!(f, "{} < {}", arguments[0].value, arguments[1].value)
        }
        Node::Call { function, arguments, .. } => {
            write!(f, "{function}(")?;
            write_list(f, arguments)?;
            f.write_str(")")
        }
        Node::Rows { function, table, body, condition, weight, extra, .. } => {
            write!(f, "{function}({table}")?;
            for (before, part) in [(": ", body), (" where ", condition), (" weight ", weight)] {
                part.as_ref().map_or(Ok(()), |part| write!(f, "{before}{part}"))?;
            }
            if !extra.is_empty() {
                f.write_str(", ")?;
                write_list(f, extra)?;
            }
            f.write_str(")")
        }
        Node::List(items) => {
            f.write_str("[")?;
            write_list(f, items)?;
            f.write_str("]")
        }
        Node::Range { from, to } => {
            from.as_ref().map_or(Ok(()), |from| write!(f, "{from}"))?;
            f.write_str("..")?;
            to.as_ref().map_or(Ok(()), |to| write!(f, "{to}"))
        }
    }
}

/// Writes `a + b + c + …`, down the left side in a loop: such a tree may be 2,000 levels deep.
fn write_binary(f: &mut Formatter<'_>, expression: &Expression) -> fmt::Result {
    let mut rest = Vec::new();
    let (mut first, mut wanted) = (expression, LOOSEST);
    while let Node::Binary { operator, left, right } = &first.node {
        if *operator == BinaryOperator::Power || level(*operator) < wanted {
            break;
        }
        rest.push((*operator, right));
        first = left;
        // a comparison is no operand of a comparison: that would be a chain
        wanted = level(*operator) + u8::from(level(*operator) == COMPARISON);
    }
    write_at(f, first, wanted)?;
    for (operator, right) in rest.into_iter().rev() {
        write!(f, " {operator} ")?;
        write_at(f, right, level(operator) + 1)?;
    }
    Ok(())
}

fn write_list<T: Display>(f: &mut Formatter<'_>, items: &[T]) -> fmt::Result {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "{name} = ")?;
        }
        write!(f, "{}", self.value)
    }
}

/// The shortest digits that read back as the same number.
fn write_number(f: &mut Formatter<'_>, value: f64) -> fmt::Result {
    let size = value.abs();
    if size != 0.0 && !(1e-5..1e16).contains(&size) { write!(f, "{value:e}") } else { write!(f, "{value}") }
}

/// There are no escapes: a text with one sort of quote inside stands in the other sort.
fn write_text(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    if text.contains('\'') { write!(f, "\"{text}\"") } else { write!(f, "'{text}'") }
}

fn write_path(f: &mut Formatter<'_>, path: &[String]) -> fmt::Result {
    for (position, segment) in path.iter().enumerate() {
        let plain = position == 0 || (!segment.is_empty() && segment.chars().all(super::characters::continues_name));
        if position > 0 {
            f.write_str(".")?;
        }
        if plain { f.write_str(segment)? } else { write_text(f, segment)? }
    }
    Ok(())
}
