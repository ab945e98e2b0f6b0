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

/// Bounds, by position, of the loops that tasks are in.
struct Loops {
    /// Of each phase's loop over years.
    years: HashMap<u32, (usize, usize)>,
    /// Of the loop over rows around each task.
    rows: Vec<(usize, usize)>,
}

impl Loops {
    fn of(context: &Context<'_>, tasks: &[Task]) -> Loops {
        let mut years: HashMap<u32, (usize, usize)> = HashMap::new();
        let mut rows: Vec<(usize, usize)> = vec![(0, 0); tasks.len()];
        let mut start = 0;
        for (position, task) in tasks.iter().enumerate() {
            if in_year_loop(context, task) {
                let bounds = years.entry(task.phase).or_insert((position, position));
                bounds.1 = position;
            }
            let same = |a: &Task, b: &Task| row_loop(context, a) == row_loop(context, b);
            if position > 0 && !same(&tasks[position - 1], task) {
                start = position;
            }
            if tasks.get(position + 1).is_none_or(|next| !same(task, next)) {
                rows[start..=position].fill((start, position));
            }
        }
        Loops { years, rows }
    }
}

/// Where a value is written and read, by position.
#[derive(Default)]
struct Uses {
    written: Vec<usize>,
    read: Vec<usize>,
}

impl Uses {
    /// The uses of all values.
    fn of_all(context: &Context<'_>, tasks: &[Task]) -> HashMap<Held, Uses> {
        let mut uses: HashMap<Held, Uses> = HashMap::new();
        for (position, task) in tasks.iter().enumerate() {
            uses.entry(Held::Value(task.writes)).or_default().written.push(position);
            if matches!(task.action, Action::Above) {
                uses.entry(Held::Sum(task.writes)).or_default().written.push(position);
            }
            for &node in &task.reads {
                if context.part.holds(context.graph, node) {
                    uses.entry(Held::Value(node)).or_default().read.push(position);
                }
            }
        }
        // what is only read belongs to another part
        uses.retain(|_, uses| !uses.written.is_empty());
        uses
    }

    fn positions(&self) -> impl Iterator<Item = usize> {
        self.read.iter().chain(&self.written).copied()
    }

    /// The first and the last position.
    fn bounds(&self) -> (usize, usize) {
        let first = self.positions().min().unwrap_or(0);
        (first, self.positions().max().unwrap_or(first))
    }
}

/// From the first write to the last read of every value, stretched over the loops it has to survive.
fn lives(context: &Context<'_>, tasks: &[Task]) -> HashMap<Held, Life> {
    let loops = Loops::of(context, tasks);
    let outputs: HashSet<NodeId> =
        context.outputs.iter().map(|node| context.schedule.stands_for[node.0 as usize]).collect();
    let life = |(held, uses): (Held, Uses)| (held, life(context, tasks, &loops, &outputs, (held, &uses)));
    Uses::of_all(context, tasks).into_iter().map(life).collect()
}

/// The life of one value. `outputs` are read when all tasks are done.
fn life(
    context: &Context<'_>,
    tasks: &[Task],
    loops: &Loops,
    outputs: &HashSet<NodeId>,
    (held, uses): (Held, &Uses),
) -> Life {
    let (node, kept) = match held {
        Held::Value(node) => (node, outputs.contains(&node)),
        Held::Sum(node) => (node, false),
    };
    let home = &tasks[uses.written.iter().copied().max().unwrap_or(0)];
    let carried = matches!(context.graph.op(node), Op::Prev { .. });
    let (leaves_year, leaves_rows) = match held {
        Held::Value(node) => leaves(context, tasks, home, kept, (node, uses)),
        Held::Sum(_) => (false, false),
    };
    let rows = match context.graph.axes(node).row {
        Some(table) if leaves_rows => context.rows[table.0 as usize].max(1),
        _ => 1,
    };
    let size = SlotSize { rows, years: if leaves_year { context.horizon + 1 } else { 1 } };
    let (first, last) = uses.bounds();
    let mut from = uses.written.iter().copied().min().unwrap_or(0);
    let mut to = if kept { tasks.len() } else { last };
    let crosses = |(start, end): (usize, usize)| first < start || last > end;
    for position in uses.positions() {
        // a value that lives across the edge of a loop must survive the whole loop
        let task = &tasks[position];
        if let (true, Some(&years)) = (in_year_loop(context, task), loops.years.get(&task.phase))
            && (crosses(years) || carried || leaves_year || kept)
        {
            from = from.min(years.0);
            to = to.max(years.1);
        }
        let rows = loops.rows[position];
        if task.table.is_some() && (crosses(rows) || leaves_rows || matches!(held, Held::Sum(_))) {
            from = from.min(rows.0);
            to = to.max(rows.1);
        }
    }
    Life { size, from, to, home: Some((home.phase, home.section == Section::Yearly)) }
}

/// Whether a value is read in another year than that of its writing, and whether in another loop over rows: then all its
/// years, all its rows are kept. `home` is the task that writes it last.
fn leaves(
    context: &Context<'_>,
    tasks: &[Task],
    home: &Task,
    kept: bool,
    (node, uses): (NodeId, &Uses),
) -> (bool, bool) {
    let axes = context.graph.axes(node);
    let carried = matches!(context.graph.op(node), Op::Prev { .. });
    let delayed = matches!(context.graph.op(node), Op::Delay { .. });
    let tasks_of = || uses.positions().map(|position| &tasks[position]);
    let in_its_years =
        |task: &Task| task.phase == home.phase && matches!(task.section, Section::Yearly | Section::Leave);
    let looks_ahead = |position: &usize| matches!(tasks[*position].action, Action::Series { .. } | Action::Next { .. });
    let leaves_year = axes.year
        && !carried
        && (kept || delayed || !tasks_of().all(in_its_years) || uses.read.iter().any(looks_ahead));
    let row_by_row = context.schedule.rows_of(home.phase).is_some() && home.section != Section::Before;
    let same_rows = |task: &Task| row_loop(context, task) == row_loop(context, home);
    let leaves_rows = axes.row.is_some() && (kept || delayed || carried && !row_by_row || !tasks_of().all(same_rows));
    (leaves_year, leaves_rows)
}
