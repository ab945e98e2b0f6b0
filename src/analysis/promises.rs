//! How well promises are kept: year by year, over the whole term, and what is missing in money.

use super::FEWEST_TRIALS_FOR_A_TENTH;
use super::findings::{PromiseFinding, PromiseYear};
use super::judge::Judge;
use crate::diagnostic::Text;
use crate::model::Run;
use crate::plan::PromisePlan;
use crate::statistics::{self, Tail, expected_shortfall};

/// A payment short by less than this share of what is due counts as made in full: rounding is no default.
const ROUNDING: f64 = 1e-9;
/// What falls due in a year is nothing below this part of the most that falls due in a year of the trial: the rest that a
/// loan leaves when it is repaid is no debt.
const RESIDUE: f64 = 1e-9;
/// A year in which something falls due in fewer trials than this share says nothing of the promise and is not shown.
const FEWEST: f64 = 0.001;

pub(super) fn judge(run: &Run<'_>, judge: &Judge<'_, '_>) -> Vec<PromiseFinding> {
    let findings = run.model.plan.promises.iter().map(|promise| finding(run, judge, promise));
    // a promise of which nothing falls due within the years is nobody's
    findings.filter(|finding| finding.due.value != 0.0).collect()
}

/// A promise's label; with the project in front where there are several, because kinds give all their projects the same.
fn label(run: &Run<'_>, promise: &PromisePlan) -> Text {
    let own = if promise.label.is_empty() { Text::same(promise.path.clone()) } else { promise.label.clone() };
    let projects = &run.model.scenario.projects;
    let name = promise.path.split_once('.').map(|(name, _)| name);
    match projects.iter().find(|project| Some(project.name.value.as_str()) == name) {
        Some(project) if projects.len() > 1 => {
            let title = &project.title;
            Text::new(format!("{}：{}", title.zh, own.zh), format!("{}: {}", title.en, own.en))
        }
        _ => own,
    }
}

/// Values of a part of a promise in a year, one a trial.
struct Part<'a> {
    values: Option<&'a [f64]>,
    fixed: f64,
}

impl Part<'_> {
    fn at(&self, trial: usize) -> f64 {
        self.values.map_or(self.fixed, |values| values[trial])
    }
}

