//! From a schedule to a program: every node becomes steps at its place, and values get slots that are used again as soon
//! as nobody needs them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::graph::{Gather, Graph, NodeId, Op, TableId};
use super::program::{Action, Column, Operand, Phase, Program, Segment, SlotSize, Step, TallySize};
use super::schedule::{Part, Place, Schedule, used};

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
enum Section {
    Before,
    Enter,
    Yearly,
    Leave,
}

/// A step that has no slots yet.
struct Task {
    phase: u32,
    section: Section,
    pass: u32,
    table: Option<TableId>,
    /// Order among equals: the node's index.
    order: u32,
    action: Action,
    /// Which value it writes.
    writes: NodeId,
    reads: Vec<NodeId>,
    years: (u32, u32),
    only_row: Option<u32>,
}

/// Keys of helper values beside a node's own: the running sum of `above`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Held {
    Value(NodeId),
    Sum(NodeId),
}

/// Assembles the program; also tells where each output (and in the prelude each value) stands.
pub(super) fn assemble(context: &Context<'_>) -> (Program, HashMap<NodeId, Column>) {
    let mut tasks = tasks(context);
    tasks.sort_by_key(|task| (task.phase, task.section, task.pass, task.table, task.order));
    let storage = Storage::plan(context, &tasks);
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
                list.push(own(Action::Uniform { keys, year: *year, by_row }, vec![], years));
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
                list.push(own(Action::RowSorted { function: *function, rows }, reads, years));
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
    let here = context.part.holds(context.graph, value) && (from.phase, from.yearly) == (place.phase, place.yearly);
    let pass = if here { from.pass } else { place.pass };
    let section = if place.yearly { Section::Yearly } else { Section::Before };
    let table = context.graph.axes(value).row;
    let base = Task {
        phase: place.phase,
        section,
        pass,
        table: None,
        order: node.0,
        action: Action::Fill { value: neutral(gather), everywhere: !place.yearly },
        writes: node,
        reads: vec![],
        years,
        only_row: None,
    };
    let only_row = if let Gather::Only(row) = gather { Some(row) } else { None };
    let collect = Task { table, action: Action::Gather(gather), reads: vec![value], only_row, ..copy_of(&base) };
    list.push(base);
    list.push(collect);
}

