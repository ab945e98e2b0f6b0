//! What a scenario says, checked for form (keys, types, names, ranges) but not yet for meaning.
//!
//! Every text that is a formula is parsed; names and units inside it are resolved by the next stage, `plan`.

mod party;
mod value;
mod village;

use crate::diagnostic::{Sources, Span, Spanned, Text};
use crate::formula::expression::Expression;

pub use party::{PARTIES, Party};
pub use value::{DiscreteValues, Limited, Limits, Missing, Spread, Uncertain, Value, YearKey, YearRange};
pub use village::{Aid, Case, Household, Payment, RosterFacts, Village};

/// One scenario file with its kinds and data.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The file's stem: name of the output folder.
    pub name: String,
    /// Shown to people; the file's name when left out.
    pub title: Text,
    /// May be empty.
    pub description: Text,
    /// Calendar year of index 0.
    pub start_year: i32,
    /// Last index.
    pub horizon: usize,
    /// The name `discount_rate` in formulas.
    pub discount_rate: Option<Expression>,
    /// How many trials.
    pub trials: u64,
    /// Which draws.
    pub seed: u64,
    /// How draws are laid out.
    pub design: Design,
    /// `[units]`: name, and a value such as `50 kg`, or `new`.
    pub units: Vec<(Spanned<String>, Spanned<String>)>,
    /// Inputs, tables, formulas, outcomes, promises of the scenario itself (`shared` to projects).
    pub body: Body,
    /// `[projects.NAME]`, in the order of the file.
    pub projects: Vec<Project>,
    /// `[[correlations]]`.
    pub correlations: Vec<Correlation>,
    /// `[variants.NAME]`.
    pub variants: Vec<Variant>,
    /// `[[claims]]`.
    pub claims: Vec<Claim>,
    /// `[roster]`, `[groups]`, `[aid]`, `[village]`.
    pub village: Village,
    /// Every file read.
    pub sources: Sources,
}

impl Scenario {
    /// The names of a project, by its index, or of the scenario itself.
    pub fn body(&self, project: Option<usize>) -> Option<&Body> {
        match project {
            None => Some(&self.body),
            Some(index) => self.projects.get(index).map(|project| &project.kind.body),
        }
    }

    /// The same, to be changed.
    pub fn body_mut(&mut self, project: Option<usize>) -> Option<&mut Body> {
        match project {
            None => Some(&mut self.body),
            Some(index) => self.projects.get_mut(index).map(|project| &mut project.kind.body),
        }
    }
}

/// How draws are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Design {
    /// Scrambled radical inverse in 32 replicates.
    #[default]
    Stratified,
    /// Philox.
    Independent,
}

/// A set of names that see each other: the scenario's own, or a kind's.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// `[inputs]`.
    pub inputs: Vec<Input>,
    /// `[tables.NAME]`.
    pub tables: Vec<Table>,
    /// `[formulas]`.
    pub formulas: Vec<Formula>,
    /// `[outcomes]`.
    pub outcomes: Vec<Outcome>,
    /// `[promises.NAME]`.
    pub promises: Vec<Promise>,
    /// `[streams.NAME]` of a kind.
    pub streams: Vec<Stream>,
    /// `[tables.NAME.outcomes]`, and what is made to be gathered over all trials.
    pub gathered: Vec<Gathered>,
}

impl Body {
    /// The streams by which money is put in.
    pub fn invested(&self) -> impl Iterator<Item = &Stream> {
        self.streams.iter().filter(|stream| stream.account == Account::In && stream.investment)
    }
}

/// A value of which only the mean over all trials is reported: one for every row and year.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The formula.
    pub formula: Formula,
    /// The table whose rows are open.
    pub table: Option<String>,
    /// Not the mean but counts: how many of the values of all rows lie in each of so many equal parts from 0 to this number.
    pub cells: Option<(u32, f64)>,
}

/// A name the user gave, with its place.
pub type Name = Spanned<String>;

/// An input: certain or uncertain.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name.
    pub name: Name,
    /// Shown to people; may be empty.
    pub label: Text,
    /// Declared unit; bare numbers of `value` are in it.
    pub unit: Option<Name>,
    /// Where the number comes from, in words.
    pub source: Option<Text>,
    /// Nobody published it.
    pub estimate: bool,
    /// The named states it may take; kept when a project or a variant sets it to one of them.
    pub states: Option<Vec<Name>>,
    /// `allowed`: what the value may be; kept when a project or a variant sets it.
    pub allowed: Option<Limits>,
    /// The value.
    pub value: Value,
    /// A part of the value that stands in its place: how far what was promised is lowered in search of what would be kept.
    pub scaled: Option<f64>,
    /// Where the value stands.
    pub span: Span,
}

