//! What would be safe: how far the input that sets a promise must be lowered until the promise is kept with nine chances in
//! ten, found by running the projects again on the same draws.
//!
//! What can be paid often depends on what was promised (a fund that earlier years use up, a loan that is repaid out of what
//! it earns), so the answer cannot be read off the run as it stands.

use std::collections::BTreeMap;

use super::alone::{self, same_draws};
use super::findings::{PromiseFinding, SafeLevel};
use super::judge::Judge;
use super::promises;
use crate::diagnostic::Text;
use crate::model::{Model, Run};
use crate::scenario::model::{Promise, Scenario};
use crate::simulation::run::Progress;
use crate::simulation::{RunOptions, Stopped};

/// Chances that count as safe.
const SAFE: f64 = 0.9;
/// Most and fewest trials of every step of the search: the error of a probability of 0.9 is at most 0.5 or 1.3 points.
const TRIALS: (u64, u64) = (4096, 512);
/// Operations on one trial's numbers that a step of the search may take before it makes do with fewer trials.
const OPERATIONS: u64 = 1 << 30;
/// Levels tried, per cent of the present value, from the top down: a promise may be kept at some level and neither above nor
/// below.
pub(crate) const TRIED: [u32; 11] = [90, 80, 70, 60, 50, 40, 30, 20, 10, 5, 1];
/// The most steps in which the highest whole per cent between two of them is found.
const REFINED: u64 = 4;

/// The search for the safe levels of a run's promises: of those that say what sets them and are not kept with nine chances in
/// ten as they stand.
pub struct SafeSearch<'m> {
    questions: Vec<Question<'m>>,
    options: RunOptions,
    promises: usize,
}

/// Promises that one input sets.
struct Question<'m> {
    /// Compiled already: distributions are prepared once.
    beside: &'m Model,
    /// With these promises alone.
    scenario: Scenario,
    project: Option<usize>,
    input: usize,
    label: Text,
    /// Where they stand among all, and their paths.
    promises: Vec<(usize, String)>,
    trials: u64,
}

/// What becomes of a promise at a level.
#[derive(Debug, Clone, Copy)]
enum Tried {
    /// Kept with nine chances in ten; the most that falls due in a year, expected.
    Kept(f64),
    /// Not kept, or not known.
    Broken,
    /// Nothing falls due.
    Nothing,
    /// The level is not allowed.
    Impossible,
}

