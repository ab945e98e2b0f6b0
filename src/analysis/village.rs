//! What a run found about households: who receives what, who falls below the line, and what each project changes.
//!
//! Money is in yuan. Years are those of the household model, from index 1 of its horizon unless said otherwise.

use serde::Serialize;

use super::findings::Estimate;
use crate::diagnostic::Text;
pub use crate::village::CollectiveLayout;

/// Everything found about the households of a scenario.
#[derive(Debug, Clone, Serialize)]
pub struct VillageFinding {
    /// The household list was made up to given totals.
    pub synthetic: bool,
    /// Where the list came from: a file name, or words.
    pub roster: Text,
    /// Part of all household years of all trials in which the income has no value: they are counted nowhere.
    pub unknown: f64,
    /// Number of households.
    pub households: u64,
    /// Number of people.
    pub people: f64,
    /// Calendar years of the household model, in order.
    pub years: Vec<i32>,
    /// First and last calendar year of the run: projects may pay before and after the years of the household model.
    pub run_years: (i32, i32),
    /// The poverty line of each of the years, yuan a person; empty where it differs between households or trials.
    pub line: Vec<f64>,
    /// Which line it is, in words; may be empty.
    pub line_label: Text,
    /// Sources of income in the order of the kind, then one for every project and transfer that pays households.
    pub sources: Vec<SourceFinding>,
    /// All households first, then the groups of the scenario.
    pub groups: Vec<GroupFinding>,
    /// Who gets what the projects pay: the village collective, groups, others; years as in `years`.
    pub recipients: Vec<RecipientFinding>,
    /// All households of the list together.
    pub listed: Totals,
    /// Reasons for which a household may fall below the line.
    pub causes: Vec<CauseFinding>,
    /// In the order of the list.
    pub list: Vec<HouseholdFinding>,
    /// What each project, transfer or aid changes: the same draws without it.
    pub without: Vec<WithoutFinding>,
    /// Where the yearly outcomes stand in `Findings::bands`, by path (`households.share_below`), for the charts.
    pub share_below: Option<String>,
    /// Where what projects pay the collective stands: a year in `Findings::outcomes`, by year in `Findings::bands`.
    pub collective: Option<CollectiveLayout>,
    /// Income per person, over households and trials, in the middle year: with everything, and with no project.
    pub incomes: Option<IncomeDistribution>,
}

/// A source of household income.
#[derive(Debug, Clone, Serialize)]
pub struct SourceFinding {
    /// `wage`, `quarry.household_dividend`.
    pub path: String,
    /// Shown to people.
    pub label: Text,
    /// Paid by a project or as aid, not earned.
    pub received: bool,
    /// Mean a household and year, over the whole list and all years.
    pub mean: Estimate,
    /// Mean of the whole village by year.
    pub by_year: Vec<f64>,
}

/// A group of households.
#[derive(Debug, Clone, Serialize)]
pub struct GroupFinding {
    /// Name in the scenario; `all` for everybody.
    pub name: String,
    /// Shown to people.
    pub label: Text,
    /// Households that are members in some year; of a group that depends on what is drawn, the expected number.
    pub households: u64,
    /// People in them.
    pub people: f64,
    /// Its members change by year or by trial.
    pub varying: bool,
    /// Share of the year's members below the line, by year.
    pub below: Vec<Estimate>,
    /// Of the households that are ever members, the share ever below the line within the horizon.
    pub ever_below: Estimate,
    /// Mean income a person, by year.
    pub income: Vec<Estimate>,
    /// What a member receives from projects and aid in a year, mean over members and years.
    pub received: Estimate,
}

/// A recipient of what projects pay.
#[derive(Debug, Clone, Serialize)]
pub struct RecipientFinding {
    /// `village`, a group, or a class outside the list such as `operator`.
    pub name: String,
    /// Shown to people.
    pub label: Text,
    /// The collective, a group, or villagers who are not in the list; not those the projects trade with.
    pub villagers: bool,
    /// By project: its name, its title, the mean amount by year.
    pub from: Vec<(String, Text, Vec<f64>)>,
    /// In the same order, the sums over years.
    pub in_all: Vec<InAll>,
    /// What it pays into projects, by project: its name (`PROJECT.capital` for what is put in or repaid), its title, the sums.
    pub bears: Vec<(String, Text, InAll)>,
    /// From all projects together.
    pub totals: Totals,
}

