//! What a run found: the one type that the screen, the summary file, the charts and the page are made from.
//!
//! Money and other amounts are in base units (yuan, kWh, kg); [`DisplayUnit`] says how people read them.

use serde::Serialize;

use crate::diagnostic::Text;

/// Everything a run found.
#[derive(Debug, Clone, Serialize)]
pub struct Findings {
    /// Scenario name (file stem).
    pub name: String,
    /// Title.
    pub title: Text,
    /// May be empty.
    pub description: Text,
    /// Calendar year of index 0.
    pub start_year: i32,
    /// Last index.
    pub horizon: usize,
    /// Trials run.
    pub trials: u64,
    /// Of them, those whose yearly values were kept: what yearly outcomes and promises stand on.
    pub year_trials: u64,
    /// Seed.
    pub seed: u64,
    /// `stratified` or `independent`.
    pub design: String,
    /// One value a trial, in the order of the file; of projects after the scenario's own (path `quarry.npv`).
    pub outcomes: Vec<OutcomeFinding>,
    /// One value a trial and year.
    pub bands: Vec<BandFinding>,
    /// Means by row of the outcomes of tables.
    pub row_outcomes: Vec<RowOutcomeFinding>,
    /// Promises.
    pub promises: Vec<PromiseFinding>,
    /// Claims and records.
    pub claims: Vec<ClaimFinding>,
    /// Advice of the kinds whose condition holds.
    pub advice: Vec<AdviceFinding>,
    /// What should be checked about the input: money that reaches nobody, groups without members, and the like.
    pub notes: Vec<Text>,
    /// Every input with its range and source.
    pub inputs: Vec<InputFinding>,
    /// What was set for this run and stands otherwise in the files (`--set`).
    pub changes: Vec<ChangeFinding>,
    /// The projects by name.
    pub projects: Vec<ProjectFinding>,
    /// Every formula that ran, as written.
    pub formulas: Vec<FormulaFinding>,
    /// Variants against the base, on the same draws.
    pub variants: Vec<VariantFinding>,
    /// Households, where the scenario has them.
    pub village: Option<super::village::VillageFinding>,
}

/// A number with its standard error in base units; the error is `None` where nothing is uncertain.
pub use crate::statistics::Estimate;

impl Findings {
    /// The outcomes people are shown first: the scenario's own, or where it has none those of its projects.
    pub fn shown_outcomes(&self) -> impl Iterator<Item = &OutcomeFinding> {
        let own = self.outcomes.iter().any(|outcome| is_own(&outcome.path));
        self.outcomes.iter().filter(move |outcome| !own || is_own(&outcome.path))
    }

    /// The yearly outcomes people are shown first.
    pub fn shown_bands(&self) -> impl Iterator<Item = &BandFinding> {
        let own = self.bands.iter().any(|band| is_own(&band.path));
        self.bands.iter().filter(move |band| !own || is_own(&band.path))
    }
}

impl OutcomeFinding {
    /// The mean, where it is one of all trials that have a value: where some never pay back, years till then have none.
    pub fn mean_of_all(&self) -> Estimate {
        match self.missing.iter().any(|missing| missing.ranked) {
            true => Estimate { value: f64::NAN, error: None },
            false => self.mean,
        }
    }
}

/// A project of the scenario.
#[derive(Debug, Clone, Serialize)]
pub struct ProjectFinding {
    /// `quarry`.
    pub name: String,
    /// Shown to people.
    pub title: Text,
}

/// An input that stands otherwise than in the files, or than in the base.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeFinding {
    /// `quarry.dividend_rate`.
    pub path: String,
    /// Shown to people, with the project's title where there are several.
    pub label: Text,
    /// What stands in the files, in words.
    pub from: Text,
    /// What ran.
    pub to: Text,
}

/// True for paths of the scenario, false for those of a project (`quarry.npv`).
fn is_own(path: &str) -> bool {
    !path.contains('.')
}

/// How people read a number: the symbol and what one of it is in base units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DisplayUnit {
    /// Symbol in both languages: `万元` / `10k yuan`; empty for pure numbers; `%` for shares.
    pub symbol: Text,
    /// Base units in one of it: 10000 for 万元, 0.01 for %.
    pub scale: f64,
}

/// What sort of value an outcome is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeSort {
    /// A number: mean, sd, quantiles.
    Number,
    /// True or false: `mean` is the probability.
    Probability,
    /// A named state: `states` holds the probabilities.
    State,
}

/// Where an NPV, IRR or payback states its timing convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// The flow of index 0 is not discounted.
    FirstFlowUndiscounted,
    /// The flow of index 0 is discounted one year (spreadsheet NPV).
    FirstFlowDiscounted,
}

