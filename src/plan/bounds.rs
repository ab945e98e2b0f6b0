//! Between which numbers a node lies, whatever is drawn: a cautious answer from the way it is computed.

use std::collections::{HashMap, HashSet};

use super::graph::{Binary, Graph, NodeId, Op, Recipe, Series, Unary};

/// Nothing is known.
const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
/// How far to look into what a node is made of.
const DEPTH: u32 = 8;
/// Most nodes that are looked at for one that may be missing.
const MOST_SEEN: usize = 4096;
/// Families without negative values, whatever their parameters.
const POSITIVE: [&str; 8] =
    ["gamma", "weibull", "exponential", "pareto", "poisson", "binomial", "negative_binomial", "geometric"];

/// The smallest and the largest value; missing values aside.
pub(crate) fn bounds(graph: &Graph, node: NodeId) -> (f64, f64) {
    within(graph, node, DEPTH)
}

/// True for a value that may be missing: the parameters of a draw may make no distribution, a flow may have no rate of return,
/// a divisor may be 0. What is known of nodes is kept in `known`; where the nodes that a value is handed on from are too many to
/// look at, it may.
pub(crate) fn may_lack(graph: &Graph, node: NodeId, known: &mut HashMap<NodeId, bool>) -> bool {
    let asked = node;
    let (mut open, mut seen, mut complete) = (vec![node], HashSet::new(), true);
    while let Some(node) = open.pop() {
        let lacks = known.get(&node).copied();
        if lacks == Some(false) || !seen.insert(node) {
            continue;
        }
        if lacks == Some(true) || seen.len() > MOST_SEEN || makes_nothing(graph, node) {
            known.insert(asked, true);
            return true;
        }
        match graph.op(node) {
            // a comparison is true or false
            Op::Binary(Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual, ..) => {}
            // `if(d > 0, x / d, …)` never divides by 0
            Op::Select(condition, a, b) => match (graph.op(*condition), graph.op(*a)) {
                (Op::Binary(Binary::Less, zero, above), Op::Binary(Binary::Divide, divided, divisor))
                    if above == divisor && graph.constant_value(*zero) == Some(0.0) =>
                {
                    open.extend([*divided, *divisor, *b]);
                }
                _ => open.extend([*a, *b]),
            },
            Op::Prev { start, target, .. } => {
                open.push(*start);
                let before = graph.prev[target.0 as usize];
                complete &= before.is_some();
                open.extend(before);
            }
            // what it is drawn from is looked at where the draw is made
            Op::Quantile(..) | Op::Uniform { .. } => {}
            _ => open.extend(graph.op(node).arguments()),
        }
    }
    // what a circle that is not closed yet brings is not known
    if complete {
        known.extend(seen.into_iter().map(|node| (node, false)));
    }
    !complete
}

/// True for an operation that may give no number though all that goes into it are numbers.
fn makes_nothing(graph: &Graph, node: NodeId) -> bool {
    let lacks = |bits: &u64| f64::from_bits(*bits).is_nan();
    let may_be_zero = |divisor: NodeId| {
        let (low, high) = bounds(graph, divisor);
        low <= 0.0 && high >= 0.0
    };
    let may_be_negative = |value: NodeId| bounds(graph, value).0 < 0.0;
    match graph.op(node) {
        Op::Constant(bits) => lacks(bits),
        Op::ByYear(list) | Op::ByRow(_, list) | Op::ByRowYear(_, list) | Op::Choose(_, list) => list.iter().any(lacks),
        Op::OverSeries { function: Series::Irr | Series::Mirr, .. } => true,
        // a year that is not whole
        Op::OverSeries { function: Series::At, arguments, .. } => {
            arguments.iter().any(|&year| graph.constant_value(year).is_none_or(|year| year.fract() != 0.0))
        }
        // impossible terms, no rows, a negative total, a probability outside 0 to 1
        Op::Scalar(..) | Op::RowSorted { .. } | Op::OverSeries { function: Series::Quantile, .. } => true,
        Op::Unary(Unary::NormalQuantile, a) => {
            let (low, high) = bounds(graph, *a);
            low < 0.0 || high > 1.0
        }
        Op::Binary(Binary::Divide | Binary::Modulo, _, divisor) => may_be_zero(*divisor),
        Op::Binary(Binary::Power, base, exponent) => {
            graph.constant_value(*exponent).is_none_or(|power| power.fract() != 0.0) && may_be_negative(*base)
        }
        Op::Unary(Unary::SquareRoot | Unary::Logarithm | Unary::Logarithm10, a) => may_be_negative(*a),
        _ => false,
    }
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
