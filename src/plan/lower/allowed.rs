//! `allowed`: what a value may be. Where it is known before the trials, a value outside is a mistake of the file; where
//! only a trial tells, the value is missing there, and the report names the input.

use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::plan::bounds::certain_in;
use crate::plan::graph::NodeId;
use crate::plan::scope::{Definition, ItemId};
use crate::plan::value::{Reported, Value};
use crate::quantity::{format_amount, trim_zeros};
use crate::scenario::model::{self, Input, Limits, Uncertain};

/// How many of the draws may lie beyond a limit: a price with a normal spread is not refused for its farthest tail.
const TAIL: f64 = 0.001;

/// What a value is known to be.
#[derive(Clone, Copy)]
enum Known {
    /// A number, or numbers by year between these two.
    Certain(f64, f64),
    /// A draw, with all but its farthest tails between these two.
    Drawn(f64, f64),
}

impl<'s> Lowerer<'s, '_> {
    /// The value of an input, or of what a rule of payment states, within what it may be.
    pub(super) fn check_allowed(
        &mut self,
        id: ItemId,
        value: Value,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let (allowed, place) = match self.scopes.items[id.0 as usize].definition {
            Definition::Input(input) => (&input.allowed, input.span),
            Definition::Formula(formula) => (&formula.allowed, formula.expression.span),
            _ => return Ok(value),
        };
        let Some((least, most)) = allowed else { return Ok(value) };
        let known = self.known(id, &value, environment);
        let mut node = value.node;
        for (limit, low) in [(least, true), (most, false)] {
            let Some(limit) = limit else { continue };
            let (bound, _) = self.numeric(limit, environment)?;
            self.same_sort(&value.sort, &bound.sort, place, limit.span)?;
            match (known, self.graph.constant_value(bound.node)) {
                (Some(known), Some(bound)) => {
                    let (Known::Certain(from, to) | Known::Drawn(from, to)) = known;
                    let end = if low { from } else { to };
                    // 0.1 + 0.2 is no more than 0.3
                    let slack = 1e-12 * bound.abs();
                    if if low { end < bound - slack } else { end > bound + slack } {
                        let drawn = matches!(known, Known::Drawn(..));
                        return self.not_allowed(id, (place, drawn), (least, most), end);
                    }
                }
                (None, Some(bound)) => {
                    // parts of a whole add to one but for rounding
                    let slack = 1e-12 * bound.abs().max(1.0);
                    let bound = self.graph.constant(if low { bound - slack } else { bound + slack });
                    node = self.within_limit(node, bound, low);
                }
                _ => node = self.within_limit(node, bound.node, low),
            }
        }
        Ok(Value { node, ..value })
    }

    /// Missing where a value lies beyond the limit.
    fn within_limit(&mut self, node: NodeId, limit: NodeId, low: bool) -> NodeId {
        let (small, large) = if low { (limit, node) } else { (node, limit) };
        self.guard_rising(small, large, node)
    }

    /// What is known of a value before the trials, in the years in which it lives.
    fn known(&mut self, id: ItemId, value: &Value, environment: &Environment) -> Option<Known> {
        if let Some(number) = self.graph.constant_value(value.node) {
            return Some(Known::Certain(number, number));
        }
        match self.scopes.items[id.0 as usize].definition {
            Definition::Input(input @ Input { value: model::Value::Uncertain(uncertain), .. }) => {
                self.middle(input, uncertain, environment)
            }
            _ => self.certain(value, environment),
        }
    }

    /// The smallest and the largest of the years in which a value lives, where numbers alone make it.
    fn certain(&self, value: &Value, environment: &Environment) -> Option<Known> {
        let (first, last) = self.scopes.scopes[environment.scope].window;
        let ends = |ends: Option<(f64, f64)>, year: u32| {
            let (low, high) = ends?;
            let x = certain_in(&self.graph, value.node, year)?;
            Some((low.min(x), high.max(x)))
        };
        let (low, high) = (first..=last).fold(Some((f64::INFINITY, f64::NEG_INFINITY)), ends)?;
        Some(Known::Certain(low, high))
    }

    /// A draw between its quantiles at the two tails, where its parameters are known before the trials.
    fn middle(&mut self, input: &'s Input, uncertain: &'s Uncertain, environment: &Environment) -> Option<Known> {
        if uncertain.innovation_start.is_some() {
            return None;
        }
        let (recipe, nodes, _) = self.recipe(&uncertain.spread, input.span, input.unit.as_ref(), environment).ok()?;
        let parameters: Option<Vec<f64>> = nodes.iter().map(|&node| self.graph.constant_value(node)).collect();
        let (low, high) = self.known_limits(&uncertain.truncate, environment)?;
        let spread = recipe.build(&parameters?, low, high).ok()?;
        let (low, high) = self.known_limits(&uncertain.clip, environment)?;
        let held = |x: f64| x.max(low.unwrap_or(f64::NEG_INFINITY)).min(high.unwrap_or(f64::INFINITY));
        let part = input.scaled.unwrap_or(1.0);
        Some(Known::Drawn(held(spread.quantile(TAIL)) * part, held(spread.quantile(1.0 - TAIL)) * part))
    }

    /// Limits that are known before the trials; a limit not given is known.
    fn known_limits(
        &mut self,
        limits: &'s Option<Limits>,
        environment: &Environment,
    ) -> Option<(Option<f64>, Option<f64>)> {
        let Some((low, high)) = limits else { return Some((None, None)) };
        let mut known = |limit: &'s Option<Expression>| match limit {
            None => Some(None),
            Some(limit) => {
                let (value, _) = self.numeric(limit, environment).ok()?;
                self.graph.constant_value(value.node).map(Some)
            }
        };
        Some((known(low)?, known(high)?))
    }

    fn not_allowed<T>(
        &mut self,
        id: ItemId,
        (place, drawn): (Span, bool),
        (least, most): (&Option<Expression>, &Option<Expression>),
        found: f64,
    ) -> Result<T, Reported> {
        let item = &self.scopes.items[id.0 as usize];
        // what a rule states is called by the key that it stands behind
        let name = item.name().rsplit('.').next().unwrap_or_default();
        let called = match item.definition {
            Definition::Formula(formula) if !formula.label.is_empty() => formula.label.clone(),
            _ => Text::new(format!("“{name}”"), format!("`{name}`")),
        };
        let in_percent = [least, most].into_iter().flatten().any(is_in_percent);
        let scale =
            item.unit.and_then(|unit| Some((self.unit(&unit.value, unit.span).ok()?.scale, unit.value.as_str())));
        let (scale, unit) = match scale {
            _ if in_percent => (0.01, " %".to_owned()),
            Some((scale, unit)) => (scale, format!(" {unit}")),
            None => (1.0, String::new()),
        };
        let number = match drawn {
            true => format_amount(found, Some(0.0), scale),
            false => trim_zeros(format!("{:.6}", found / scale)),
        };
        let found = format!("{number}{unit}");
        let range = match (least, most) {
            (Some(least), Some(most)) => {
                Text::new(format!("要在 {least} 与 {most} 之间"), format!("must lie between {least} and {most}"))
            }
            (Some(least), None) => Text::new(format!("不能小于 {least}"), format!("must not be less than {least}")),
            (None, most) => {
                let most = most.as_ref().map(ToString::to_string).unwrap_or_default();
                Text::new(format!("不能大于 {most}"), format!("must not be more than {most}"))
            }
        };
        let message = match drawn {
            false => Text::new(
                format!("{}{}，现为 {found}", called.zh, range.zh),
                format!("{} {}, not {found}", called.en, range.en),
            ),
            true => Text::new(
                format!("{}{}，抽样却会到 {found}", called.zh, range.zh),
                format!("{} {}, and its draws reach {found}", called.en, range.en),
            ),
        };
        let limit = |key: &str, limit: &Option<Expression>| {
            limit.as_ref().map(|limit| match limit.bare_number() {
                Some(number) => format!("{key} = {number}"),
                None => format!("{key} = \"{limit}\""),
            })
        };
        let limits: Vec<String> = [limit("min", least), limit("max", most)].into_iter().flatten().collect();
        let limits = limits.join(", ");
        let remedy = match drawn {
            false => Text::new("请改这个值", "change the value"),
            true => Text::new(
                format!(
                    "请改分布，或在大括号里加 truncate = {{ {limits} }}（越界的不抽）、clip = {{ {limits} }}（越界的取边界）"
                ),
                format!(
                    "change the spread, or add truncate = {{ {limits} }} (never drawn beyond) or clip = {{ {limits} }} (moved to the limit) inside the braces"
                ),
            ),
        };
        self.fail(Code::OutOfRange, place, message, remedy)
    }
}

fn is_in_percent(limit: &Expression) -> bool {
    matches!(&limit.node, Node::Number { unit: Some(unit), .. } if unit.is_per_cent())
}
