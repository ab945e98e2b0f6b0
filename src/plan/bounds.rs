//! Between which numbers a node lies, whatever is drawn: a cautious answer from the way it is computed.

use std::collections::HashMap;

use super::graph::{Binary, Graph, NodeId, Op, Recipe, Unary};

/// Nothing is known.
const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
/// How far to look into what a node is made of.
const DEPTH: u32 = 8;
/// The longest chain of operations on numbers that is worked out before the trials.
const LONGEST: u32 = 256;
/// Families without negative values, whatever their parameters.
const POSITIVE: [&str; 8] =
    ["gamma", "weibull", "exponential", "pareto", "poisson", "binomial", "negative_binomial", "geometric"];

/// The smallest and the largest value; missing values aside.
pub(crate) fn bounds(graph: &Graph, node: NodeId) -> (f64, f64) {
    within(graph, node, DEPTH)
}

/// The value in a year, where it is put together from numbers alone.
pub(crate) fn certain_in(graph: &Graph, node: NodeId, year: u32) -> Option<f64> {
    certain_within(graph, node, year, LONGEST, &mut HashMap::new())
}

fn certain_within(
    graph: &Graph,
    node: NodeId,
    year: u32,
    depth: u32,
    known: &mut HashMap<NodeId, Option<f64>>,
) -> Option<f64> {
    if let Some(found) = known.get(&node) {
        return *found;
    }
    let depth = depth.checked_sub(1)?;
    let mut of = |node: &NodeId| certain_within(graph, *node, year, depth, known);
    let found = match graph.op(node) {
        Op::Constant(bits) => Some(f64::from_bits(*bits)),
        Op::ByYear(list) => list.get(year as usize).map(|bits| f64::from_bits(*bits)),
        Op::Unary(function, a) => of(a).map(|a| function.apply(a)),
        Op::Binary(function, a, b) => of(a).zip(of(b)).map(|(a, b)| function.apply(a, b)),
        Op::Select(condition, a, b) => of(condition).and_then(|holds| of(if holds == 1.0 { a } else { b })),
        Op::Window { series, from, to } if (*from..=*to).contains(&year) => of(series),
        Op::Window { .. } => Some(0.0),
        _ => None,
    };
    known.insert(node, found);
    found
}

fn hull(all: impl Iterator<Item = f64>) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    let (low, high) = all.fold(start, |(low, high), x| (low.min(x), high.max(x)));
    if low <= high { (low, high) } else { ANY }
}

fn join(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0.min(b.0), a.1.max(b.1))
}

fn within(graph: &Graph, node: NodeId, depth: u32) -> (f64, f64) {
    let Some(depth) = depth.checked_sub(1) else { return ANY };
    let of = |node: &NodeId| within(graph, *node, depth);
    let found = match graph.op(node) {
        Op::Constant(bits) => (f64::from_bits(*bits), f64::from_bits(*bits)),
        Op::ByYear(list) | Op::ByRow(_, list) | Op::ByRowYear(_, list) | Op::Choose(_, list) => {
            hull(list.iter().map(|bits| f64::from_bits(*bits)))
        }
        Op::Uniform { .. } => (0.0, 1.0),
        Op::Unary(function, a) => {
            let (low, high) = of(a);
            match function {
                Unary::Negate => (-high, -low),
                Unary::Not => (1.0 - high, 1.0 - low),
                Unary::Absolute | Unary::SquareRoot | Unary::Exponential => (0.0, f64::INFINITY),
                Unary::NormalCdf => (0.0, 1.0),
                Unary::Sine | Unary::Cosine | Unary::HyperbolicTangent | Unary::Sign => (-1.0, 1.0),
                _ => ANY,
            }
        }
        Op::Binary(function, a, b) => {
            let (a, b) = (of(a), of(b));
            match function {
                Binary::Add => (a.0 + b.0, a.1 + b.1),
                Binary::Subtract => (a.0 - b.1, a.1 - b.0),
                Binary::Multiply => {
                    let products = [a.0 * b.0, a.0 * b.1, a.1 * b.0, a.1 * b.1];
                    if products.iter().any(|x| x.is_nan()) {
                        if a.0 >= 0.0 && b.0 >= 0.0 { (0.0, f64::INFINITY) } else { ANY }
                    } else {
                        hull(products.into_iter())
                    }
                }
                Binary::Divide if a.0 >= 0.0 && b.0 >= 0.0 => (0.0, f64::INFINITY),
                // with the sign of b
                Binary::Modulo if b.0 > 0.0 => (0.0, b.1),
                Binary::Minimum => (a.0.min(b.0), a.1.min(b.1)),
                Binary::Maximum => (a.0.max(b.0), a.1.max(b.1)),
                Binary::Less
                | Binary::LessEqual
                | Binary::LessOrMissing
                | Binary::LessEqualOrMissing
                | Binary::Equal
                | Binary::NotEqual
                | Binary::And
                | Binary::Or => (0.0, 1.0),
                _ => ANY,
            }
        }
        Op::Select(_, a, b) => match (graph.constant_value(*a), graph.constant_value(*b)) {
            // what is missing has no size
            (_, Some(b)) if b.is_nan() => of(a),
            (Some(a), _) if a.is_nan() => of(b),
            _ => join(of(a), of(b)),
        },
        Op::Interpolate(_, points) => hull(points.iter().map(|(_, y)| f64::from_bits(*y))),
        Op::Quantile(id, _) => {
            let spread = &graph.spreads[id.0 as usize];
            let (low, high) = support(graph, &spread.recipe, &spread.parameters, depth);
            let limit = |limit: Option<NodeId>| limit.and_then(|node| graph.constant_value(node));
            (low.max(limit(spread.truncate.0).unwrap_or(low)), high.min(limit(spread.truncate.1).unwrap_or(high)))
        }
        Op::Window { series, .. } => join((0.0, 0.0), of(series)),
        _ => ANY,
    };
    if found.0.is_nan() || found.1.is_nan() { ANY } else { found }
}

