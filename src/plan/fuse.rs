//! Fewer steps: several in one where the value between them is read once, and none where its value is known not to count.
//!
//! A step over a block costs what it stores and a little for the interpreter. So a product that is only added to
//! something becomes one step with the sum (in two roundings, as before: no bit changes), and what is made of a draw is
//! made where it is drawn. What is computed only for a branch that a condition known before the trials does not take, by
//! row or year, is not computed there; and the branch that is taken is computed where the choice would stand.

use std::collections::{HashMap, HashSet};

use super::assemble::{Context, Task, copy_of};
use super::chains::{CHAINS, First, MOST_ARGUMENTS, Then};
use super::graph::{Binary, Gather, NodeId, Unary};
use super::program::{Action, Drawn, Sorting};
use super::storage::row_loop;

/// Joins tasks and puts conditions on them; the tasks are sorted.
pub(super) fn fuse(context: &Context<'_>, tasks: &mut Vec<Task>) {
    if tasks.is_empty() {
        return;
    }
    sums_of_choices(context, tasks);
    // a product with the spread of a draw, its sum with the middle; then both with the draw itself, or a comparison with it
    // and the choice that it makes; and then chains of anything
    for joined in [stretched, stretched, drawn, drawn, chained] {
        join(context, tasks, joined);
    }
    windows(context, tasks);
    guard(context, tasks);
    sort_once(context, tasks);
}

/// Functions of the same rows in their order stand one behind the other, and sort once: each behind the first that sorts
/// these rows, as far as all it needs is there.
fn sort_once(context: &Context<'_>, tasks: &mut [Task]) {
    let mut first = 0;
    while first < tasks.len() {
        let mut count = 1;
        if matches!(tasks[first].action, Action::RowSorted { .. }) {
            while let Some(ahead) =
                tasks[first + count..].iter().position(|task| same_order(context, &tasks[first], task))
            {
                tasks[first + count..][..=ahead].rotate_right(1);
                count += 1;
            }
        }
        if count > 1 {
            for (place, task) in tasks[first..][..count].iter_mut().enumerate() {
                if let Action::RowSorted { sorting, .. } = &mut task.action {
                    *sorting = if place == 0 { Sorting::Kept } else { Sorting::Again };
                }
            }
        }
        first += count;
    }
}

/// True where the second task works on the order of rows that the first one makes, and can stand behind it.
fn same_order(context: &Context<'_>, one: &Task, two: &Task) -> bool {
    matches!(two.action, Action::RowSorted { sorting: Sorting::Own, .. })
        && one.reads[..2] == two.reads[..2]
        && (one.phase, one.section, one.pass, one.table) == (two.phase, two.section, two.pass, two.table)
        && (one.years, one.only_row, one.only_if) == (two.years, two.only_row, two.only_if)
        // a probability that varies by trial may be worked out in between
        && two.reads[2..].iter().all(|&node| !context.part.holds(context.graph, node))
}

