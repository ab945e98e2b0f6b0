//! Tests of the whole way: text → tree → text.

mod grammar;
mod limits;
mod mistakes;
mod random;
mod same;

use crate::diagnostic::{Diagnostics, FileId, Span};
use crate::formula::expression::Expression;
use crate::formula::parse;

/// Parses at the start of a file.
fn read(text: &str) -> Result<Expression, Diagnostics> {
    parse(text, Span::default())
}

/// Parses a formula that must be right.
fn good(text: &str) -> Expression {
    read(text).unwrap_or_else(|errors| panic!("{text}: {errors}"))
}

/// The text a formula is printed as.
fn printed(text: &str) -> String {
    good(text).to_string()
}

/// A formula with every operation in brackets, to show how it was understood.
fn bracketed(expression: &Expression) -> String {
    use crate::formula::expression::{Node, UnaryOperator};
    match &expression.node {
        Node::Binary { operator, left, right } => format!("({} {operator} {})", bracketed(left), bracketed(right)),
        Node::Unary { operator: UnaryOperator::Negate, operand } => format!("(-{})", bracketed(operand)),
        Node::Unary { operator: UnaryOperator::Not, operand } => format!("(not {})", bracketed(operand)),
        _ => expression.to_string(),
    }
}

#[test]
fn spans_are_places_in_the_file() {
    let base = Span { file: FileId(3), start: 100, end: 100 };
    let sum = parse("单价 + f(x)", base).expect("a good formula");
    assert_eq!(sum.span, Span { file: FileId(3), start: 100, end: 113 });
    let parts = sum.children();
    assert_eq!(parts[0].span, Span { file: FileId(3), start: 100, end: 106 });
    assert_eq!(parts[1].span, Span { file: FileId(3), start: 109, end: 113 });
}
