//! Lowering of spreads whose parameters are solved, or whose limits become probabilities, as nodes of their own: what
//! varies by trial and not by year is worked out once a trial, and every draw of the trial reads it.

use super::Lowerer;
use super::input::Drawn;
use super::stretched::Stated;
use crate::distribution::{Form, LARGEST_SHAPE, SMALLEST_SHAPE, family};
use crate::numeric::elementary::{ln, ln_1p};
use crate::plan::bounds::bounds;
use crate::plan::graph::{Binary, NodeId, Op, Recipe, Scalar, Unary};

/// Less probability than this between two limits has lost digits to underflow and counts as none, as in `distribution`.
const LEAST: f64 = 1e-290;

/// The limits of a standard normal variate as probabilities: below the lower, above the upper, between the two.
struct Window {
    under: NodeId,
    over: NodeId,
    inside: NodeId,
}

impl Lowerer<'_, '_> {
    /// The value of a family that is quicker in this way; `None` for any other.
    pub(super) fn solved(&mut self, stated: Stated<'_>, drawn: &Drawn) -> Option<NodeId> {
        let open = stated.limits == [None, None];
        match (stated.selected.family.name, &stated.selected.form, stated.parameters) {
            ("weibull", form, &[first, second]) if open => Some(self.weibull(form, first, second, drawn)),
            ("gamma", Form::Percentiles(_, [p, q]), &[first, second]) if open => {
                self.gamma_through([(*p, first), (*q, second)], stated, drawn)
            }
            ("normal", Form::Set(_), &[mean, sd]) if !open => self.truncated_normal(mean, sd, stated.limits, drawn),
            _ => None,
        }
    }

    /// scale · (−ln(1 − u))^(1/shape), as e to the power of ln(−ln(1 − u))/shape.
    fn weibull(&mut self, form: &Form, first: NodeId, second: NodeId, drawn: &Drawn) -> NodeId {
        let zero = self.graph.constant(0.0);
        let one = self.graph.constant(1.0);
        let mut conditions = Vec::new();
        let (inverse, scale) = match form {
            Form::Set(set) if set.parameters.first().is_some_and(|parameter| parameter.name == "shape") => {
                let smallest = self.graph.constant(SMALLEST_SHAPE);
                let largest = self.graph.constant(LARGEST_SHAPE);
                conditions.extend(self.unless_rising(smallest, first, false));
                conditions.extend(self.unless_rising(first, largest, false));
                conditions.extend(self.unless_rising(zero, second, false));
                (self.graph.over(one, first), second)
            }
            Form::Percentiles(_, [p, q]) => {
                // ln x is linear in ln(−ln(1 − p))
                let [low, high] = [p, q].map(|p| ln(-ln_1p(-p)));
                let width = self.graph.constant(high - low);
                let ratio = self.graph.over(second, first);
                let logarithm = self.graph.unary(Unary::Logarithm, ratio);
                let inverse = self.graph.over(logarithm, width);
                let (value, score) = if low.abs() < high.abs() { (first, low) } else { (second, high) };
                let score = self.graph.constant(-score);
                let exponent = self.graph.times(score, inverse);
                let factor = self.graph.unary(Unary::Exponential, exponent);
                let most = self.graph.constant(1.0 / SMALLEST_SHAPE);
                conditions.extend(self.unless_rising(zero, first, true));
                conditions.extend(self.unless_rising(first, second, false));
                conditions.extend(self.unless_rising(inverse, most, false));
                (inverse, self.graph.times(value, factor))
            }
            _ => {
                let inverse = self.scalar_of(Scalar::WeibullInverseShape, vec![first, second]);
                (inverse, self.scalar_of(Scalar::WeibullScale, vec![first, inverse]))
            }
        };
        let uniform = self.uniform_of(drawn);
        let rest = self.graph.minus(one, uniform);
        let logarithm = self.graph.unary(Unary::Logarithm, rest);
        let hazard = self.graph.unary(Unary::Negate, logarithm);
        let score = self.graph.unary(Unary::Logarithm, hazard);
        let exponent = self.graph.times(inverse, score);
        let factor = self.graph.unary(Unary::Exponential, exponent);
        let node = self.graph.times(scale, factor);
        self.guarded(conditions, node)
    }

