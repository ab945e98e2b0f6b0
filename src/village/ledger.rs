//! The account of a project: in − out − change of the balances = 0, in every year and trial.

use super::build::{call, formula, minus, over, path, plus, sum, yuan};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::Expression;
use crate::scenario::model::{Account, Body, Formula};

/// Name of the formula that says how far an account is from balancing, relative to the money that moves.
pub const GAP: &str = "ledger_gap";

/// A larger gap is no rounding.
pub const MARGIN: f64 = 1e-9;

/// The formula [`GAP`] for the streams of a body: |in − out − change of the balances| / (|in| + |out| + 1 yuan), 0 where
/// every yuan that goes out came in. `None` where there are no streams.
pub fn gap(body: &Body) -> Option<Formula> {
    if body.streams.is_empty() {
        return None;
    }
    let of = |account: Account| -> Vec<Expression> {
        let streams = body.streams.iter().filter(move |stream| stream.account == account);
        streams.map(|stream| path(&[&stream.formula.name.value])).collect()
    };
    let (paid_in, paid_out) = (of(Account::In), of(Account::Out));
    let changes = of(Account::Balance).into_iter().map(|held| call("change", vec![held, yuan(0.0)]));
    let moved = paid_in.iter().chain(&paid_out).map(|amount| call("abs", vec![amount.clone()]));
    let size = plus(sum(moved), yuan(1.0));
    let difference = minus(minus(sum(paid_in), sum(paid_out)), sum(changes));
    let expression = over(call("abs", vec![difference]), size);
    Some(formula(GAP, Text::new("账目差额", "gap of the account"), expression, Span::default()))
}
