//! Formulas: from text to a tree with the place of every part.

pub mod expression;
pub mod suggest;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use expression::{Expression, Node};

/// Stands in until the parser is merged: numbers and paths.
///
/// # Errors
/// The text is empty.
pub fn parse(text: &str, base: Span) -> Result<Expression, Diagnostics> {
    let text = text.trim();
    if text.is_empty() {
        let found = Diagnostic::at(Code::FormulaSyntax, base, Text::same("empty"), Text::same("write a formula"));
        return Err(Diagnostics { list: vec![found] });
    }
    let node = match text.parse::<f64>() {
        Ok(value) => Node::Number { value, unit: None },
        Err(_) => Node::Path(text.split('.').map(str::to_owned).collect()),
    };
    Ok(Expression { node, span: base })
}
