//! Stage 2, join: what projects pay, who receives it and what it does to households, written as formulas of the scenario.
//!
//! Nothing is computed here: a scenario becomes a longer scenario, which is then compiled like any other. Names that the
//! program makes hold dots or `@`, so that no name of a user can be the same.

mod build;
mod cases;
mod collective;
mod compared;
mod counted;
mod groups;
mod households;
mod layout;
pub mod ledger;
mod limits;
mod measures;
mod names;
mod otherwise;
mod payments;
mod references;
mod renamed;
mod unknown;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostics, Span};
use crate::formula::expression::Expression;
use crate::scenario::model::{Body, Formula, Project, Scenario};

pub use compared::{KEPT, PUT_IN, with_comparisons};
pub use layout::{CaseLayout, CollectiveLayout, FlowLayout, LISTED, Layout, SourceLayout, sums_of};
pub use measures::{INCOME_CELLS, INCOME_LINES};
pub use payments::{OUTSIDE, RECORDED};

/// A scenario in which everything about households stands as formulas.
#[derive(Debug)]
pub struct Joined<'s> {
    /// The longer scenario; the one given where there are no households.
    pub scenario: Cow<'s, Scenario>,
    /// Where what is reported of households stands, if there are any.
    pub layout: Option<Layout>,
}

/// What could not be joined.
#[derive(Debug)]
pub struct Mistaken {
    /// What is wrong.
    pub mistakes: Diagnostics,
    /// The longer scenario without what is wrong, in which further mistakes can be sought.
    pub rest: Option<Box<Scenario>>,
}

/// Joins projects, recipients and households.
///
/// # Errors
/// Streams, groups and columns that are not there; shares of more than the whole; names used twice.
pub fn join(scenario: &Scenario) -> Result<Joined<'_>, Mistaken> {
    let Some(households) = scenario.projects.iter().position(|project| project.kind.household.is_some()) else {
        return Ok(Joined { scenario: Cow::Borrowed(scenario), layout: None });
    };
    let mut join = Join { scenario: scenario.clone(), given: scenario, households, log: Diagnostics::default() };
    let layout = join.everything();
    match (join.log.is_empty(), layout) {
        (true, Some(layout)) => Ok(Joined { scenario: Cow::Owned(join.scenario), layout: Some(layout) }),
        (_, layout) => {
            // where names mean two things, whatever else is wrong may only follow from that
            let clear = layout.is_some() && !join.log.list.iter().any(|found| found.code == Code::DuplicateName);
            Err(Mistaken { mistakes: join.log, rest: clear.then(|| Box::new(join.scenario)) })
        }
    }
}

/// The scenario while formulas are added to it.
struct Join<'s> {
    scenario: Scenario,
    given: &'s Scenario,
    /// Index of the project that is the household model.
    households: usize,
    log: Diagnostics,
}

/// Names of the household model that the parts of the join share.
struct Whole {
    /// The project.
    name: String,
    /// Its table.
    table: String,
    /// Column of the people in a household.
    members: String,
    /// Numeric columns.
    columns: Vec<String>,
    /// Units of those that have one.
    units: HashMap<String, String>,
    /// Names of the groups, and where their formulas stand.
    groups: Vec<(String, Span)>,
    /// Groups of which a household is a member in all years or in none, whatever is drawn.
    fixed: HashSet<String>,
}

impl Whole {
    /// True for members of a group; `None` for a group that is not there.
    fn member(&self, group: &str) -> Option<Expression> {
        let (name, place) = self.groups.iter().find(|(name, _)| name == group)?;
        Some(build::placed(build::path(&[name]), *place))
    }
}

/// Where a formula stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Side {
    /// In the scenario.
    Scenario,
    /// In the household kind, outside its table.
    Body,
    /// In the table: one for every household.
    Table,
}

impl<'s> Join<'s> {
    /// The projects that are not the household model.
    fn projects(&self) -> impl Iterator<Item = (usize, &'s Project)> + use<'s> {
        let households = self.households;
        self.given.projects.iter().enumerate().filter(move |(index, _)| *index != households)
    }

    fn kind_body(&mut self) -> &mut Body {
        &mut self.scenario.projects[self.households].kind.body
    }

    /// Adds a formula to the scenario.
    fn add(&mut self, formula: Formula) {
        self.add_to(Side::Scenario, formula);
    }

    fn add_to(&mut self, side: Side, formula: Formula) {
        self.formulas(side).push(formula);
    }

    fn formulas(&mut self, side: Side) -> &mut Vec<Formula> {
        let table = self.given.projects[self.households].kind.household.as_ref().map(|roles| roles.table.value.clone());
        match side {
            Side::Scenario => &mut self.scenario.body.formulas,
            Side::Body => &mut self.kind_body().formulas,
            Side::Table => {
                let body = self.kind_body();
                match body.tables.iter().position(|found| Some(&found.name.value) == table.as_ref()) {
                    Some(place) => &mut body.tables[place].formulas,
                    // the reader has seen to it that the table is there
                    None => &mut body.formulas,
                }
            }
        }
    }

    /// Names that stand on a side.
    fn names(&mut self, side: Side) -> HashSet<String> {
        self.formulas(side).iter().map(|formula| formula.name.value.clone()).collect()
    }
}
