//! When each node is computed.
//!
//! A run of a block is a list of phases. A phase computes values without years, then loops over the years once and
//! computes all series that can be computed in one go, `prev` included. What needs a whole series (a sum over years, an
//! IRR) stands in the next phase. Inside a phase, rows of tables run in loops of their own: passes order them, because
//! a sum over rows is known only after the loop. Rows that wait for no other rows get a phase of their own, in which each
//! row runs through all years before the next one starts (`rowwise`).

use std::collections::HashMap;

use super::graph::{Gather, Graph, NodeId, Op, TableId};
use super::rowwise::Rowwise;

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
    /// For each phase the table whose rows run through all years one after the other.
    pub by_row: Vec<Option<TableId>>,
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
            let Some(mut years) = needed[index] else { continue };
            let node = NodeId(index as u32);
            if matches!(graph.op(node), Op::Delay { .. }) {
                // every year hands on what falls due later: it is worked out from the first year on
                years.0 = 0;
                needed[index] = Some(years);
            }
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

/// Orders the needed nodes of a part; `outputs` are wanted when all is done.
///
/// # Errors
/// A circle through a whole series: x needs the sum over all years of y, and y needs x.
pub(super) fn schedule(
    graph: &Graph,
    needed: &[Option<(u32, u32)>],
    part: Part,
    rows: &[u32],
    outputs: &[NodeId],
) -> Result<Schedule, Circle> {
    let stands_for = windows_resolved(graph, needed, part);
    let plain = ordered(graph, needed, part, rows, stands_for)?;
    if part == Part::Prelude {
        return Ok(plain);
    }
    let stands_for = copies_resolved(graph, needed, &plain, outputs);
    if stands_for == plain.stands_for { Ok(plain) } else { ordered(graph, needed, part, rows, stands_for) }
}

/// The order, given which node computes which.
fn ordered(
    graph: &Graph,
    needed: &[Option<(u32, u32)>],
    part: Part,
    rows: &[u32],
    stands_for: Vec<NodeId>,
) -> Result<Schedule, Circle> {
    let computed = |node: NodeId| {
        needed[node.0 as usize].is_some() && part.holds(graph, node) && stands_for[node.0 as usize] == node
    };
    let start = Place { phase: 0, yearly: false, pass: 0, table: None };
    let mut place = vec![start; graph.nodes.len()];
    raise(graph, &stands_for, &computed, &mut place)?;
    if part == Part::Trials {
        gather_rows(graph, &stands_for, &computed, &mut place);
        raise(graph, &stands_for, &computed, &mut place)?;
    }
    let by_row = match part {
        // one lane, and everything is kept
        Part::Prelude => Vec::new(),
        Part::Trials => Rowwise { graph, stands_for: &stands_for, computed: &computed, rows }.cut(&mut place),
    };
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
    Ok(Schedule { stands_for, needed: needed.to_vec(), place, by_row })
}

/// Raises every node to a phase in which all it uses is known.
fn raise(
    graph: &Graph,
    stands_for: &[NodeId],
    computed: &dyn Fn(NodeId) -> bool,
    place: &mut [Place],
) -> Result<(), Circle> {
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
            for argument in used(graph, node, stands_for) {
                if !computed(argument) {
                    continue;
                }
                let before = place[argument.0 as usize].phase;
                phase = phase.max(before + u32::from(waits_for_series(graph, node, argument, stands_for)));
            }
            if let Some(read) = read_before(graph, node, stands_for).filter(|&read| computed(read)) {
                phase = phase.max(place[read.0 as usize].phase);
            }
            if phase > limit {
                return Err(Circle(node));
            }
            changed |= phase != place[index].phase;
            place[index].phase = phase;
        }
        if !changed {
            return Ok(());
        }
    }
}

/// What a `prev` reads.
fn read_before(graph: &Graph, node: NodeId, stands_for: &[NodeId]) -> Option<NodeId> {
    let Op::Prev { target, .. } = graph.op(node) else { return None };
    graph.prev[target.0 as usize].map(|read| stands_for[read.0 as usize])
}

