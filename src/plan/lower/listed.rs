//! Spreads that are lists: states, numbers with weights, mixtures and chances. They are put together from plain operations
//! where that is their quantile function, so that their parameters may differ from trial to trial at no cost.

use super::input::Drawn;
use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::Expression;
use crate::plan::graph::{Binary, NodeId};
use crate::plan::requirements::Rule;
use crate::plan::value::{Reported, Sort, Value};
use crate::scenario::model::{Name, Spread};

impl<'s> Lowerer<'s, '_> {
    /// Nodes of the weights, as many as there are things; equal ones where none are written.
    pub(super) fn weights(
        &mut self,
        weights: Option<&'s [Expression]>,
        count: usize,
        environment: &Environment,
    ) -> Result<Vec<NodeId>, Reported> {
        let Some(weights) = weights else {
            let one = self.graph.constant(1.0);
            return Ok(vec![one; count]);
        };
        let mut nodes: Vec<NodeId> = Vec::new();
        let mut constants: Option<f64> = Some(0.0);
        for weight in weights {
            let value = self.pure(weight, environment)?;
            let number = self.graph.constant_value(value.node);
            if number.is_some_and(|number| !(number >= 0.0 && number.is_finite())) {
                return self.fail(
                    Code::Weights,
                    weight.span,
                    Text::new(
                        format!("权重必须是 0 或正数，现为 {}", number.unwrap_or(f64::NAN)),
                        format!("a weight must be 0 or positive, not {}", number.unwrap_or(f64::NAN)),
                    ),
                    Text::new("请改成 0 或正数", "write 0 or a positive number"),
                );
            }
            constants = constants.zip(number).map(|(sum, number)| sum + number);
            self.require(Rule::Weight, &[value.node], (Code::DistributionParameters, weight), environment);
            nodes.push(value.node);
        }
        if let [first, ..] = weights {
            self.require(Rule::Total, &nodes, (Code::DistributionParameters, first), environment);
        }
        if let (Some(total), Some(weight)) = (constants, weights.first())
            && total <= 0.0
        {
            return self.fail(
                Code::Weights,
                weight.span,
                Text::new("权重之和是 0", "the weights add to 0"),
                Text::new("至少一个权重要大于 0", "at least one weight must be above 0"),
            );
        }
        Ok(nodes)
    }

    /// Running sums of the weights, the last of which is their total.
    pub(super) fn running_sums(&mut self, weights: &[NodeId]) -> Vec<NodeId> {
        let mut sums: Vec<NodeId> = Vec::with_capacity(weights.len());
        for &weight in weights {
            let sum = match sums.last() {
                None => weight,
                Some(&before) => self.graph.plus(before, weight),
            };
            sums.push(sum);
        }
        sums
    }

    pub(super) fn counted(
        &mut self,
        count: usize,
        weights: Option<&'s [Expression]>,
        span: Span,
    ) -> Result<(), Reported> {
        if count > 0 && weights.is_none_or(|weights| weights.len() == count) {
            return Ok(());
        }
        let n = weights.map_or(0, <[Expression]>::len);
        self.fail(
            Code::Weights,
            span,
            Text::new(format!("{count} 个值，{n} 个权重"), format!("{count} values, {n} weights")),
            Text::new("每个值要有一个权重", "give one weight for each value"),
        )
    }

    /// Named states, in the order of the list.
    pub(super) fn states(
        &mut self,
        names: &'s [Name],
        weights: Option<&'s [Expression]>,
        drawn: &Drawn,
        span: Span,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        self.counted(names.len(), weights, span)?;
        let weights = self.weights(weights, names.len(), environment)?;
        let list: Vec<NodeId> = (0..names.len()).map(|k| self.graph.constant(k as f64)).collect();
        let states = std::rc::Rc::new(names.iter().map(|name| name.value.clone()).collect());
        let node = self.placed(&list, &weights, drawn);
        Ok(Value { node, sort: Sort::State(states), window: None })
    }

    /// The value in whose part of the unit interval the draw falls, the parts in the order of the list.
    fn placed(&mut self, list: &[NodeId], weights: &[NodeId], drawn: &Drawn) -> NodeId {
        let cumulative = self.running_sums(weights);
        let uniform = self.uniform_of(drawn);
        let last = list.len() - 1;
        let place = self.graph.times(uniform, cumulative[last]);
        let mut result = list[last];
        for k in (0..last).rev() {
            let here = self.graph.binary(Binary::Less, place, cumulative[k]);
            result = self.graph.select(here, list[k], result);
        }
        self.guard_weights(weights, result)
    }

    /// Numbers with weights. Those that are known are put in rising order; the others are taken in order where that
    /// matters, and otherwise in the order of the list, which is quicker.
    pub(super) fn discrete(
        &mut self,
        spread: &'s Spread,
        values: &'s [Expression],
        drawn: &Drawn,
        span: Span,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let (recipe, parameters, sort) = self.recipe(spread, span, None, environment)?;
        let (list, weights) = parameters.split_at(values.len());
        let known: Option<Vec<f64>> = list.iter().map(|node| self.graph.constant_value(*node)).collect();
        let node = match known {
            Some(known) => {
                let mut order: Vec<usize> = (0..known.len()).collect();
                order.sort_by(|a, b| known[*a].total_cmp(&known[*b]));
                let sorted = |nodes: &[NodeId]| -> Vec<NodeId> { order.iter().map(|place| nodes[*place]).collect() };
                let (list, weights) = (sorted(list), sorted(weights));
                self.placed(&list, &weights, drawn)
            }
            None if drawn.ordered || self.known_before(&parameters) => {
                return self.quantile(recipe, parameters, drawn, span, sort, environment, &None);
            }
            None => {
                let (list, weights) = (list.to_vec(), weights.to_vec());
                self.placed(&list, &weights, drawn)
            }
        };
        Ok(Value { node, sort, window: None })
    }

    /// The uniform within a part of the unit interval, kept inside (0, 1).
    fn within(&mut self, uniform: NodeId, from: NodeId, width: NodeId) -> NodeId {
        let low = self.graph.constant(f64::EPSILON / 2.0);
        let high = self.graph.constant(1.0 - f64::EPSILON / 2.0);
        let offset = self.graph.minus(uniform, from);
        let share = self.graph.over(offset, width);
        let share = self.graph.binary(Binary::Maximum, share, low);
        self.graph.binary(Binary::Minimum, share, high)
    }

    /// One of several parts. Where their supports do not overlap, they are placed in the order of their sizes, which is the
    /// quantile function of the whole; where they do, that function is tabulated if it is known before the trials, and
    /// computed trial by trial where a larger draw must mean a larger value. Otherwise the draw picks in the order of the
    /// list and places in what it picked.
    #[expect(clippy::too_many_arguments, reason = "one call site less than a struct for them would need")]
    pub(super) fn mixture(
        &mut self,
        spread: &'s Spread,
        of: &'s [Spread],
        weights: &'s [Expression],
        drawn: &Drawn,
        span: Span,
        unit: Option<&'s Name>,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let (recipe, parameters, sort) = self.recipe(spread, span, unit, environment)?;
        let order = self.order_of_parts(&recipe, &parameters);
        if order.is_none() && (drawn.ordered || self.known_before(&parameters)) {
            return self.quantile(recipe, parameters, drawn, span, sort, environment, &None);
        }
        let order = order.unwrap_or_else(|| (0..of.len()).collect());
        let all = self.weights(Some(weights), of.len(), environment)?;
        let weights: Vec<NodeId> = order.iter().map(|place| all[*place]).collect();
        let cumulative = self.running_sums(&weights);
        let uniform = self.uniform_of(drawn);
        let place = self.graph.times(uniform, cumulative[of.len() - 1]);
        let mut result: Option<NodeId> = None;
        for (k, &part) in order.iter().enumerate().rev() {
            let from = if k == 0 { self.graph.constant(0.0) } else { cumulative[k - 1] };
            let width = self.graph.minus(cumulative[k], from);
            let inner = Drawn { uniform: Some(self.within(place, from, width)), score: None, ordered: drawn.ordered };
            let value = self.spread(&of[part], &inner, span, unit, environment, &None)?;
            result = Some(match result {
                None => value.node,
                Some(rest) => {
                    let here = self.graph.binary(Binary::Less, place, cumulative[k]);
                    self.graph.select(here, value.node, rest)
                }
            });
        }
        let node = self.guard_weights(&weights, result.ok_or(Reported)?);
        Ok(Value { node, sort, window: None })
    }

    /// `then` where the draw lies in the upper `chance` of its range, so that a larger draw means the event happens; in the
    /// lower where it makes the value smaller. What overlaps is treated as a mixture.
    pub(super) fn chance(
        &mut self,
        spread: &'s Spread,
        (then, otherwise): (&'s Spread, &'s Spread),
        drawn: &Drawn,
        span: Span,
        unit: Option<&'s Name>,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let (recipe, parameters, sort) = self.recipe(spread, span, unit, environment)?;
        let order = self.order_of_parts(&recipe, &parameters);
        if order.is_none() && (drawn.ordered || self.known_before(&parameters)) {
            return self.quantile(recipe, parameters, drawn, span, sort, environment, &None);
        }
        // the parts are `else`, `then`
        let falls = order.is_some_and(|order| order == [1, 0]);
        let (rest, probability) = (parameters[0], parameters[1]);
        let uniform = self.uniform_of(drawn);
        let zero = self.graph.constant(0.0);
        let (threshold, of_then, of_else) = if falls {
            (probability, (zero, probability), (probability, rest))
        } else {
            (rest, (rest, probability), (zero, rest))
        };
        let beyond = self.graph.binary(Binary::Less, threshold, uniform);
        let inner = |uniform: NodeId| Drawn { uniform: Some(uniform), score: None, ordered: drawn.ordered };
        let of_then = self.within(uniform, of_then.0, of_then.1);
        let of_else = self.within(uniform, of_else.0, of_else.1);
        let then = self.spread(then, &inner(of_then), span, unit, environment, &None)?;
        let otherwise = self.spread(otherwise, &inner(of_else), span, unit, environment, &None)?;
        let (above, below) = if falls { (otherwise, then) } else { (then, otherwise) };
        let node = self.graph.select(beyond, above.node, below.node);
        let node = self.guard_share(probability, node);
        Ok(Value { node, sort, window: None })
    }
}
