//! Which nodes may be missing in a trial: a cautious answer, so that a comparison is plain only where both sides always have
//! a value.

use std::collections::{HashMap, HashSet};

use super::bounds::bounds;
use super::graph::{Binary, Graph, NodeId, Op, Series, Unary};
use crate::numeric::elementary::ln;

/// Most nodes that are looked at for one that may be missing.
const MOST_SEEN: usize = 4096;
/// e to more than this is beyond the largest number.
const LARGEST_EXPONENT: f64 = 709.0;
/// Powers up to this one keep a value whose size is not known within the largest number (1.8e308), if it is below 1e19.
const MODEST_POWER: f64 = 16.0;

/// True for a value that may be missing: the parameters of a draw may make no distribution, a flow may have no rate of return,
/// a divisor may be 0. An infinite value counts too, as ∞ − ∞ and ∞ · 0 are missing. What is known of nodes is kept in `known`;
/// where the nodes that a value is handed on from are too many to look at, it may.
pub(crate) fn may_lack(graph: &Graph, node: NodeId, known: &mut HashMap<NodeId, bool>) -> bool {
    let asked = node;
    let (mut open, mut seen, mut complete) = (vec![node], HashSet::new(), true);
    while let Some(node) = open.pop() {
        let lacks = known.get(&node).copied();
        if lacks == Some(false) || !seen.insert(node) {
            continue;
        }
        if lacks == Some(true) || seen.len() > MOST_SEEN || !keeps_finite(graph, node) {
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
            // an operation judges its parameters as a whole
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

/// True for an operation that gives a finite number wherever all that goes into it are finite numbers. Sums and products count
/// as such: amounts near 1e308 are no amounts.
fn keeps_finite(graph: &Graph, node: NodeId) -> bool {
    let finite = |bits: &u64| f64::from_bits(*bits).is_finite();
    let never_zero = |divisor: NodeId| {
        let (low, high) = bounds(graph, divisor);
        low > 0.0 || high < 0.0
    };
    match graph.op(node) {
        Op::Constant(bits) => finite(bits),
        Op::ByYear(list) | Op::ByRow(_, list) | Op::ByRowYear(_, list) | Op::Choose(_, list) => list.iter().all(finite),
        Op::Interpolate(_, points) => points.iter().all(|(x, y)| finite(x) && finite(y)),
        Op::Unary(function, a) => match function {
            Unary::SquareRoot => bounds(graph, *a).0 >= 0.0,
            Unary::Logarithm | Unary::Logarithm10 => bounds(graph, *a).0 > 0.0,
            Unary::Exponential => bounds(graph, *a).1 <= LARGEST_EXPONENT,
            Unary::NormalQuantile => {
                // a draw is never 0 or 1
                let (low, high) = bounds(graph, *a);
                low > 0.0 && high < 1.0 || matches!(graph.op(*a), Op::Uniform { .. })
            }
            // never exactly at a pole: π/2 is no floating-point number
            Unary::Tangent => true,
            Unary::Negate
            | Unary::Not
            | Unary::Absolute
            | Unary::Sign
            | Unary::Sine
            | Unary::Cosine
            | Unary::HyperbolicTangent
            | Unary::Round
            | Unary::Floor
            | Unary::Ceiling
            | Unary::NormalCdf => true,
        },
        Op::Binary(Binary::Divide | Binary::Modulo, _, divisor) => never_zero(*divisor),
        Op::Binary(Binary::Power, base, exponent) => {
            let whole = graph.constant_value(*exponent).is_some_and(|power| power.fract() == 0.0);
            power_is_finite(bounds(graph, *base), bounds(graph, *exponent), whole)
        }
        // missing where one side is
        Op::Binary(Binary::LessOrMissing | Binary::LessEqualOrMissing, ..) => true,
        Op::Binary(
            Binary::Add
            | Binary::Subtract
            | Binary::Multiply
            | Binary::Minimum
            | Binary::Maximum
            | Binary::Less
            | Binary::LessEqual
            | Binary::Equal
            | Binary::NotEqual
            | Binary::And
            | Binary::Or,
            ..,
        ) => true,
        // no rate at all, or several; ±∞ for a loss or a gain at every rate; never paid back
        Op::OverSeries { function: Series::Irr | Series::Mirr | Series::Payback, .. } => false,
        // a year that is not whole
        Op::OverSeries { function: Series::At, arguments, .. } => {
            arguments.iter().all(|&year| graph.constant_value(year).is_some_and(|year| year.fract() == 0.0))
        }
        Op::OverSeries { function: Series::StandardDeviation, .. } => true,
        // impossible terms, no rows, a negative total, a probability outside 0 to 1
        Op::Scalar(..) | Op::RowSorted { .. } | Op::OverSeries { function: Series::Quantile, .. } => false,
        // parameters that vary by trial may make no distribution
        Op::Quantile(_, arguments) => arguments.len() <= 1,
        Op::Uniform { .. }
        | Op::OverYears { .. }
        | Op::OverRows { .. }
        | Op::Assemble(..)
        | Op::Select(..)
        | Op::Prev { .. }
        | Op::Next { .. }
        | Op::Window { .. }
        | Op::Delay { .. }
        | Op::Above { .. }
        | Op::Tally { .. } => true,
    }
}

/// True where `base ^ exponent` is a finite number for all values within the bounds given.
fn power_is_finite(base: (f64, f64), exponent: (f64, f64), whole: bool) -> bool {
    let root_of_negative = base.0 < 0.0 && !whole;
    let one_over_zero = base.0 <= 0.0 && base.1 >= 0.0 && exponent.0 < 0.0;
    let most = exponent.0.abs().max(exponent.1.abs());
    let size = |base: f64| if exponent.0 >= 0.0 { ln(base.abs().max(1.0)) } else { ln(base.abs()).abs() };
    let away_from_zero = exponent.0 >= 0.0 || base.0 > 1e-19 || base.1 < -1e-19;
    let within = most <= MODEST_POWER && away_from_zero || most * size(base.0).max(size(base.1)) <= LARGEST_EXPONENT;
    !root_of_negative && !one_over_zero && within
}
