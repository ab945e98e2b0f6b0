//! How the plan of a scenario is made.

use std::collections::HashMap;

use super::assemble::{Context, assemble};
use super::bounds::bounds;
use super::contents::{GatheredPlan, Item, ItemKind, ItemSort, Measure, OutcomePlan, Plan, Spread};
use super::extras::{Extras, advise_once, draws};
use super::graph::{Axes, Graph, NodeId, Op, TableId};
use super::lower::Lowerer;
use super::outcomes::Reads;
use super::program::{Column, Operand};
use super::requirements::Requirement;
use super::schedule::{Part, needed_years, schedule};
use super::scope::{Definition, ItemId, Scopes};
use super::units;
use super::value::{NEVER, Sort, Value};
use super::{circle, claims, outcomes, promises, repeated};
use crate::diagnostic::Diagnostics;
use crate::numeric::address::path_key;
use crate::quantity::UnitTable;
use crate::scenario::model::{self, Scenario};

/// How much of the model a run keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What variants are compared by: outcomes with one value a trial, and advice.
    Compared,
    /// What is reported: that, and what is gathered over trials.
    Outcomes,
    /// Every input and formula, for `trace`.
    Everything,
}

/// Lowering twenty thousand formulas that use one another goes as deep: it gets a stack of its own.
const STACK: usize = 1 << 29;

/// Rounds in which the units and axes behind `prev` must be found: each adds what one more circle of formulas tells.
const MOST_ROUNDS: u32 = 50;

/// Compiles a scenario.
///
/// # Errors
/// Every mistake of names, units, types and shapes, all at once.
pub fn compile(scenario: &Scenario, detail: Detail) -> Result<Plan, Diagnostics> {
    let work = || compile_here(scenario, Some(detail));
    std::thread::scope(|scope| match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
        Ok(handle) => match handle.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        },
        Err(_) => compile_here(scenario, Some(detail)),
    })
    // without a detail there is no plan, and no mistakes either
    .and_then(|plan| plan.ok_or_else(Diagnostics::default))
}

/// The mistakes of meaning of a scenario that may be broken: what a program would be made of is only looked at.
pub fn mistakes(scenario: &Scenario) -> Diagnostics {
    let work = || compile_here(scenario, None);
    let found = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .ok()
            .and_then(|handle| handle.join().ok())
    });
    match found {
        Some(Err(diagnostics)) => diagnostics,
        _ => Diagnostics::default(),
    }
}

/// Without a detail only the mistakes are looked for.
fn compile_here(scenario: &Scenario, detail: Option<Detail>) -> Result<Option<Plan>, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let units = units::table(scenario, &mut diagnostics);
    let mut scopes = Scopes::collect(scenario, &mut diagnostics);
    let extras = Extras::collect(scenario, &mut scopes);
    let mut learnt = HashMap::new();
    let mut order: Vec<usize> = (0..scopes.items.len()).collect();
    let mut rounds = 0;
    let (mut lowerer, mut values) = loop {
        let mut lowerer = Lowerer::new(scenario, &scopes, &units, learnt.clone());
        lowerer.prepare_correlations();
        let mut values: Vec<Option<Value>> = vec![None; order.len()];
        for &index in &order {
            values[index] = lowerer.item(ItemId(index as u32), scopes.items[index].span).ok();
        }
        let missed = lowerer.finish();
        rounds += 1;
        let ordered = std::mem::take(&mut lowerer.ordered);
        if ordered.iter().any(|table| !scopes.tables[table.0 as usize].runs_as_listed()) {
            drop(lowerer);
            ordered.iter().for_each(|table| scopes.tables[table.0 as usize].run_as_listed());
            // what has been learnt knows rows by their running order; no table comes here twice
            learnt.clear();
            rounds = 0;
            continue;
        }
        if !missed.is_empty() && rounds == MOST_ROUNDS {
            lowerer.never_settles(&missed);
        }
        if missed.is_empty() || !lowerer.diagnostics.is_empty() {
            break (lowerer, values);
        }
        learnt.extend(missed);
        order = lowerer.users_last();
    };
    diagnostics.list.append(&mut lowerer.diagnostics.list);
    claims::unknown(scenario, &mut diagnostics);
    repeated::told_once(&mut diagnostics);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let Some(detail) = detail else { return Ok(None) };
    let mut graph = std::mem::take(&mut lowerer.graph);
    drop(lowerer);
    advise_once(&extras, &mut values, &mut graph, &scopes);
    let tallies = if detail == Detail::Outcomes { tallies(&extras, &values, &mut graph) } else { Vec::new() };
    if let Some(circle) = circle::find(&graph, &scopes, &values) {
        diagnostics.push(circle);
        return Err(diagnostics);
    }
    let mut plan =
        Builder { scenario, scopes: &scopes, units: &units, graph: &graph, values: &values, tallies: &tallies }
            .build(&extras, detail, &mut diagnostics)
            .ok_or(diagnostics)?;
    plan.reads = (detail == Detail::Everything).then(|| Reads::of(&graph, &values));
    plan.draws = draws(&graph, scenario.horizon as u64 + 1, &scopes);
    Ok(Some(plan))
}

