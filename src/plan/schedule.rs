//! When each node is computed.
//!
//! A run of a block is a list of phases. A phase computes values without years, then loops over the years once and
//! computes all series that can be computed in one go, `prev` included. What needs a whole series (a sum over years, an
//! IRR) stands in the next phase. Inside a phase, rows of tables run in loops of their own: passes order them, because
//! a sum over rows is known only after the loop.

use super::graph::{Gather, Graph, NodeId, Op, TableId};

/// Where a node is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Which phase.
    pub phase: u32,
    /// In the loop over years.
    pub yearly: bool,
    /// Which pass of that part.
    pub pass: u32,
    /// In the row loop of this table.
    pub table: Option<TableId>,
}

/// What the schedule knows of every node.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    /// The node that really computes it: a window that nobody looks out of is its series.
    pub stands_for: Vec<NodeId>,
    /// Years in which it is needed; `None` where nobody needs it. Nodes without years have `(0, 0)`.
    pub needed: Vec<Option<(u32, u32)>>,
    /// Where it is computed; only for needed nodes of the part scheduled.
    pub place: Vec<Place>,
}

/// A circle that no order of years can compute: one of its nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Circle(pub NodeId);

/// Which nodes a schedule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Nodes without trials, computed once.
    Prelude,
    /// Nodes with trials, computed for every block.
    Trials,
}

impl Part {
    /// True for nodes of this part.
    pub(super) fn holds(self, graph: &Graph, node: NodeId) -> bool {
        graph.axes(node).trial == (self == Part::Trials)
    }
}

fn hull(a: Option<(u32, u32)>, b: (u32, u32)) -> Option<(u32, u32)> {
    Some(a.map_or(b, |(from, to)| (from.min(b.0), to.max(b.1))))
}

/// The years in which `argument` is needed for `node` to be known in `years`.
fn years_needed(graph: &Graph, node: NodeId, argument: NodeId, years: (u32, u32), horizon: u32) -> Option<(u32, u32)> {
    if !graph.axes(argument).year {
        return Some((0, 0));
    }
    let (from, to) = match graph.op(node) {
        Op::OverYears { gather: Gather::Only(year), .. } => (*year, *year),
        Op::OverYears { from, to, .. } => (*from, *to),
        Op::OverSeries { series, from, to, .. } if *series == argument => (*from, *to),
        Op::Window { from, to, .. } | Op::Tally { from, to, .. } => (years.0.max(*from), years.1.min(*to)),
        Op::Next { series, .. } if *series == argument => (years.0 + 1, (years.1 + 1).min(horizon)),
        Op::Delay { .. } => (0, years.1),
        _ => years,
    };
    (from <= to).then_some((from, to))
}

/// Marks what is needed for `outputs`. With `whole_prelude` everything without trials that is needed at all is needed in
/// all years: the prelude computes series in full.
pub(super) fn needed_years(
    graph: &Graph,
    outputs: &[NodeId],
    horizon: u32,
    whole_prelude: bool,
) -> Vec<Option<(u32, u32)>> {
    let in_full = |node: NodeId, range: (u32, u32)| {
        let axes = graph.axes(node);
        if whole_prelude && axes.year && !axes.trial { (0, horizon) } else { range }
    };
    let mut needed: Vec<Option<(u32, u32)>> = vec![None; graph.nodes.len()];
    for &output in outputs {
        let years = if graph.axes(output).year { (0, horizon) } else { (0, 0) };
        needed[output.0 as usize] = hull(needed[output.0 as usize], years);
    }
    loop {
        let mut changed = false;
        for index in (0..graph.nodes.len()).rev() {
            let Some(years) = needed[index] else { continue };
            let node = NodeId(index as u32);
            for argument in graph.op(node).arguments() {
                if let Some(range) = years_needed(graph, node, argument, years, horizon) {
                    let slot = &mut needed[argument.0 as usize];
                    let grown = hull(*slot, in_full(argument, range));
                    // an argument behind its user (through nothing but `prev`) makes another round necessary
                    changed |= grown != *slot && argument.0 as usize > index;
                    *slot = grown;
                }
            }
            if let Op::Prev { target, first, .. } = graph.op(node)
                && let Some(read) = graph.prev[target.0 as usize]
                && years.1 > *first
            {
                // a stored value needs all values before it
                let range = if graph.axes(read).year { (*first, years.1 - 1) } else { (0, 0) };
                let slot = &mut needed[read.0 as usize];
                let grown = hull(*slot, in_full(read, range));
                changed |= grown != *slot;
                *slot = grown;
            }
        }
        if !changed {
            return needed;
        }
    }
}

