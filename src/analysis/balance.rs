//! Whether the accounts of a scenario's projects balance: kinds that a user wrote may let money vanish.

use super::alone::without_households;
use crate::diagnostic::Text;
use crate::model::Model;
use crate::village::ledger;

/// Trials in which the accounts are followed.
const TRIALS: u64 = 8;

/// A line for every project of a kind from a file whose account has a gap in some of the first trials: money that goes out and
/// never came in, or the other way round. Projects that read of the households are not followed.
pub fn unbalanced(model: &Model) -> Vec<Text> {
    let mut scenario = without_households(&model.scenario);
    let mut watched = Vec::new();
    for project in scenario.projects.iter_mut().filter(|project| project.kind.found != "builtin") {
        if let Some(gap) = ledger::gap(&project.kind.body) {
            watched.push((project.name.value.clone(), project.title.clone()));
            project.kind.body.formulas.push(gap);
        }
    }
    if watched.is_empty() {
        return Vec::new();
    }
    let Ok(alone) = model.beside(scenario) else { return Vec::new() };
    let mut worst = vec![(0.0, 0); watched.len()];
    for trial in 0..TRIALS {
        let Ok(trace) = alone.trace(1, trial) else { return Vec::new() };
        for (worst, (name, _)) in worst.iter_mut().zip(&watched) {
            let gaps = trace.series(&format!("{name}.{}", ledger::GAP));
            for (index, gap) in gaps.iter().enumerate() {
                if *gap > ledger::MARGIN && *gap > worst.0 {
                    *worst = (*gap, alone.plan.start_year + index as i32);
                }
            }
        }
    }
    let told = worst.iter().zip(&watched).filter(|((gap, _), _)| *gap > 0.0);
    told.map(|((gap, year), (name, title))| words(name, title, *gap, *year)).collect()
}

fn words(name: &str, title: &Text, gap: f64, year: i32) -> Text {
    let gap = format!("{:.2}%", (gap * 100.0).max(0.01));
    let of = |title: &str| if title.is_empty() { name.to_owned() } else { title.to_owned() };
    Text::new(
        format!(
            "“{}”的账不平：{year} 年的收入减支出减结存变动，差了往来款的 {gap}，有钱凭空多出或消失。用 verify --kind 检查这个项目类型的 [streams]",
            of(&title.zh)
        ),
        format!(
            "the account of {} does not balance: in {year} in − out − change of balances is off by {gap} of what moves, so money appears or vanishes. Check the [streams] of its kind with verify --kind",
            of(&title.en)
        ),
    )
}