/// Nodes that gather over trials; `None` for a value that does not vary by trial.
fn tallies(extras: &Extras, values: &[Option<Value>], graph: &mut Graph) -> Vec<Option<NodeId>> {
    let mut list = Vec::with_capacity(extras.gathered.len());
    for (_, id, sort) in &extras.gathered {
        let Some(value) = &values[id.0 as usize] else { continue };
        let axes = graph.axes(value.node);
        let (from, to) = value.window.unwrap_or((0, u32::MAX));
        let tally = Op::Tally { value: value.node, sort: *sort, from, to };
        list.push(axes.trial.then(|| graph.add(tally, axes)));
    }
    list
}

struct Builder<'a, 's> {
    scenario: &'s Scenario,
    scopes: &'a Scopes<'s>,
    units: &'a UnitTable,
    graph: &'a Graph,
    values: &'a [Option<Value>],
    tallies: &'a [Option<NodeId>],
}

impl Builder<'_, '_> {
    fn node(&self, id: ItemId) -> NodeId {
        self.node_of(id.0 as usize)
    }

    /// The node of an item by its place.
    fn node_of(&self, item: usize) -> NodeId {
        self.values[item].as_ref().map_or(NodeId(0), |value| value.node)
    }

    fn build(&self, extras: &Extras, detail: Detail, diagnostics: &mut Diagnostics) -> Option<Plan> {
        let outcomes = outcomes::plan(self.scenario, self.scopes);
        let wanted = self.wanted(&outcomes, extras, detail);
        // two values that are the same are gathered once
        let mut tallies: Vec<NodeId> = self.tallies.iter().copied().flatten().collect();
        tallies.sort_unstable();
        tallies.dedup();
        let horizon = self.scenario.horizon as u32;
        // parameters of spreads are wanted from the prelude
        let mut needed = needed_years(self.graph, &wanted, horizon, false);
        let used_spreads: Vec<bool> = self.used_spreads(&needed);
        let mut prelude_wanted: Vec<NodeId> = wanted.clone();
        for spread in &self.graph.spreads {
            // also those of inputs that nobody uses: a mistake in them is a mistake
            let limits = spread.truncate.0.into_iter().chain(spread.truncate.1);
            prelude_wanted.extend(spread.parameters.iter().copied().chain(limits));
        }
        prelude_wanted.extend(self.graph.requirements.iter().flat_map(|required| required.of.iter().copied()));
        for (index, years) in needed_years(self.graph, &prelude_wanted, horizon, true).into_iter().enumerate() {
            if let Some(years) = years
                && !self.graph.nodes[index].axes.trial
            {
                needed[index] = Some(years);
            }
        }
        let rows: Vec<u32> = self.scopes.tables.iter().map(|table| table.rows.len() as u32).collect();
        let keys = |path: &str, table: Option<TableId>| self.keys(path, table);
        let read = self.read_later(&prelude_wanted, &needed);
        let standing: Vec<NodeId> = (0..self.graph.nodes.len() as u32)
            .map(NodeId)
            .filter(|node| read[node.0 as usize] && needed[node.0 as usize].is_some() && !self.graph.axes(*node).trial)
            .collect();
        let part = |part: Part, outputs: &[NodeId], constants: &HashMap<NodeId, Column>| match schedule(
            self.graph, &needed, part, &rows, outputs,
        ) {
            Ok(schedule) => {
                let context = Context {
                    graph: self.graph,
                    part,
                    schedule: &schedule,
                    horizon,
                    rows: &rows,
                    outputs,
                    tallies: &tallies,
                    constants,
                    keys: &keys,
                };
                Some(assemble(&context))
            }
            // none is left: `circle::find` has looked at the whole graph
            Err(_) => None,
        };
        let (prelude, constants) = part(Part::Prelude, &standing, &HashMap::new())?;
        let kept = |node: &NodeId| self.graph.axes(*node).trial && !matches!(self.graph.op(*node), Op::Tally { .. });
        let trial_outputs: Vec<NodeId> = wanted.iter().copied().filter(kept).collect();
        let (trial_program, stands) = part(Part::Trials, &trial_outputs, &constants)?;
        let spreads = self.spreads(&used_spreads, &constants, &rows);
        let items = self.items(&stands, &constants);
        let single = |outcome: &OutcomePlan| {
            let axes = self.graph.axes(self.node_of(outcome.item));
            !axes.year && axes.row.is_none()
        };
        let percent = |outcome: &OutcomePlan| match self.scopes.items[outcome.item].unit {
            Some(unit) => unit.value.trim() == "%",
            None => outcome.measure == Measure::Rate,
        };
        let sort = |item: usize| self.values[item].as_ref().map(|value| &value.sort);
        let range = |item: usize| bounds(self.graph, self.node_of(item));
        let sort_at = |path: &str| sort(self.scopes.items.iter().position(|item| item.path == path)?);
        let known = promises::Known { sort: &sort, sort_at: &sort_at, range: &range };
        promises::check(self.scenario, extras, &known, diagnostics);
        promises::check_streams(extras, &sort, diagnostics);
        Some(Plan {
            name: self.scenario.name.clone(),
            start_year: self.scenario.start_year,
            horizon,
            trials: self.scenario.trials,
            seed: self.scenario.seed,
            design: self.scenario.design,
            tables: self.scopes.tables.iter().map(|table| (table.path.clone(), table.rows.clone())).collect(),
            spreads,
            requirements: self.requirements(&constants),
            prelude,
            trial_program,
            claims: claims::plan(self.scenario, extras, &outcomes, &single, &percent, &sort, diagnostics),
            promises: extras.promises.clone(),
            gathered: self.gathered(extras, &tallies),
            advice: extras.advice.clone(),
            items,
            outcomes,
            reads: None,
            draws: 0,
        })
        .filter(|_| diagnostics.is_empty())
    }

