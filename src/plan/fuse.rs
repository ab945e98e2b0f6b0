//! Fewer steps: two in one where the value between them is read once, and none where its value is known not to count.
//!
//! A step over a block costs what it stores and a little for the interpreter. So a product that is only added to
//! something becomes one step with the sum (in two roundings, as before: no bit changes). And what is computed only for a
//! branch that a condition known before the trials does not take, by row or year, is not computed there.

use std::collections::{HashMap, HashSet};

use super::assemble::{Context, Task};
use super::graph::{Binary, Gather, NodeId, Unary};
use super::program::{Action, First, Then};
use super::storage::row_loop;

/// Joins tasks and puts conditions on them; the tasks are sorted.
pub(super) fn fuse(context: &Context<'_>, tasks: &mut Vec<Task>) {
    if tasks.is_empty() {
        return;
    }
    // a product with the spread of a draw, its sum with the middle, and then pairs of anything
    for stage in [Stage::Draws, Stage::Draws, Stage::Pairs] {
        let known = Known::of(context, tasks);
        let mut gone: HashSet<usize> = HashSet::new();
        for second in 0..tasks.len() {
            let joined = tasks[second].reads.iter().enumerate().find_map(|(place, &node)| {
                let first = known.only_writer(context, tasks, node, second).filter(|first| !gone.contains(first))?;
                let joined = match stage {
                    Stage::Draws => stretched(context, &tasks[first], &tasks[second], place),
                    Stage::Pairs => pair(context, &tasks[first], &tasks[second], place),
                };
                joined.map(|(action, reads)| (first, action, reads))
            });
            if let Some((first, action, reads)) = joined {
                gone.insert(first);
                (tasks[second].action, tasks[second].reads) = (action, reads);
            }
        }
        let mut position = 0;
        tasks.retain(|_| {
            position += 1;
            !gone.contains(&(position - 1))
        });
    }
    guard(context, tasks);
}

#[derive(Clone, Copy)]
enum Stage {
    Draws,
    Pairs,
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
        let covers = first.years.0 <= second.years.0 && first.years.1 >= second.years.1;
        (writer < reader && same && covers && first.only_row.is_none()).then_some(writer)
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

/// Two steps in one; `place` is that of the first one's value among the arguments of the second.
fn pair(context: &Context<'_>, first: &Task, second: &Task, place: usize) -> Option<(Action, Vec<NodeId>)> {
    let lanes = |node: &NodeId| context.part.holds(context.graph, *node);
    let one = match &first.action {
        Action::Binary(Binary::Add) => First::Add,
        Action::Binary(Binary::Subtract) => First::Subtract,
        Action::Binary(Binary::Multiply | Binary::And) => First::Multiply,
        Action::Binary(Binary::Less) => First::Less,
        Action::Binary(Binary::LessEqual) => First::LessEqual,
        Action::Unary(Unary::Not) => First::Not,
        // a condition known before the trials is no choice between columns
        Action::Select if lanes(&first.reads[0]) => First::Select,
        _ => return None,
    };
    let then = match (&second.action, place) {
        (Action::Binary(Binary::Add), _) => Then::Add,
        (Action::Binary(Binary::Subtract), 0) => Then::Subtract,
        (Action::Binary(Binary::Subtract), _) => Then::SubtractFrom,
        (Action::Binary(Binary::Multiply | Binary::And), _) => Then::Multiply,
        (Action::Binary(Binary::Divide), 0) => Then::Divide,
        (Action::Gather(Gather::Sum), _) => Then::Sum,
        (Action::Select, 0) => Then::Select,
        _ => return None,
    };
    let mut reads = first.reads.clone();
    reads.extend(second.reads.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, node)| *node));
    let many: Vec<bool> = reads.iter().map(lanes).collect();
    let fits = match (one, then) {
        (First::Add | First::Subtract | First::Multiply, Then::Select) => false,
        (First::Add | First::Subtract | First::Multiply, _) => true,
        (First::Select, Then::Sum) => true,
        (First::Select, Then::Add | Then::Multiply) => !many[1] || !many[2],
        (First::Less | First::LessEqual, Then::Select) => many[0] != many[1] && !many[2] && !many[3],
        (First::Not, Then::Multiply) => true,
        _ => false,
    };
    fits.then_some((Action::Chain { first: one, then }, reads))
}

/// Puts the condition of a choice, where it is known before the trials, on what only that choice reads.
fn guard(context: &Context<'_>, tasks: &mut [Task]) {
    let known = Known::of(context, tasks);
    for choice in (0..tasks.len()).rev() {
        if tasks[choice].action != Action::Select || context.part.holds(context.graph, tasks[choice].reads[0]) {
            continue;
        }
        let condition = tasks[choice].reads[0];
        let mut open = vec![(choice, tasks[choice].reads[1], true), (choice, tasks[choice].reads[2], false)];
        while let Some((reader, node, holds)) = open.pop() {
            let Some(writer) = known.only_writer(context, tasks, node, reader) else { continue };
            // a running sum goes on whatever its value is used for
            if tasks[writer].only_if.is_none() && tasks[writer].action != Action::Above {
                tasks[writer].only_if = Some((condition, holds));
                open.extend(tasks[writer].reads.iter().map(|&node| (writer, node, holds)));
            }
        }
    }
}
