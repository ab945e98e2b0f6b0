//! Circles that no order of years can compute: a value over all years (a sum, an IRR, `next`) that takes part in itself.
//!
//! Circles through `prev` alone are how stocks work. A set of nodes that reach one another (`components`) cannot be
//! computed if one of its nodes waits for a whole series of the same set.

use std::collections::{HashMap, VecDeque};

use super::components::components;
use super::graph::{Graph, NodeId, Op};
use super::scope::Scopes;
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic, Text};

/// The first circle of a model, if there is one.
pub(super) fn find(graph: &Graph, scopes: &Scopes<'_>, values: &[Option<Value>]) -> Option<Diagnostic> {
    let component = components(graph.nodes.len(), |node| {
        uses(graph, NodeId(node as u32)).into_iter().map(|node| node.0 as usize).collect()
    });
    let closing = (0..graph.nodes.len() as u32).map(NodeId).find_map(|node| {
        let series = graph.op(node).arguments().into_iter();
        let same = |other: &NodeId| component[other.0 as usize] == component[node.0 as usize];
        series.filter(same).find(|&series| waits(graph, node, series)).map(|series| (node, series))
    });
    let (gather, series) = closing?;
    let path = shortest(graph, &component, series, gather);
    let mut names: HashMap<NodeId, usize> = HashMap::new();
    for (index, value) in values.iter().enumerate() {
        if let Some(value) = value {
            names.entry(value.node).or_insert(index);
        }
    }
    let mut items: Vec<usize> =
        std::iter::once(&gather).chain(&path).filter_map(|node| names.get(node).copied()).collect();
    items.dedup();
    let Some(&first) = items.first() else {
        // the circle lies inside one formula, between a `prev` and what it reads
        let inside = (0..values.len())
            .find(|&index| values[index].as_ref().is_some_and(|value| reaches(graph, value.node, gather)))?;
        return Some(report(scopes, &[inside]));
    };
    if items.last() == Some(&first) && items.len() > 1 {
        items.pop();
    }
    Some(report(scopes, &items))
}

/// The names of a circle: all, or of a long one the first and the last.
pub(super) fn shown(names: &[&str]) -> String {
    match names {
        [first @ .., last] if first.len() > 12 => {
            format!("{} → …（{}）… → {last}", first[..8].join(" → "), first.len())
        }
        _ => names.join(" → "),
    }
}

fn report(scopes: &Scopes<'_>, items: &[usize]) -> Diagnostic {
    let names: Vec<&str> = items.iter().chain(items.first()).map(|&item| scopes.items[item].path.as_str()).collect();
    let path = shown(&names);
    Diagnostic::at(
        Code::Circular,
        scopes.items[items[0]].span,
        Text::new(
            format!("循环定义：{path}。其中有一步要等各年都算完（如 sum、npv、next），而各年又要先用到它"),
            format!(
                "circular definition: {path}. One step waits for all years (a sum, npv, next), and the years need it first"
            ),
        ),
        Text::new(
            "只用以前各年的，请用 cumulative 或 prev",
            "use `cumulative` or `prev`, which look at earlier years only",
        ),
    )
}

/// What a node uses, in this year or the year before.
pub(super) fn uses(graph: &Graph, node: NodeId) -> Vec<NodeId> {
    let mut uses = graph.op(node).arguments();
    if let Op::Prev { target, .. } = graph.op(node) {
        uses.extend(graph.prev[target.0 as usize]);
    }
    uses
}

/// True where the node is known only when all years of the argument are.
fn waits(graph: &Graph, node: NodeId, argument: NodeId) -> bool {
    graph.axes(argument).year
        && match graph.op(node) {
            Op::OverYears { .. } => true,
            Op::OverSeries { series, .. } => *series == argument || !graph.axes(node).year,
            Op::Next { series, .. } => *series == argument,
            _ => false,
        }
}

/// The nodes on a shortest way from `from` to `to` inside their set, both included.
fn shortest(graph: &Graph, component: &[u32], from: NodeId, to: NodeId) -> Vec<NodeId> {
    let mut before: HashMap<NodeId, NodeId> = HashMap::new();
    let mut open = VecDeque::from([from]);
    while let Some(node) = open.pop_front() {
        if node == to {
            let mut path = vec![to];
            let mut here = to;
            while here != from {
                let Some(&earlier) = before.get(&here) else { break };
                path.push(earlier);
                here = earlier;
            }
            path.reverse();
            return path;
        }
        for next in uses(graph, node) {
            if component[next.0 as usize] == component[from.0 as usize] && next != from && !before.contains_key(&next) {
                before.insert(next, node);
                open.push_back(next);
            }
        }
    }
    vec![from]
}

fn reaches(graph: &Graph, from: NodeId, wanted: NodeId) -> bool {
    let (mut open, mut seen) = (vec![from], std::collections::HashSet::new());
    while let Some(node) = open.pop() {
        if node == wanted {
            return true;
        }
        if seen.insert(node) {
            open.extend(uses(graph, node));
        }
    }
    false
}
