//! The account of a project: in − out − change of the balances = 0, in every year and trial.

use super::build::{call, formula, minus, over, path, plus, sum, yuan};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::Expression;
use crate::scenario::model::{Account, Body, Formula};

/// Name of the formula that says how far an account is from balancing, relative to the money that moves. A user's own
/// cannot hold the sign.
pub const GAP: &str = "gap@account";

/// What people are told of it.
pub const GAP_SHOWN: &str = "ledger_gap";

/// A larger gap is no rounding.
pub const MARGIN: f64 = 1e-9;

/// Trials in which an account is followed as it is drawn.
pub const TRIALS: u64 = 16;

/// Last age of a project whose account is followed by itself.
pub const LAST_AGE: usize = 30;

/// Adds to a body the formula [`GAP`] for its streams: |in − out − change of the balances| / (|in| + |out| + 1 yuan), 0 where
/// every yuan that goes out came in. False where there are no streams.
pub fn follow(body: &mut Body) -> bool {
    let gap = gap(body);
    let found = gap.is_some();
    body.formulas.extend(gap);
    found
}

/// The year with the largest gap, and that gap; a year without a number is the worst.
pub fn worst(gaps: &[f64]) -> Option<(usize, f64)> {
    gaps.iter().copied().enumerate().reduce(worse)
}

/// The worse of two years with their gaps, of equal ones the first.
pub fn worse(first: (usize, f64), other: (usize, f64)) -> (usize, f64) {
    let rank = |gap: f64| if gap.is_nan() { f64::INFINITY } else { gap };
    if rank(other.1) > rank(first.1) { other } else { first }
}

/// True for a gap that is no more than rounding.
pub fn is_closed(gap: f64) -> bool {
    gap <= MARGIN
}

fn gap(body: &Body) -> Option<Formula> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_without_a_number_is_the_worst() {
        assert_eq!(worst(&[0.0, 1e-3, 1e-3]), Some((1, 1e-3)));
        assert!(matches!(worst(&[0.0, f64::NAN, 5.0]), Some((1, gap)) if gap.is_nan() && !is_closed(gap)));
        assert_eq!(worst(&[]), None);
        assert!(is_closed(1e-10) && !is_closed(1e-8));
    }
}
