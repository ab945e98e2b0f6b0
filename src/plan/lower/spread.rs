//! Lowering of spreads: from a uniform (or a normal score) to a value.
//!
//! Normal, lognormal, uniform, triangular, exponential, Bernoulli, discrete, mixture and chance are put together from
//! plain operations, so their parameters may differ from trial to trial at no cost; the others go through a quantile: of
//! their standard where only place and width differ from trial to trial (`stretched`), else of parameters that are solved
//! as often as they change (`solved`).

use super::input::Drawn;
use super::stretched::Stated;
use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Span, Text};
use crate::distribution::{FAMILIES, Form, Role, Selected, Source, family};
use crate::formula::expression::Expression;
use crate::formula::habits::{distribution, distribution_instead, walks, write};
use crate::formula::suggest::did_you_mean;
use crate::plan::graph::{Axes, Binary, NodeId, Op, Recipe, Unary};
use crate::plan::value::{Reported, Sort, Value};
use crate::quantity::{NamedUnit, Unit};
use crate::scenario::model::{DiscreteValues, Limits, Name, Spread};

impl<'s> Lowerer<'s, '_> {
    /// The value of a spread at a draw.
    pub(super) fn spread(
        &mut self,
        spread: &'s Spread,
        drawn: &Drawn,
        span: Span,
        unit: Option<&'s Name>,
        environment: &Environment,
        truncate: &'s Option<Limits>,
    ) -> Result<Value, Reported> {
        match spread {
            Spread::Fixed(expression) => self.expression(expression, environment),
            Spread::Named { family, parameters } => self.named(family, parameters, drawn, unit, environment, truncate),
            Spread::Discrete { values: DiscreteValues::States(names), weights } => {
                self.no_truncation(truncate, false)?;
                self.states(names, weights.as_deref(), drawn, span, environment)
            }
            Spread::Data { rows: Some(_), values } => {
                self.no_truncation(truncate, true)?;
                let declared = self.declared(unit)?.unwrap_or(NamedUnit::NONE);
                let values = values.iter().map(|value| declared.in_base(*value)).collect();
                Ok(self.choose(values, declared.unit, drawn))
            }
            Spread::Data { values, .. } if truncate.is_none() => {
                let declared = self.declared(unit)?.unwrap_or(NamedUnit::NONE);
                let mut values: Vec<f64> = values.iter().map(|value| declared.in_base(*value)).collect();
                // a larger draw is a larger value: that is what correlation and strata act on
                values.sort_by(f64::total_cmp);
                Ok(self.choose(values, declared.unit, drawn))
            }
            Spread::Empirical { .. } => {
                let (recipe, parameters, sort) = self.recipe(spread, span, unit, environment)?;
                self.quantile(recipe, parameters, drawn, span, sort, environment, truncate)
            }
            Spread::Limited(limited) if truncate.is_none() => {
                let value = self.spread(&limited.of, drawn, span, unit, environment, &limited.truncate)?;
                self.clipped(value, &limited.clip, environment)
            }
            Spread::Discrete { values: DiscreteValues::Numbers(values), .. } if truncate.is_none() => {
                self.discrete(spread, values, drawn, span, environment)
            }
            Spread::Mixture { of, weights } if truncate.is_none() => {
                self.mixture(spread, of, weights, drawn, span, unit, environment)
            }
            Spread::Chance { then, otherwise, .. } if truncate.is_none() => {
                self.chance(spread, (then, otherwise), drawn, span, unit, environment)
            }
            // within limits: by the quantile function of the whole
            _ => {
                let (recipe, parameters, sort) = self.recipe(spread, span, unit, environment)?;
                self.quantile(recipe, parameters, drawn, span, sort, environment, truncate)
            }
        }
    }

    /// One of these values by the draw's place in the list.
    fn choose(&mut self, values: Vec<f64>, unit: Unit, drawn: &Drawn) -> Value {
        let uniform = self.uniform_of(drawn);
        let axes = self.graph.axes(uniform);
        let bits = values.into_iter().map(f64::to_bits).collect();
        let node = self.graph.add(Op::Choose(uniform, bits), axes);
        Value { node, sort: Sort::Number(Some(unit)), window: None }
    }

    fn no_truncation(&mut self, truncate: &'s Option<Limits>, rows: bool) -> Result<(), Reported> {
        let Some((low, high)) = truncate else { return Ok(()) };
        let Some(span) = low.as_ref().or(high.as_ref()).map(|limit| limit.span) else { return Ok(()) };
        let (message, remedy) = if rows {
            (
                Text::new("truncate 不能用于同取一行的数据（rows）", "truncate does not go with data that share rows"),
                Text::new(
                    "请用 clip，或在文件里删去不要的行",
                    "use clip, or take the rows that should not occur out of the file",
                ),
            )
        } else {
            (
                Text::new("truncate 不能用于状态", "truncate does not go with named states"),
                Text::new("请删去不该出现的状态", "leave out the states that should not occur"),
            )
        };
        self.fail(Code::ConflictingKeys, span, message, remedy)
    }

    fn named(
        &mut self,
        name: &'s Name,
        given: &'s [(Name, Expression)],
        drawn: &Drawn,
        unit: Option<&'s Name>,
        environment: &Environment,
        truncate: &'s Option<Limits>,
    ) -> Result<Value, Reported> {
        let selected = self.selected(name, given)?;
        let found = selected.family;
        let (parameters, sort) = self.parameters(&selected, given, unit, environment)?;
        let plain = truncate.is_none();
        let set = match &selected.form {
            Form::Set(set) => set.parameters.iter().map(|parameter| parameter.name).collect::<Vec<_>>(),
            Form::Percentiles(..) | Form::Triple(..) => Vec::new(),
        };
        let composed = if plain { self.composed(found.name, &set, &parameters, drawn) } else { None };
        if found.name == "bernoulli" && plain {
            self.check_parameters(Recipe::Family(selected), parameters.clone(), name.span)?;
            let uniform = self.uniform_of(drawn);
            let one = self.graph.constant(1.0);
            let rest = self.graph.minus(one, parameters[0]);
            let node = self.graph.binary(Binary::Less, rest, uniform);
            let node = self.guard_share(parameters[0], node);
            return Ok(Value { node, sort: Sort::Boolean, window: None });
        }
        match composed {
            Some(node) => {
                let node = self.guard_composed(found.name, &set, &parameters, node);
                self.check_parameters(Recipe::Family(selected), parameters, name.span)?;
                Ok(Value { node, sort, window: None })
            }
            None => self.quantile(Recipe::Family(selected), parameters, drawn, name.span, sort, environment, truncate),
        }
    }

    /// The family of that name with the form of its parameters.
    pub(super) fn selected(&mut self, name: &'s Name, given: &'s [(Name, Expression)]) -> Result<Selected, Reported> {
        let Some(found) = family(&name.value) else {
            let names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
            let near = distribution(&name.value).or_else(|| did_you_mean(&name.value, names.iter().copied()));
            let remedy = match near {
                _ if walks(&name.value) => write(
                    "{ dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = 0.6, spread = \"innovation\", start = 0 }",
                ),
                Some(word) => Text::new(format!("是不是想写 {word}？"), format!("did you mean {word}?")),
                None if distribution_instead(&name.value).is_some() => {
                    distribution_instead(&name.value).unwrap_or_default()
                }
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
        match found.select(&names) {
            Ok(selected) => Ok(selected),
            Err(error) => self.fail(Code::DistributionParameters, name.span, error.message, error.remedy),
        }
    }

    /// Nodes of the parameters in the order of the form, in base units, and the sort of the value.
    pub(super) fn parameters(
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
                    let scale = declared.as_ref().map_or(1.0, |declared| declared.scale);
                    let shift = self.graph.constant(Unary::Logarithm.apply(scale));
                    self.graph.plus(value.node, shift)
                }
            };
            nodes.push(node);
        }
        if sort == Sort::Number(None) {
            sort = Sort::Number(Some(declared.map_or(Unit::NONE, |declared| declared.unit)));
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
    pub(super) fn quantile(
        &mut self,
        recipe: Recipe,
        parameters: Vec<NodeId>,
        drawn: &Drawn,
        span: Span,
        sort: Sort,
        environment: &Environment,
        truncate: &'s Option<Limits>,
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
        if let Recipe::Family(Selected { form: Form::Percentiles(..), .. }) = &recipe
            && limits.iter().any(Option::is_some)
            && limits.iter().flatten().chain(&parameters).any(|node| self.graph.axes(*node).trial)
        {
            return self.fail(
                Code::ConflictingKeys,
                span,
                Text::new(
                    "截断之后的分位数不能随试验变化：每个试验要算一毫秒以上",
                    "percentiles that hold after `truncate` cannot vary by trial: each trial would take a millisecond or more",
                ),
                Text::new(
                    "请改用 mean 与 sd（指截断之前）加 truncate，或用 clip",
                    "state mean and sd (before truncation) with `truncate`, or use `clip`",
                ),
            );
        }
        let varies = limits.iter().flatten().chain(&parameters).any(|node| self.graph.axes(*node).trial);
        if let (true, Recipe::Family(selected)) = (varies, &recipe) {
            let stated = Stated { selected, parameters: &parameters, limits, span };
            if let Some(node) = self.stretched(stated, drawn).or_else(|| self.solved(stated, drawn)) {
                return Ok(Value { node, sort, window: None });
            }
        }
        let node = self.quantile_of(recipe, parameters, limits, span, drawn);
        Ok(Value { node, sort, window: None })
    }

    /// Axes of a list of nodes together.
    pub(super) fn axes_of(&self, nodes: &[NodeId]) -> Axes {
        nodes.iter().fold(Axes::NONE, |axes, &node| axes.with(self.graph.axes(node)))
    }
}
