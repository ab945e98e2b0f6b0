//! What would be safe: how far the input that sets a promise must be lowered until the promise is kept with nine chances in
//! ten, found by running the projects again on the same draws.
//!
//! What can be paid often depends on what was promised (a fund that earlier years use up, a loan that is repaid out of what
//! it earns), so the answer cannot be read off the run as it stands.

use std::collections::HashSet;

use super::findings::{PromiseFinding, SafeLevel};
use super::judge::Judge;
use super::promises;
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node};
use crate::model::{Model, Run};
use crate::scenario::model::{Body, Project, Scenario, Value, Village};
use crate::simulation::run::Progress;
use crate::simulation::{RunOptions, Stopped};

/// Chances that count as safe.
const SAFE: f64 = 0.9;
/// Trials of every step of the search: the error of a probability of 0.9 is at most 0.5 points.
const TRIALS: u64 = 4096;
/// Levels tried first, per cent of the present value.
const TRIED: [u32; 6] = [90, 75, 50, 25, 10, 1];
/// Names that stand for what households and the collective get.
const OF_HOUSEHOLDS: [&str; 3] = ["village", "received", "without"];

/// The safe level of every promise of a run that says what sets it and is not kept with nine chances in ten as it stands;
/// in the order of `promises`, `None` for the others.
///
/// # Errors
/// When the search is cancelled.
pub fn safe_levels(
    run: &Run<'_>,
    promises: &[PromiseFinding],
    threads: usize,
    progress: &Progress,
) -> Result<Vec<Option<SafeLevel>>, Stopped> {
    let options = same_draws(run, TRIALS, threads);
    let mut projects_alone = None;
    let mut found = Vec::with_capacity(promises.len());
    for promise in promises {
        if promise.never_missed.value >= SAFE || promise.unknown > 0 {
            found.push(None);
            continue;
        }
        let alone = projects_alone.get_or_insert_with(|| without_households(&run.model.scenario));
        found.push(match question(run.model, alone, &promise.path) {
            Some(question) => question.level(&options, progress)?,
            None => None,
        });
    }
    Ok(found)
}

/// The first trials of a run once more, so many of them.
pub(super) fn same_draws(run: &Run<'_>, trials: u64, threads: usize) -> RunOptions {
    RunOptions {
        trials: Some(run.outcomes.trials.min(trials)),
        seed: Some(run.outcomes.seed),
        design: Some(run.outcomes.design),
        threads,
        ..RunOptions::default()
    }
}

/// A promise alone, and the input that sets it.
struct Question<'m> {
    /// Compiled already: distributions are prepared once.
    beside: &'m Model,
    scenario: Scenario,
    project: Option<usize>,
    input: usize,
    label: Text,
}

impl Question<'_> {
    /// What of the promise set at `percent` of the present is kept, and the most that falls due in a year; `None` where that
    /// cannot be computed.
    fn tried(&self, percent: u32, options: &RunOptions, progress: &Progress) -> Result<Option<(f64, f64)>, Stopped> {
        let mut scenario = self.scenario.clone();
        let body = scenario.body_mut(self.project);
        let Some(input) = body.and_then(|body| body.inputs.get_mut(self.input)) else { return Ok(None) };
        scale(&mut input.value, f64::from(percent) / 100.0);
        let Ok(lowered) = self.beside.beside(scenario) else { return Ok(None) };
        let run = match lowered.run_watched(options, progress) {
            Ok(run) => run,
            Err(Stopped::Cancelled) => return Err(Stopped::Cancelled),
            Err(_) => return Ok(None),
        };
        let found = promises::judge(&run, &Judge::new(&run));
        let largest = |promise: &PromiseFinding| promise.years.iter().map(|year| year.due).fold(0.0, f64::max);
        Ok(found.first().map(|promise| (promise.never_missed.value, largest(promise))))
    }

    /// The whole per cent at which the promise is kept with nine chances in ten: the highest of those tried, refined.
    fn level(&self, options: &RunOptions, progress: &Progress) -> Result<Option<SafeLevel>, Stopped> {
        // a promise may be kept at some level and neither above nor below: the highest of these that is kept is refined
        let (mut kept, mut broken, mut largest, mut computed) = (0, 100, f64::NAN, false);
        for percent in TRIED {
            match self.tried(percent, options, progress)? {
                Some((chance, due)) if chance >= SAFE => {
                    (kept, largest) = (percent, due);
                    break;
                }
                tried => (broken, computed) = (percent, computed || tried.is_some()),
            }
        }
        if kept == 0 {
            let never = || SafeLevel { input: self.label.clone(), share: None, largest };
            return Ok(computed.then(never));
        }
        while broken - kept > 1 {
            let middle = (kept + broken) / 2;
            match self.tried(middle, options, progress)? {
                Some((chance, due)) if chance >= SAFE => (kept, largest) = (middle, due),
                _ => broken = middle,
            }
        }
        Ok(Some(SafeLevel { input: self.label.clone(), share: Some(f64::from(kept) / 100.0), largest }))
    }
}