    /// Values gathered over trials, with the place of their tally among those that are kept.
    fn gathered(&self, extras: &Extras, kept: &[NodeId]) -> Vec<GatheredPlan> {
        let pairs = extras.gathered.iter().zip(self.tallies);
        pairs
            .map(|((path, id, _), tally)| GatheredPlan {
                path: path.clone(),
                item: id.0 as usize,
                tally: tally.and_then(|tally| kept.binary_search(&tally).ok()),
            })
            .collect()
    }

    /// What is read after the prelude: what is wanted from it, and what the trials use. The rest of it needs no slot of
    /// its own.
    fn read_later(&self, wanted: &[NodeId], needed: &[Option<(u32, u32)>]) -> Vec<bool> {
        let mut read = vec![false; self.graph.nodes.len()];
        for node in wanted {
            read[node.0 as usize] = true;
        }
        for (node, needed) in self.graph.nodes.iter().zip(needed) {
            if needed.is_none() || !node.axes.trial {
                continue;
            }
            for argument in node.op.arguments() {
                read[argument.0 as usize] = true;
            }
            if let Op::Prev { target, .. } = &node.op
                && let Some(before) = self.graph.prev[target.0 as usize]
            {
                read[before.0 as usize] = true;
            }
        }
        read
    }

    /// Keys of the draws of a path, one for each row of its table.
    fn keys(&self, path: &str, table: Option<TableId>) -> Vec<u64> {
        match table {
            None => vec![path_key(path)],
            Some(table) => self.scopes.tables[table.0 as usize]
                .rows
                .iter()
                .map(|row| path_key(&format!("{path}\u{1f}{row}")))
                .collect(),
        }
    }

