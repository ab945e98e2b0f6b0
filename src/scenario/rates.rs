//! A forgotten `%`: `dividend_rate = 10` is 1000 %, and nobody means that.

use super::amounts::amounts;
use super::mistakes::short;
use super::model::{Input, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::formula::expression::{Expression, Node, UnaryOperator};

/// Last words of names of parts of a whole.
const PARTS: &[&str] = &["share", "probability", "chance", "fraction", "比例", "占比", "比重", "概率"];
/// Names, or their ends, of rates that are a few per cent.
const RATES: &[&str] = &[
    "dividend_rate",
    "interest_rate",
    "discount_rate",
    "loan_rate",
    "tax_rate",
    "loss_rate",
    "default_rate",
    "survival_rate",
    "mortality_rate",
    "repayment_rate",
    "growth_rate",
    "inflation_rate",
    "inflation",
    "利率",
    "利息率",
    "分红率",
    "折现率",
    "贴现率",
    "税率",
    "损失率",
    "违约率",
    "成活率",
    "死亡率",
    "还款率",
    "增长率",
    "通胀率",
];
/// Reports a new value of an input whose value is written in per cent, or that is a rate by its name, where bare
/// numbers are above 1.
pub(super) fn replaced(input: &Input, new: &Value, log: &mut Diagnostics) {
    if input.unit.is_none() && (is_rate(&input.name.value) || in_percent(&input.value)) {
        bare_numbers(&input.name.value, new, log);
    }
}

/// Reports a value of an input that is a rate by its name, where bare numbers are above 1.
pub(super) fn stated(name: &str, value: &Value, log: &mut Diagnostics) {
    if is_rate(name) {
        bare_numbers(name, value, log);
    }
}

/// Reports a discount rate above 100 % that is written as a bare number.
pub(super) fn discount_rate(rate: &Expression, log: &mut Diagnostics) {
    if let Some(number) = bare(rate).filter(|number| number.abs() > 1.0) {
        log.push(forgotten("discount_rate", number, rate.span));
    }
}

fn is_rate(name: &str) -> bool {
    // `share` ends `profit_share`, and is no end of `shares` or `hectare`
    let ends = |word: &str| {
        name.strip_suffix(word).is_some_and(|before| before.is_empty() || before.ends_with('_') || !word.is_ascii())
    };
    PARTS.iter().chain(RATES).any(|word| ends(word))
}

fn in_percent(value: &Value) -> bool {
    let percent = |expression: &&Expression| match &expression.node {
        Node::Number { unit: Some(unit), .. } => matches!(unit.text.trim(), "%" | "％" | "‰"),
        _ => false,
    };
    amounts(value).iter().any(percent)
}

fn bare_numbers(name: &str, value: &Value, log: &mut Diagnostics) {
    let amounts = amounts(value);
    // of a range that forgets its % everywhere one number is enough
    let mut above = amounts
        .iter()
        .filter_map(|amount| bare(amount).filter(|number| number.abs() > 1.0).map(|number| (amount, number)));
    if let Some((amount, number)) = above.next_back() {
        log.push(forgotten(name, number, amount.span));
    }
}

fn forgotten(name: &str, number: f64, span: Span) -> Diagnostic {
    let name = short(name);
    // 1.1 is 110 %, not 110.00000000000001 %
    let percent = (number * 1e8).round() / 1e6;
    Diagnostic::at(
        Code::OutOfRange,
        span,
        Text::new(
            format!("“{name}”是比率，写 {number} 就是 {percent} %"),
            format!("`{name}` is a rate: {number} means {percent} %"),
        ),
        Text::new(
            format!("百分之 {number} 写成 \"{number} %\"（带引号）；真是 {percent} % 就写 \"{percent} %\""),
            format!("write \"{number} %\" for {number} per cent; if it is really {percent} %, write \"{percent} %\""),
        ),
    )
}

/// A number without unit.
fn bare(expression: &Expression) -> Option<f64> {
    match &expression.node {
        Node::Number { value, unit: None } => Some(*value),
        Node::Unary { operator: UnaryOperator::Negate, operand } => bare(operand).map(|value| -value),
        _ => None,
    }
}