fn copy_of(task: &Task) -> Task {
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

/// Slots of all values.
struct Storage {
    columns: HashMap<Held, Column>,
    slots: Vec<SlotSize>,
}

/// The life of a value in positions of the sorted tasks.
#[derive(Debug, Clone, Copy)]
struct Life {
    size: SlotSize,
    from: usize,
    to: usize,
}

impl Storage {
    fn plan(context: &Context<'_>, tasks: &[Task]) -> Storage {
        let lives = lives(context, tasks);
        let mut by_start: Vec<(Held, Life)> = lives.into_iter().collect();
        by_start.sort_by_key(|(held, life)| (life.from, held_order(*held)));
        let mut slots: Vec<SlotSize> = Vec::new();
        let mut free: HashMap<SlotSize, Vec<u32>> = HashMap::new();
        let mut busy: BinaryHeap<Reverse<(usize, u32)>> = BinaryHeap::new();
        let mut columns = HashMap::new();
        for (held, life) in by_start {
            while let Some(Reverse((end, slot))) = busy.peek().copied() {
                if end >= life.from {
                    break;
                }
                busy.pop();
                free.entry(slots[slot as usize]).or_default().push(slot);
            }
            let slot = match free.get_mut(&life.size).and_then(Vec::pop) {
                Some(slot) => slot,
                None => {
                    slots.push(life.size);
                    slots.len() as u32 - 1
                }
            };
            busy.push(Reverse((life.to, slot)));
            let year_stride = u32::from(life.size.years > 1);
            let row_stride = if life.size.rows > 1 { life.size.years } else { 0 };
            columns.insert(held, Column { slot, row_stride, year_stride });
        }
        Storage { columns, slots }
    }

    fn operand(&self, context: &Context<'_>, node: NodeId) -> Operand {
        match self.columns.get(&Held::Value(node)) {
            Some(column) if context.part.holds(context.graph, node) => Operand::Lanes(*column),
            _ => Operand::Constant(context.constants.get(&node).copied().unwrap_or(Column {
                slot: 0,
                row_stride: 0,
                year_stride: 0,
            })),
        }
    }

    fn step(&self, context: &Context<'_>, task: &Task) -> Step {
        let mut arguments: Vec<Operand> = task.reads.iter().map(|&node| self.operand(context, node)).collect();
        if let (Action::Above, Some(column)) = (&task.action, self.columns.get(&Held::Sum(task.writes))) {
            arguments.push(Operand::Lanes(*column));
        }
        let out = self.columns.get(&Held::Value(task.writes)).copied().unwrap_or(Column {
            slot: 0,
            row_stride: 0,
            year_stride: 0,
        });
        Step { action: task.action.clone(), out, arguments, years: task.years, only_row: task.only_row }
    }
}

fn held_order(held: Held) -> (u32, u8) {
    match held {
        Held::Value(node) => (node.0, 0),
        Held::Sum(node) => (node.0, 1),
    }
}

/// From the first write to the last read of every value, stretched over the loops it has to survive.
fn lives(context: &Context<'_>, tasks: &[Task]) -> HashMap<Held, Life> {
    let graph = context.graph;
    let end_of_all = tasks.len();
    // bounds of each year loop and each row loop by position
    let mut loops: HashMap<u32, (usize, usize)> = HashMap::new();
    let mut row_loops: Vec<(usize, usize)> = vec![(0, 0); tasks.len()];
    let mut start = 0;
    for position in 0..tasks.len() {
        let task = &tasks[position];
        if matches!(task.section, Section::Yearly | Section::Leave) {
            let bounds = loops.entry(task.phase).or_insert((position, position));
            bounds.1 = position;
        }
        let same = |a: &Task, b: &Task| (a.phase, a.section, a.pass, a.table) == (b.phase, b.section, b.pass, b.table);
        if position > 0 && !same(&tasks[position - 1], task) {
            start = position;
        }
        if tasks.get(position + 1).is_none_or(|next| !same(task, next)) {
            row_loops[start..=position].fill((start, position));
        }
    }
    let mut writes: HashMap<Held, Vec<usize>> = HashMap::new();
    let mut reads: HashMap<Held, Vec<usize>> = HashMap::new();
    for (position, task) in tasks.iter().enumerate() {
        writes.entry(Held::Value(task.writes)).or_default().push(position);
        if matches!(task.action, Action::Above) {
            writes.entry(Held::Sum(task.writes)).or_default().push(position);
        }
        for &node in &task.reads {
            if context.part.holds(graph, node) {
                reads.entry(Held::Value(node)).or_default().push(position);
            }
        }
    }
    let keep: HashSet<NodeId> =
        context.outputs.iter().map(|node| context.schedule.stands_for[node.0 as usize]).collect();
    let mut lives = HashMap::new();
    for (held, written) in &writes {
        let node = match held {
            Held::Value(node) | Held::Sum(node) => *node,
        };
        let axes = graph.axes(node);
        let empty = Vec::new();
        let read = reads.get(held).unwrap_or(&empty);
        let kept = matches!(held, Held::Value(_)) && keep.contains(&node);
        let first = written.iter().copied().min().unwrap_or(0);
        let last = read.iter().chain(written).copied().max().unwrap_or(first);
        let home = &tasks[written.iter().copied().max().unwrap_or(first)];
        let carried = matches!(graph.op(node), Op::Prev { .. });
        let places = || read.iter().chain(written).map(|&position| &tasks[position]);
        // does it leave the year, the row loop?
        let leaves_year = axes.year
            && !carried
            && (kept
                || places()
                    .any(|task| task.phase != home.phase || !matches!(task.section, Section::Yearly | Section::Leave))
                || read
                    .iter()
                    .any(|&position| matches!(tasks[position].action, Action::Series { .. } | Action::Next { .. }))
                || matches!(graph.op(node), Op::Delay { .. }));
        let leaves_rows = axes.row.is_some()
            && (kept
                || carried
                || written.len() > 1
                || places().any(|task| {
                    (task.phase, task.section, task.pass, task.table)
                        != (home.phase, home.section, home.pass, home.table)
                })
                || matches!(graph.op(node), Op::Delay { .. }));
        let (leaves_year, leaves_rows) = match held {
            Held::Sum(_) => (false, false),
            Held::Value(_) => (leaves_year, leaves_rows),
        };
        let years = if leaves_year { context.horizon + 1 } else { 1 };
        let rows = match axes.row {
            Some(table) if leaves_rows => context.rows[table.0 as usize].max(1),
            _ => 1,
        };
        let (mut from, mut to) = (first, if kept { end_of_all } else { last });
        let positions: Vec<usize> = read.iter().chain(written).copied().collect();
        let earliest = positions.iter().copied().min().unwrap_or(first);
        let latest = last;
        let leaves = |(start, end): (usize, usize)| earliest < start || latest > end;
        for &position in &positions {
            // a value that lives across the edge of a loop must survive the whole loop
            let task = &tasks[position];
            if let (Section::Yearly | Section::Leave, Some(&years)) = (task.section, loops.get(&task.phase))
                && (leaves(years) || carried || leaves_year || kept)
            {
                from = from.min(years.0);
                to = to.max(years.1);
            }
            let (loop_start, loop_end) = row_loops[position];
            let in_rows = task.table.is_some();
            let outside = leaves((loop_start, loop_end));
            if in_rows && (outside || leaves_rows || matches!(held, Held::Sum(_))) {
                from = from.min(loop_start);
                to = to.max(loop_end);
            }
        }
        lives.insert(*held, Life { size: SlotSize { rows, years }, from, to });
    }
    lives
}
