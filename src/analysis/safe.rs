//! What would be safe: how far the input that sets a promise must be lowered until the promise is kept with nine chances in
//! ten, found by running the projects again on the same draws.
//!
//! What can be paid often depends on what was promised (a fund that earlier years use up, a loan that is repaid out of what
//! it earns), so the answer cannot be read off the run as it stands.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use super::findings::{PromiseFinding, SafeLevel};
use super::judge::analyse;
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node};
use crate::model::{Model, Run};
use crate::scenario::model::{Body, Input, Scenario, Value, Village};
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
    let options = RunOptions {
        trials: Some(run.outcomes.trials.min(TRIALS)),
        seed: Some(run.outcomes.seed),
        design: Some(run.outcomes.design),
        threads,
        ..RunOptions::default()
    };
    let mut projects_alone = None;
    let mut found = Vec::with_capacity(promises.len());
    for promise in promises {
        if promise.never_missed.value >= SAFE || promise.unknown > 0 {
            found.push(None);
            continue;
        }
        let alone = projects_alone.get_or_insert_with(|| without_households(&run.model.scenario));
        found.push(match of_one(alone, &promise.path) {
            Some((scenario, input)) => level(run.model, &scenario, &input, &options, progress)?,
            None => None,
        });
    }
    Ok(found)
}

/// What of a promise set at `percent` of the present is kept, and the most that falls due in a year.
fn tried(
    model: &Model,
    scenario: &Scenario,
    input: &Place,
    percent: u32,
    options: &RunOptions,
    progress: &Progress,
) -> Result<Option<(f64, f64)>, Stopped> {
    let mut scenario = scenario.clone();
    let Some(value) = input.value(&mut scenario) else { return Ok(None) };
    scale(value, f64::from(percent) / 100.0);
    // what cannot be computed at a lower level has no safe level
    let Ok(lowered) = model.beside(scenario) else { return Ok(None) };
    // the bar has been filled by the run itself
    let own = Progress::default();
    if progress.cancel.load(Ordering::Relaxed) {
        return Err(Stopped::Cancelled);
    }
    let Ok(run) = lowered.run_watched(options, &own) else { return Ok(None) };
    let findings = analyse(&run, Vec::new());
    let largest = |promise: &PromiseFinding| promise.years.iter().map(|year| year.due).fold(0.0, f64::max);
    Ok(findings.promises.first().map(|promise| (promise.never_missed.value, largest(promise))))
}

/// The whole per cent at which the promise is kept with nine chances in ten: the highest of those tried, refined.
fn level(
    model: &Model,
    scenario: &Scenario,
    input: &Place,
    options: &RunOptions,
    progress: &Progress,
) -> Result<Option<SafeLevel>, Stopped> {
    let label = input.label(scenario);
    let at = |percent: u32| tried(model, scenario, input, percent, options, progress);
    // a promise may be kept at some level and neither above nor below: the highest of these that is kept is refined
    let (mut safe, mut unsafe_, mut largest, mut computed) = (0, 100, f64::NAN, false);
    for percent in TRIED {
        match at(percent)? {
            Some((kept, due)) if kept >= SAFE => {
                (safe, largest) = (percent, due);
                break;
            }
            Some(_) => (unsafe_, computed) = (percent, true),
            None => unsafe_ = percent,
        }
    }
    if safe == 0 {
        let never = SafeLevel { input: label, share: None, largest: f64::NAN };
        return Ok(computed.then_some(never));
    }
    while unsafe_ - safe > 1 {
        let middle = (safe + unsafe_) / 2;
        match at(middle)? {
            Some((kept, due)) if kept >= SAFE => (safe, largest) = (middle, due),
            Some(_) => unsafe_ = middle,
            None => unsafe_ = middle,
        }
    }
    Ok(Some(SafeLevel { input: label, share: Some(f64::from(safe) / 100.0), largest }))
}

/// Where the input that sets a promise stands.
struct Place {
    project: Option<usize>,
    input: usize,
}

impl Place {
    fn input<'s>(&self, scenario: &'s Scenario) -> Option<&'s Input> {
        let body = match self.project {
            Some(project) => &scenario.projects.get(project)?.kind.body,
            None => &scenario.body,
        };
        body.inputs.get(self.input)
    }

    fn value<'s>(&self, scenario: &'s mut Scenario) -> Option<&'s mut Value> {
        let body = match self.project {
            Some(project) => &mut scenario.projects.get_mut(project)?.kind.body,
            None => &mut scenario.body,
        };
        body.inputs.get_mut(self.input).map(|input| &mut input.value)
    }

    fn label(&self, scenario: &Scenario) -> Text {
        let Some(input) = self.input(scenario) else { return Text::default() };
        if input.label.is_empty() { Text::same(&input.name.value) } else { input.label.clone() }
    }
}

/// The scenario with one promise alone, and where the input is that sets it; `None` where nothing certain sets it.
fn of_one(scenario: &Scenario, path: &str) -> Option<(Scenario, Place)> {
    let (project, name) = match path.split_once('.') {
        Some((project, name)) => (Some(scenario.projects.iter().position(|found| found.name.value == project)?), name),
        None => (None, path),
    };
    let body = |scenario: &Scenario| match project {
        Some(project) => scenario.projects[project].kind.body.clone(),
        None => scenario.body.clone(),
    };
    let own = body(scenario);
    let promise = own.promises.iter().find(|promise| promise.name.value == name)?;
    let set_by = promise.set_by.as_ref()?;
    let input = own.inputs.iter().position(|input| input.name.value == set_by.value)?;
    if matches!(own.inputs[input].value, Value::Uncertain(_)) {
        return None;
    }
    let mut alone = scenario.clone();
    let bodies = alone.projects.iter_mut().map(|project| &mut project.kind.body);
    std::iter::once(&mut alone.body).chain(bodies).for_each(|body| body.promises.clear());
    match project {
        Some(project) => alone.projects[project].kind.body.promises.push(promise.clone()),
        None => alone.body.promises.push(promise.clone()),
    }
    Some((alone, Place { project, input }))
}

/// The projects with what they share, without households and without anything that is only reported.
fn without_households(scenario: &Scenario) -> Scenario {
    let mut alone = scenario.clone();
    let mut gone: HashSet<String> = OF_HOUSEHOLDS.iter().map(|name| (*name).to_owned()).collect();
    let households = |project: &&crate::scenario::model::Project| project.kind.household.is_some();
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