/// Mean sums over years, each with its error.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct InAll {
    /// Over `VillageFinding::years`.
    pub years: Estimate,
    /// Over all years of the run. Before and after the household model, and in its first year, the money is paid to the
    /// same group, and no household's income is looked at.
    pub run: Estimate,
}

impl InAll {
    /// No money.
    pub const NOTHING: InAll = {
        let nothing = Estimate { value: 0.0, error: None };
        InAll { years: nothing, run: nothing }
    };

    /// Something is paid in some year of some trial, as far as the mean tells.
    pub fn is_something(&self) -> bool {
        self.run.value.is_finite() && self.run.value != 0.0
    }
}

/// What a recipient gets from projects and pays into them.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Totals {
    /// All that it gets, capital included.
    pub gets: InAll,
    /// Of that, capital that comes back or is lent: no income.
    pub capital: InAll,
    /// Costs and losses that it bears: taken off its income.
    pub bears: InAll,
    /// Capital that it puts in or repays: no loss of income.
    pub puts_in: InAll,
}

/// A reason for which a household may be below the line.
#[derive(Debug, Clone, Serialize)]
pub struct CauseFinding {
    /// `no_illness`, `quarry`.
    pub path: String,
    /// Shown to people: `大病`, `石场少付`.
    pub label: Text,
    /// Share of the bad years (household, year, trial) that would not be bad without it.
    pub share: Estimate,
}

/// One household, by its number in the list.
#[derive(Debug, Clone, Serialize)]
pub struct HouseholdFinding {
    /// 户编号, or its row number.
    pub id: String,
    /// People in it.
    pub members: f64,
    /// Names of the groups it is in: those of which it is more likely than not to be a member in some year.
    pub groups: Vec<String>,
    /// P(below the line), by year.
    pub below: Vec<f64>,
    /// P(ever below the line within the horizon).
    pub ever_below: Estimate,
    /// Mean income a person over the years.
    pub income: Estimate,
    /// Mean a year from each source, in the order of `sources`.
    pub receives: Vec<f64>,
    /// Expected number of years below the line.
    pub bad_years: f64,
    /// Expected number of bad years that would not be bad without the cause, in the order of `causes`.
    pub by_cause: Vec<f64>,
    /// The cause with the most of them, as an index into `causes`; `None` where none explains a fifth of the bad years, or
    /// no more than chance would.
    pub main_cause: Option<usize>,
}

/// A project, transfer or aid switched off on the same draws.
#[derive(Debug, Clone, Serialize)]
pub struct WithoutFinding {
    /// `quarry`, `minimum_living`.
    pub path: String,
    /// Shown to people.
    pub label: Text,
    /// A project (else a transfer or aid).
    pub project: bool,
    /// Public or pooled money put in over the whole run, mean; `None` where nothing is.
    pub invested: Option<f64>,
    /// Share of households below the line, mean over the years: without it less with it.
    pub share_below: Estimate,
    /// Income a person and year, mean: with it less without it.
    pub income: Estimate,
    /// Households fewer below the line, mean over the years, for every million yuan put in; `None` where less than 100,000 yuan
    /// is put in, or where it brings more in a year than that.
    pub households_per_million: Option<Estimate>,
    /// More income a year of all households of the list together, in yuan for every 10,000 yuan put in; `None` where less than
    /// 10,000 yuan is put in, or where it brings more in a year than that.
    pub income_per_wan: Option<Estimate>,
}

/// Incomes a person in one year, as counts over equal cells.
#[derive(Debug, Clone, Serialize)]
pub struct IncomeDistribution {
    /// Calendar year.
    pub year: i32,
    /// The poverty line of that year.
    pub line: f64,
    /// Lower end of the first cell.
    pub low: f64,
    /// Upper end of the last cell.
    pub high: f64,
    /// With everything; values outside are in the end cells.
    pub with: Vec<u64>,
    /// Without any project.
    pub without: Vec<u64>,
}