/// The promise of a path alone; `None` where nothing certain sets it.
fn question<'m>(beside: &'m Model, scenario: &Scenario, path: &str) -> Option<Question<'m>> {
    let (project, name) = match path.split_once('.') {
        Some((project, name)) => (Some(scenario.projects.iter().position(|found| found.name.value == project)?), name),
        None => (None, path),
    };
    let own = scenario.body(project)?;
    let promise = own.promises.iter().find(|promise| promise.name.value == name)?;
    let set_by = promise.set_by.as_ref()?;
    let at = own.inputs.iter().position(|input| input.name.value == set_by.value)?;
    let input = &own.inputs[at];
    if matches!(input.value, Value::Uncertain(_)) {
        return None;
    }
    let label = if input.label.is_empty() { Text::same(&input.name.value) } else { input.label.clone() };
    let mut alone = scenario.clone();
    let bodies = alone.projects.iter_mut().map(|project| &mut project.kind.body);
    std::iter::once(&mut alone.body).chain(bodies).for_each(|body| body.promises.clear());
    alone.body_mut(project)?.promises.push(promise.clone());
    Some(Question { beside, scenario: alone, project, input: at, label })
}

/// The projects with what they share, without households and without anything that is only reported.
pub(super) fn without_households(scenario: &Scenario) -> Scenario {
    let mut alone = scenario.clone();
    let mut gone: HashSet<String> = OF_HOUSEHOLDS.iter().map(|name| (*name).to_owned()).collect();
    let households = |project: &&Project| project.kind.household.is_some();
    gone.extend(scenario.projects.iter().filter(households).map(|project| project.name.value.clone()));
    gone.extend(scenario.body.outcomes.iter().map(|outcome| outcome.formula.name.value.clone()));
    alone.projects.retain(|project| project.kind.household.is_none());
    alone.village = Village::default();
    (alone.variants, alone.claims) = (Vec::new(), Vec::new());
    for correlation in &mut alone.correlations {
        // the others stay correlated as they are
        let kept: Vec<bool> = correlation.between.iter().map(|name| !is_of(&name.value, &gone)).collect();
        let mut keep = kept.iter();
        correlation.between.retain(|_| keep.next().copied().unwrap_or(true));
        only(&mut correlation.matrix, &kept);
        only(&mut correlation.spans, &kept);
    }
    alone.correlations.retain(|correlation| correlation.between.len() > 1);
    for project in &mut alone.projects {
        project.pays.clear();
        project.kind.advice.clear();
        only_computed(&mut project.kind.body);
    }
    only_computed(&mut alone.body);
    // formulas of the scenario that tell of households, and those that use them
    loop {
        let before = gone.len();
        let lost = alone.body.formulas.iter().filter(|formula| tells_of(&formula.expression, &gone));
        let lost: Vec<String> = lost.map(|formula| formula.name.value.clone()).collect();
        alone.body.formulas.retain(|formula| !lost.contains(&formula.name.value));
        gone.extend(lost);
        if gone.len() == before {
            return alone;
        }
    }
}

/// Rows and columns of a matrix that are kept.
fn only<T>(matrix: &mut Vec<Vec<T>>, kept: &[bool]) {
    let keeps = |place: usize| kept.get(place).copied().unwrap_or(true);
    let mut row = 0..;
    matrix.retain(|_| row.next().is_none_or(keeps));
    for entries in matrix {
        let mut column = 0..;
        entries.retain(|_| column.next().is_none_or(keeps));
    }
}

fn is_of(path: &str, gone: &HashSet<String>) -> bool {
    gone.contains(path.split('.').next().unwrap_or(path))
}

/// True for an expression in which one of these names, or what belongs to it, stands.
fn tells_of(expression: &Expression, gone: &HashSet<String>) -> bool {
    let here = match &expression.node {
        Node::Path(path) => path.first().is_some_and(|first| gone.contains(first)),
        Node::Rows { table, .. } => is_of(table, gone),
        _ => false,
    };
    here || expression.children().into_iter().any(|part| tells_of(part, gone))
}

fn only_computed(body: &mut Body) {
    body.outcomes.clear();
    body.gathered.clear();
}

/// Multiplies a value that is certain.
fn scale(value: &mut Value, by: f64) {
    let times = |expression: &mut Expression| {
        let factor = Expression { node: Node::Number { value: by, unit: None }, span: Span::default() };
        let span = expression.span;
        let left = std::mem::replace(expression, factor.clone());
        let (operator, left, right) = (BinaryOperator::Multiply, Box::new(left), Box::new(factor));
        *expression = Expression { node: Node::Binary { operator, left, right }, span };
    };
    match value {
        Value::Certain(expression) => times(expression),
        Value::ByYear { entries, .. } => entries.iter_mut().for_each(|(_, expression)| times(expression)),
        Value::Uncertain(_) => {}
    }
}