    /// The shape once for as many draws as share it, then the quantile of that shape, stretched.
    fn gamma_through(
        &mut self,
        [(p, first), (q, second)]: [(f64, NodeId); 2],
        stated: Stated<'_>,
        drawn: &Drawn,
    ) -> Option<NodeId> {
        let by_shape = family("gamma")?.select(&["shape", "scale"]).ok()?;
        let [low, high, one] = [p, q, 1.0].map(|number| self.graph.constant(number));
        let shape = self.scalar_of(Scalar::GammaShape, vec![low, high, first, second]);
        // the point nearer the middle fixes the scale
        let (near, value) = if (p - 0.5).abs() < (q - 0.5).abs() { (low, first) } else { (high, second) };
        let scale = self.scalar_of(Scalar::GammaScale, vec![shape, near, value]);
        let recipe = Recipe::Family(by_shape);
        let standard = self.quantile_of(recipe, vec![shape, one], [None, None], stated.span, drawn);
        let node = self.graph.times(scale, standard);
        if bounds(&self.graph, first).1 < bounds(&self.graph, second).0 {
            return Some(node);
        }
        // two equal percentiles make a constant
        let equal = self.graph.binary(Binary::Equal, first, second);
        Some(self.graph.select(equal, first, node))
    }

    /// mean + sd · z, where z is the normal score of Φ(a) + u (Φ(b) − Φ(a)), taken from the nearer tail as in
    /// `distribution::truncated`.
    fn truncated_normal(
        &mut self,
        mean: NodeId,
        sd: NodeId,
        limits: [Option<NodeId>; 2],
        drawn: &Drawn,
    ) -> Option<NodeId> {
        // without spread, limits are no probabilities
        if bounds(&self.graph, sd).0 <= 0.0 {
            return None;
        }
        let [zero, half, one] = [0.0, 0.5, 1.0].map(|number| self.graph.constant(number));
        let Window { under, over, inside } = self.window(mean, sd, limits);
        let uniform = self.uniform_of(drawn);
        let share = self.graph.times(inside, uniform);
        let below = if under == zero { share } else { self.graph.plus(under, share) };
        let rest = self.graph.minus(one, uniform);
        let share = self.graph.times(inside, rest);
        let above = if over == zero { share } else { self.graph.plus(over, share) };
        let is_low = self.graph.binary(Binary::LessEqual, below, half);
        let tail = self.graph.select(is_low, below, above);
        let score = self.graph.unary(Unary::NormalQuantile, tail);
        let negative = self.graph.unary(Unary::Negate, score);
        let score = self.graph.select(is_low, score, negative);
        let spread = self.graph.times(sd, score);
        let mut node = self.graph.moved(mean, spread);
        for (limit, function) in limits.into_iter().zip([Binary::Maximum, Binary::Minimum]) {
            if let Some(limit) = limit {
                node = self.graph.binary(function, node, limit);
            }
        }
        let least = self.graph.constant(LEAST);
        let there = self.graph.binary(Binary::Less, least, inside);
        Some(self.guarded(vec![there], node))
    }

    fn window(&mut self, mean: NodeId, sd: NodeId, limits: [Option<NodeId>; 2]) -> Window {
        let [zero, half, one] = [0.0, 0.5, 1.0].map(|number| self.graph.constant(number));
        // per limit, the probabilities below and above it
        let mut sides = [(zero, one), (one, zero)];
        for (limit, sides) in limits.into_iter().zip(&mut sides) {
            let Some(limit) = limit else { continue };
            let distance = self.graph.minus(limit, mean);
            let score = self.graph.over(distance, sd);
            let negative = self.graph.unary(Unary::Negate, score);
            *sides = (self.graph.unary(Unary::NormalCdf, score), self.graph.unary(Unary::NormalCdf, negative));
        }
        let [(under, from), (to, over)] = sides;
        let inside = match limits {
            [_, None] => from,
            [None, _] => to,
            _ => {
                let high = self.graph.minus(from, over);
                let low = self.graph.minus(to, under);
                let rest = self.graph.minus(one, under);
                let middle = self.graph.minus(rest, over);
                let is_low = self.graph.binary(Binary::Less, half, over);
                let otherwise = self.graph.select(is_low, low, middle);
                let is_high = self.graph.binary(Binary::Less, half, under);
                self.graph.select(is_high, high, otherwise)
            }
        };
        Window { under, over, inside }
    }

    fn scalar_of(&mut self, function: Scalar, arguments: Vec<NodeId>) -> NodeId {
        let axes = self.axes_of(&arguments);
        self.graph.add(Op::Scalar(function, arguments), axes)
    }
}
