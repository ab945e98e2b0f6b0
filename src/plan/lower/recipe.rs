//! A spread as a recipe with nodes for its parameters: what is needed to know its quantile function as a whole, and in
//! which order its parts lie.

use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::Expression;
use crate::plan::bounds::bounds;
use crate::plan::graph::{Binary, NodeId, Recipe};
use crate::plan::lacking::may_lack;
use crate::plan::requirements::Rule;
use crate::plan::value::{Reported, Sort};
use crate::quantity::{NamedUnit, Unit};
use crate::scenario::model::{DiscreteValues, Limited, Name, Spread};

/// Rows times years for which the quantile function of a mixture is worked out before the trials.
const MOST_PLACES: usize = 64;

/// What is built, the nodes of its parameters, and the sort of the value.
pub(super) type Made = (Recipe, Vec<NodeId>, Sort);

impl<'s> Lowerer<'s, '_> {
    /// The recipe of a spread of numbers or true/false.
    pub(super) fn recipe(
        &mut self,
        spread: &'s Spread,
        span: Span,
        unit: Option<&'s Name>,
        environment: &Environment,
    ) -> Result<Made, Reported> {
        match spread {
            Spread::Fixed(expression) => {
                let value = self.expression(expression, environment)?;
                Ok((Recipe::Fixed, vec![value.node], value.sort))
            }
            Spread::Named { family, parameters } => {
                let selected = self.selected(family, parameters)?;
                let (nodes, sort) = self.parameters(&selected, parameters, unit, environment)?;
                let sort = if selected.family.name == "bernoulli" { Sort::Boolean } else { sort };
                let recipe = Recipe::Family(selected);
                self.judge(&recipe, &nodes, (None, None), family.span)?;
                Ok((recipe, nodes, sort))
            }
            Spread::Discrete { values: DiscreteValues::States(names), weights } => {
                self.counted(names.len(), weights.as_deref(), span)?;
                let mut nodes: Vec<NodeId> = (0..names.len()).map(|k| self.graph.constant(k as f64)).collect();
                nodes.extend(self.weights(weights.as_deref(), names.len(), environment)?);
                let states = std::rc::Rc::new(names.iter().map(|name| name.value.clone()).collect());
                Ok((Recipe::Discrete(names.len()), nodes, Sort::State(states)))
            }
            Spread::Discrete { values: DiscreteValues::Numbers(expressions), weights } => {
                self.counted(expressions.len(), weights.as_deref(), span)?;
                let mut nodes = Vec::new();
                let mut sort = Sort::Number(None);
                for expression in expressions {
                    let (value, _) = self.numeric(expression, environment)?;
                    sort = self.same_sort(&sort, &value.sort, expressions[0].span, expression.span)?;
                    nodes.push(value.node);
                }
                if sort == Sort::Number(None) {
                    sort = Sort::Number(Some(Unit::NONE));
                }
                nodes.extend(self.weights(weights.as_deref(), expressions.len(), environment)?);
                Ok((Recipe::Discrete(expressions.len()), nodes, sort))
            }
            Spread::Data { values, .. } | Spread::Empirical { values } => {
                let declared = self.declared(unit)?.unwrap_or(NamedUnit::NONE);
                let values = values.iter().map(|value| declared.in_base(*value)).collect();
                let lines = matches!(spread, Spread::Empirical { .. });
                let recipe = if lines { Recipe::Empirical(values) } else { Recipe::Data(values) };
                Ok((recipe, Vec::new(), Sort::Number(Some(declared.unit))))
            }
            Spread::Mixture { of, weights } => {
                if of.len() != weights.len() || of.is_empty() {
                    return self.fail(
                        Code::Weights,
                        span,
                        Text::new(
                            format!("{} 个组成部分，{} 个权重", of.len(), weights.len()),
                            format!("{} parts, {} weights", of.len(), weights.len()),
                        ),
                        Text::new("每个部分要有一个权重", "give one weight for each part"),
                    );
                }
                let nodes = self.weights(Some(weights), of.len(), environment)?;
                let of: Vec<&Spread> = of.iter().collect();
                self.joined(&of, nodes, span, unit, environment)
            }
            Spread::Chance { chance, then, otherwise } => {
                let probability = self.chance_of(chance, Code::DistributionParameters, environment)?;
                let one = self.graph.constant(1.0);
                let rest = self.graph.minus(one, probability);
                self.joined(&[otherwise, then], vec![rest, probability], span, unit, environment)
            }
            Spread::Limited(limited) => {
                let Limited { of, truncate, clip } = &**limited;
                let (recipe, mut nodes, sort) = self.recipe(of, span, unit, environment)?;
                let mut given = [false; 4];
                let limits = [truncate, clip].into_iter().flat_map(|limits| match limits {
                    Some((low, high)) => [low.as_ref(), high.as_ref()],
                    None => [None, None],
                });
                for (limit, given) in limits.zip(&mut given) {
                    let Some(limit) = limit else { continue };
                    let (value, _) = self.numeric(limit, environment)?;
                    self.same_sort(&sort, &value.sort, limit.span, limit.span)?;
                    nodes.push(value.node);
                    *given = true;
                }
                Ok((Recipe::Limited(Box::new(recipe), given), nodes, sort))
            }
        }
    }

    fn joined(
        &mut self,
        of: &[&'s Spread],
        weights: Vec<NodeId>,
        span: Span,
        unit: Option<&'s Name>,
        environment: &Environment,
    ) -> Result<Made, Reported> {
        let mut nodes = weights;
        let mut parts = Vec::with_capacity(of.len());
        let mut sort: Option<Sort> = None;
        for part in of {
            let (recipe, own, found) = self.recipe(part, span, unit, environment)?;
            sort = Some(match sort {
                None => found,
                Some(sort) => self.same_sort(&sort, &found, span, span)?,
            });
            parts.push((recipe, own.len()));
            nodes.extend(own);
        }
        Ok((Recipe::Mixture(parts), nodes, sort.ok_or(Reported)?))
    }

    /// The node of `chance`; one that is known must lie between 0 and 1, and `code` says what it is where it does not by
    /// year or row.
    pub(super) fn chance_of(
        &mut self,
        chance: &'s Expression,
        code: Code,
        environment: &Environment,
    ) -> Result<NodeId, Reported> {
        let probability = self.pure(chance, environment)?;
        match self.graph.constant_value(probability.node) {
            Some(p) if !(0.0..=1.0).contains(&p) => self.fail(
                Code::OutOfRange,
                chance.span,
                Text::new(
                    format!("chance 必须在 0 与 1 之间，现为 {p}"),
                    format!("chance must lie between 0 and 1, not {p}"),
                ),
                Text::new("百分数请写成 10 %", "a percentage is written 10 %"),
            ),
            _ => {
                self.require(Rule::Share, &[probability.node], (code, chance), environment);
                Ok(probability.node)
            }
        }
    }

    /// True where parameters do not vary by trial, and have few enough values for a quantile function each.
    pub(super) fn known_before(&self, parameters: &[NodeId]) -> bool {
        let axes = self.axes_of(parameters);
        let years = if axes.year { self.horizon() as usize + 1 } else { 1 };
        let rows = axes.row.map_or(1, |table| self.scopes.tables[table.0 as usize].rows.len());
        !axes.trial && rows.saturating_mul(years) <= MOST_PLACES
    }

    /// The parts of a mixture in rising order, if no two overlap whatever their parameters.
    pub(super) fn order_of_parts(&self, recipe: &Recipe, parameters: &[NodeId]) -> Option<Vec<usize>> {
        let Recipe::Mixture(parts) = recipe else { return None };
        let mut rest = parameters.get(parts.len()..)?;
        let mut supports = Vec::with_capacity(parts.len());
        for (part, count) in parts {
            let (own, others) = rest.split_at_checked(*count)?;
            supports.push(self.graph.support(part, own));
            rest = others;
        }
        let mut order: Vec<usize> = (0..parts.len()).collect();
        let by_end = |a: &usize, b: &usize| {
            let (a, b) = (supports[*a], supports[*b]);
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        };
        order.sort_by(by_end);
        order.windows(2).all(|pair| supports[pair[0]].1 <= supports[pair[1]].0).then_some(order)
    }

    /// A choice is missing where what it turns on is.
    pub(super) fn missing_with(&mut self, turns_on: NodeId, chosen: NodeId) -> NodeId {
        if !may_lack(&self.graph, turns_on, &mut self.lacking) {
            return chosen;
        }
        let there = self.graph.binary(Binary::Equal, turns_on, turns_on);
        self.guarded(vec![there], chosen)
    }

    /// The value where the conditions hold, missing elsewhere; conditions that always hold cost nothing.
    pub(super) fn guarded(&mut self, conditions: Vec<NodeId>, node: NodeId) -> NodeId {
        let missing = self.graph.constant(f64::NAN);
        conditions.into_iter().fold(node, |node, condition| self.graph.select(condition, node, missing))
    }

    /// a ≤ b (or a < b), unless that always holds or does not vary by trial, when it is judged before the trials.
    fn unless_sure(&mut self, a: NodeId, b: NodeId, strict: bool) -> Option<NodeId> {
        if self.axes_of(&[a, b]).trial { self.unless_rising(a, b, strict) } else { None }
    }

    /// Missing where a probability that varies by trial lies outside 0 to 1.
    pub(super) fn guard_share(&mut self, share: NodeId, node: NodeId) -> NodeId {
        let (zero, one) = (self.graph.constant(0.0), self.graph.constant(1.0));
        let conditions = [self.unless_sure(zero, share, false), self.unless_sure(share, one, false)];
        self.guarded(conditions.into_iter().flatten().collect(), node)
    }

    /// Missing where two limits do not rise. Limits by year or row are checked in every place, as nothing judges them
    /// before the trials.
    pub(super) fn guard_rising(&mut self, low: NodeId, high: NodeId, node: NodeId) -> NodeId {
        if bounds(&self.graph, low).1 <= bounds(&self.graph, high).0 {
            return node;
        }
        let condition = self.graph.binary(Binary::LessEqual, low, high);
        self.guarded(vec![condition], node)
    }

    /// Missing where a weight is negative or all are 0.
    pub(super) fn guard_weights(&mut self, weights: &[NodeId], node: NodeId) -> NodeId {
        let zero = self.graph.constant(0.0);
        let unjudged = self.axes_of(weights).trial;
        let mut conditions: Vec<NodeId> = weights
            .iter()
            .filter_map(|&weight| if unjudged { self.unless_rising(zero, weight, false) } else { None })
            .collect();
        if weights.iter().all(|&weight| bounds(&self.graph, weight).0 <= 0.0)
            && let Some(&total) = self.running_sums(weights).last()
        {
            conditions.extend(self.unless_sure(zero, total, true));
        }
        self.guarded(conditions, node)
    }

    /// Missing where parameters of a distribution put together from plain operations make no distribution.
    pub(super) fn guard_composed(&mut self, family: &str, set: &[&str], parameters: &[NodeId], node: NodeId) -> NodeId {
        let zero = self.graph.constant(0.0);
        // pairs that must rise, strictly or not
        let pairs: Vec<(NodeId, NodeId, bool)> = match (family, set, parameters) {
            ("normal", _, &[_, sd]) => vec![(zero, sd, false)],
            ("lognormal", ["mu", _], &[_, sigma]) => vec![(zero, sigma, false)],
            ("lognormal", _, &[middle, spread]) => vec![(zero, middle, true), (zero, spread, false)],
            ("uniform", _, &[low, high]) => vec![(low, high, false)],
            ("exponential", _, &[mean]) => vec![(zero, mean, false)],
            ("triangular", _, &[low, likely, high]) => vec![(low, likely, false), (likely, high, false)],
            _ => Vec::new(),
        };
        // parameters of which one varies by trial are judged by nobody before the trials, those that are known included
        if !self.axes_of(parameters).trial {
            return node;
        }
        let conditions = pairs.into_iter().filter_map(|(a, b, strict)| self.unless_rising(a, b, strict)).collect();
        self.guarded(conditions, node)
    }
}
