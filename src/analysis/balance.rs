//! Whether the accounts of a scenario's projects balance: kinds that a user wrote may let money vanish.

use super::alone::without_households;
use super::kind_checks::{PROJECT, lone_scenario};
use crate::diagnostic::Text;
use crate::model::Model;
use crate::scenario::model::{Kind, Project, Scenario};
use crate::village::ledger;

/// Kinds that are followed: each is compiled once more.
const MOST_KINDS: usize = 64;

/// A line for every kind from a file whose account has a gap in some of the first trials: money that goes out and never came in, or
/// the other way round. A kind is followed in its first project; where that reads of the households, as it stands in its file.
pub fn unbalanced(model: &Model) -> Vec<Text> {
    let mut first_of_kind: Vec<&Project> = Vec::new();
    for project in model.scenario.projects.iter().filter(|project| project.kind.found != "builtin") {
        let known = first_of_kind.iter().any(|first| first.kind.found == project.kind.found);
        if !known && project.kind.household.is_none() && first_of_kind.len() < MOST_KINDS {
            first_of_kind.push(project);
        }
    }
    let told = |project: &&Project| {
        let gap = in_scenario(model, project).or_else(|| by_itself(model, &project.kind))?;
        gap.map(|(gap, when)| words(project, gap, &when))
    };
    first_of_kind.iter().filter_map(told).collect()
}

/// The largest gap of an account and the year or age of it; `None` where there is none.
type Gap = Option<(f64, Text)>;

/// `None` where the project cannot be computed without the households.
fn in_scenario(model: &Model, project: &Project) -> Option<Gap> {
    let scenario = without_households(&model.scenario);
    let start = scenario.start_year;
    let found = worst(model, scenario, &project.name.value)?;
    Some(found.map(|(gap, index)| (gap, Text::same((start + index as i32).to_string()))))
}

fn by_itself(model: &Model, kind: &Kind) -> Option<Gap> {
    let scenario = lone_scenario(kind, &model.scenario.sources, ledger::LAST_AGE);
    let found = worst(model, scenario, PROJECT)?;
    Some(found.map(|(gap, age)| (gap, Text::new(format!("第 {age}"), format!("year {age}")))))
}

fn worst(model: &Model, mut scenario: Scenario, project: &str) -> Option<Option<(f64, usize)>> {
    let body =
        scenario.projects.iter_mut().find(|found| found.name.value == project).map(|found| &mut found.kind.body)?;
    if !ledger::follow(body) {
        return Some(None);
    }
    let alone = model.beside(scenario).ok()?;
    let mut worst: Option<(usize, f64)> = None;
    for trial in 0..ledger::TRIALS {
        let trace = alone.trace(1, trial).ok()?;
        let found = ledger::worst(trace.series(&format!("{project}.{}", ledger::GAP)));
        worst = worst.into_iter().chain(found).reduce(ledger::worse);
    }
    Some(worst.filter(|(_, gap)| !ledger::is_closed(*gap)).map(|(index, gap)| (gap, index)))
}

fn words(project: &Project, gap: f64, when: &Text) -> Text {
    let title = project.title.or_name(&project.name.value);
    if gap.is_nan() {
        return Text::new(
            format!(
                "“{}”的账算不出来：{} 年有一项收支不是数（例如 0/0）。用 verify --kind 检查这个项目类型的 [streams]",
                title.zh, when.zh
            ),
            format!(
                "the account of {} cannot be followed: in {} a stream has no value, such as 0/0. Check the [streams] of its kind with verify --kind",
                title.en, when.en
            ),
        );
    }
    let gap = format!("{:.2}%", (gap * 100.0).max(0.01));
    Text::new(
        format!(
            "“{}”的账不平：{} 年的收入减支出减结存变动，差了往来款的 {gap}，有钱凭空多出或消失。用 verify --kind 检查这个项目类型的 [streams]",
            title.zh, when.zh
        ),
        format!(
            "the account of {} does not balance: in {} in − out − change of balances is off by {gap} of what moves, so money appears or vanishes. Check the [streams] of its kind with verify --kind",
            title.en, when.en
        ),
    )
}