fn finding(run: &Run<'_>, judge: &Judge<'_, '_>, promise: &PromisePlan) -> PromiseFinding {
    let plan = &run.model.plan;
    // values of every year are kept of so many trials
    let trials = run.outcomes.year_trials as usize;
    let item = &plan.items[promise.due];
    let mut never_missed = vec![1.0; trials];
    let mut in_the_end = vec![1.0; trials];
    let (mut due_sum, mut paid_sum, mut short_sum) = (vec![0.0; trials], vec![0.0; trials], vec![0.0; trials]);
    let mut first_miss: Vec<f64> = vec![f64::NAN; trials];
    let mut least = vec![1.0_f64; trials];
    // trials in which an amount is not known are missing in everything that is said of the whole promise
    let mut unknown = vec![false; trials];
    let (mut above, mut negative) = (vec![false; trials], vec![false; trials]);
    let mut years = Vec::new();
    let part = |item: usize, year: usize| Part { values: judge.values(item, year), fixed: judge.constant(item, year) };
    let mut largest = vec![0.0_f64; trials];
    for year in 0..=plan.horizon as usize {
        let due = part(promise.due, year);
        largest.iter_mut().enumerate().for_each(|(trial, largest)| *largest = largest.max(due.at(trial)));
    }
    for year in 0..=plan.horizon as usize {
        let due = part(promise.due, year);
        let paid = part(promise.paid, year);
        let late = promise.late.map_or(Part { values: None, fixed: 0.0 }, |late| part(late, year));
        // more than falls due in a year is no payment of this promise
        for (trial, above) in above.iter_mut().enumerate() {
            let due = due.at(trial);
            let most = if due < 0.0 { 0.0 } else { due };
            *above |= paid.at(trial) + late.at(trial) > most + largest[trial] * ROUNDING;
        }
        if due.values.is_none() && due.fixed == 0.0 {
            continue;
        }
        let calendar = plan.start_year + year as i32;
        // one number a trial; NaN where nothing is due, so that it does not count
        let (mut full, mut made_late, mut missed) =
            (vec![f64::NAN; trials], vec![f64::NAN; trials], vec![f64::NAN; trials]);
        let (mut short, mut starts) = (vec![0.0; trials], vec![0.0; trials]);
        let mut owed = vec![0.0; trials];
        for trial in 0..trials {
            let (due, paid, late) = (due.at(trial), paid.at(trial), late.at(trial));
            if due.is_nan() || paid.is_nan() || late.is_nan() {
                unknown[trial] = true;
                continue;
            }
            negative[trial] |= due < -largest[trial] * RESIDUE;
            if due <= largest[trial] * RESIDUE || due <= 0.0 {
                continue;
            }
            let paid = paid.min(due);
            let late = late.min(due - paid);
            owed[trial] = due;
            let is_full = paid >= due * (1.0 - ROUNDING);
            let is_late = !is_full && paid + late >= due * (1.0 - ROUNDING);
            full[trial] = f64::from(is_full);
            made_late[trial] = f64::from(is_late);
            missed[trial] = f64::from(!is_full && !is_late);
            short[trial] = if is_full || is_late { 0.0 } else { due - paid - late };
            least[trial] = least[trial].min((paid / due).clamp(0.0, 1.0));
            due_sum[trial] += due;
            paid_sum[trial] += paid + late;
            short_sum[trial] += short[trial];
            if !is_full {
                if never_missed[trial] == 1.0 {
                    starts[trial] = 1.0;
                    first_miss[trial] = f64::from(calendar);
                }
                never_missed[trial] = 0.0;
            }
            if !is_full && !is_late {
                in_the_end[trial] = 0.0;
            }
        }
        let counted = full.iter().filter(|value| value.is_finite()).count();
        if counted == 0 || (counted as f64) < FEWEST * trials as f64 {
            continue;
        }
        years.push(PromiseYear {
            year: calendar,
            counted: counted as f64 / trials as f64,
            due: statistics::mean(&owed).value,
            in_full: statistics::share(&full, |x| x == 1.0),
            late: statistics::share(&made_late, |x| x == 1.0),
            missed: statistics::share(&missed, |x| x == 1.0),
            first_miss: statistics::mean(&starts).value,
            shortfall: statistics::mean(&short),
        });
    }
    // a promise of which nothing falls due in a trial is neither kept nor broken there
    let asked = due_sum.iter().zip(&unknown).filter(|(due, unknown)| **due > 0.0 && !**unknown).count();
    // a first miss is one of the trials in which something may be missed
    let of_asked = trials as f64 / asked.max(1) as f64;
    years.iter_mut().for_each(|year: &mut PromiseYear| year.first_miss *= of_asked);
    for whole in [&mut never_missed, &mut in_the_end, &mut least] {
        let trials = whole.iter_mut().zip(&due_sum);
        trials.filter(|(_, due)| **due <= 0.0).for_each(|(value, _)| *value = f64::NAN);
    }
    let wholes = [&mut never_missed, &mut in_the_end, &mut due_sum, &mut paid_sum, &mut short_sum, &mut first_miss];
    for whole in wholes.into_iter().chain([&mut least]) {
        let trials = whole.iter_mut().zip(&unknown);
        trials.filter(|(_, unknown)| **unknown).for_each(|(value, _)| *value = f64::NAN);
    }
    first_miss.retain(|year| year.is_finite());
    let median = statistics::quantiles(&mut first_miss, &[0.5]);
    let pairs = || paid_sum.iter().zip(&due_sum).filter(|(paid, due)| !paid.is_nan() && **due > 0.0);
    let mut in_all: Vec<f64> = pairs().map(|(paid, due)| (paid / due).clamp(0.0, 1.0)).collect();
    least.retain(|share| !share.is_nan());
    let mut paid_in_all: Vec<f64> = pairs().map(|(paid, _)| *paid).collect();
    let count = |trials: &[bool]| trials.iter().filter(|trial| **trial).count() as u64;
    let sure_of = |shares: &mut [f64]| match shares.len() as u64 {
        FEWEST_TRIALS_FOR_A_TENTH.. => statistics::quantiles(shares, &[0.1]).first().copied().unwrap_or(f64::NAN),
        _ => f64::NAN,
    };
    let (safe_share, sure_share) = (sure_of(&mut least), sure_of(&mut in_all));
    let sure_paid = sure_of(&mut paid_in_all);
    PromiseFinding {
        path: promise.path.clone(),
        label: label(run, promise),
        unit: judge.unit(item),
        never_missed: statistics::share(&never_missed, |x| x == 1.0),
        paid_in_the_end: statistics::share(&in_the_end, |x| x == 1.0),
        due: statistics::mean(&due_sum),
        paid: statistics::mean(&paid_sum),
        shortfall: statistics::mean(&short_sum),
        worst_shortfall: expected_shortfall(&short_sum, 0.05, Tail::High),
        first_miss: median.first().filter(|year| year.is_finite()).map(|year| year.round() as i32),
        safe_share,
        sure_share,
        sure_paid,
        asked: asked as f64 / (trials as u64 - count(&unknown)) as f64,
        unknown: count(&unknown),
        paid_above: count(&above),
        negative: count(&negative),
        safe_level: None,
        years,
    }
}
