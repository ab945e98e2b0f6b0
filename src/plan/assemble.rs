//! From a schedule to a program: every node becomes steps at its place, and values get slots that are used again as soon
//! as nobody needs them.

use std::collections::HashMap;

use super::fuse::fuse;
use super::graph::{Gather, Graph, NodeId, Op, TableId};
use super::program::{Action, Column, Drawn, Phase, Program, Segment, Sorting, TallySize};
use super::schedule::{Part, Place, Schedule, used};
use super::storage::{Held, Storage};

/// What the assembly needs to know beside graph and schedule.
pub(super) struct Context<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// Which part.
    pub part: Part,
    /// Its schedule.
    pub schedule: &'a Schedule,
    /// Last index.
    pub horizon: u32,
    /// Rows of each table.
    pub rows: &'a [u32],
    /// Nodes whose values are wanted when all is done.
    pub outputs: &'a [NodeId],
    /// Nodes that gather over trials, in the order of their numbers.
    pub tallies: &'a [NodeId],
    /// Where values of the prelude stand (empty while the prelude itself is assembled).
    pub constants: &'a HashMap<NodeId, Column>,
    /// Keys of the draws of a uniform, one for each row of its table.
    pub keys: &'a dyn Fn(&str, Option<TableId>) -> Vec<u64>,
}

/// Part of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Section {
    Before,
    Enter,
    Yearly,
    Leave,
}

/// A step that has no slots yet.
pub(super) struct Task {
    pub(super) phase: u32,
    pub(super) section: Section,
    pub(super) pass: u32,
    pub(super) table: Option<TableId>,
    /// Order among equals: the node's index.
    pub(super) order: u32,
    pub(super) action: Action,
    /// Which value it writes.
    pub(super) writes: NodeId,
    pub(super) reads: Vec<NodeId>,
    pub(super) years: (u32, u32),
    pub(super) only_row: Option<u32>,
    /// A node known before the trials, and whether the task runs where it is true or where it is not.
    pub(super) only_if: Option<(NodeId, bool)>,
}

/// Assembles the program; also tells where each output (and in the prelude each value) stands.
pub(super) fn assemble(context: &Context<'_>) -> (Program, HashMap<NodeId, Column>) {
    let mut tasks = tasks(context);
    tasks.sort_by_key(|task| (task.phase, task.section, task.pass, task.table, task.order));
    if context.part == Part::Trials {
        fuse(context, &mut tasks);
    }
    let storage = Storage::plan(context, &mut tasks);
    let tallies = if context.part == Part::Trials { context.tallies } else { &[] };
    let program = Program {
        years: context.horizon + 1,
        phases: phases(&tasks, context, &storage),
        slots: storage.slots.clone(),
        tallies: tallies.iter().filter_map(|&node| tally_size(context, node)).collect(),
    };
    let stands = context
        .outputs
        .iter()
        .filter_map(|&node| {
            let real = context.schedule.stands_for[node.0 as usize];
            storage.columns.get(&Held::Value(real)).map(|column| (node, *column))
        })
        .collect();
    (program, stands)
}

/// Puts the sorted tasks into phases and segments; row loops of different passes are loops of their own.
fn phases(tasks: &[Task], context: &Context<'_>, storage: &Storage) -> Vec<Phase> {
    let mut phases: Vec<Phase> = Vec::new();
    let mut last: Option<(u32, Section, u32, Option<TableId>)> = None;
    for task in tasks {
        phases.resize(phases.len().max(task.phase as usize + 1), Phase::default());
        let phase = &mut phases[task.phase as usize];
        phase.by_row = context.schedule.rows_of(task.phase).map(|table| context.rows[table.0 as usize]);
        let segments = match task.section {
            Section::Before => &mut phase.before,
            Section::Enter => &mut phase.enter,
            Section::Yearly => &mut phase.yearly,
            Section::Leave => &mut phase.leave,
        };
        let joins = last.is_some_and(|(phase, section, pass, table)| {
            (phase, section, table) == (task.phase, task.section, task.table) && (table.is_none() || pass == task.pass)
        });
        let step = storage.step(context, task);
        match segments.last_mut() {
            Some(segment) if joins => segment.steps.push(step),
            _ => {
                let rows = task.table.map(|table| context.rows[table.0 as usize]);
                segments.push(Segment { rows, steps: vec![step] });
            }
        }
        last = Some((task.phase, task.section, task.pass, task.table));
    }
    phases
}