/// A formula.
#[derive(Debug, Clone)]
pub struct Formula {
    /// Its name.
    pub name: Name,
    /// Shown to people; may be empty.
    pub label: Text,
    /// Declared unit.
    pub unit: Option<Name>,
    /// The formula.
    pub expression: Expression,
    /// Years in which it lives.
    pub active: Option<YearRange>,
    /// `states = […]`.
    pub states: Option<Vec<Name>>,
    /// What the value may be, for what rules of payment state.
    pub allowed: Option<Limits>,
    /// Where the formula comes from.
    pub source: Option<Text>,
}

impl Formula {
    /// A formula of which nothing more is said.
    pub fn plain(name: Name, label: Text, expression: Expression) -> Formula {
        Formula { name, label, unit: None, expression, active: None, states: None, allowed: None, source: None }
    }
}

/// What is reported.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The formula, under the outcome's name.
    pub formula: Formula,
    /// Which direction is good.
    pub better: Option<Better>,
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// A table: named rows with columns, inputs and formulas of their own.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// Shown to people.
    pub label: Text,
    /// Columns in the order first seen.
    pub columns: Vec<Column>,
    /// Row names in the order listed.
    pub rows: Vec<Name>,
    /// Inputs drawn for each row.
    pub inputs: Vec<Input>,
    /// Formulas computed for each row.
    pub formulas: Vec<Formula>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// Shown to people.
    pub label: Text,
    /// Bare numbers of the cells are in it.
    pub unit: Option<Name>,
    /// `values = […]`: the column holds states.
    pub states: Option<Vec<Name>>,
    /// One a row, in row order (the column's `default` already filled in).
    pub cells: Vec<Value>,
    /// Where each cell stands.
    pub spans: Vec<Span>,
}

/// `[projects.NAME]`.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its name.
    pub name: Name,
    /// Shown to people; the kind's title when left out.
    pub title: Text,
    /// The kind, with the project's inputs already put in place of the defaults.
    pub kind: Kind,
    /// Where the project names it.
    pub kind_span: Span,
    /// Calendar year of age 0.
    pub start: Option<Spanned<i32>>,
    /// Last age.
    pub life: Option<Spanned<u32>>,
    /// Names of the inputs that the project set.
    pub set: Vec<Name>,
    /// `[[projects.NAME.pays]]`, in the order of the file.
    pub pays: Vec<Payment>,
}

impl Project {
    /// The correlations of its kind, with its inputs.
    pub fn correlations(&self) -> Vec<Correlation> {
        self.kind.correlations.iter().map(|correlation| correlation.in_project(&self.name.value)).collect()
    }
}

/// A kind file.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The word after `kind =`.
    pub name: String,
    /// Shown to people.
    pub title: Text,
    /// May be empty.
    pub description: Text,
    /// Where it was found: `builtin`, or the path.
    pub found: String,
    /// Its names.
    pub body: Body,
    /// `[[correlations]]`, by the kind's own names.
    pub correlations: Vec<Correlation>,
    /// `[[advice]]`.
    pub advice: Vec<Advice>,
    /// `[[check]]`.
    pub checks: Vec<Check>,
    /// `[household]` and `[cases]` of a household kind.
    pub household: Option<Household>,
}

/// A stream of money into or out of a project, or what it holds.
#[derive(Debug, Clone)]
pub struct Stream {
    /// The formula, under the stream's name.
    pub formula: Formula,
    /// Which side of the project's account it stands on.
    pub account: Account,
    /// Class of who receives it (`out`) or who brings it (`in`); empty for a balance.
    pub party: Spanned<String>,
    /// What somebody undertook to pay (`out`).
    pub promised: Option<Expression>,
    /// What a plan counts on, and nobody undertook to pay (`out`).
    pub expected: Option<Expression>,
    /// Public or pooled money put in (`in`): what results are measured against.
    pub investment: bool,
    /// Money that stays somebody's own: put in, given back, lent or repaid. It is nobody's income.
    pub capital: bool,
}