/// Two tasks in one: what they do together, and what of; `place` is that of the first one's value among what the second
/// reads.
type Joined = fn(&Context<'_>, &Task, &Task, usize) -> Option<(Action, Vec<NodeId>)>;

/// Joins every task with one that computes for it alone, as far as `joined` knows how.
fn join(context: &Context<'_>, tasks: &mut Vec<Task>, joined: Joined) {
    let known = Known::of(context, tasks);
    let mut gone: HashSet<usize> = HashSet::new();
    for second in 0..tasks.len() {
        let found = tasks[second].reads.iter().enumerate().find_map(|(place, &node)| {
            let first = known.only_writer(context, tasks, node, second).filter(|first| !gone.contains(first))?;
            joined(context, &tasks[first], &tasks[second], place).map(|(action, reads)| (first, action, reads))
        });
        if let Some((first, action, reads)) = found {
            gone.insert(first);
            (tasks[second].action, tasks[second].reads) = (action, reads);
        }
    }
    remove(tasks, &gone);
}

fn remove(tasks: &mut Vec<Task>, gone: &HashSet<usize>) {
    let mut position = 0;
    tasks.retain(|_| {
        position += 1;
        !gone.contains(&(position - 1))
    });
}

/// Who writes and who reads.
struct Known {
    writes: HashMap<NodeId, Vec<usize>>,
    reads: HashMap<NodeId, Vec<usize>>,
    kept: HashSet<NodeId>,
}

impl Known {
    fn of(context: &Context<'_>, tasks: &[Task]) -> Known {
        let mut known = Known {
            writes: HashMap::new(),
            reads: HashMap::new(),
            kept: context.outputs.iter().map(|node| context.schedule.stands_for[node.0 as usize]).collect(),
        };
        for (position, task) in tasks.iter().enumerate() {
            known.writes.entry(task.writes).or_default().push(position);
            for &node in &task.reads {
                known.reads.entry(node).or_default().push(position);
            }
        }
        known
    }

    /// The one task that writes what only the task at `reader` reads, once, in the same loop and in all its years.
    fn only_writer(&self, context: &Context<'_>, tasks: &[Task], node: NodeId, reader: usize) -> Option<usize> {
        if self.kept.contains(&node) || !context.part.holds(context.graph, node) {
            return None;
        }
        let (&[writer], &[_]) = (self.writes.get(&node)?.as_slice(), self.reads.get(&node)?.as_slice()) else {
            return None;
        };
        let (first, second) = (&tasks[writer], &tasks[reader]);
        let same = row_loop(context, first) == row_loop(context, second) && first.section == second.section;
        let wanted = inside(second);
        let covers = first.years.0 <= wanted.0 && first.years.1 >= wanted.1;
        (writer < reader && same && covers && first.only_row.is_none()).then_some(writer)
    }
}

/// The years of which a task reads.
fn inside(task: &Task) -> (u32, u32) {
    match task.action {
        Action::Window { from, to } => (task.years.0.max(from), task.years.1.min(to)),
        _ => task.years,
    }
}

/// A draw of known parameters, stretched by a number and moved by another.
fn stretched(context: &Context<'_>, first: &Task, second: &Task, place: usize) -> Option<(Action, Vec<NodeId>)> {
    let other = *second.reads.get(1 - place.min(1))?;
    if context.part.holds(context.graph, other) || second.reads.len() != 2 {
        return None;
    }
    let mut reads = first.reads.clone();
    reads.push(other);
    match (&first.action, &second.action) {
        (Action::Quantile(spread), Action::Binary(Binary::Multiply)) if first.reads.len() == 1 => {
            Some((Action::Stretch { spread: *spread, shifted: false }, reads))
        }
        (Action::Stretch { spread, shifted: false }, Action::Binary(Binary::Add)) => {
            Some((Action::Stretch { spread: *spread, shifted: true }, reads))
        }
        _ => None,
    }
}

/// A uniform draw and what is made of it: a quantile, or whether something happens whose chance is known.
fn drawn(context: &Context<'_>, first: &Task, second: &Task, place: usize) -> Option<(Action, Vec<NodeId>)> {
    let Action::Uniform { keys, year, by_row, then } = &first.action else { return None };
    let (then, reads) = match (then, &second.action, place) {
        (Drawn::Uniform, Action::Quantile(spread), 0) => (Drawn::Quantile(*spread), &second.reads[1..]),
        (Drawn::Uniform, Action::Stretch { spread, shifted }, 0) => {
            (Drawn::Stretch { spread: *spread, shifted: *shifted }, &second.reads[1..])
        }
        (Drawn::Uniform, Action::Binary(Binary::Less), 0) => (Drawn::Below { choice: false }, &second.reads[1..]),
        (Drawn::Below { choice: false }, Action::Select, 0) => (Drawn::Below { choice: true }, &second.reads[1..]),
        _ => return None,
    };
    // a quantile that reads more has parameters that vary by trial
    let varies = matches!(then, Drawn::Quantile(_)) && !reads.is_empty();
    if varies || reads.iter().any(|&node| context.part.holds(context.graph, node)) {
        return None;
    }
    let action = Action::Uniform { keys: keys.clone(), year: *year, by_row: *by_row, then };
    Some((action, first.reads.iter().chain(reads).copied().collect()))
}

/// A task as the first part of a chain.
fn first_part(context: &Context<'_>, action: &Action, reads: &[NodeId]) -> Option<First> {
    Some(match action {
        Action::Binary(Binary::Add) => First::Add,
        Action::Binary(Binary::Subtract) => First::Subtract,
        Action::Binary(Binary::Multiply | Binary::And) => First::Multiply,
        Action::Binary(Binary::Divide) => First::Divide,
        Action::Binary(Binary::Minimum) => First::Minimum,
        Action::Binary(Binary::Maximum | Binary::Or) => First::Maximum,
        Action::Binary(Binary::Less) => First::Less,
        Action::Binary(Binary::LessEqual) => First::LessEqual,
        Action::Binary(Binary::Equal) => First::Equal,
        Action::Unary(Unary::Not) => First::Not,
        // a condition known before the trials is no choice between columns
        Action::Select if context.part.holds(context.graph, reads[0]) => First::Select,
        _ => return None,
    })
}

/// Two or three steps in one.
fn chained(context: &Context<'_>, first: &Task, second: &Task, place: usize) -> Option<(Action, Vec<NodeId>)> {
    let part = |task: &Task| first_part(context, &task.action, &task.reads);
    let (begin, mut parts) = match &first.action {
        Action::Chain { first, then, last: None } => (*first, vec![*then]),
        _ => (part(first)?, Vec::new()),
    };
    match &second.action {
        Action::Gather(Gather::Sum) => parts.push(Then::Sum),
        Action::Unary(Unary::Exponential) => parts.push(Then::Exponential),
        Action::Chain { first, then, last: None } if place < first.arguments() => {
            parts.extend([first.after(place)?, *then]);
        }
        _ => parts.push(part(second)?.after(place)?),
    }
    let (then, last) = match parts.as_slice() {
        [then] => (*then, None),
        [then, last] => (*then, Some(*last)),
        _ => return None,
    };
    let others = second.reads.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, node)| *node);
    let reads: Vec<NodeId> = first.reads.iter().copied().chain(others).collect();
    let known = CHAINS.contains(&(begin, then, last)) && reads.len() <= MOST_ARGUMENTS;
    known.then_some((Action::Chain { first: begin, then, last }, reads))
}