/// Everything that has to be done, in no order yet.
fn tasks(context: &Context<'_>) -> Vec<Task> {
    let (graph, schedule) = (context.graph, context.schedule);
    let mut list = Vec::new();
    for index in 0..graph.nodes.len() {
        let node = NodeId(index as u32);
        let real = schedule.stands_for[index] == node;
        let (Some(years), true) = (schedule.needed[index], real && context.part.holds(graph, node)) else { continue };
        let place = schedule.place[index];
        let reads = used(graph, node, &schedule.stands_for);
        let section = if place.yearly { Section::Yearly } else { Section::Before };
        let years = if place.yearly { years } else { (0, context.horizon) };
        let own = |action: Action, reads: Vec<NodeId>, years: (u32, u32)| Task {
            phase: place.phase,
            section,
            pass: place.pass,
            table: place.table,
            order: node.0,
            action,
            writes: node,
            reads,
            years,
            only_row: None,
            only_if: None,
        };
        match graph.op(node) {
            Op::Constant(bits) => {
                list.push(own(Action::Fill { value: f64::from_bits(*bits), everywhere: true }, vec![], years));
            }
            Op::ByYear(values) => list.push(own(table_action(values, 0, 1), vec![], years)),
            Op::ByRow(_, values) => list.push(own(table_action(values, 1, 0), vec![], years)),
            Op::ByRowYear(_, values) => list.push(own(table_action(values, context.horizon + 1, 1), vec![], years)),
            Op::Uniform { path, year, row } => {
                let keys = (context.keys)(path, *row);
                let by_row = row.is_some();
                list.push(own(Action::Uniform { keys, year: *year, by_row, then: Drawn::Uniform }, vec![], years));
            }
            Op::Assemble(..) => list.push(own(Action::Assemble, reads, years)),
            Op::Unary(function, _) => list.push(own(Action::Unary(*function), reads, years)),
            Op::Binary(function, ..) => list.push(own(Action::Binary(*function), reads, years)),
            Op::Select(..) => list.push(own(Action::Select, reads, years)),
            Op::Interpolate(_, points) => {
                let points = points.iter().map(|(x, y)| (f64::from_bits(*x), f64::from_bits(*y))).collect();
                list.push(own(Action::Interpolate(points), reads, years));
            }
            Op::Choose(_, values) => {
                let values = values.iter().map(|bits| f64::from_bits(*bits)).collect();
                list.push(own(Action::Choose(values), reads, years));
            }
            Op::Quantile(spread, _) => list.push(own(Action::Quantile(*spread), reads, years)),
            Op::Scalar(function, _) => list.push(own(Action::Scalar(*function), reads, years)),
            // what nobody needs is not there to be read
            Op::Window { from, to, .. } if years.0.max(*from) > years.1.min(*to) => {
                list.push(own(Action::Fill { value: 0.0, everywhere: false }, vec![], years));
            }
            Op::Window { from, to, .. } => list.push(own(Action::Window { from: *from, to: *to }, reads, years)),
            Op::Next { last, .. } if years.0 >= *last => list.push(own(Action::Copy, vec![reads[1]], years)),
            Op::Next { last, .. } => list.push(own(Action::Next { last: *last }, reads, years)),
            Op::OverSeries { function, from, to, .. } => {
                list.push(own(Action::Series { function: *function, from: *from, to: *to }, reads, years));
            }
            Op::RowSorted { function, table, .. } => {
                let rows = context.rows[table.0 as usize];
                list.push(own(Action::RowSorted { function: *function, rows, sorting: Sorting::Own }, reads, years));
            }
            Op::Delay { .. } => {
                list.push(Task {
                    section: Section::Enter,
                    table: None,
                    ..own(Action::Fill { value: 0.0, everywhere: true }, vec![], (0, context.horizon))
                });
                list.push(own(Action::Delay, reads, years));
            }
            Op::Above { .. } => list.push(own(Action::Above, reads, years)),
            Op::Tally { from, to, .. } => {
                let index = context.tallies.iter().position(|&tally| tally == node).unwrap_or_default() as u32;
                let years = if place.yearly { (years.0.max(*from), years.1.min(*to)) } else { years };
                list.push(own(Action::Tally { index }, reads, years));
            }
            Op::OverRows { gather, .. } => over_rows(context, node, *gather, &reads, place, &mut list, years),
            Op::OverYears { gather, from, to, .. } => {
                over_years(context, node, *gather, &reads, (*from, *to), &mut list);
            }
            Op::Prev { .. } => prev(context, node, place, &mut list),
        }
    }
    list
}

/// What a tally needs to hold.
fn tally_size(context: &Context<'_>, node: NodeId) -> Option<TallySize> {
    let Op::Tally { sort, .. } = context.graph.op(node) else { return None };
    let axes = context.graph.axes(node);
    let rows = axes.row.map_or(1, |table| context.rows[table.0 as usize]);
    Some(TallySize { sort: *sort, rows, years: if axes.year { context.horizon + 1 } else { 1 } })
}

