//! The part of a scenario that a promise of a project stands on: without households, variants and what is only reported; it is
//! run again on the same draws.

use std::collections::HashSet;

use crate::formula::expression::{Expression, Node};
use crate::model::Run;
use crate::scenario::model::{Body, Project, Scenario, Village};
use crate::simulation::RunOptions;

/// Names that stand for what households and the collective get.
const OF_HOUSEHOLDS: [&str; 3] = ["village", "received", "without"];

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

/// The scenario without what is compared or judged: what promises of projects that read of households stand on.
pub(super) fn without_comparisons(scenario: &Scenario) -> Scenario {
    let mut alone = scenario.clone();
    (alone.variants, alone.claims) = (Vec::new(), Vec::new());
    alone.projects.iter_mut().for_each(|project| project.kind.advice.clear());
    alone
}

/// The projects with what they share, without households and without anything that is only reported.
pub(super) fn without_households(scenario: &Scenario) -> Scenario {
    let mut alone = without_comparisons(scenario);
    let mut gone: HashSet<String> = OF_HOUSEHOLDS.iter().map(|name| (*name).to_owned()).collect();
    let households = |project: &&Project| project.kind.household.is_some();
    gone.extend(scenario.projects.iter().filter(households).map(|project| project.name.value.clone()));
    gone.extend(scenario.body.outcomes.iter().map(|outcome| outcome.formula.name.value.clone()));
    alone.projects.retain(|project| project.kind.household.is_none());
    alone.village = Village::default();
    for correlation in &mut alone.correlations {
        // the others stay correlated as they are
        let kept: Vec<bool> = correlation.between.iter().map(|name| !is_of(&name.value, &gone)).collect();
        correlation.keep(&kept);
    }
    alone.correlations.retain(|correlation| correlation.between.len() > 1);
    for project in &mut alone.projects {
        project.pays.clear();
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