/// Orders the needed nodes of a part.
///
/// # Errors
/// A circle through a whole series: x needs the sum over all years of y, and y needs x.
pub(super) fn schedule(graph: &Graph, needed: &[Option<(u32, u32)>], part: Part) -> Result<Schedule, Circle> {
    let stands_for = windows_resolved(graph, needed, part);
    let computed = |node: NodeId| {
        needed[node.0 as usize].is_some() && part.holds(graph, node) && stands_for[node.0 as usize] == node
    };
    let start = Place { phase: 0, yearly: false, pass: 0, table: None };
    let mut place = vec![start; graph.nodes.len()];
    let waiting =
        |node: &NodeId| matches!(graph.op(*node), Op::OverYears { .. } | Op::OverSeries { .. } | Op::Next { .. });
    let limit = (0..graph.nodes.len() as u32).map(NodeId).filter(waiting).count() as u32 + 2;
    loop {
        let mut changed = false;
        for index in 0..graph.nodes.len() {
            let node = NodeId(index as u32);
            if !computed(node) {
                continue;
            }
            let mut phase = place[index].phase;
            for argument in used(graph, node, &stands_for) {
                if !computed(argument) {
                    continue;
                }
                let before = place[argument.0 as usize].phase;
                phase = phase.max(before + u32::from(waits_for_series(graph, node, argument, &stands_for)));
            }
            if let Op::Prev { target, .. } = graph.op(node)
                && let Some(read) = graph.prev[target.0 as usize]
            {
                let read = stands_for[read.0 as usize];
                if computed(read) {
                    phase = phase.max(place[read.0 as usize].phase);
                }
            }
            if phase > limit {
                return Err(Circle(node));
            }
            changed |= phase != place[index].phase;
            place[index].phase = phase;
        }
        if !changed {
            break;
        }
    }
    for index in 0..graph.nodes.len() {
        let node = NodeId(index as u32);
        if !computed(node) {
            continue;
        }
        let axes = graph.axes(node);
        place[index].yearly = axes.year;
        place[index].table = axes.row;
        let mut pass = 0;
        for argument in used(graph, node, &stands_for) {
            let other = place[argument.0 as usize];
            if !computed(argument) || (other.phase, other.yearly) != (place[index].phase, axes.year) {
                continue;
            }
            let leaves_rows = graph.axes(argument).row.is_some() && axes.row != graph.axes(argument).row;
            pass = pass.max(other.pass + u32::from(leaves_rows));
        }
        place[index].pass = pass;
    }
    Ok(Schedule { stands_for, needed: needed.to_vec(), place })
}

/// Arguments after windows have been resolved.
pub(super) fn used(graph: &Graph, node: NodeId, stands_for: &[NodeId]) -> Vec<NodeId> {
    graph.op(node).arguments().into_iter().map(|argument| stands_for[argument.0 as usize]).collect()
}

/// True where the node can only be computed when all years of the argument are known.
fn waits_for_series(graph: &Graph, node: NodeId, argument: NodeId, stands_for: &[NodeId]) -> bool {
    if !graph.axes(argument).year {
        return false;
    }
    match graph.op(node) {
        Op::OverYears { .. } | Op::OverSeries { .. } => {
            !graph.axes(node).year || is_series(graph, node, argument, stands_for)
        }
        Op::Next { series, .. } => stands_for[series.0 as usize] == argument,
        _ => false,
    }
}

fn is_series(graph: &Graph, node: NodeId, argument: NodeId, stands_for: &[NodeId]) -> bool {
    match graph.op(node) {
        Op::OverSeries { series, .. } => stands_for[series.0 as usize] == argument,
        _ => true,
    }
}

/// Windows that nobody looks out of are their series.
fn windows_resolved(graph: &Graph, needed: &[Option<(u32, u32)>], part: Part) -> Vec<NodeId> {
    let mut stands_for: Vec<NodeId> = (0..graph.nodes.len() as u32).map(NodeId).collect();
    for index in 0..graph.nodes.len() {
        let node = NodeId(index as u32);
        let (Op::Window { series, from, to }, Some((first, last))) = (graph.op(node), needed[index]) else { continue };
        let inside = first >= *from && last <= *to;
        let inner = stands_for[series.0 as usize];
        let plain = graph.axes(inner).year && !matches!(graph.op(inner), Op::Prev { .. });
        if inside && plain && part.holds(graph, inner) {
            stands_for[index] = inner;
        }
    }
    stands_for
}
