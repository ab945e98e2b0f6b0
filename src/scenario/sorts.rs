//! Number, yes or no, or named state: what a value that is put in place of another must be like it.

use super::amounts::amounts_within;
use super::mistakes::{self, short};
use super::model::{DiscreteValues, Input, Name, Spread, Value};
use super::read::Described;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node, UnaryOperator};

/// The sorts of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Number,
    Truth,
    State,
}

/// What stands where a value is put.
#[derive(Debug, Clone, Copy)]
pub(super) struct Old<'o> {
    /// The value itself.
    pub(super) value: &'o Value,
    /// The states it may take.
    pub(super) states: Option<&'o [Name]>,
    /// Its unit.
    pub(super) unit: Option<&'o Name>,
}

impl<'o> Old<'o> {
    /// What an input has.
    pub(super) fn of(input: &'o Input) -> Old<'o> {
        Old { value: &input.value, states: input.states.as_deref(), unit: input.unit.as_ref() }
    }
}

/// The mistake of a value of another sort than the one it replaces; it would show only in the formulas that use it, far from
/// where it was written. What is made of other names is left to the checks there.
pub(super) fn mismatch(path: &str, old: &Old<'_>, new: &Described) -> Option<Diagnostic> {
    let brings_states = new.states.is_some() || new.value.states().is_some();
    let was = if old.states.is_some() { Sort::State } else { sort(old.value, None)? };
    let is = if brings_states { Sort::State } else { sort(&new.value, old.states)? };
    if was == is {
        return None;
    }
    let found = match is {
        Sort::Number => Text::new("数", "a number"),
        Sort::Truth => Text::new("是非值", "yes or no"),
        Sort::State => Text::new("状态", "a state"),
    };
    let (wanted, remedy) = match was {
        Sort::Number => {
            let unit = old.unit.map(|unit| format!(" {}", unit.value)).unwrap_or_default();
            let remedy = Text::new(format!("写一个数，例如 5{unit}"), format!("write a number, such as 5{unit}"));
            (Text::new("数", "a number"), remedy)
        }
        Sort::Truth => {
            let remedy = Text::new("写 true（是）或 false（否）", "write true or false");
            (Text::new("是非值", "yes or no"), remedy)
        }
        Sort::State => {
            let states: Vec<&str> = old.states.unwrap_or_default().iter().map(|state| state.value.as_str()).collect();
            let states = mistakes::either(&states);
            let remedy = Text::new(format!("写 {}", states.zh), format!("write {}", states.en));
            (Text::new("状态", "a state"), remedy)
        }
    };
    let path = short(path);
    Some(Diagnostic::at(
        Code::WrongType,
        new.span,
        Text::new(
            format!("“{path}”是{}，这里写的是{}", wanted.zh, found.zh),
            format!("`{path}` is {}, but this is {}", wanted.en, found.en),
        ),
        remedy,
    ))
}

/// The sort of a value as far as it is written out; a bare name among `states` is a state.
fn sort(value: &Value, states: Option<&[Name]>) -> Option<Sort> {
    if let Value::Uncertain(uncertain) = value
        && let Some(drawn) = of_spread(&uncertain.spread)
    {
        return Some(drawn);
    }
    amounts_within(value).into_iter().find_map(|expression| of_expression(expression, states))
}

/// The sort of a draw that its form decides.
fn of_spread(spread: &Spread) -> Option<Sort> {
    match spread {
        Spread::Named { family, .. } if family.value == "bernoulli" => Some(Sort::Truth),
        Spread::Discrete { values: DiscreteValues::States(_), .. } => Some(Sort::State),
        Spread::Named { .. } | Spread::Data { .. } | Spread::Empirical { .. } => Some(Sort::Number),
        Spread::Mixture { of, .. } => of.iter().find_map(of_spread),
        Spread::Chance { then, otherwise, .. } => of_spread(then).or_else(|| of_spread(otherwise)),
        Spread::Limited(limited) => of_spread(&limited.of),
        Spread::Discrete { .. } | Spread::Fixed(_) => None,
    }
}

fn of_expression(expression: &Expression, states: Option<&[Name]>) -> Option<Sort> {
    let of = |expression: &Expression| of_expression(expression, states);
    match &expression.node {
        Node::Number { .. } | Node::Unary { operator: UnaryOperator::Negate, .. } => Some(Sort::Number),
        Node::Boolean(_) | Node::Unary { operator: UnaryOperator::Not, .. } => Some(Sort::Truth),
        Node::Text(_) => Some(Sort::State),
        Node::Path(path) => {
            let is_state = |name: &String| states.is_some_and(|states| states.iter().any(|state| state.value == *name));
            matches!(path.as_slice(), [name] if is_state(name)).then_some(Sort::State)
        }
        Node::Binary { operator, .. } => Some(match operator {
            BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Power => Sort::Number,
            _ => Sort::Truth,
        }),
        Node::If { then, otherwise, .. } => of(then).or_else(|| of(otherwise)),
        Node::Case { arms, otherwise, .. } => {
            arms.iter().find_map(|arm| of(&arm.value)).or_else(|| otherwise.as_deref().and_then(of))
        }
        Node::Call { .. } | Node::Rows { .. } | Node::List(_) | Node::Range { .. } => None,
    }
}