fn table_action(values: &[u64], row_stride: u32, year_stride: u32) -> Action {
    Action::Table { values: values.iter().map(|bits| f64::from_bits(*bits)).collect(), row_stride, year_stride }
}

/// What a sum and its like start from.
fn neutral(gather: Gather) -> f64 {
    match gather {
        Gather::Sum | Gather::Only(_) => 0.0,
        Gather::Product => 1.0,
        Gather::Minimum => f64::INFINITY,
        Gather::Maximum => f64::NEG_INFINITY,
    }
}

fn over_rows(
    context: &Context<'_>,
    node: NodeId,
    gather: Gather,
    reads: &[NodeId],
    place: Place,
    list: &mut Vec<Task>,
    years: (u32, u32),
) {
    let value = reads[0];
    let from = context.schedule.place[value.0 as usize];
    // the argument may stand in an earlier phase, part or section: then the loop over rows is this node's own
    let in_part = context.part.holds(context.graph, value);
    let here = in_part && (from.phase, from.yearly) == (place.phase, place.yearly);
    // rows that run through all years one by one are gathered there, all years side by side
    let by_row = in_part && from.yearly && context.schedule.rows_of(from.phase).is_some();
    let (phase, pass) = if here || by_row { (from.phase, from.pass) } else { (place.phase, place.pass) };
    let section = if place.yearly { Section::Yearly } else { Section::Before };
    let table = context.graph.axes(value).row;
    let base = Task {
        phase,
        section: if by_row { Section::Enter } else { section },
        pass,
        table: None,
        order: node.0,
        action: Action::Fill { value: neutral(gather), everywhere: by_row || !place.yearly },
        writes: node,
        reads: vec![],
        years,
        only_row: None,
        only_if: None,
    };
    let only_row = if let Gather::Only(row) = gather { Some(row) } else { None };
    let collect =
        Task { section, table, action: Action::Gather(gather), reads: vec![value], only_row, ..copy_of(&base) };
    list.push(base);
    list.push(collect);
}

pub(super) fn copy_of(task: &Task) -> Task {
    Task { action: task.action.clone(), reads: task.reads.clone(), ..*task }
}

fn over_years(
    context: &Context<'_>,
    node: NodeId,
    gather: Gather,
    reads: &[NodeId],
    years: (u32, u32),
    list: &mut Vec<Task>,
) {
    let series = reads[0];
    let own_phase = context.schedule.place[node.0 as usize].phase;
    let in_part = context.part.holds(context.graph, series);
    let from = context.schedule.place[series.0 as usize];
    let (phase, pass) = if in_part { (from.phase, from.pass) } else { (own_phase.saturating_sub(1), 0) };
    let years = if let Gather::Only(year) = gather { (year, year) } else { years };
    let base = Task {
        phase,
        section: Section::Enter,
        pass: 0,
        table: None,
        order: node.0,
        action: Action::Fill { value: neutral(gather), everywhere: true },
        writes: node,
        reads: vec![],
        years: (0, context.horizon),
        only_row: None,
        only_if: None,
    };
    let collect = Task {
        section: Section::Yearly,
        pass,
        table: context.graph.axes(series).row,
        action: Action::Gather(gather),
        reads: vec![series],
        years,
        ..copy_of(&base)
    };
    list.push(base);
    list.push(collect);
}

fn prev(context: &Context<'_>, node: NodeId, place: Place, list: &mut Vec<Task>) {
    let graph = context.graph;
    let Op::Prev { target, start, first } = graph.op(node) else { return };
    let start = context.schedule.stands_for[start.0 as usize];
    let table = graph.axes(node).row;
    let enter = Task {
        phase: place.phase,
        section: Section::Enter,
        pass: 0,
        table,
        order: node.0,
        action: Action::Copy,
        writes: node,
        reads: vec![start],
        years: (0, context.horizon),
        only_row: None,
        only_if: None,
    };
    let read = graph.prev[target.0 as usize].map(|read| context.schedule.stands_for[read.0 as usize]);
    if let (Some(read), Some((_, last))) = (read, context.schedule.needed[node.0 as usize])
        && last > *first
    {
        // a `prev` of a `prev` is read before it moves on: later nodes first
        list.push(Task {
            section: Section::Leave,
            order: u32::MAX - node.0,
            reads: vec![read],
            years: (*first, last.saturating_sub(1)),
            ..copy_of(&enter)
        });
    }
    list.push(enter);
}