/// Moves the yearly values of a table's rows into the last phase in which any of them stands, as far as nothing waits for
/// the whole series: a value of every row that is carried from phase to phase would have to be kept for every row and
/// year.
fn gather_rows(graph: &Graph, stands_for: &[NodeId], computed: &dyn Fn(NodeId) -> bool, place: &mut [Place]) {
    let by_row = |index: usize| {
        let node = NodeId(index as u32);
        graph.axes(node).row.filter(|_| computed(node) && graph.axes(node).year)
    };
    let mut last: HashMap<TableId, u32> = HashMap::new();
    for (index, place) in place.iter().enumerate() {
        if let Some(table) = by_row(index) {
            let phase = last.entry(table).or_default();
            *phase = place.phase.max(*phase);
        }
    }
    let target = |index: usize| by_row(index).and_then(|table| last.get(&table)).copied();
    let mut latest: Vec<u32> = (0..place.len()).map(|index| target(index).unwrap_or(u32::MAX)).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for index in (0..place.len()).rev() {
            let node = NodeId(index as u32);
            if !computed(node) || latest[index] == u32::MAX {
                continue;
            }
            let mut bound = |argument: NodeId, before: u32| {
                let limit = latest[index].saturating_sub(before);
                let argument = argument.0 as usize;
                changed |= limit < latest[argument] && argument > index;
                latest[argument] = latest[argument].min(limit);
            };
            for argument in used(graph, node, stands_for) {
                bound(argument, u32::from(waits_for_series(graph, node, argument, stands_for)));
            }
            if let Some(read) = read_before(graph, node, stands_for) {
                bound(read, 0);
            }
        }
    }
    for index in 0..place.len() {
        if target(index).is_some() {
            place[index].phase = place[index].phase.max(latest[index]);
        }
    }
}

/// Arguments after windows have been resolved.
pub(super) fn used(graph: &Graph, node: NodeId, stands_for: &[NodeId]) -> Vec<NodeId> {
    graph.op(node).arguments().into_iter().map(|argument| stands_for[argument.0 as usize]).collect()
}

impl Schedule {
    /// The table whose rows run through all years of a phase one after the other.
    pub(super) fn rows_of(&self, phase: u32) -> Option<TableId> {
        self.by_row.get(phase as usize).copied().flatten()
    }
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

/// What a `prev` reads is copied, because the column behind it moves on at the end of every year. Where all who read the
/// copy do so in the same year of the same loop, they may as well read the column itself.
fn copies_resolved(
    graph: &Graph,
    needed: &[Option<(u32, u32)>],
    schedule: &Schedule,
    outputs: &[NodeId],
) -> Vec<NodeId> {
    let mut stands_for = schedule.stands_for.clone();
    let count = graph.nodes.len();
    let wanted = |node: NodeId| {
        let computed = needed[node.0 as usize].is_some() && Part::Trials.holds(graph, node);
        computed && schedule.stands_for[node.0 as usize] == node
    };
    let mut stays = vec![false; count];
    for &output in outputs {
        stays[schedule.stands_for[output.0 as usize].0 as usize] = true;
    }
    for read in graph.prev.iter().flatten() {
        stays[schedule.stands_for[read.0 as usize].0 as usize] = true;
    }
    for user in (0..count as u32).map(NodeId).filter(|&node| wanted(node)) {
        let whole = matches!(
            graph.op(user),
            Op::OverYears { .. } | Op::OverSeries { .. } | Op::Next { .. } | Op::Delay { .. } | Op::RowSorted { .. }
        );
        for argument in used(graph, user, &schedule.stands_for) {
            let (here, there) = (schedule.place[user.0 as usize], schedule.place[argument.0 as usize]);
            stays[argument.0 as usize] |= whole || (here.phase, here.yearly) != (there.phase, there.yearly);
        }
    }
    for index in 0..count {
        let node = NodeId(index as u32);
        let (Op::Window { series, from, to }, Some((first, last))) = (graph.op(node), needed[index]) else { continue };
        let inner = schedule.stands_for[series.0 as usize];
        let inside =
            first >= *from && last <= *to && schedule.place[index].phase == schedule.place[inner.0 as usize].phase;
        if inside && wanted(node) && !stays[index] && matches!(graph.op(inner), Op::Prev { .. }) {
            stands_for[index] = inner;
        }
    }
    // a window of such a window
    for index in 0..count {
        stands_for[index] = stands_for[stands_for[index].0 as usize];
    }
    stands_for
}