/// One outcome with one value a trial.
#[derive(Debug, Clone, Serialize)]
pub struct OutcomeFinding {
    /// `npv` or `quarry.npv`.
    pub path: String,
    /// Shown to people; the name when there is none.
    pub label: Text,
    /// How people read it.
    pub unit: DisplayUnit,
    /// Number, probability or state.
    pub sort: OutcomeSort,
    /// Which direction is good, if the file says.
    pub better: Option<crate::scenario::model::Better>,
    /// Timing convention, where the formula discounts.
    pub timing: Option<Timing>,
    /// False where the value is the same in every trial: then only `mean` stands.
    pub uncertain: bool,
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation.
    pub sd: Estimate,
    /// (probability, value): 0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99; type 7.
    pub quantiles: Vec<(f64, Estimate)>,
    /// Mean of the lowest and of the highest 5 % of trials (expected shortfall, conditional value at risk), of uncertain
    /// numbers.
    pub tails: Option<Tails>,
    /// P(below 0), for numbers with a unit of money and for rates (NPV, IRR).
    pub below_zero: Option<Estimate>,
    /// Smallest and largest value seen.
    pub range: (f64, f64),
    /// Trials that the statistics stand on (the others are not finite: no IRR, never paid back).
    pub counted: u64,
    /// Why trials are missing.
    pub missing: Vec<MissingValues>,
    /// Probabilities of the states.
    pub states: Vec<(String, Estimate)>,
    /// Histogram over `range` or, with long tails, over the central 99.8 %: counts per cell.
    pub histogram: Histogram,
}

/// Means of the ends of a distribution.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Tails {
    /// Of the lowest 5 % of trials.
    pub lowest_5_percent: Estimate,
    /// Of the highest 5 %.
    pub highest_5_percent: Estimate,
}

/// Values that are not finite.
#[derive(Debug, Clone, Serialize)]
pub struct MissingValues {
    /// In words: "no IRR", "several IRR", "never paid back", "not finite".
    pub reason: Text,
    /// They are above or below every number, and count so in quantiles and probabilities.
    pub ranked: bool,
    /// How many trials.
    pub trials: u64,
    /// The first of them, for `trace`.
    pub first_trial: u64,
    /// They are below every number.
    pub lowest: bool,
}

/// Counts of values in equal cells.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Histogram {
    /// Lower end of the first cell, base units.
    pub low: f64,
    /// Upper end of the last cell.
    pub high: f64,
    /// Counts; values outside are in the end cells. Empty where the value is certain.
    pub counts: Vec<u64>,
    /// Where there are only a few different values: each with how many trials gave it, from the lowest up. Else empty.
    pub atoms: Vec<(f64, u64)>,
    /// Values that 0, 0.5 %, 1 %, … 100 % of the counted trials do not exceed, for the cumulative curve.
    #[serde(skip)]
    pub curve: Vec<f64>,
}

/// One outcome with a value a trial and year.
#[derive(Debug, Clone, Serialize)]
pub struct BandFinding {
    /// `revenue_by_year` or `quarry.cash_flow`.
    pub path: String,
    /// Shown to people.
    pub label: Text,
    /// How people read it.
    pub unit: DisplayUnit,
    /// Number, probability (then only `mean` is meant) or state (then only `states` of the years).
    pub sort: OutcomeSort,
    /// Which direction is good.
    pub better: Option<crate::scenario::model::Better>,
    /// Trials that its years are of: all, or the first, whose yearly values are kept.
    pub trials: u64,
    /// One a year, in which the outcome lives.
    pub years: Vec<BandYear>,
}

/// One year of a band.
#[derive(Debug, Clone, Serialize)]
pub struct BandYear {
    /// Calendar year.
    pub year: i32,
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation.
    pub sd: Estimate,
    /// (probability, value): 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95.
    pub quantiles: Vec<(f64, Estimate)>,
    /// Trials with a finite value.
    pub counted: u64,
    /// Of a named state: the probabilities of the states; mean, sd and quantiles are no numbers then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<(String, Estimate)>,
}

/// The means over all trials of an outcome of a table.
#[derive(Debug, Clone, Serialize)]
pub struct RowOutcomeFinding {
    /// `assets.repair`.
    pub path: String,
    /// Shown to people.
    pub label: Text,
    /// How people read it.
    pub unit: DisplayUnit,
    /// Calendar years; empty for an outcome with one value a trial.
    pub years: Vec<i32>,
    /// Rows in the order of the file, each with a mean for every year, or one.
    pub rows: Vec<(String, Vec<Estimate>)>,
}

