//! Which slot every value gets: from its first write to its last read a slot is its own, then it is used again.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::assemble::{Context, Section, Task};
use super::graph::{NodeId, Op, TableId};
use super::program::{Action, Column, Operand, SlotSize, Step};

/// Keys of helper values beside a node's own: the running sum of `above`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Held {
    Value(NodeId),
    Sum(NodeId),
}

/// Slots of all values.
pub(super) struct Storage {
    pub(super) columns: HashMap<Held, Column>,
    pub(super) slots: Vec<SlotSize>,
}

/// The life of a value in positions of the sorted tasks.
#[derive(Debug, Clone, Copy)]
struct Life {
    size: SlotSize,
    from: usize,
    to: usize,
    /// The phase it is written in, and whether every year anew.
    home: Option<(u32, bool)>,
}

impl Storage {
    pub(super) fn plan(context: &Context<'_>, tasks: &mut [Task]) -> Storage {
        let lives = lives(context, tasks);
        swap(context, tasks, &lives);
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
            columns.insert(held, Column::of(slot, life.size));
        }
        Storage { columns, slots }
    }

    fn operand(&self, context: &Context<'_>, node: NodeId) -> Operand {
        match self.columns.get(&Held::Value(node)) {
            Some(column) if context.part.holds(context.graph, node) => Operand::Lanes(*column),
            _ => Operand::Constant(context.constants.get(&node).copied().unwrap_or_default()),
        }
    }

    pub(super) fn step(&self, context: &Context<'_>, task: &Task) -> Step {
        let mut arguments: Vec<Operand> = task.reads.iter().map(|&node| self.operand(context, node)).collect();
        if let (Action::Above, Some(column)) = (&task.action, self.columns.get(&Held::Sum(task.writes))) {
            arguments.push(Operand::Lanes(*column));
        }
        let out = self.columns.get(&Held::Value(task.writes)).copied().unwrap_or_default();
        let only_if =
            task.only_if.map(|(node, holds)| (context.constants.get(&node).copied().unwrap_or_default(), holds));
        Step { action: task.action.clone(), out, arguments, years: task.years, only_row: task.only_row, only_if }
    }
}

fn held_order(held: Held) -> (u32, u8) {
    match held {
        Held::Value(node) => (node.0, 0),
        Held::Sum(node) => (node.0, 1),
    }
}

/// True for tasks that run again every year; where every row runs through all years, its start runs again as well.
fn in_year_loop(context: &Context<'_>, task: &Task) -> bool {
    match task.section {
        Section::Yearly | Section::Leave => true,
        Section::Enter => task.table.is_some() && context.schedule.rows_of(task.phase).is_some(),
        Section::Before => false,
    }
}

/// At the end of a year `prev` takes over a value. Where nobody else reads that value any more, the two slots change their
/// places instead of one being copied.
fn swap(context: &Context<'_>, tasks: &mut [Task], lives: &HashMap<Held, Life>) {
    let mut taken: HashMap<NodeId, u32> = HashMap::new();
    for task in tasks.iter().filter(|task| task.section == Section::Leave) {
        task.reads.iter().for_each(|&read| *taken.entry(read).or_default() += 1);
    }
    for task in tasks.iter_mut().filter(|task| task.section == Section::Leave && task.action == Action::Copy) {
        let [read] = task.reads.as_slice() else { continue };
        let (Some(from), Some(to)) = (lives.get(&Held::Value(*read)), lives.get(&Held::Value(task.writes))) else {
            continue;
        };
        let stays = matches!(context.graph.op(*read), Op::Prev { .. } | Op::Delay { .. });
        if taken.get(read) == Some(&1)
            && !taken.contains_key(&task.writes)
            && !stays
            && context.graph.axes(*read) == context.graph.axes(task.writes)
            && from.size == to.size
            && from.size.years == 1
            && from.home == Some((task.phase, true))
        {
            task.action = Action::Swap;
            // all rows at once
            task.only_row = if from.size.rows > 1 { Some(0) } else { task.only_row };
        }
    }
}

/// Which loop over rows a task is in: tasks with the same answer see the same row one after the other.
pub(super) fn row_loop(context: &Context<'_>, task: &Task) -> (u32, Section, u32, Option<TableId>) {
    let by_row = task.section != Section::Before && context.schedule.rows_of(task.phase).is_some();
    match task.table {
        Some(table) if by_row => (task.phase, Section::Yearly, 0, Some(table)),
        table => (task.phase, task.section, task.pass, table),
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
        if in_year_loop(context, task) {
            let bounds = loops.entry(task.phase).or_insert((position, position));
            bounds.1 = position;
        }
        let same = |a: &Task, b: &Task| row_loop(context, a) == row_loop(context, b);
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
        let one_row = context.schedule.rows_of(home.phase).is_some() && home.section != Section::Before;
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
                || carried && !one_row
                || places().any(|task| row_loop(context, task) != row_loop(context, home))
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
            if let (true, Some(&years)) = (in_year_loop(context, task), loops.get(&task.phase))
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
        let home = Some((home.phase, home.section == Section::Yearly));
        lives.insert(*held, Life { size: SlotSize { rows, years }, from, to, home });
    }
    lives
}
