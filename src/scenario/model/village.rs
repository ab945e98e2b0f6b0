//! Households: where they come from, who is paid what, and which kind is a model of them.

use super::{Formula, Name, Value};
use crate::diagnostic::{Span, Spanned, Text};
use crate::formula::expression::Expression;

/// Who lives in the village and how its collective pays.
#[derive(Debug, Clone, Default)]
pub struct Village {
    /// The household list, if there is one.
    pub roster: Option<RosterFacts>,
    /// `[groups.NAME]`: true/false formulas of a household.
    pub groups: Vec<Formula>,
    /// Those of them that serve rules only and stand in no report (`shown = false`).
    pub unshown: Vec<String>,
    /// `[aid.NAME]`.
    pub aid: Vec<Aid>,
    /// Money the collective holds before the first year.
    pub opening: Option<Expression>,
    /// Share of its income that the collective keeps.
    pub reserve: Option<Expression>,
    /// `[[village.pays]]`, in the order of the file.
    pub pays: Vec<Payment>,
}

/// Where the households come from.
#[derive(Debug, Clone)]
pub struct RosterFacts {
    /// File name, or words.
    pub file: String,
    /// It was made up to given totals.
    pub synthetic: bool,
    /// What is not wrong with the list, but should be known.
    pub notes: Vec<Text>,
    /// It could not be read, and made-up households stand in for it: such a scenario never runs.
    pub unread: bool,
}

/// A transfer to every household by rule.
#[derive(Debug, Clone)]
pub struct Aid {
    /// What a household gets in a year.
    pub formula: Formula,
    /// Class of who pays it.
    pub payer: Spanned<String>,
    /// It does not count where income is tested, because it pays a cost back.
    pub exempt: bool,
}

/// A rule that pays a stream, or the collective's money, to somebody.
#[derive(Debug, Clone)]
pub struct Payment {
    /// The stream of the project; `None` for the collective's own rules.
    pub stream: Option<Name>,
    /// A group, `all`, or `village`.
    pub to: Name,
    /// `household`, `person`, or a column of the roster.
    pub by: Option<Name>,
    /// Share of the stream; all that is left when left out.
    pub share: Option<Value>,
    /// At least this for each unit of `by`.
    pub floor: Option<Expression>,
    /// At most this for each unit of `by`.
    pub cap: Option<Expression>,
    /// Calendar years in which the rule holds, both ends included.
    pub years: (Option<i32>, Option<i32>),
    /// Where it stands.
    pub span: Span,
}

/// What makes a kind a model of households: which names of its table play which part.
#[derive(Debug, Clone)]
pub struct Household {
    /// The table of households.
    pub table: Name,
    /// People in a household.
    pub members: Name,
    /// Income a person and year.
    pub income: Name,
    /// The poverty line.
    pub line: Name,
    /// Where income comes from, what projects pay aside.
    pub sources: Vec<Name>,
    /// `[cases.NAME]`.
    pub cases: Vec<Case>,
}

/// The same households on the same draws with some formulas set otherwise.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name.
    pub name: Name,
    /// Shown to people.
    pub label: Text,
    /// True for a reason to fall below the line, false for a transfer that is switched off.
    pub cause: bool,
    /// Formulas of the table and what they are instead.
    pub set: Vec<(Name, Expression)>,
}
