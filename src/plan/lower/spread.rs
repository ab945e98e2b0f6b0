//! Lowering of spreads: from a uniform (or a normal score) to a value.
//!
//! Normal, lognormal, uniform, triangular, exponential, Bernoulli, discrete, mixture and chance are put together from
//! plain operations, so their parameters may differ from trial to trial at no cost; the others go through a quantile.

use super::input::Drawn;
use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::distribution::{FAMILIES, Form, Role, Selected, Source, family};
use crate::formula::expression::Expression;
use crate::formula::suggest::did_you_mean;
use crate::plan::graph::{Axes, Binary, NodeId, Op, Recipe, SpreadId, SpreadNode, Unary};
use crate::plan::value::{Reported, Sort, Value};
use crate::quantity::Unit;
use crate::scenario::model::{DiscreteValues, Name, Spread};

/// `truncate` as written.
type Limits = Option<(Option<Expression>, Option<Expression>)>;

impl<'s> Lowerer<'s, '_> {
    /// The value of a spread at a draw.
    pub(super) fn spread(
        &mut self,
        spread: &'s Spread,
        drawn: &Drawn,
        span: Span,
        unit: Option<&'s Name>,
        environment: &Environment,
        truncate: &'s Limits,
    ) -> Result<Value, Reported> {
        match spread {
            Spread::Fixed(expression) => self.expression(expression, environment),
            Spread::Named { family, parameters } => self.named(family, parameters, drawn, unit, environment, truncate),
            Spread::Discrete { values, weights } => {
                self.no_truncation(truncate)?;
                self.discrete(values, weights.as_deref(), drawn, span, environment)
            }
            Spread::Mixture { of, weights } => {
                self.no_truncation(truncate)?;
                self.mixture(of, weights, drawn, span, unit, environment)
            }
            Spread::Data { values, rows } => {
                self.no_truncation(truncate)?;
                let (found, scale) = self.declared(unit)?.unwrap_or((Unit::NONE, 1.0));
                let mut values = values.clone();
                // a low draw gives a low value, so that correlation means what it says; rows stay as they stand
                if rows.is_none() {
                    values.sort_unstable_by(f64::total_cmp);
                }
                let bits = values.iter().map(|value| (value * scale).to_bits()).collect();
                let uniform = self.uniform_of(drawn);
                let axes = self.graph.axes(uniform);
                let node = self.graph.add(Op::Choose(uniform, bits), axes);
                Ok(Value { node, sort: Sort::Number(Some(found)), window: None })
            }
            Spread::Empirical { values } => {
                let (found, scale) = self.declared(unit)?.unwrap_or((Unit::NONE, 1.0));
                let recipe = Recipe::Empirical(values.iter().map(|value| value * scale).collect());
                let sort = Sort::Number(Some(found));
                self.quantile(recipe, Vec::new(), drawn, span, sort, environment, truncate)
            }
            Spread::Chance { chance, then, otherwise } => {
                self.no_truncation(truncate)?;
                self.chance(chance, then, otherwise, drawn, span, unit, environment)
            }
        }
    }

    fn no_truncation(&mut self, truncate: &'s Limits) -> Result<(), Reported> {
        let Some((low, high)) = truncate else { return Ok(()) };
        let Some(span) = low.as_ref().or(high.as_ref()).map(|limit| limit.span) else { return Ok(()) };
        self.fail(
            Code::ConflictingKeys,
            span,
            Text::new(
                "truncate 不能用于数据、离散、混合和 chance",
                "truncate does not go with data, discrete, mixture and chance",
            ),
            Text::new("请用 clip，或在各个组成部分里截断", "use clip, or truncate the parts"),
        )
    }

    fn named(
        &mut self,
        name: &'s Name,
        given: &'s [(Name, Expression)],
        drawn: &Drawn,
        unit: Option<&'s Name>,
        environment: &Environment,
        truncate: &'s Limits,
    ) -> Result<Value, Reported> {
        let Some(found) = family(&name.value) else {
            let names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
            let remedy = match did_you_mean(&name.value, names.iter().copied()) {
                Some(word) => Text::new(format!("是不是想写 {word}？"), format!("did you mean {word}?")),
                None => Text::new(format!("有：{}", names.join("、")), format!("there are: {}", names.join(", "))),
            };
            return self.fail(
                Code::UnknownDistribution,
                name.span,
                Text::new(format!("没有分布“{}”", name.value), format!("there is no distribution `{}`", name.value)),
                remedy,
            );
        };
        let names: Vec<&str> = given.iter().map(|(name, _)| name.value.as_str()).collect();
        let selected = match found.select(&names) {
            Ok(selected) => selected,
            Err(error) => return self.fail(Code::DistributionParameters, name.span, error.message, error.remedy),
        };
        let (parameters, sort) = self.parameters(&selected, given, unit, environment)?;
        let plain = truncate.is_none();
        let set = match &selected.form {
            Form::Set(set) => set.parameters.iter().map(|parameter| parameter.name).collect::<Vec<_>>(),
            Form::Percentiles(..) => Vec::new(),
        };
        let composed = if plain { self.composed(found.name, &set, &parameters, drawn) } else { None };
        if found.name == "bernoulli" && plain {
            self.check_parameters(Recipe::Family(selected), parameters.clone(), name.span)?;
            let uniform = self.uniform_of(drawn);
            let one = self.graph.constant(1.0);
            let rest = self.graph.minus(one, parameters[0]);
            let node = self.graph.binary(Binary::Less, rest, uniform);
            return Ok(Value { node, sort: Sort::Boolean, window: None });
        }
        match composed {
            Some(node) => {
                self.check_parameters(Recipe::Family(selected), parameters, name.span)?;
                Ok(Value { node, sort, window: None })
            }
            None => self.quantile(Recipe::Family(selected), parameters, drawn, name.span, sort, environment, truncate),
        }
    }

    /// Nodes of the parameters in the order of the form, in base units, and the sort of the value.
    fn parameters(
        &mut self,
        selected: &Selected,
        given: &'s [(Name, Expression)],
        unit: Option<&'s Name>,
        environment: &Environment,
    ) -> Result<(Vec<NodeId>, Sort), Reported> {
        let declared = self.declared(unit)?;
        let mut sort = Sort::Number(None);
        let mut nodes = Vec::new();
        let mut first: Option<Span> = None;
        for (role, source) in selected.roles().into_iter().zip(&selected.sources) {
            let expression = match source {
                Source::Given(place) => match given.get(*place) {
                    Some((_, expression)) => expression,
                    None => return Err(Reported),
                },
                Source::Default(value) => {
                    nodes.push(self.graph.constant(*value));
                    continue;
                }
            };
            let node = match role {
                Role::Number => self.pure(expression, environment)?.node,
                Role::Value | Role::Inverse => {
                    let (value, found) = self.numeric(expression, environment)?;
                    let found = match (role, found) {
                        (Role::Inverse, Some(unit)) => Some(Unit::NONE.divide(&unit)),
                        (_, found) => found,
                    };
                    sort =
                        self.same_sort(&sort, &Sort::Number(found), first.unwrap_or(expression.span), expression.span)?;
                    first = Some(expression.span);
                    value.node
                }
                Role::Log => {
                    let value = self.pure(expression, environment)?;
                    let scale = declared.as_ref().map_or(1.0, |(_, scale)| *scale);
                    let shift = self.graph.constant(Unary::Logarithm.apply(scale));
                    self.graph.plus(value.node, shift)
                }
            };
            nodes.push(node);
        }
        if sort == Sort::Number(None) {
            sort = Sort::Number(Some(declared.map_or(Unit::NONE, |(unit, _)| unit)));
        }
        Ok((nodes, sort))
    }

    /// The value by plain operations, for families that allow it.
    fn composed(&mut self, family: &str, set: &[&str], parameters: &[NodeId], drawn: &Drawn) -> Option<NodeId> {
        match (family, set, parameters) {
            ("normal", ["mean", "sd"], &[mean, sd]) => {
                let score = self.score_of(drawn);
                let spread = self.graph.times(sd, score);
                Some(self.graph.moved(mean, spread))
            }
            ("lognormal", ["mu", "sigma"], &[mu, sigma]) => {
                let score = self.score_of(drawn);
                let spread = self.graph.times(sigma, score);
                let exponent = self.graph.moved(mu, spread);
                Some(self.graph.unary(Unary::Exponential, exponent))
            }
            ("lognormal", ["median", "sigma"], &[median, sigma]) => {
                let score = self.score_of(drawn);
                let spread = self.graph.times(sigma, score);
                let factor = self.graph.unary(Unary::Exponential, spread);
                Some(self.graph.times(median, factor))
            }
            ("lognormal", ["mean", "sd"], &[mean, sd]) => {
                // sigma² = ln(1 + (sd/mean)²), median = mean / exp(sigma²/2)
                let one = self.graph.constant(1.0);
                let half = self.graph.constant(0.5);
                let ratio = self.graph.over(sd, mean);
                let square = self.graph.times(ratio, ratio);
                let sum = self.graph.plus(one, square);
                let variance = self.graph.unary(Unary::Logarithm, sum);
                let sigma = self.graph.unary(Unary::SquareRoot, variance);
                let score = self.score_of(drawn);
                let spread = self.graph.times(sigma, score);
                let drift = self.graph.times(half, variance);
                let exponent = self.graph.minus(spread, drift);
                let factor = self.graph.unary(Unary::Exponential, exponent);
                Some(self.graph.times(mean, factor))
            }
            ("uniform", ["low", "high"], &[low, high]) => {
                let uniform = self.uniform_of(drawn);
                let width = self.graph.minus(high, low);
                let share = self.graph.times(width, uniform);
                Some(self.graph.moved(low, share))
            }
            ("exponential", ["mean"], &[mean]) => {
                let uniform = self.uniform_of(drawn);
                let one = self.graph.constant(1.0);
                let rest = self.graph.minus(one, uniform);
                let logarithm = self.graph.unary(Unary::Logarithm, rest);
                let negative = self.graph.unary(Unary::Negate, logarithm);
                Some(self.graph.times(mean, negative))
            }
            ("triangular", ["low", "likely", "high"], &[low, likely, high]) => {
                Some(self.triangular(low, likely, high, drawn))
            }
            _ => None,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call site less than a struct for them would need")]
    fn quantile(
        &mut self,
        recipe: Recipe,
        parameters: Vec<NodeId>,
        drawn: &Drawn,
        span: Span,
        sort: Sort,
        environment: &Environment,
        truncate: &'s Limits,
    ) -> Result<Value, Reported> {
        let mut limits = [None, None];
        if let Some((low, high)) = truncate {
            for (limit, slot) in [low, high].into_iter().zip(&mut limits) {
                let Some(limit) = limit else { continue };
                let (value, _) = self.numeric(limit, environment)?;
                self.same_sort(&sort, &value.sort, limit.span, limit.span)?;
                *slot = Some(value.node);
            }
        }
        self.judge(&recipe, &parameters, (limits[0], limits[1]), span)?;
        let uniform = self.uniform_of(drawn);
        let further: Vec<NodeId> = parameters.iter().chain(limits.iter().flatten()).copied().collect();
        let axes = self.axes_of(&further).with(self.graph.axes(uniform));
        let mut reads = vec![uniform];
        if self.axes_of(&further).trial {
            reads.extend(further);
        }
        let id = SpreadId(self.graph.spreads.len() as u32);
        let truncate = (limits[0], limits[1]);
        self.graph.spreads.push(SpreadNode { recipe, parameters, truncate, span, drawn: true });
        let node = self.graph.add(Op::Quantile(id, reads), axes);
        Ok(Value { node, sort, window: None })
    }

    /// Running sums of the weights, and their total.
    fn cumulative_weights(
        &mut self,
        weights: &[&'s Expression],
        environment: &Environment,
    ) -> Result<Vec<NodeId>, Reported> {
        let mut sums: Vec<NodeId> = Vec::new();
        let mut constants: Option<f64> = Some(0.0);
        for &weight in weights {
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
            let sum = match sums.last() {
                None => value.node,
                Some(&before) => self.graph.plus(before, value.node),
            };
            sums.push(sum);
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
        Ok(sums)
    }

    fn discrete(
        &mut self,
        values: &'s DiscreteValues,
        weights: Option<&'s [Expression]>,
        drawn: &Drawn,
        span: Span,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let count = match values {
            DiscreteValues::Numbers(list) => list.len(),
            DiscreteValues::States(list) => list.len(),
        };
        if weights.is_some_and(|weights| weights.len() != count) || count == 0 {
            let n = weights.map_or(0, <[Expression]>::len);
            return self.fail(
                Code::Weights,
                span,
                Text::new(format!("{count} 个值，{n} 个权重"), format!("{count} values, {n} weights")),
                Text::new("每个值要有一个权重", "give one weight for each value"),
            );
        }
        let uniform = self.uniform_of(drawn);
        let (list, sort) = match values {
            DiscreteValues::States(names) => {
                let states = std::rc::Rc::new(names.iter().map(|name| name.value.clone()).collect());
                let list: Vec<NodeId> = (0..count).map(|k| self.graph.constant(k as f64)).collect();
                (list, Sort::State(states))
            }
            DiscreteValues::Numbers(expressions) => {
                let mut sort = Sort::Number(None);
                let mut list = Vec::new();
                for expression in expressions {
                    let (value, _) = self.numeric(expression, environment)?;
                    sort = self.same_sort(&sort, &value.sort, expressions[0].span, expression.span)?;
                    list.push(value.node);
                }
                if sort == Sort::Number(None) {
                    sort = Sort::Number(Some(Unit::NONE));
                }
                (list, sort)
            }
        };
        // a low draw gives a low number, so that correlation means what it says; states have no order but the file's
        let mut order: Vec<usize> = (0..count).collect();
        let numbers: Option<Vec<f64>> = list.iter().map(|&node| self.graph.constant_value(node)).collect();
        if let (DiscreteValues::Numbers(_), Some(numbers)) = (values, numbers) {
            order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
        }
        let list: Vec<NodeId> = order.iter().map(|&k| list[k]).collect();
        let cumulative = match weights {
            Some(weights) => {
                self.cumulative_weights(&order.iter().map(|&k| &weights[k]).collect::<Vec<_>>(), environment)?
            }
            None => (1..=count).map(|k| self.graph.constant(k as f64)).collect(),
        };
        let place = self.graph.times(uniform, cumulative[count - 1]);
        let mut result = list[count - 1];
        for k in (0..count - 1).rev() {
            let here = self.graph.binary(Binary::Less, place, cumulative[k]);
            result = self.graph.select(here, list[k], result);
        }
        Ok(Value { node: result, sort, window: None })
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

    fn mixture(
        &mut self,
        of: &'s [Spread],
        weights: &'s [Expression],
        drawn: &Drawn,
        span: Span,
        unit: Option<&'s Name>,
        environment: &Environment,
    ) -> Result<Value, Reported> {
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
        let uniform = self.uniform_of(drawn);
        let cumulative = self.cumulative_weights(&weights.iter().collect::<Vec<_>>(), environment)?;
        let total = cumulative[of.len() - 1];
        let place = self.graph.times(uniform, total);
        let mut result: Option<Value> = None;
        for k in (0..of.len()).rev() {
            let from = if k == 0 { self.graph.constant(0.0) } else { cumulative[k - 1] };
            let width = self.graph.minus(cumulative[k], from);
            let inner = Drawn { uniform: Some(self.within(place, from, width)), score: None };
            let value = self.spread(&of[k], &inner, span, unit, environment, &None)?;
            result = Some(match result {
                None => value,
                Some(rest) => {
                    let sort = self.same_sort(&value.sort, &rest.sort, span, span)?;
                    let here = self.graph.binary(Binary::Less, place, cumulative[k]);
                    Value { node: self.graph.select(here, value.node, rest.node), sort, window: None }
                }
            });
        }
        result.ok_or(Reported)
    }

    /// `then` where the draw lies in the upper `chance` of its range, so that a larger draw means the event happens.
    #[expect(clippy::too_many_arguments, reason = "one call site less than a struct for them would need")]
    fn chance(
        &mut self,
        chance: &'s Expression,
        then: &'s Spread,
        otherwise: &'s Spread,
        drawn: &Drawn,
        span: Span,
        unit: Option<&'s Name>,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let probability = self.pure(chance, environment)?;
        if let Some(p) = self.graph.constant_value(probability.node)
            && !(0.0..=1.0).contains(&p)
        {
            self.diagnostics.push(Diagnostic::at(
                Code::OutOfRange,
                chance.span,
                Text::new(
                    format!("chance 必须在 0 与 1 之间，现为 {p}"),
                    format!("chance must lie between 0 and 1, not {p}"),
                ),
                Text::new("百分数请写成 10 %", "a percentage is written 10 %"),
            ));
            return Err(Reported);
        }
        let uniform = self.uniform_of(drawn);
        let (zero, one) = (self.graph.constant(0.0), self.graph.constant(1.0));
        let rest = self.graph.minus(one, probability.node);
        let mut happens = self.graph.binary(Binary::Less, rest, uniform);
        let upper = Drawn { uniform: Some(self.within(uniform, rest, probability.node)), score: None };
        let lower = Drawn { uniform: Some(self.within(uniform, zero, rest)), score: None };
        let a = self.spread(then, &upper, span, unit, environment, &None)?;
        let b = self.spread(otherwise, &lower, span, unit, environment, &None)?;
        let sort = self.same_sort(&a.sort, &b.sort, span, span)?;
        // a low draw gives a low value, so that correlation means what it says
        if let (Some(then), Some(otherwise)) = (self.graph.constant_value(a.node), self.graph.constant_value(b.node))
            && then < otherwise
        {
            happens = self.graph.binary(Binary::Less, uniform, probability.node);
        }
        Ok(Value { node: self.graph.select(happens, a.node, b.node), sort, window: None })
    }

    /// Axes of a list of nodes together.
    pub(super) fn axes_of(&self, nodes: &[NodeId]) -> Axes {
        nodes.iter().fold(Axes::NONE, |axes, &node| axes.with(self.graph.axes(node)))
    }
}
