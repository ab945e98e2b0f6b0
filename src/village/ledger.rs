//! The account of a project: in − out − change of the balances = 0, in every year and trial.

use crate::diagnostic::{Span, Spanned, Text};
use crate::formula::expression::{Argument, BinaryOperator, Expression, Node, UnitText};
use crate::scenario::model::{Account, Body, Formula};

/// Name of the formula that says how far an account is from balancing, relative to the money that moves.
pub const GAP: &str = "ledger_gap";

/// The formula [`GAP`] for the streams of a body: |in − out − change of the balances| / (|in| + |out| + 1 yuan), 0 where
/// every yuan that goes out came in. `None` where there are no streams.
pub fn gap(body: &Body) -> Option<Formula> {
    let of = |account: Account| body.streams.iter().filter(move |stream| stream.account == account);
    let name = |name: &str| node(Node::Path(vec![name.to_owned()]));
    let mut difference: Option<Expression> = None;
    let mut size = yuan(1.0);
    for stream in of(Account::In) {
        let amount = name(&stream.formula.name.value);
        difference = Some(plus(difference, BinaryOperator::Add, amount.clone()));
        size = binary(BinaryOperator::Add, size, call("abs", vec![amount]));
    }
    for stream in of(Account::Out) {
        let amount = name(&stream.formula.name.value);
        difference = Some(plus(difference, BinaryOperator::Subtract, amount.clone()));
        size = binary(BinaryOperator::Add, size, call("abs", vec![amount]));
    }
    for stream in of(Account::Balance) {
        let change = call("change", vec![name(&stream.formula.name.value), yuan(0.0)]);
        difference = Some(plus(difference, BinaryOperator::Subtract, change));
    }
    let expression = binary(BinaryOperator::Divide, call("abs", vec![difference?]), size);
    Some(Formula {
        name: Spanned { value: GAP.to_owned(), span: Span::default() },
        label: Text::new("账目差额", "gap of the account"),
        unit: None,
        expression,
        active: None,
        states: None,
        source: None,
    })
}

fn plus(before: Option<Expression>, operator: BinaryOperator, amount: Expression) -> Expression {
    binary(operator, before.unwrap_or_else(|| yuan(0.0)), amount)
}

fn node(node: Node) -> Expression {
    Expression { node, span: Span::default() }
}

fn yuan(value: f64) -> Expression {
    node(Node::Number { value, unit: Some(UnitText { text: "元".to_owned(), span: Span::default() }) })
}

fn binary(operator: BinaryOperator, left: Expression, right: Expression) -> Expression {
    node(Node::Binary { operator, left: Box::new(left), right: Box::new(right) })
}

fn call(function: &str, arguments: Vec<Expression>) -> Expression {
    let arguments = arguments.into_iter().map(|value| Argument { name: None, value }).collect();
    node(Node::Call { function: function.to_owned(), function_span: Span::default(), arguments })
}
