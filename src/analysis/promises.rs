//! How well promises are kept: year by year, over the whole term, and what is missing in money.

use super::FEWEST_TRIALS_FOR_A_TENTH;
use super::findings::{PromiseFinding, PromiseYear};
use super::judge::Judge;
use crate::diagnostic::Text;
use crate::model::Run;
use crate::plan::PromisePlan;
use crate::scenario::model::Promise;
use crate::statistics::{self, Tail, expected_shortfall};

/// What a payment may lack, and what counts as nothing due.
const ROUNDING: f64 = Promise::ROUNDING;
const RESIDUE: f64 = Promise::RESIDUE;
/// A year in which something falls due in fewer trials than this share says nothing of the promise and is not shown.
const FEWEST: f64 = 0.001;

pub(super) fn judge(run: &Run<'_>, judge: &Judge<'_, '_>) -> Vec<PromiseFinding> {
    let findings = run.model.plan.promises.iter().map(|promise| finding(run, judge, promise));
    // a promise of which nothing falls due within the years is nobody's
    findings.filter(|finding| finding.due.value != 0.0).collect()
}

/// A promise's label; with the project in front where there are several, because kinds give all their projects the same.
fn label(run: &Run<'_>, promise: &PromisePlan) -> Text {
    let own = promise.label.or_name(&promise.path);
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

/// What is followed of a promise through its years, one value a trial. A trial in which an amount is not known is missing in
/// everything that is said of the whole promise.
struct Followed {
    /// The most that falls due in a year of the trial.
    largest: Vec<f64>,
    /// 1 while nothing has been missed, 0 after; NaN at the end where nothing ever fell due.
    never_missed: Vec<f64>,
    /// 1 while everything has come, late or not.
    in_the_end: Vec<f64>,
    due: Vec<f64>,
    paid: Vec<f64>,
    shortfall: Vec<f64>,
    /// The calendar year of the first miss; NaN where there is none.
    first_miss: Vec<f64>,
    /// The least share of what was due that came on its day.
    least: Vec<f64>,
    unknown: Vec<bool>,
    above: Vec<bool>,
    negative: Vec<bool>,
}

/// What a year of a promise comes to, one number a trial; NaN where nothing is due, so that it does not count.
struct OfYear {
    full: Vec<f64>,
    late: Vec<f64>,
    missed: Vec<f64>,
    owed: Vec<f64>,
    shortfall: Vec<f64>,
    starts: Vec<f64>,
}

impl OfYear {
    fn new(trials: usize) -> OfYear {
        let nothing_due = || vec![f64::NAN; trials];
        let nothing = || vec![0.0; trials];
        OfYear {
            full: nothing_due(),
            late: nothing_due(),
            missed: nothing_due(),
            owed: nothing(),
            shortfall: nothing(),
            starts: nothing(),
        }
    }

    /// None where hardly a trial owes anything in the year.
    fn finding(&self, calendar: i32) -> Option<PromiseYear> {
        let trials = self.full.len() as f64;
        let counted = self.full.iter().filter(|value| value.is_finite()).count() as f64;
        (counted > 0.0 && counted >= FEWEST * trials).then(|| PromiseYear {
            year: calendar,
            counted: counted / trials,
            due: statistics::mean(&self.owed).value,
            in_full: statistics::share(&self.full, |x| x == 1.0),
            late: statistics::share(&self.late, |x| x == 1.0),
            missed: statistics::share(&self.missed, |x| x == 1.0),
            first_miss: statistics::mean(&self.starts).value,
            shortfall: statistics::mean(&self.shortfall),
        })
    }
}

impl Followed {
    fn new(largest: Vec<f64>) -> Followed {
        let trials = largest.len();
        Followed {
            largest,
            never_missed: vec![1.0; trials],
            in_the_end: vec![1.0; trials],
            due: vec![0.0; trials],
            paid: vec![0.0; trials],
            shortfall: vec![0.0; trials],
            first_miss: vec![f64::NAN; trials],
            least: vec![1.0; trials],
            unknown: vec![false; trials],
            above: vec![false; trials],
            negative: vec![false; trials],
        }
    }

    /// More than falls due in a year is no payment of this promise.
    fn note_above(&mut self, due: &Part<'_>, paid: &Part<'_>, late: &Part<'_>) {
        for (trial, above) in self.above.iter_mut().enumerate() {
            let due = due.at(trial);
            let most = if due < 0.0 { 0.0 } else { due };
            *above |= paid.at(trial) + late.at(trial) > most + self.largest[trial] * ROUNDING;
        }
    }

    fn year(&mut self, calendar: i32, due: &Part<'_>, paid: &Part<'_>, late: &Part<'_>) -> OfYear {
        let mut of_year = OfYear::new(self.largest.len());
        for trial in 0..self.largest.len() {
            let (due, paid, late) = (due.at(trial), paid.at(trial), late.at(trial));
            if due.is_nan() || paid.is_nan() || late.is_nan() {
                self.unknown[trial] = true;
                continue;
            }
            self.negative[trial] |= due < -self.largest[trial] * RESIDUE;
            if due <= self.largest[trial] * RESIDUE || due <= 0.0 {
                continue;
            }
            let paid = paid.min(due);
            let late = late.min(due - paid);
            let is_full = paid >= due * (1.0 - ROUNDING);
            let is_late = !is_full && paid + late >= due * (1.0 - ROUNDING);
            let shortfall = if is_full || is_late { 0.0 } else { due - paid - late };
            of_year.owed[trial] = due;
            of_year.full[trial] = f64::from(is_full);
            of_year.late[trial] = f64::from(is_late);
            of_year.missed[trial] = f64::from(!is_full && !is_late);
            of_year.shortfall[trial] = shortfall;
            self.least[trial] = self.least[trial].min((paid / due).clamp(0.0, 1.0));
            self.due[trial] += due;
            self.paid[trial] += paid + late;
            self.shortfall[trial] += shortfall;
            if !is_full {
                if self.never_missed[trial] == 1.0 {
                    of_year.starts[trial] = 1.0;
                    self.first_miss[trial] = f64::from(calendar);
                }
                self.never_missed[trial] = 0.0;
            }
            if !is_full && !is_late {
                self.in_the_end[trial] = 0.0;
            }
        }
        of_year
    }

    /// Trials in which something falls due and all is known.
    fn asked(&self) -> usize {
        self.due.iter().zip(&self.unknown).filter(|(due, unknown)| **due > 0.0 && !**unknown).count()
    }

    /// Takes out the trials that say nothing of the whole promise.
    fn close(&mut self) {
        // of which nothing falls due, the promise is neither kept nor broken
        for whole in [&mut self.never_missed, &mut self.in_the_end, &mut self.least] {
            let trials = whole.iter_mut().zip(&self.due);
            trials.filter(|(_, due)| **due <= 0.0).for_each(|(value, _)| *value = f64::NAN);
        }
        let shares = [&mut self.never_missed, &mut self.in_the_end, &mut self.least, &mut self.first_miss];
        let sums = [&mut self.due, &mut self.paid, &mut self.shortfall];
        for whole in shares.into_iter().chain(sums) {
            let trials = whole.iter_mut().zip(&self.unknown);
            trials.filter(|(_, unknown)| **unknown).for_each(|(value, _)| *value = f64::NAN);
        }
        self.first_miss.retain(|year| year.is_finite());
        self.least.retain(|share| !share.is_nan());
    }
}

/// What nine chances in ten bring at least; NaN where the trials are too few to say it.
fn sure_of(values: &[f64]) -> f64 {
    match values.len() as u64 {
        FEWEST_TRIALS_FOR_A_TENTH.. => statistics::quantiles(values, &[0.1]).first().copied().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

fn finding(run: &Run<'_>, judge: &Judge<'_, '_>, promise: &PromisePlan) -> PromiseFinding {
    let plan = &run.model.plan;
    // values of every year are kept of so many trials
    let trials = run.outcomes.year_trials as usize;
    let years_of_run = 0..=plan.horizon as usize;
    let part = |item: usize, year: usize| Part { values: judge.values(item, year), fixed: judge.constant(item, year) };
    let mut largest = vec![0.0_f64; trials];
    for year in years_of_run.clone() {
        let due = part(promise.due, year);
        largest.iter_mut().enumerate().for_each(|(trial, largest)| *largest = largest.max(due.at(trial)));
    }
    let mut followed = Followed::new(largest);
    let mut years = Vec::new();
    for year in years_of_run {
        let (due, paid) = (part(promise.due, year), part(promise.paid, year));
        let late = promise.late.map_or(Part { values: None, fixed: 0.0 }, |late| part(late, year));
        followed.note_above(&due, &paid, &late);
        if due.values.is_none() && due.fixed == 0.0 {
            continue;
        }
        let calendar = plan.start_year + year as i32;
        years.extend(followed.year(calendar, &due, &paid, &late).finding(calendar));
    }
    followed.close();
    whole(run, judge, promise, followed, years)
}

/// What the closed account of a promise says of all its years together.
fn whole(
    run: &Run<'_>,
    judge: &Judge<'_, '_>,
    promise: &PromisePlan,
    followed: Followed,
    mut years: Vec<PromiseYear>,
) -> PromiseFinding {
    let asked = followed.asked();
    // a first miss is one of the trials in which something may be missed
    let of_asked = followed.unknown.len() as f64 / asked.max(1) as f64;
    years.iter_mut().for_each(|year| year.first_miss *= of_asked);
    let count = |trials: &[bool]| trials.iter().filter(|trial| **trial).count() as u64;
    let known = followed.unknown.len() as u64 - count(&followed.unknown);
    let pairs = || followed.paid.iter().zip(&followed.due).filter(|(paid, due)| !paid.is_nan() && **due > 0.0);
    let in_all: Vec<f64> = pairs().map(|(paid, due)| (paid / due).clamp(0.0, 1.0)).collect();
    let paid_in_all: Vec<f64> = pairs().map(|(paid, _)| *paid).collect();
    let median = statistics::quantiles(&followed.first_miss, &[0.5]);
    PromiseFinding {
        path: promise.path.clone(),
        label: label(run, promise),
        unit: judge.unit(&run.model.plan.items[promise.due]),
        never_missed: statistics::share(&followed.never_missed, |x| x == 1.0),
        paid_in_the_end: statistics::share(&followed.in_the_end, |x| x == 1.0),
        due: statistics::mean(&followed.due),
        paid: statistics::mean(&followed.paid),
        shortfall: statistics::mean(&followed.shortfall),
        worst_shortfall: expected_shortfall(&followed.shortfall, 0.05, Tail::High),
        first_miss: median.first().filter(|year| year.is_finite()).map(|year| year.round() as i32),
        safe_share: sure_of(&followed.least),
        sure_share: sure_of(&in_all),
        sure_paid: sure_of(&paid_in_all),
        asked: asked as f64 / known as f64,
        unknown: count(&followed.unknown),
        paid_above: count(&followed.above),
        negative: count(&followed.negative),
        safe_level: None,
        years,
    }
}
