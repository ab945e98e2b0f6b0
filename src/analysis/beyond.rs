//! Contracts that last longer than the run: what is promised is looked at in years after its end.
//!
//! Nothing in a kind has to say how long its contract is. The projects are computed once more with a later end, in a few
//! trials, and the years in which something is due are read off.

use super::alone::{same_draws, without_households};
use super::findings::AdviceFinding;
use super::judge::Judge;
use super::promises;
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::model::{Model, Run};
use crate::scenario::LONGEST_HORIZON;
use crate::scenario::model::{Name, Project, Promise, Scenario};
use crate::simulation::Stopped;
use crate::simulation::run::Progress;

/// Trials of the longer run: whether something is due hardly depends on the draw.
const TRIALS: u64 = 64;
/// Less of what is due than this is rounding.
const ROUNDING: f64 = 1e-9;
/// So many years later is looked for an end.
const LONGER: usize = 100;

/// Advice for every project, and for the scenario itself (an empty name), of which something falls due after the last year of
/// the run. What is due in every later year has no end that a longer run could show, and is not told.
///
/// # Errors
/// When the run is cancelled.
pub fn beyond_the_end(run: &Run<'_>, threads: usize, progress: &Progress) -> Result<Vec<AdviceFinding>, Stopped> {
    let mut longer = without_households(&run.model.scenario);
    let as_it_stands = longer.clone();
    let end = longer.horizon;
    longer.horizon = (end + LONGER).min(LONGEST_HORIZON as usize);
    longer.projects.iter_mut().for_each(streams_as_promises);
    let mut bodies = std::iter::once(&longer.body).chain(longer.projects.iter().map(|project| &project.kind.body));
    if longer.horizon == end || bodies.all(|body| body.promises.is_empty()) {
        return Ok(Vec::new());
    }
    let calendar = |index: usize| longer.start_year + index as i32;
    let (end_year, last_year) = (calendar(end), calendar(longer.horizon));
    let projects = longer.projects.iter().map(|project| project.name.value.clone());
    let names: Vec<String> = std::iter::once(String::new()).chain(projects).collect();
    // a promise of the scenario may tell of the households, who are not in it: the projects' own are looked at without it
    let projects_alone = |mut longer: Scenario| {
        longer.body.promises.clear();
        run.model.beside(longer)
    };
    // a list that is given for the years of the run alone says nothing of later ones
    let compiled = |scenario: Scenario| run.model.beside(scenario.clone()).or_else(|_| projects_alone(scenario));
    let Ok(model) = compiled(longer) else { return Ok(Vec::new()) };
    let judged = |model: &Model| match model.run_watched(&same_draws(run, TRIALS, threads), progress) {
        Ok(run) => Ok(Some(promises::judge(&run, &Judge::new(&run)))),
        Err(Stopped::Cancelled) => Err(Stopped::Cancelled),
        Err(_) => Ok(None),
    };
    let Some(found) = judged(&model)? else { return Ok(Vec::new()) };
    let as_it_stands = match compiled(as_it_stands) {
        Ok(model) => judged(&model)?.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let ends = |project: &String| {
        let own = found.iter().filter(|promise| is_of(&promise.path, project));
        let last = own.filter_map(|promise| promise.years.iter().map(|year| year.year).max());
        last.filter(|last| (end_year + 1..last_year).contains(last)).max()
    };
    let plans = &run.model.plan.promises;
    let paid_late = |path: &str| plans.iter().any(|promise| promise.path == path && promise.late.is_some());
    // what is missing of the same years is less where the run goes on: some of it comes after the end
    let comes_later = |project: &String| {
        let mut own = as_it_stands.iter().filter(|promise| is_of(&promise.path, project) && paid_late(&promise.path));
        own.any(|promise| {
            let Some(longer) = found.iter().find(|other| other.path == promise.path) else { return false };
            promise.years.iter().any(|year| {
                let later = longer.years.iter().find(|other| other.year == year.year);
                // where more or less falls due in a longer run, what is missing says nothing
                let same = later.filter(|later| (later.due - year.due).abs() <= ROUNDING * year.due.abs());
                same.is_some_and(|later| later.shortfall.value < year.shortfall.value - ROUNDING * year.due)
            })
        })
    };
    let told = |project: String| {
        let text = match ends(&project) {
            Some(last) => {
                let horizon = end + usize::try_from(last - end_year).unwrap_or_default();
                words(end_year, last, horizon)
            }
            None => comes_later(&project).then(|| late_words(end_year))?,
        };
        Some(AdviceFinding { project, text })
    };
    Ok(names.into_iter().filter_map(told).collect())
}

/// True for a promise of the project, or of the scenario for an empty name.
fn is_of(path: &str, project: &str) -> bool {
    path.split_once('.').map_or(project.is_empty(), |(first, _)| first == project)
}

/// What a stream undertakes to pay counts as a promise, in a kind without promises too.
fn streams_as_promises(project: &mut Project) {
    let body = &mut project.kind.body;
    for stream in &body.streams {
        let Some(due) = stream.promised.clone() else { continue };
        let name = &stream.formula.name;
        let paid = Expression { node: Node::Path(vec![name.value.clone()]), span: Span::default() };
        // no name of a promise has a dot in it
        let name = Name { value: format!("{}.promised", name.value), span: name.span };
        body.promises.push(Promise { name, label: Text::default(), due, paid, late: None, set_by: None });
    }
}

fn late_words(end: i32) -> Text {
    Text::new(
        format!(
            "到期的钱有一部分要到 {end} 年以后才迟付或追回，测算只到 {end} 年，这一部分都算作没有付。要算进来，把 horizon 加大几年。"
        ),
        format!(
            "Some of what falls due is paid late or recovered after {end}, where the run ends, and counts as not paid. To see it set `horizon` to some years more."
        ),
    )
}

fn words(end: i32, last: i32, horizon: usize) -> Text {
    Text::new(
        format!(
            "测算只到 {end} 年，短于合同期：按约定到 {last} 年还有钱到期，期末以后到期的都没有算进来，没到期的本金会显得像是损失。要算到期满，把 horizon 改为 {horizon} 或更大。"
        ),
        format!(
            "The run ends in {end} and is shorter than the contract: amounts fall due up to {last}, and nothing after the end is counted; principal that is not due yet seems lost. To see it through set `horizon` to {horizon} or more."
        ),
    )
}