fn support(graph: &Graph, recipe: &Recipe, parameters: &[NodeId], depth: u32) -> (f64, f64) {
    let Some(depth) = depth.checked_sub(1) else { return ANY };
    let known: Option<Vec<f64>> = parameters.iter().map(|node| graph.constant_value(*node)).collect();
    if let Some(values) = known {
        return recipe.build(&values, None, None).map_or(ANY, |distribution| distribution.support());
    }
    match recipe {
        Recipe::Family(selected) => {
            let name = selected.family.name;
            let two = selected.roles().len() == 2;
            if POSITIVE.contains(&name) || name == "lognormal" && two {
                (0.0, f64::INFINITY)
            } else if name == "bernoulli" {
                (0.0, 1.0)
            } else if let ("uniform" | "triangular" | "pert", Some(low), Some(high)) =
                (name, parameters.first(), parameters.get(if name == "uniform" { 1 } else { 2 }))
                && selected.roles().len() >= 2
                && !matches!(selected.form, crate::distribution::Form::Percentiles(..))
            {
                (within(graph, *low, depth).0, within(graph, *high, depth).1)
            } else if let ("beta", Some(low), Some(high)) = (name, parameters.get(2), parameters.get(3)) {
                (within(graph, *low, depth).0, within(graph, *high, depth).1)
            } else {
                ANY
            }
        }
        Recipe::Standard(selected) => match selected.family.name {
            name if POSITIVE.contains(&name) => (0.0, f64::INFINITY),
            "beta" => (0.0, 1.0),
            _ => ANY,
        },
        Recipe::Fixed => parameters.first().map_or(ANY, |node| within(graph, *node, depth)),
        Recipe::Discrete(count) => {
            let of = |node: &NodeId| within(graph, *node, depth);
            parameters.iter().take(*count).map(of).reduce(join).unwrap_or(ANY)
        }
        Recipe::Mixture(parts) => {
            let mut rest = parameters.get(parts.len()..).unwrap_or_default();
            let mut all: Option<(f64, f64)> = None;
            for (part, count) in parts {
                let (own, others) = rest.split_at((*count).min(rest.len()));
                let found = support(graph, part, own, depth);
                all = Some(all.map_or(found, |all| join(all, found)));
                rest = others;
            }
            all.unwrap_or(ANY)
        }
        Recipe::Limited(part, given) => {
            let count = given.iter().filter(|given| **given).count();
            let (own, limits) = parameters.split_at(parameters.len().saturating_sub(count));
            let mut limits = limits.iter().map(|node| within(graph, *node, depth));
            let [min, max, least, most] = given.map(|given| if given { limits.next() } else { None });
            let (mut low, mut high) = support(graph, part, own, depth);
            for limit in [min, least].into_iter().flatten() {
                low = low.max(limit.0);
            }
            for limit in [max, most].into_iter().flatten() {
                high = high.min(limit.1);
            }
            // a clip beyond the support moves it
            for limit in [min, least].into_iter().flatten() {
                high = high.max(limit.1);
            }
            for limit in [max, most].into_iter().flatten() {
                low = low.min(limit.0);
            }
            (low, high)
        }
        Recipe::Empirical(_) | Recipe::Data(_) => ANY,
    }
}

impl Graph {
    /// The smallest and the largest value of a spread with these parameters, whatever they are in a trial.
    pub(crate) fn support(&self, recipe: &Recipe, parameters: &[NodeId]) -> (f64, f64) {
        support(self, recipe, parameters, DEPTH)
    }
}