/// How well a promise is kept.
#[derive(Debug, Clone, Serialize)]
pub struct PromiseFinding {
    /// `quarry.dividend`.
    pub path: String,
    /// Shown to people.
    pub label: Text,
    /// Unit of the money.
    pub unit: DisplayUnit,
    /// Share of the trials in which something falls due at all. Only they count in the probabilities and the sure shares and
    /// amounts; means of money are over all trials.
    pub asked: f64,
    /// P(never missed): every due amount paid in full and on time.
    pub never_missed: Estimate,
    /// P(every due amount paid in the end, late included).
    pub paid_in_the_end: Estimate,
    /// Due in all, expected.
    pub due: Estimate,
    /// Paid in all (on time and late), expected.
    pub paid: Estimate,
    /// Shortfall in all (due − paid − late), expected.
    pub shortfall: Estimate,
    /// Mean shortfall of the worst 5 % of trials.
    pub worst_shortfall: Estimate,
    /// Median year of the first miss among trials that miss.
    pub first_miss: Option<i32>,
    /// The share of each amount due that is paid on time in every year with a probability of nine in ten: a tenth of
    /// the trials have a year in which less is paid. NaN where it is not known.
    pub safe_share: f64,
    /// The share of all that is due that is paid in the end, late included, with a probability of nine in ten.
    pub sure_share: f64,
    /// The amount that is paid in the end, late included, with a probability of nine in ten.
    pub sure_paid: f64,
    /// Trials in which an amount due or paid has no value: they are left out of all that is said of the promise.
    pub unknown: u64,
    /// Trials in which more is paid in some year than falls due in it: what is above counts for nothing.
    pub paid_above: u64,
    /// Trials in which what falls due is negative in some year: nothing falls due then.
    pub negative: u64,
    /// What would be kept with nine chances in ten, where that was looked for.
    pub safe_level: Option<SafeLevel>,
    /// Years in which something is due.
    pub years: Vec<PromiseYear>,
}

/// How far the input that sets a promise must be lowered to be kept with nine chances in ten.
#[derive(Debug, Clone, Serialize)]
pub struct SafeLevel {
    /// The input, as shown to people.
    pub input: Text,
    /// The part of its present value; `None` where no level is safe.
    pub share: Option<f64>,
    /// The most that falls due in a year then, expected; 0 where nothing is promised any more.
    pub largest: f64,
    /// The lowest part of its present value that was tried: lower ones may not be allowed.
    pub lowest: f64,
}

/// One year of a promise.
#[derive(Debug, Clone, Serialize)]
pub struct PromiseYear {
    /// Calendar year.
    pub year: i32,
    /// Share of trials in which something falls due; the probabilities are those of these trials.
    pub counted: f64,
    /// Mean amount due, over all trials.
    pub due: f64,
    /// P(paid in full on time).
    pub in_full: Estimate,
    /// P(not in full on time, but in full with what came later).
    pub late: Estimate,
    /// P(missed in whole or part for good).
    pub missed: Estimate,
    /// P(this is the first year not paid in full on time), of the trials in which something falls due in some year.
    pub first_miss: f64,
    /// Expected shortfall in money (due − paid − late).
    pub shortfall: Estimate,
}

/// A claim against the forecast.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimFinding {
    /// Path of the outcome.
    pub outcome: String,
    /// In words, as stated.
    pub text: Text,
    /// Who stated it.
    pub source: Text,
    /// The value, base units.
    pub value: f64,
    /// How people read it.
    pub unit: DisplayUnit,
    /// `at_least`, `at_most`, `record`.
    pub holds: &'static str,
    /// For claims: P(met). For records: the share of trials below the value (its percentile / 100).
    pub probability: Estimate,
    /// Share of trials that give the value exactly.
    pub equal: f64,
}

/// A sentence of advice.
#[derive(Debug, Clone, Serialize)]
pub struct AdviceFinding {
    /// The project.
    pub project: String,
    /// The sentence.
    pub text: Text,
}

/// An input as the page lists it.
#[derive(Debug, Clone, Serialize)]
pub struct InputFinding {
    /// `quarry.dividend_rate`.
    pub path: String,
    /// Shown to people.
    pub label: Text,
    /// The value or range in words, both languages: `12 %`, `900 / 1200 / 1400 m3 (PERT)`.
    pub range: Text,
    /// Source in words; `estimate`/`估计` where nobody published it; empty where nothing was said.
    pub source: Text,
    /// True where it is drawn.
    pub uncertain: bool,
}

/// A formula as written.
#[derive(Debug, Clone, Serialize)]
pub struct FormulaFinding {
    /// `quarry.dividend`.
    pub path: String,
    /// Shown to people.
    pub label: Text,
    /// As written.
    pub formula: String,
    /// Unit symbol.
    pub unit: String,
    /// `constant`, `year`, `trial`, `trial and year`, with `row` in front inside tables.
    pub shape: String,
}

/// Pairs of trials: the same trial in the base and in a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pairs {
    /// Both have a value.
    pub counted: u64,
    /// One or both have none: no IRR, never paid back.
    pub missing: u64,
}

/// A variant against the base.
#[derive(Debug, Clone, Serialize)]
pub struct VariantFinding {
    /// Its name.
    pub name: String,
    /// Shown to people.
    pub title: Text,
    /// Its outcomes, in the order of the base's.
    pub outcomes: Vec<OutcomeFinding>,
    /// Paired difference variant − base of each outcome: mean with error.
    pub differences: Vec<Estimate>,
    /// P(the variant is the better one) where the outcome says which direction is good.
    pub better: Vec<Option<Estimate>>,
    /// P(the variant is the worse one), likewise; in all other trials both give the same.
    pub worse: Vec<Option<Estimate>>,
    /// On how many pairs of trials each difference stands.
    pub pairs: Vec<Pairs>,
    /// What it sets otherwise than the base.
    pub changes: Vec<ChangeFinding>,
    /// Advice that holds for it and not for the base.
    pub advice: Vec<AdviceFinding>,
}
