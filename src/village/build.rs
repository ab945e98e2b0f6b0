//! Formulas written by the program.

use crate::diagnostic::{Span, Spanned, Text};
use crate::formula::expression::{Argument, BinaryOperator, Expression, Node, UnaryOperator, UnitText};
use crate::scenario::model::Formula;

pub(super) fn node(node: Node) -> Expression {
    Expression { node, span: Span::default() }
}

/// A name, or a path of names. A name that the program made may hold dots: it is one part.
pub(super) fn path(parts: &[&str]) -> Expression {
    node(Node::Path(parts.iter().map(|part| (*part).to_owned()).collect()))
}

/// An expression that stands for what a user wrote at a place: mistakes in it are shown there.
pub(super) fn placed(expression: Expression, span: Span) -> Expression {
    Expression { span, ..expression }
}

pub(super) fn number(value: f64) -> Expression {
    node(Node::Number { value, unit: None })
}

pub(super) fn in_unit(value: f64, unit: &str) -> Expression {
    node(Node::Number { value, unit: Some(UnitText { text: unit.to_owned(), span: Span::default() }) })
}

pub(super) fn yuan(value: f64) -> Expression {
    in_unit(value, "元")
}

pub(super) fn binary(operator: BinaryOperator, left: Expression, right: Expression) -> Expression {
    node(Node::Binary { operator, left: Box::new(left), right: Box::new(right) })
}

pub(super) fn plus(left: Expression, right: Expression) -> Expression {
    binary(BinaryOperator::Add, left, right)
}

pub(super) fn minus(left: Expression, right: Expression) -> Expression {
    binary(BinaryOperator::Subtract, left, right)
}

pub(super) fn times(left: Expression, right: Expression) -> Expression {
    binary(BinaryOperator::Multiply, left, right)
}

pub(super) fn over(left: Expression, right: Expression) -> Expression {
    binary(BinaryOperator::Divide, left, right)
}

pub(super) fn both(left: Expression, right: Expression) -> Expression {
    binary(BinaryOperator::And, left, right)
}

pub(super) fn not(operand: Expression) -> Expression {
    node(Node::Unary { operator: UnaryOperator::Not, operand: Box::new(operand) })
}

pub(super) fn when(condition: Expression, then: Expression, otherwise: Expression) -> Expression {
    node(Node::If { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) })
}

pub(super) fn call(function: &str, arguments: Vec<Expression>) -> Expression {
    let arguments = arguments.into_iter().map(|value| Argument { name: None, value }).collect();
    node(Node::Call { function: function.to_owned(), function_span: Span::default(), arguments })
}

/// A function over the ages from 1 on.
pub(super) fn over_ages(function: &str, series: Expression) -> Expression {
    over_indices(function, series, 1, None)
}

/// A function over the years with these indices; without a last one over all later years.
pub(super) fn over_indices(function: &str, series: Expression, from: usize, to: Option<usize>) -> Expression {
    let bound = |index: usize| Box::new(number(index as f64));
    let range = node(Node::Range { from: Some(bound(from)), to: to.map(bound) });
    let arguments =
        vec![Argument { name: None, value: series }, Argument { name: Some("over".to_owned()), value: range }];
    node(Node::Call { function: function.to_owned(), function_span: Span::default(), arguments })
}

/// A function over the rows of a table.
pub(super) fn rows(
    function: &str,
    table: &str,
    body: Expression,
    condition: Option<Expression>,
    weight: Option<Expression>,
) -> Expression {
    node(Node::Rows {
        function: function.to_owned(),
        function_span: Span::default(),
        table: table.to_owned(),
        table_span: Span::default(),
        body: Some(Box::new(body)),
        condition: condition.map(Box::new),
        weight: weight.map(Box::new),
        extra: Vec::new(),
    })
}

/// Most amounts that are added up one by one.
const MOST_IN_A_ROW: usize = 64;

/// The sum of some amounts of money; 0 yuan for none.
pub(super) fn sum(amounts: impl IntoIterator<Item = Expression>) -> Expression {
    let mut amounts: Vec<Expression> = amounts.into_iter().collect();
    // what is added up one by one is as deep as it is long: of many amounts parts are added up first
    while amounts.len() > MOST_IN_A_ROW {
        let mut rest = amounts.into_iter().peekable();
        let mut sums = Vec::new();
        while rest.peek().is_some() {
            sums.extend(rest.by_ref().take(MOST_IN_A_ROW).reduce(plus));
        }
        amounts = sums;
    }
    amounts.into_iter().reduce(plus).unwrap_or_else(|| yuan(0.0))
}

/// A formula with a name the program made; mistakes in it are shown at `span`.
pub(super) fn formula(name: impl Into<String>, label: Text, expression: Expression, span: Span) -> Formula {
    Formula::plain(Spanned { value: name.into(), span }, label, expression)
}
