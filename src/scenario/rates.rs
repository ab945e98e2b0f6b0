//! A forgotten `%`: `dividend_rate = 10` is 1000 %, and nobody means that.

use super::amounts::{amounts, amounts_within, data, limits};
use super::mistakes::short;
use super::model::{Column, Input, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::formula::expression::{Expression, Node};

/// Last words of names of parts of a whole.
const PARTS: &[&str] = &["share", "probability", "chance", "fraction", "比例", "占比", "比重", "概率"];
/// Ends of names in which a share is a thing that is owned.
const OWNED: &[&str] = &["per_share", "a_share", "each_share"];
/// The end of names that are a part of a whole as often as a ratio (`性别比例`), which may well be above 1.
const RATIO: &str = "比例";
/// Above it no limit of a rate and no ratio is meant.
const FAR_ABOVE: f64 = 2.0;
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
/// numbers are above 1. One that is above 100 % as it stands may be so again.
pub(super) fn replaced(input: &Input, new: &Value, span: Span, log: &mut Diagnostics) {
    let name = &input.name.value;
    let is_meant =
        || input.unit.is_none() && (is_rate(name) || in_percent(&input.value) || is_hundredfold(&input.value, new));
    if is_meant() && !amounts(&input.value).iter().any(|amount| is_above_one(amount)) {
        bare_numbers(name, new, span, log);
    }
}

/// Reports a value of an input that is a rate by its name, or of which another part is written in per cent, where bare numbers
/// are above 1; `span` is the value's.
pub(super) fn stated(name: &str, value: &Value, span: Span, log: &mut Diagnostics) {
    if is_rate(name) || in_percent(value) {
        bare_numbers(name, value, span, log);
    }
}

/// Reports the first cell of a column that is a rate by its name, where a bare number is above 1.
pub(super) fn column(column: &Column, log: &mut Diagnostics) {
    if column.unit.is_none() && is_rate(&column.name.value) {
        let before = log.list.len();
        for (cell, span) in column.cells.iter().zip(&column.spans) {
            bare_numbers(&column.name.value, cell, *span, log);
            if log.list.len() > before {
                break;
            }
        }
    }
}

/// Reports a discount rate above 100 % that is written as a bare number, or stands in an input that is.
pub(super) fn discount_rate(rate: &Expression, inputs: &[Input], log: &mut Diagnostics) {
    let input = match &rate.node {
        Node::Path(path) => inputs.iter().find(|input| path.len() == 1 && input.name.value == path[0]),
        _ => None,
    };
    let of_input = || input.filter(|input| input.unit.is_none()).and_then(|input| bare_above_one(&input.value));
    if let Some(number) = rate.bare_number().or_else(of_input).filter(|number| number.abs() > 1.0) {
        log.push(meant_in_percent(&subject("discount_rate"), number, rate.span));
    }
}

/// True for the name of a rate, or of a part of a whole.
pub(crate) fn is_rate(name: &str) -> bool {
    // `share` ends `profit_share`, and is no end of `shares` or `hectare`
    let ends = |word: &str| {
        name.strip_suffix(word).is_some_and(|before| before.is_empty() || before.ends_with('_') || !word.is_ascii())
    };
    PARTS.iter().chain(RATES).any(|word| ends(word)) && !OWNED.iter().any(|word| ends(word))
}

fn in_percent(value: &Value) -> bool {
    amounts(value).iter().any(|amount| percentage(amount).is_some())
}

/// A bare number above 1 among the amounts of a value.
pub(crate) fn bare_above_one(value: &Value) -> Option<f64> {
    let mut bare =
        amounts_within(value).into_iter().filter_map(Expression::bare_number).chain(data(value).iter().copied());
    bare.rfind(|number| number.abs() > 1.0)
}

/// True where parts of one are replaced by whole numbers that are such parts as per cent: 0.6 by 60.
fn is_hundredfold(old: &Value, new: &Value) -> bool {
    let bare_of =
        |value: &Value| amounts_within(value).into_iter().map(Expression::bare_number).collect::<Option<Vec<f64>>>();
    let (Some(old), Some(new)) = (bare_of(old), bare_of(new)) else { return false };
    let part = |number: &f64| *number > 0.0 && *number < 1.0;
    let (least, most) = (old.iter().copied().fold(1.0, f64::min), old.iter().copied().fold(0.0, f64::max));
    let near = |number: &f64| *number >= 2.0 && (least / 5.0..=(most * 5.0).min(1.0)).contains(&(number / 100.0));
    !old.is_empty() && old.iter().all(part) && !new.is_empty() && new.iter().all(near)
}

/// The number of `12 %`, as 0.12.
fn percentage(expression: &Expression) -> Option<f64> {
    match &expression.node {
        Node::Number { value, unit: Some(unit) } if unit.is_per_cent() => Some(value / 100.0),
        Node::Number { value, unit: Some(unit) } if unit.text.trim() == "‰" => Some(value / 1000.0),
        _ => None,
    }
}

/// The pure number that is written: `60 %` is 0.6.
pub(super) fn pure(expression: &Expression) -> Option<f64> {
    expression.bare_number().or_else(|| percentage(expression))
}

fn is_above_one(expression: &Expression) -> bool {
    pure(expression).is_some_and(|number| number.abs() > 1.0)
}

fn bare_numbers(name: &str, value: &Value, span: Span, log: &mut Diagnostics) {
    let least = if name.ends_with(RATIO) { FAR_ABOVE } else { 1.0 };
    let beyond = |expression: &&Expression, least: f64| {
        expression.bare_number().filter(|number| number.abs() > least).map(|number| (expression.span, number))
    };
    let (amounts, limits) = (amounts_within(value), limits(value));
    let amounts = amounts.iter().filter_map(|amount| beyond(amount, least));
    let limits = limits.iter().filter_map(|limit| beyond(limit, FAR_ABOVE));
    // of a range that forgets its % everywhere one number is enough
    if let Some((span, number)) = limits.chain(amounts).last() {
        log.push(meant_in_percent(&subject(name), number, span));
    }
    if let Some(number) = data(value).iter().find(|number| number.abs() > least) {
        let mut found = meant_in_percent(&subject(name), *number, span);
        found.remedy = Text::new(
            "数据是百分数，就在同一个大括号里加 unit = \"%\"",
            "where the data are per cent, add unit = \"%\" inside the same braces",
        );
        log.push(found);
    }
}

/// A bare number above 1 for what `subject` says is a rate; `span` is its place.
pub(crate) fn above_one(subject: &Text, number: f64, span: Span) -> Option<Diagnostic> {
    (number.abs() > 1.0).then(|| meant_in_percent(subject, number, span))
}

/// A claim about an outcome in per cent whose bare number is above 100 %.
pub(crate) fn claim(outcome: &str, value: &Expression) -> Option<Diagnostic> {
    let number = value.bare_number().filter(|number| number.abs() > 1.0)?;
    let outcome = short(outcome);
    let subject = Text::new(format!("“{outcome}”用 % 表示"), format!("`{outcome}` is in %"));
    Some(meant_in_percent(&subject, number, value.span))
}

/// Why a number is likely to be meant in per cent.
fn subject(name: &str) -> Text {
    let shown = short(name);
    match is_rate(name) {
        true => Text::new(format!("“{shown}”是比率"), format!("`{shown}` is a rate")),
        false => Text::new(format!("“{shown}”用 % 表示"), format!("`{shown}` is in %")),
    }
}

fn meant_in_percent(subject: &Text, number: f64, span: Span) -> Diagnostic {
    // 1.1 is 110 %, not 110.00000000000001 %
    let percent = (number * 1e8).round() / 1e6;
    Diagnostic::at(
        Code::OutOfRange,
        span,
        Text::new(
            format!("{}，写 {number} 就是 {percent} %", subject.zh),
            format!("{}: {number} means {percent} %", subject.en),
        ),
        Text::new(
            format!("百分之 {number} 写成 \"{number} %\"（带引号）；真是 {percent} % 就写 \"{percent} %\""),
            format!("write \"{number} %\" for {number} per cent; if it is really {percent} %, write \"{percent} %\""),
        ),
    )
}
