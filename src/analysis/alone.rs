//! The part of a scenario that a promise of a project stands on: without households, variants and what is only reported; it is
//! run again on the same draws.

use std::collections::HashSet;

use crate::formula::expression::{Expression, Node};
use crate::model::Run;
use crate::scenario::model::{Body, Formula, Project, Scenario, Village};
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

/// The projects with what they share, without households and without anything that tells of them. Outcomes become formulas:
/// what promises name of them is there, and what nobody names is not computed.
pub(super) fn without_households(scenario: &Scenario) -> Scenario {
    let mut alone = without_comparisons(scenario);
    let mut gone = Gone::default();
    OF_HOUSEHOLDS.iter().for_each(|name| gone.add("", name));
    let households = |project: &&Project| project.kind.household.is_some();
    scenario.projects.iter().filter(households).for_each(|project| gone.add("", &project.name.value));
    alone.projects.retain(|project| project.kind.household.is_none());
    alone.village = Village::default();
    for correlation in &mut alone.correlations {
        // the others stay correlated as they are
        let kept: Vec<bool> = correlation.between.iter().map(|name| !gone.has("", &parts(&name.value))).collect();
        correlation.keep(&kept);
    }
    alone.correlations.retain(|correlation| correlation.between.len() > 1);
    for project in &mut alone.projects {
        project.pays.clear();
        only_computed(&mut project.kind.body);
    }
    only_computed(&mut alone.body);
    // formulas that tell of households, and those that use them
    loop {
        let before = gone.count();
        let projects = alone.projects.iter_mut().map(|project| (project.name.value.as_str(), &mut project.kind.body));
        for (scope, body) in std::iter::once(("", &mut alone.body)).chain(projects) {
            let told = |formula: &Formula| gone.is_told_of(&formula.expression, scope);
            let (lost, kept) = std::mem::take(&mut body.formulas).into_iter().partition::<Vec<Formula>, _>(told);
            body.formulas = kept;
            lost.iter().for_each(|formula| gone.add(scope, &formula.name.value));
        }
        if gone.count() == before {
            return alone;
        }
    }
}

/// Names that are not there any more, each in its scope: a project, or nothing for the scenario.
#[derive(Default)]
struct Gone(HashSet<(String, String)>);

impl Gone {
    fn add(&mut self, scope: &str, name: &str) {
        self.0.insert((scope.to_owned(), name.to_owned()));
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    /// True for a path, seen from a scope, that begins with such a name.
    fn has(&self, scope: &str, path: &[&str]) -> bool {
        let (scope, path) = match path {
            ["shared", rest @ ..] if !rest.is_empty() => ("", rest),
            path => (scope, path),
        };
        let known = |scope: &str, name: &&str| self.0.contains(&(scope.to_owned(), (*name).to_owned()));
        match path {
            [project, name, ..] if scope.is_empty() => known("", project) || known(project, name),
            [name, ..] => known(scope, name),
            [] => false,
        }
    }

    /// True for an expression in which such a path stands.
    fn is_told_of(&self, expression: &Expression, scope: &str) -> bool {
        let here = match &expression.node {
            Node::Path(path) => self.has(scope, &path.iter().map(String::as_str).collect::<Vec<_>>()),
            Node::Rows { table, .. } => self.has(scope, &parts(table)),
            _ => false,
        };
        here || expression.children().into_iter().any(|part| self.is_told_of(part, scope))
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.split('.').collect()
}

fn only_computed(body: &mut Body) {
    body.formulas.extend(body.outcomes.drain(..).map(|outcome| outcome.formula));
    body.gathered.clear();
}