/// A side of an account. In every year and trial: in − out − change of the balances = 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// Money that comes in.
    In,
    /// Money that goes out.
    Out,
    /// Money held at the end of the year.
    Balance,
}

/// What a payer undertook to pay.
#[derive(Debug, Clone)]
pub struct Promise {
    /// Its name.
    pub name: Name,
    /// Shown to people.
    pub label: Text,
    /// By year.
    pub due: Expression,
    /// By year: of what fell due, what was paid on time.
    pub paid: Expression,
    /// By year: of what fell due, what came later.
    pub late: Option<Expression>,
    /// The input that says how much is promised.
    pub set_by: Option<Name>,
}

impl Promise {
    /// A payment short by less than this share of what is due counts as made in full: rounding is no default.
    pub const ROUNDING: f64 = 1e-9;
    /// What falls due in a year is nothing below this part of the most that falls due in a year of the trial: the rest that
    /// a loan leaves when it is repaid is no debt.
    pub const RESIDUE: f64 = 1e-9;
}

/// A condition and what to say when it holds.
#[derive(Debug, Clone)]
pub struct Advice {
    /// When it is said; where that varies by trial, in more than a tenth of them.
    pub when: Expression,
    /// What to say.
    pub text: Text,
}

/// A worked example of a kind.
#[derive(Debug, Clone)]
pub struct Check {
    /// What it is called in messages.
    pub name: String,
    /// What it shows; the name where the file does not say it.
    pub label: Text,
    /// Inputs set for it; all must be certain then.
    pub set: Vec<(Name, Value)>,
    /// `horizon` for the check (the last age), default 30.
    pub horizon: u32,
    /// Expected values by name: one number, or one a year. In the unit the name declares.
    pub expect: Vec<(Name, Vec<f64>)>,
    /// How far off, relative.
    pub relative_margin: f64,
    /// Where the expected numbers come from.
    pub source: String,
}

/// `[[correlations]]`.
#[derive(Debug, Clone)]
pub struct Correlation {
    /// Paths of the members.
    pub between: Vec<Name>,
    /// Row by row; for two members made from `rho`.
    pub matrix: Vec<Vec<f64>>,
    /// Places of the entries, for messages.
    pub spans: Vec<Vec<Span>>,
    /// `of = "ranks"` (true) or `"scores"`.
    pub ranks: bool,
    /// Degrees of freedom of a t copula; `None` is normal.
    pub t: Option<f64>,
    /// Where it stands.
    pub span: Span,
    /// A kind says so: members that a project sets to something certain, or that the scenario correlates itself, are left out.
    pub of_kind: bool,
}

impl Correlation {
    /// The members of a kind as those of a project.
    #[must_use]
    pub fn in_project(&self, project: &str) -> Correlation {
        let mut own = self.clone();
        own.of_kind = true;
        own.between.iter_mut().for_each(|name| name.value = format!("{project}.{}", name.value));
        own
    }

    /// Keeps the members that are marked.
    pub fn keep(&mut self, kept: &[bool]) {
        fn only<T>(list: &mut Vec<T>, kept: &[bool]) {
            let mut keep = kept.iter();
            list.retain(|_| keep.next().copied().unwrap_or(true));
        }
        only(&mut self.between, kept);
        only(&mut self.matrix, kept);
        self.matrix.iter_mut().for_each(|row| only(row, kept));
        only(&mut self.spans, kept);
        self.spans.iter_mut().for_each(|row| only(row, kept));
    }
}

/// `[variants.NAME]`.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// Shown to people.
    pub title: Text,
    /// What it gives another value.
    pub set: Vec<Setting>,
}

/// A new value for an input, a cell or the discount rate.
#[derive(Debug, Clone)]
pub struct Setting {
    /// `solar.capacity`.
    pub path: Name,
    /// The value.
    pub value: Value,
    /// Its unit, where it states one.
    pub unit: Option<Name>,
}

/// A number that somebody stated.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Path of an outcome.
    pub outcome: Name,
    /// What was stated.
    pub value: Expression,
    /// How to compare.
    pub holds: Holds,
    /// In words.
    pub text: Text,
    /// Who stated it.
    pub source: Option<Text>,
}

/// How a claim is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Kept when the outcome is at least the value.
    AtLeast,
    /// Kept when the outcome is at most the value.
    AtMost,
    /// It happened: the report gives the percentile where it fell.
    Record,
}