/// A sum over rows of what is 0 in some of them, known before the trials, is a sum over the others. (A sum that begins with
/// 0 is never −0, so that adding a 0 of any sign changes no bit.)
fn sums_of_choices(context: &Context<'_>, tasks: &mut Vec<Task>) {
    let known = Known::of(context, tasks);
    let mut gone = HashSet::new();
    for sum in 0..tasks.len() {
        let (Action::Gather(Gather::Sum), None, &[value]) =
            (&tasks[sum].action, tasks[sum].only_if, tasks[sum].reads.as_slice())
        else {
            continue;
        };
        let Some(choice) = known.only_writer(context, tasks, value, sum) else { continue };
        let (Action::Select, &[condition, yes, no]) = (&tasks[choice].action, tasks[choice].reads.as_slice()) else {
            continue;
        };
        if context.part.holds(context.graph, condition) {
            continue;
        }
        let zero = |node: NodeId| context.graph.constant_value(node) == Some(0.0);
        let (node, holds) = match (zero(yes), zero(no)) {
            (false, true) => (yes, true),
            (true, false) => (no, false),
            _ => continue,
        };
        (tasks[sum].reads, tasks[sum].only_if) = (vec![node], Some((condition, holds)));
        gone.insert(choice);
    }
    remove(tasks, &gone);
}