    fn wanted(&self, outcomes: &[OutcomePlan], extras: &Extras, detail: Detail) -> Vec<NodeId> {
        let all = 0..self.scopes.items.len();
        let mut wanted: Vec<NodeId> = match detail {
            Detail::Everything => all.map(|index| self.node(ItemId(index as u32))).collect(),
            Detail::Outcomes => outcomes.iter().map(|outcome| self.node_of(outcome.item)).collect(),
            Detail::Compared => {
                let nodes = outcomes.iter().map(|outcome| self.node_of(outcome.item));
                nodes.filter(|&node| !self.graph.axes(node).year).collect()
            }
        };
        wanted.extend(extras.advice.iter().map(|advice| self.node_of(advice.when)));
        if detail == Detail::Compared {
            wanted.sort_unstable();
            wanted.dedup();
            return wanted;
        }
        for promise in &extras.promises {
            wanted.extend([promise.due, promise.paid].into_iter().chain(promise.late).map(|item| self.node_of(item)));
        }
        wanted.extend(extras.claims.iter().map(|&id| self.node(id)));
        if detail == Detail::Outcomes {
            let certain = |id: ItemId| (!self.graph.axes(self.node(id)).trial).then(|| self.node(id));
            wanted.extend(extras.gathered.iter().filter_map(|(_, id, _)| certain(*id)));
            wanted.extend(self.tallies.iter().flatten());
        }
        // inputs that are certain are shown with their values
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// Spreads that a needed quantile reads.
    fn used_spreads(&self, needed: &[Option<(u32, u32)>]) -> Vec<bool> {
        let mut used = vec![false; self.graph.spreads.len()];
        for (index, node) in self.graph.nodes.iter().enumerate() {
            if let (Op::Quantile(id, _), Some(_)) = (&node.op, needed[index]) {
                used[id.0 as usize] = true;
            }
        }
        used
    }

    fn spreads(&self, used: &[bool], constants: &HashMap<NodeId, Column>, rows: &[u32]) -> Vec<Spread> {
        let column = |node: &NodeId| constants.get(node).copied();
        self.graph
            .spreads
            .iter()
            .zip(used)
            .map(|(spread, used)| {
                let limits = spread.truncate.0.iter().chain(&spread.truncate.1);
                let axes = spread
                    .parameters
                    .iter()
                    .chain(limits)
                    .fold(Axes::NONE, |axes, &node| axes.with(self.graph.axes(node)));
                let known = !axes.trial;
                let parameters: Vec<Column> =
                    if known { spread.parameters.iter().filter_map(column).collect() } else { Vec::new() };
                Spread {
                    recipe: spread.recipe.clone(),
                    parameters,
                    truncate: (
                        spread.truncate.0.as_ref().filter(|_| known).and_then(column),
                        spread.truncate.1.as_ref().filter(|_| known).and_then(column),
                    ),
                    limits: (spread.truncate.0.is_some(), spread.truncate.1.is_some()),
                    axes,
                    rows: axes.row.map_or(1, |table| rows[table.0 as usize]),
                    span: spread.span,
                    drawn: spread.drawn && *used,
                }
            })
            .collect()
    }

    fn requirements(&self, constants: &HashMap<NodeId, Column>) -> Vec<(Requirement<Column>, Axes)> {
        let placed = |required: &Requirement<NodeId>| {
            let axes = required.of.iter().fold(Axes::NONE, |axes, &node| axes.with(self.graph.axes(node)));
            let of: Option<Vec<Column>> = required.of.iter().map(|node| constants.get(node).copied()).collect();
            let Requirement { rule, years, ref written, code, span, .. } = *required;
            Some((Requirement { rule, of: of?, years, written: written.clone(), code, span }, axes))
        };
        self.graph.requirements.iter().filter_map(placed).collect()
    }

    fn items(&self, stands: &HashMap<NodeId, Column>, constants: &HashMap<NodeId, Column>) -> Vec<Item> {
        self.scopes
            .items
            .iter()
            .zip(self.values)
            .map(|(item, value)| {
                let node = value.as_ref().map_or(NodeId(0), |value| value.node);
                let axes = self.graph.axes(node);
                let place = if axes.trial {
                    stands.get(&node).map(|column| Operand::Lanes(*column))
                } else {
                    constants.get(&node).map(|column| Operand::Constant(*column))
                };
                let (sort, found) = match value.as_ref().map(|value| &value.sort) {
                    Some(Sort::Boolean) => (ItemSort::Boolean, String::new()),
                    Some(Sort::State(states)) => (ItemSort::State(states.to_vec()), String::new()),
                    Some(Sort::Number(Some(unit))) => {
                        (ItemSort::Number { money: crate::quantity::is_money(unit) }, unit.to_string())
                    }
                    _ => (ItemSort::Number { money: false }, String::new()),
                };
                let declared = item.unit.map(|unit| unit.value.clone());
                let scale =
                    declared.as_ref().and_then(|unit| self.units.resolve(unit).ok()).map_or(1.0, |unit| unit.scale);
                let (kind, formula) = match item.definition {
                    Definition::Input(_) | Definition::Column(_) => (ItemKind::Input, String::new()),
                    Definition::Formula(formula) => (ItemKind::Formula, formula.expression.to_string()),
                    Definition::Expression(expression) => (ItemKind::Other, expression.to_string()),
                };
                Item {
                    path: item.path.clone(),
                    label: item.label.clone(),
                    kind,
                    formula,
                    unit: declared.unwrap_or(found),
                    scale,
                    sort,
                    axes,
                    window: value.as_ref().and_then(|value| value.window).filter(|&window| window != NEVER),
                    stands: place,
                    span: item.span,
                    // names of users have neither
                    made: match item.definition {
                        Definition::Formula(model::Formula { name, .. })
                        | Definition::Input(model::Input { name, .. })
                        | Definition::Column(model::Column { name, .. }) => name.value.contains('@'),
                        Definition::Expression(_) => false,
                    },
                }
            })
            .collect()
    }
}