impl<'m> SafeSearch<'m> {
    /// What must be looked for.
    pub fn new(run: &Run<'m>, promises: &[PromiseFinding]) -> SafeSearch<'m> {
        let model: &'m Model = run.model;
        let wanted = |promise: &PromiseFinding| promise.never_missed.value < SAFE && promise.unknown == 0;
        let mut questions: Vec<Question<'m>> = Vec::new();
        for (place, promise) in promises.iter().enumerate().filter(|(_, promise)| wanted(promise)) {
            let Some((project, input, written)) = set_by(&model.scenario, &promise.path) else { continue };
            let same = |question: &&mut Question<'_>| (question.project, question.input) == (project, input);
            match questions.iter_mut().find(same) {
                Some(question) => question.add(place, promise, written),
                None => {
                    let mut question = Question::new(model, project, input);
                    question.add(place, promise, written);
                    questions.push(question);
                }
            }
        }
        for question in &mut questions {
            question.stand_alone(run.outcomes.trials);
        }
        SafeSearch { questions, options: same_draws(run, TRIALS.0, 0), promises: promises.len() }
    }

    /// The most trials that the search may run.
    pub fn most_trials(&self) -> u64 {
        let steps = TRIED.len() as u64 + REFINED;
        self.questions.iter().map(|question| steps * question.trials).sum()
    }

    /// The safe level of every promise of the run, `None` for those that are not looked for.
    ///
    /// # Errors
    /// When the search is cancelled.
    pub fn levels(&self, threads: usize, progress: &Progress) -> Result<Vec<Option<SafeLevel>>, Stopped> {
        let mut found = vec![None; self.promises];
        for question in &self.questions {
            let options = RunOptions { trials: Some(question.trials), threads, ..self.options.clone() };
            let mut tried = BTreeMap::new();
            for (number, (place, _)) in question.promises.iter().enumerate() {
                let mut at = |percent: u32| {
                    let known = match tried.get(&percent) {
                        Some(known) => known,
                        None => tried.entry(percent).or_insert(question.tried(percent, &options, progress)?),
                    };
                    Ok(known.get(number).copied().unwrap_or(Tried::Impossible))
                };
                let mut lowest = 1.0_f64;
                let mut noting_lowest = |percent: u32| {
                    let tried = at(percent)?;
                    if !matches!(tried, Tried::Impossible) {
                        lowest = lowest.min(f64::from(percent) / 100.0);
                    }
                    Ok(tried)
                };
                let level = level(&mut noting_lowest)?;
                found[*place] =
                    level.map(|(share, largest)| SafeLevel { input: question.label.clone(), share, largest, lowest });
            }
        }
        Ok(found)
    }
}

/// The highest level at which a promise is kept with nine chances in ten, to the whole per cent, as a share, and the most that
/// falls due in a year then; where there is none, the highest at which nothing falls due, with 0. `None` for the share where none
/// of those tried is either, `None` for all where none is allowed.
fn level(at: &mut dyn FnMut(u32) -> Result<Tried, Stopped>) -> Result<Option<(Option<f64>, f64)>, Stopped> {
    let (mut above, mut possible) = (100, false);
    // with the level above each that is neither
    let (mut kept, mut nothing) = (None, None);
    for percent in TRIED {
        match at(percent)? {
            Tried::Kept(largest) => {
                kept = Some((percent, Some(largest), above));
                break;
            }
            // below it something may be kept all the same
            Tried::Nothing => {
                possible = true;
                nothing = nothing.or(Some((percent, None, above)));
            }
            Tried::Broken => possible = true,
            Tried::Impossible => {}
        }
        above = percent;
    }
    let Some((mut percent, mut largest, mut above)) = kept.or(nothing) else {
        return Ok(possible.then_some((None, f64::NAN)));
    };
    while above - percent > 1 {
        let middle = (above + percent) / 2;
        match (at(middle)?, largest) {
            (Tried::Kept(found), _) => (percent, largest) = (middle, Some(found)),
            // above a level at which nothing falls due something may be kept
            (Tried::Nothing, None) => percent = middle,
            // what falls due is that of the level that is told: nothing due between two that are kept ends the search
            (Tried::Nothing | Tried::Broken | Tried::Impossible, _) => above = middle,
        }
    }
    Ok(Some((Some(f64::from(percent) / 100.0), largest.unwrap_or(0.0))))
}

impl<'m> Question<'m> {
    fn new(beside: &'m Model, project: Option<usize>, input: usize) -> Question<'m> {
        let own = beside.scenario.body(project).and_then(|body| body.inputs.get(input));
        let label = own.map_or_else(Text::default, |input| input.label.or_name(&input.name.value));
        let mut scenario = beside.scenario.clone();
        let bodies = scenario.projects.iter_mut().map(|project| &mut project.kind.body);
        std::iter::once(&mut scenario.body).chain(bodies).for_each(|body| body.promises.clear());
        Question { beside, scenario, project, input, label, promises: Vec::new(), trials: 0 }
    }

    fn add(&mut self, place: usize, promise: &PromiseFinding, written: Promise) {
        self.promises.push((place, promise.path.clone()));
        if let Some(body) = self.scenario.body_mut(self.project) {
            body.promises.push(written);
        }
    }

    /// Leaves out what the promises do not stand on, and finds how many trials the rest can afford.
    fn stand_alone(&mut self, trials: u64) {
        let alone = alone::without_households(&self.scenario);
        let (scenario, model) = match self.beside.beside(alone.clone()) {
            Ok(model) => (alone, Some(model)),
            // the projects read of households, or a promise of an outcome
            Err(_) => {
                let whole = alone::without_comparisons(&self.scenario);
                let model = self.beside.beside(whole.clone()).ok();
                (whole, model)
            }
        };
        let operations = model.map_or(1, |model| model.plan.trial_program.operations().max(1));
        let (most, fewest) = TRIALS;
        let afforded = (OPERATIONS / operations / fewest * fewest).clamp(fewest, most);
        (self.scenario, self.trials) = (scenario, afforded.min(trials));
    }

    /// What becomes of each promise when the input is this part of what it is.
    fn tried(&self, percent: u32, options: &RunOptions, progress: &Progress) -> Result<Vec<Tried>, Stopped> {
        let mut scenario = self.scenario.clone();
        let body = scenario.body_mut(self.project);
        let Some(input) = body.and_then(|body| body.inputs.get_mut(self.input)) else { return Ok(Vec::new()) };
        input.scaled = Some(f64::from(percent) / 100.0);
        let Ok(lowered) = self.beside.beside(scenario) else { return Ok(Vec::new()) };
        let run = match lowered.run_watched(options, progress) {
            Ok(run) => run,
            Err(Stopped::Cancelled) => return Err(Stopped::Cancelled),
            Err(_) => return Ok(Vec::new()),
        };
        let found = promises::judge(&run, &Judge::new(&run));
        let becomes = |(_, path): &(usize, String)| {
            // only promises of which something falls due are found
            let Some(promise) = found.iter().find(|promise| promise.path == *path) else { return Tried::Nothing };
            let largest = promise.years.iter().map(|year| year.due).fold(0.0, f64::max);
            let kept = promise.never_missed.value >= SAFE && promise.unknown == 0;
            if kept { Tried::Kept(largest) } else { Tried::Broken }
        };
        Ok(self.promises.iter().map(becomes).collect())
    }
}

/// The input that sets the promise of a path, by number, and the promise as written.
fn set_by(scenario: &Scenario, path: &str) -> Option<(Option<usize>, usize, Promise)> {
    let (project, name) = match path.split_once('.') {
        Some((project, name)) => (Some(scenario.projects.iter().position(|found| found.name.value == project)?), name),
        None => (None, path),
    };
    let own = scenario.body(project)?;
    let promise = own.promises.iter().find(|promise| promise.name.value == name)?;
    let set_by = promise.set_by.as_ref()?;
    let input = own.inputs.iter().position(|input| input.name.value == set_by.value)?;
    Some((project, input, promise.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The level found, and in how many steps, where a rule says what becomes of each.
    fn found(rule: impl Fn(u32) -> Tried) -> (Option<(Option<f64>, f64)>, u64) {
        let mut steps = 0;
        let mut at = |percent: u32| {
            steps += 1;
            Ok(rule(percent))
        };
        let level = level(&mut at).expect("nobody cancels");
        (level, steps)
    }

    const MOST: u64 = TRIED.len() as u64 + REFINED;

    #[test]
    fn share_and_largest_are_of_one_level() {
        // kept up to 42, nothing due from 43 to 46, broken above
        let (level, steps) = found(|percent| match percent {
            ..=42 => Tried::Kept(f64::from(percent)),
            43..=46 => Tried::Nothing,
            _ => Tried::Broken,
        });
        assert_eq!(level, Some((Some(0.42), 42.0)));
        assert!(steps <= MOST);
    }

    #[test]
    fn below_levels_at_which_nothing_falls_due_something_may_be_kept() {
        let (level, steps) = found(|percent| match percent {
            ..=33 => Tried::Kept(f64::from(percent)),
            34..=75 => Tried::Nothing,
            _ => Tried::Broken,
        });
        assert_eq!(level, Some((Some(0.33), 33.0)));
        assert!(steps <= MOST);
        // nothing is kept anywhere: the highest level at which nothing falls due, though lower ones are broken
        let (level, steps) = found(|percent| match percent {
            34..=75 => Tried::Nothing,
            _ => Tried::Broken,
        });
        assert_eq!(level, Some((Some(0.75), 0.0)));
        assert!(steps <= MOST);
    }

    #[test]
    fn where_nothing_is_allowed_or_kept_no_level_is_told() {
        assert_eq!(found(|_| Tried::Impossible).0, None);
        let (level, _) = found(|percent| if percent > 50 { Tried::Broken } else { Tried::Impossible });
        assert!(level.is_some_and(|(share, largest)| share.is_none() && largest.is_nan()));
    }
}