/// A value that only its window reads is written where the window would copy it; in other years there is 0.
fn windows(context: &Context<'_>, tasks: &mut Vec<Task>) {
    let known = Known::of(context, tasks);
    let mut gone = HashSet::new();
    let mut further = Vec::new();
    for window in 0..tasks.len() {
        let (Action::Window { .. }, None, &[value]) =
            (&tasks[window].action, tasks[window].only_if, tasks[window].reads.as_slice())
        else {
            continue;
        };
        let (whole, inner) = (tasks[window].years, inside(&tasks[window]));
        let writer = known.only_writer(context, tasks, value, window);
        let Some(writer) = writer.filter(|&writer| can_move(&tasks[writer])) else { continue };
        (tasks[writer].writes, tasks[writer].years) = (tasks[window].writes, inner);
        let before = (whole.0 < inner.0).then(|| (whole.0, inner.0 - 1));
        let after = (inner.1 < whole.1).then_some((inner.1 + 1, whole.1));
        let mut outside = before.into_iter().chain(after);
        tasks[window].action = Action::Fill { value: 0.0, everywhere: false };
        tasks[window].reads = Vec::new();
        match outside.next() {
            Some(years) => tasks[window].years = years,
            None => {
                gone.insert(window);
            }
        }
        further.extend(outside.map(|years| (window, Task { years, ..copy_of(&tasks[window]) })));
    }
    for (place, task) in further.into_iter().rev() {
        tasks.insert(place, task);
        gone = gone.into_iter().map(|position| if position >= place { position + 1 } else { position }).collect();
    }
    remove(tasks, &gone);
}

/// Puts the condition of a choice, where it is known before the trials, on what only that choice reads; and the last steps
/// of both branches write what the choice would copy.
fn guard(context: &Context<'_>, tasks: &mut Vec<Task>) {
    let known = Known::of(context, tasks);
    let mut gone = HashSet::new();
    for reader in (0..tasks.len()).rev() {
        let mut open: Vec<(usize, NodeId, NodeId, bool)> = Vec::new();
        if let Some((condition, holds)) = tasks[reader].only_if {
            open.extend(tasks[reader].reads.iter().map(|&node| (reader, node, condition, holds)));
        } else if tasks[reader].action == Action::Select && !context.part.holds(context.graph, tasks[reader].reads[0]) {
            let &[condition, yes, no] = tasks[reader].reads.as_slice() else { continue };
            let branches = [(yes, true), (no, false)];
            open.extend(branches.map(|(node, holds)| (reader, node, condition, holds)));
            let writers = branches.map(|(node, _)| {
                known.only_writer(context, tasks, node, reader).filter(|&writer| can_move(&tasks[writer]))
            });
            let (choice, years) = (tasks[reader].writes, tasks[reader].years);
            for writer in writers.into_iter().flatten() {
                (tasks[writer].writes, tasks[writer].years) = (choice, years);
            }
            match writers {
                [None, None] => {}
                [Some(_), Some(_)] => {
                    gone.insert(reader);
                }
                [yes_moved, _] => {
                    let (node, holds) = branches[usize::from(yes_moved.is_some())];
                    tasks[reader].action = Action::Copy;
                    tasks[reader].reads = vec![node];
                    tasks[reader].only_if = Some((condition, holds));
                }
            }
        }
        for (reader, node, condition, holds) in open {
            let Some(writer) = known.only_writer(context, tasks, node, reader) else { continue };
            // a running sum goes on whatever its value is used for
            if tasks[writer].only_if.is_none() && tasks[writer].action != Action::Above {
                tasks[writer].only_if = Some((condition, holds));
            }
        }
    }
    remove(tasks, &gone);
}

/// Whether a task may write the value of the choice that reads it.
fn can_move(task: &Task) -> bool {
    task.only_if.is_none()
        && !matches!(
            task.action,
            Action::Above
                | Action::Gather(_)
                | Action::Delay
                | Action::Fill { .. }
                | Action::Chain { then: Then::Sum, .. }
        )
        && !matches!(task.action, Action::Chain { last: Some(Then::Sum), .. })
}
