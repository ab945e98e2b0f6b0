//! Lowering of spreads that have one shape in all trials: the quantile of the shape is known before the trials and goes
//! by table; what varies by trial only stretches and moves it, by plain operations.

use super::Lowerer;
use super::input::Drawn;
use super::linear::{Linear, linear};
use crate::diagnostic::Span;
use crate::distribution::{Measure, Role, Selected};
use crate::plan::bounds::bounds;
use crate::plan::graph::{Binary, NodeId, Op, Recipe, SpreadId, SpreadNode, Unary};

/// A spread of a family with all that it turns on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated<'a> {
    pub selected: &'a Selected,
    pub parameters: &'a [NodeId],
    /// `truncate`.
    pub limits: [Option<NodeId>; 2],
    pub span: Span,
}

impl Stated<'_> {
    /// Parameters, then limits, in the form that shows a common factor, and with `shifts` a common distance.
    fn linear(&self, lowerer: &Lowerer<'_, '_>, shifts: bool) -> Vec<(Role, Linear)> {
        let limits = self.limits.iter().flatten().map(|&limit| (Role::Value, limit));
        let all = self.selected.roles().into_iter().zip(self.parameters.iter().copied()).chain(limits);
        all.map(|(role, node)| (role, linear(&lowerer.graph, node, shifts))).collect()
    }

    /// False for numbers, parameters and limits, that make no distribution.
    fn makes_one(&self, values: &[f64]) -> bool {
        let (own, limits) = values.split_at(self.parameters.len());
        let mut limits = limits.iter().copied();
        let [low, high] = self.limits.map(|limit| limit.and_then(|_| limits.next()));
        Recipe::Family(self.selected.clone()).build(own, low, high).is_ok()
    }
}

impl Lowerer<'_, '_> {
    /// The value of a family whose shape is known before the trials while its place or its width is not; `None` for any
    /// other.
    pub(super) fn stretched(&mut self, stated: Stated<'_>, drawn: &Drawn) -> Option<NodeId> {
        if stated.selected.family.discrete {
            return None;
        }
        self.multiple(stated, drawn)
            .or_else(|| self.located_and_scaled(stated, drawn))
            .or_else(|| self.at_distances(stated, drawn))
    }

    /// Where all that has the unit of the value is the same thing times numbers, as in `low = 0.8 * x, likely = x, high =
    /// 1.3 * x`: the spread of these numbers, times the thing. No family knows in which unit it is stated, so this holds
    /// for each of them.
    fn multiple(&mut self, stated: Stated<'_>, drawn: &Drawn) -> Option<NodeId> {
        let all = stated.linear(self, false);
        let common = all.iter().find(|(role, of)| *role == Role::Value && of.factor != 0.0)?.1.product.clone();
        let mut values = Vec::with_capacity(all.len());
        for (role, of) in &all {
            values.push(match role {
                Role::Value if of.shift == 0.0 && (of.factor == 0.0 || of.product == common) => of.factor,
                Role::Number if of.product.is_empty() => of.shift,
                _ => return None,
            });
        }
        let times = |number: f64| -> Vec<f64> {
            let roles = all.iter().map(|(role, _)| *role);
            values.iter().zip(roles).map(|(v, role)| if role == Role::Value { v * number } else { *v }).collect()
        };
        // where the thing may be negative as well, the numbers would have to turn round
        if !stated.makes_one(&values) || stated.makes_one(&times(-1.0)) {
            return None;
        }
        let positive = !stated.makes_one(&times(0.0));
        let scale = self.product(&common);
        let shape = self.shape_of(stated, &values, drawn);
        let node = self.graph.times(scale, shape);
        Some(self.guard_scale(scale, positive, node))
    }

    /// Where location and scale vary and the other parameters do not.
    fn located_and_scaled(&mut self, stated: Stated<'_>, drawn: &Drawn) -> Option<NodeId> {
        let map = stated.selected.affine().filter(|_| stated.limits == [None, None])?;
        let places = stated.selected.shape();
        let shape: Vec<NodeId> = places.iter().filter_map(|&place| stated.parameters.get(place)).copied().collect();
        if !self.known_before(&shape) {
            return None;
        }
        let one = self.graph.constant(1.0);
        let of_shape = |(place, node): (usize, &NodeId)| if places.contains(&place) { *node } else { one };
        let parameters = stated.parameters.iter().enumerate().map(of_shape).collect();
        let recipe = Recipe::Standard(stated.selected.clone());
        let standard = self.quantile_of(recipe, parameters, [None, None], stated.span, drawn);
        let location = self.measure(map.location, stated.parameters);
        let scale = self.measure(map.scale, stated.parameters);
        let spread = self.graph.times(scale, standard);
        let node = self.graph.moved(location, spread);
        Some(self.guard_scale(scale, map.positive, node))
    }

