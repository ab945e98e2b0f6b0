//! The numbers of a value that are amounts of what it stands for, in its unit: not shapes, weights or chances.

use super::model::{DiscreteValues, Limits, Spread, Value};
use crate::formula::expression::Expression;

/// Parameters that are values of what is drawn.
const VALUES: &[&str] = &["low", "likely", "high", "mean", "sd", "median", "location", "scale"];

/// The amounts of a value as they are written; none of those that are listed as data.
pub(super) fn amounts(value: &Value) -> Vec<&Expression> {
    let mut all = amounts_within(value);
    all.extend(limits(value));
    all
}

/// The amounts of a value but for its limits.
pub(super) fn amounts_within(value: &Value) -> Vec<&Expression> {
    match value {
        Value::Certain(expression) => vec![expression],
        Value::ByYear { entries, .. } => entries.iter().map(|(_, expression)| expression).collect(),
        Value::Uncertain(uncertain) => of_spread(&uncertain.spread),
    }
}

/// The limits of `truncate` and `clip` of a value.
pub(super) fn limits(value: &Value) -> Vec<&Expression> {
    match value {
        Value::Uncertain(uncertain) => {
            of_limits(uncertain.truncate.as_ref()).chain(of_limits(uncertain.clip.as_ref())).collect()
        }
        Value::Certain(_) | Value::ByYear { .. } => Vec::new(),
    }
}

/// The numbers that a value lists as data.
pub(super) fn data(value: &Value) -> &[f64] {
    match value {
        Value::Uncertain(uncertain) => match &uncertain.spread {
            Spread::Data { values, .. } | Spread::Empirical { values } => values,
            _ => &[],
        },
        Value::Certain(_) | Value::ByYear { .. } => &[],
    }
}

fn of_limits(limits: Option<&Limits>) -> impl Iterator<Item = &Expression> {
    limits.into_iter().flat_map(|(low, high)| [low, high]).flatten()
}

fn of_spread(spread: &Spread) -> Vec<&Expression> {
    match spread {
        Spread::Named { parameters, .. } => {
            let is_value = |name: &str| {
                VALUES.contains(&name) || name.strip_prefix('p').is_some_and(|rest| rest.parse::<u8>().is_ok())
            };
            let values = parameters.iter().filter(|(name, _)| is_value(&name.value));
            values.map(|(_, expression)| expression).collect()
        }
        Spread::Discrete { values: DiscreteValues::Numbers(list), .. } => list.iter().collect(),
        Spread::Mixture { of, .. } => of.iter().flat_map(of_spread).collect(),
        Spread::Chance { then, otherwise, .. } => {
            [then, otherwise].into_iter().flat_map(|part| of_spread(part)).collect()
        }
        Spread::Fixed(expression) => vec![expression],
        Spread::Limited(limited) => of_spread(&limited.of),
        Spread::Discrete { .. } | Spread::Data { .. } | Spread::Empirical { .. } => Vec::new(),
    }
}
