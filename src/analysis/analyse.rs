//! From the values of a run to findings.

use super::findings::{AdviceFinding, Findings, VariantFinding};
use super::inputs::{formulas, inputs, projects};
use super::judge::Judge;
use super::{gathered, households, promises};
use crate::diagnostic::{Language, Text};
use crate::model::Run;
use crate::plan::AdvicePlan;
use crate::quantity::whole_percent;
use crate::scenario::model::Design;
use crate::statistics;

/// What holds in no more than this share of the trials needs no advice.
const UNLIKELY: f64 = 0.1;

/// Judges a run; its variants have been compared with it.
pub fn analyse(run: &Run<'_>, variants: Vec<VariantFinding>) -> Findings {
    let scenario = &run.model.scenario;
    let judge = Judge::new(run);
    let plan = &run.model.plan;
    Findings {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        description: scenario.description.clone(),
        start_year: scenario.start_year,
        horizon: scenario.horizon,
        trials: run.outcomes.trials,
        year_trials: run.outcomes.year_trials,
        seed: run.outcomes.seed,
        design: match run.outcomes.design {
            Design::Stratified => "stratified".into(),
            Design::Independent => "independent".into(),
        },
        outcomes: judge.outcomes(true),
        bands: judge.bands(),
        row_outcomes: gathered::row_outcomes(run, &judge),
        promises: promises::judge(run, &judge),
        claims: plan.claims.iter().map(|claim| judge.claim(claim)).collect(),
        advice: judge.advice(),
        notes: Vec::new(),
        inputs: inputs(scenario),
        changes: Vec::new(),
        projects: projects(scenario),
        formulas: formulas(run),
        variants,
        village: households::judge(run),
    }
}

impl Judge<'_, '_> {
    /// In which share of the trials the condition of a piece of advice holds; `None` where that is too rare to be said.
    fn holds(&self, advice: &AdvicePlan) -> Option<f64> {
        let chance = match self.values(advice.when, 0) {
            Some(values) => statistics::share(values, |held| held == 1.0).value,
            None => self.constant(advice.when, 0),
        };
        (chance > UNLIKELY).then_some(chance)
    }

    /// Advice whose condition holds, or holds in so many trials that it is worth saying, with its probability.
    fn advice(&self) -> Vec<AdviceFinding> {
        self.advice_beside(None)
    }

    /// The same without what is said of `base` too.
    pub(super) fn advice_beside(&self, base: Option<&Judge<'_, '_>>) -> Vec<AdviceFinding> {
        let said = |advice: &AdvicePlan| {
            base.is_some_and(|base| {
                let same = |other: &&AdvicePlan| other.project == advice.project && other.text == advice.text;
                base.run.model.plan.advice.iter().filter(same).any(|other| base.holds(other).is_some())
            })
        };
        let given = |advice: &AdvicePlan| {
            let chance = self.holds(advice).filter(|_| !said(advice))?;
            let shown = format!("{}%", whole_percent(chance));
            let text = |language| advice.text.get(language).replace("{chance}", &shown);
            let text = Text::new(text(Language::Chinese), text(Language::English));
            Some(AdviceFinding { project: advice.project.clone(), text })
        };
        let mut list: Vec<AdviceFinding> = self.run.model.plan.advice.iter().filter_map(given).collect();
        // what every number about the households stands on comes first
        let households = self.run.model.layout.as_ref().map(|layout| layout.project.as_str());
        list.sort_by_key(|advice| Some(advice.project.as_str()) != households);
        list
    }
}