    /// Where all that has the unit of the value lies at known distances from the same thing, as in `low = x - 2, likely =
    /// x, high = x + 3`, and the family may lie anywhere: the spread of the distances, plus the thing.
    fn at_distances(&mut self, stated: Stated<'_>, drawn: &Drawn) -> Option<NodeId> {
        let anywhere = match stated.selected.family.name {
            "pert" | "metalog" => true,
            // through three percentiles it is moved along the axis
            "lognormal" => stated.parameters.len() == 3,
            _ => false,
        };
        let all = stated.linear(self, true);
        let (_, Linear { factor, product, .. }) = all.iter().find(|(role, _)| *role == Role::Value)?.clone();
        if !anywhere || product.is_empty() {
            return None;
        }
        let mut values = Vec::with_capacity(all.len());
        for (role, of) in &all {
            let same = match role {
                Role::Value => of.factor == factor && of.product == product,
                _ => of.product.is_empty(),
            };
            if !same {
                return None;
            }
            values.push(of.shift);
        }
        if !stated.makes_one(&values) {
            return None;
        }
        let product = self.product(&product);
        let factor = self.graph.constant(factor);
        let location = self.graph.times(factor, product);
        let shape = self.shape_of(stated, &values, drawn);
        Some(self.graph.plus(location, shape))
    }

    /// The quantile of the family with these numbers for parameters and limits.
    fn shape_of(&mut self, stated: Stated<'_>, values: &[f64], drawn: &Drawn) -> NodeId {
        let mut nodes: Vec<NodeId> = values.iter().map(|&value| self.graph.constant(value)).collect();
        let mut limits = nodes.split_off(stated.parameters.len()).into_iter();
        let limits = stated.limits.map(|limit| limit.and_then(|_| limits.next()));
        self.quantile_of(Recipe::Family(stated.selected.clone()), nodes, limits, stated.span, drawn)
    }

    /// The quantile of a spread at a draw; parameters that vary by trial are handed to it.
    pub(super) fn quantile_of(
        &mut self,
        recipe: Recipe,
        parameters: Vec<NodeId>,
        limits: [Option<NodeId>; 2],
        span: Span,
        drawn: &Drawn,
    ) -> NodeId {
        let uniform = self.uniform_of(drawn);
        let further: Vec<NodeId> = parameters.iter().chain(limits.iter().flatten()).copied().collect();
        let own = self.axes_of(&further);
        let axes = own.with(self.graph.axes(uniform));
        let mut reads = vec![uniform];
        if own.trial {
            reads.extend(further);
        }
        let id = SpreadId(self.graph.spreads.len() as u32);
        let truncate = (limits[0], limits[1]);
        self.graph.spreads.push(SpreadNode { recipe, parameters, truncate, span, drawn: true });
        self.graph.add(Op::Quantile(id, reads), axes)
    }

    fn product(&mut self, nodes: &[NodeId]) -> NodeId {
        let one = self.graph.constant(1.0);
        nodes.iter().fold(one, |product, &node| self.graph.times(product, node))
    }

    /// A location or a scale from the nodes of the parameters.
    fn measure(&mut self, measure: Measure, parameters: &[NodeId]) -> NodeId {
        let missing = self.graph.constant(f64::NAN);
        let at = |place: usize| parameters.get(place).copied().unwrap_or(missing);
        match measure {
            Measure::Sum([(first, a), (second, b)]) => {
                let factor = self.graph.constant(a);
                let sum = if a == 0.0 { factor } else { self.graph.times(factor, at(first)) };
                if b == 0.0 {
                    sum
                } else if b == -1.0 {
                    self.graph.minus(sum, at(second))
                } else {
                    let factor = self.graph.constant(b);
                    let term = self.graph.times(factor, at(second));
                    self.graph.plus(sum, term)
                }
            }
            Measure::Inverse(place) => {
                let one = self.graph.constant(1.0);
                self.graph.over(one, at(place))
            }
            Measure::Exponential(place) => self.graph.unary(Unary::Exponential, at(place)),
        }
    }

    /// Missing where a scale makes no distribution.
    fn guard_scale(&mut self, scale: NodeId, positive: bool, node: NodeId) -> NodeId {
        let [zero, endless] = [0.0, f64::INFINITY].map(|number| self.graph.constant(number));
        let conditions = [self.unless_rising(zero, scale, positive), self.unless_rising(scale, endless, true)];
        self.guarded(conditions.into_iter().flatten().collect(), node)
    }

    /// a ≤ b (or a < b) in every place, unless that always holds. The parameters as a whole vary by trial here, so
    /// nothing judges before the trials those that do not.
    pub(super) fn unless_rising(&mut self, a: NodeId, b: NodeId, strict: bool) -> Option<NodeId> {
        let (low, high) = (bounds(&self.graph, a).1, bounds(&self.graph, b).0);
        if low < high || !strict && low <= high {
            return None;
        }
        Some(self.graph.binary(if strict { Binary::Less } else { Binary::LessEqual }, a, b))
    }
}
