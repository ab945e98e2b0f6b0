//! The plan of a scenario: programs, and what a run reports.

use super::graph::{Axes, Recipe};
use super::outcomes::Reads;
use super::program::{Column, Operand, Program};
use super::requirements::Requirement;
use crate::diagnostic::{Span, Text};
use crate::scenario::model::{Better, Design, Holds};

/// A compiled scenario.
#[derive(Debug, Clone)]
pub struct Plan {
    /// File stem.
    pub name: String,
    /// Calendar year of index 0.
    pub start_year: i32,
    /// Last index.
    pub horizon: u32,
    /// Trials asked for in the file.
    pub trials: u64,
    /// Seed asked for in the file.
    pub seed: u64,
    /// How draws are laid out.
    pub design: Design,
    /// Tables: path and row names in running order.
    pub tables: Vec<(String, Vec<String>)>,
    /// Quantities that need a quantile, or whose parameters need a check.
    pub spreads: Vec<Spread>,
    /// What must hold of values of the prelude, with the axes of each.
    pub requirements: Vec<(Requirement<Column>, Axes)>,
    /// Computed once.
    pub prelude: Program,
    /// Computed for every block of trials.
    pub trial_program: Program,
    /// Everything with a name, in the order of the file.
    pub items: Vec<Item>,
    /// What is reported, as indices into `items`.
    pub outcomes: Vec<OutcomePlan>,
    /// Promises.
    pub promises: Vec<PromisePlan>,
    /// Claims.
    pub claims: Vec<ClaimPlan>,
    /// What is gathered over all trials.
    pub gathered: Vec<GatheredPlan>,
    /// Conditions of advice: project scope, item, index of the advice in the kind.
    pub advice: Vec<AdvicePlan>,
    /// What items are computed from, in a plan of everything.
    pub reads: Option<Reads>,
    /// Draws a trial makes (each row and year counted).
    pub draws: u64,
}

/// A spread whose parameters stand in the prelude.
#[derive(Debug, Clone)]
pub struct Spread {
    /// What to build.
    pub recipe: Recipe,
    /// Where its parameters stand; empty where they vary by trial and come with the step.
    pub parameters: Vec<Column>,
    /// Where its limits stand.
    pub truncate: (Option<Column>, Option<Column>),
    /// Which limits there are, when everything comes with the step.
    pub limits: (bool, bool),
    /// Axes of the parameters.
    pub axes: Axes,
    /// Rows of their table, 1 without.
    pub rows: u32,
    /// Place in the file.
    pub span: Span,
    /// False where only the parameters are checked.
    pub drawn: bool,
}

/// What sort of thing an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// An input or column.
    Input,
    /// A formula.
    Formula,
    /// Part of a promise, a claim, a condition.
    Other,
}

/// Something with a name.
#[derive(Debug, Clone)]
pub struct Item {
    /// `quarry.dividend`.
    pub path: String,
    /// Shown to people; may be empty.
    pub label: Text,
    /// Input or formula.
    pub kind: ItemKind,
    /// As written; empty for inputs.
    pub formula: String,
    /// Unit as declared or found, as users write it.
    pub unit: String,
    /// Base units in one of `unit`.
    pub scale: f64,
    /// Number, true/false or state.
    pub sort: ItemSort,
    /// Along which axes it varies.
    pub axes: Axes,
    /// Years in which it lives.
    pub window: Option<(u32, u32)>,
    /// Where its value stands when the run keeps it.
    pub stands: Option<Operand>,
    /// Place of the name.
    pub span: Span,
    /// Made by the program to compare and to gather: formulas of a case (`below@quarry`) and means. They are many and say
    /// nothing that a user wrote.
    pub made: bool,
}

/// Number, true/false or state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemSort {
    /// A number.
    Number {
        /// It is an amount of money.
        money: bool,
    },
    /// True or false.
    Boolean,
    /// A state.
    State(Vec<String>),
}

/// An outcome.
#[derive(Debug, Clone)]
pub struct OutcomePlan {
    /// Index into `items`.
    pub item: usize,
    /// Path under which it is reported.
    pub path: String,
    /// Which direction is good.
    pub better: Option<Better>,
    /// Discounting: `Some(true)` where the first flow is discounted.
    pub first_flow_discounted: Option<bool>,
    /// What the number measures.
    pub measure: Measure,
    /// Index of the project, if it is a project's.
    pub project: Option<usize>,
}

/// What an outcome's number measures, where that decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A rate of return, read as per cent; infinite where the flows are a loss or a gain at every rate.
    Rate,
    /// Years until the money is back; infinite where it never is.
    Payback,
    /// Anything else.
    Other,
}

/// A value of which only the mean over all trials is reported.
#[derive(Debug, Clone)]
pub struct GatheredPlan {
    /// `households.households.below`.
    pub path: String,
    /// Index into `items`.
    pub item: usize,
    /// Number of its tally; `None` where the value does not vary by trial.
    pub tally: Option<usize>,
}

/// A promise: items of its parts.
#[derive(Debug, Clone)]
pub struct PromisePlan {
    /// `quarry.dividend`.
    pub path: String,
    /// Shown to people.
    pub label: Text,
    /// Indices into `items`.
    pub due: usize,
    /// Paid on time.
    pub paid: usize,
    /// Paid late.
    pub late: Option<usize>,
}

/// A claim about an outcome.
#[derive(Debug, Clone)]
pub struct ClaimPlan {
    /// Index into `outcomes`.
    pub outcome: usize,
    /// Item of the value.
    pub value: usize,
    /// How to compare.
    pub holds: Holds,
    /// In words.
    pub text: Text,
    /// Who stated it.
    pub source: Text,
}

/// A condition of advice.
#[derive(Debug, Clone)]
pub struct AdvicePlan {
    /// The project's name.
    pub project: String,
    /// Item of the condition.
    pub when: usize,
    /// What to say.
    pub text: Text,
}
