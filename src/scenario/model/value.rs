//! The forms of a value: certain, by year, or drawn.

use super::Name;
use crate::formula::expression::Expression;

/// The forms of an input's value or of a table's cell.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "a variant's text describes its fields")]
pub enum Value {
    /// A number, true/false or formula without own draws. A bare TOML number is `Node::Number` without unit.
    Certain(Expression),
    /// By year, from index or age 0.
    ByYear { entries: Vec<(YearKey, Expression)>, missing: Missing },
    /// A draw.
    Uncertain(Box<Uncertain>),
}

/// Which years an entry of a by-year value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "a variant's text describes its fields")]
pub enum YearKey {
    /// By index (age inside a project), both ends included; `None` is open.
    Index { from: Option<u32>, to: Option<u32> },
    /// By calendar year, both ends included; `None` is open.
    Calendar { from: Option<i32>, to: Option<i32> },
}

/// What holds in years a by-year value does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is an error.
    Error,
    /// An amount: 0.
    Zero,
    /// A level: the last value given.
    Last,
}

impl Value {
    /// The named states that a drawn value may take.
    pub fn states(&self) -> Option<&[Name]> {
        match self {
            Value::Uncertain(uncertain) => match &uncertain.spread {
                Spread::Discrete { values: DiscreteValues::States(names), .. } => Some(names),
                _ => None,
            },
            _ => None,
        }
    }

    /// Every expression in it: parameters, limits, weights, and what an input goes by from year to year.
    pub fn expressions_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            Value::Certain(expression) => vec![expression],
            Value::ByYear { entries, .. } => entries.iter_mut().map(|(_, expression)| expression).collect(),
            Value::Uncertain(uncertain) => {
                let Uncertain { spread, truncate, clip, persistence, innovation_start, rank, .. } = uncertain.as_mut();
                let mut list = spread.expressions_mut();
                list.extend([truncate, clip].into_iter().flatten().flat_map(|(low, high)| [low, high]).flatten());
                list.extend([persistence, innovation_start, rank].into_iter().flatten());
                list
            }
        }
    }

    /// The same, to be read.
    pub fn expressions(&self) -> Vec<&Expression> {
        match self {
            Value::Certain(expression) => vec![expression],
            Value::ByYear { entries, .. } => entries.iter().map(|(_, expression)| expression).collect(),
            Value::Uncertain(uncertain) => {
                let Uncertain { spread, truncate, clip, persistence, innovation_start, rank, .. } = uncertain.as_ref();
                let mut list = spread.expressions();
                list.extend([truncate, clip].into_iter().flatten().flat_map(|(low, high)| [low, high]).flatten());
                list.extend([persistence, innovation_start, rank].into_iter().flatten());
                list
            }
        }
    }
}

/// An uncertain value: its distribution and how often it is drawn.
#[derive(Debug, Clone)]
pub struct Uncertain {
    /// What is drawn from.
    pub spread: Spread,
    /// `each = "year"`.
    pub each_year: bool,
    /// `each` is written out.
    pub each_stated: bool,
    /// `truncate`: lowest and highest.
    pub truncate: Option<Limits>,
    /// `clip`: lowest and highest.
    pub clip: Option<Limits>,
    /// Lag-1 correlation of normal scores, or the coefficient of the process.
    pub persistence: Option<Expression>,
    /// `spread = "innovation"`: the start of the textbook process.
    pub innovation_start: Option<Expression>,
    /// `draws_as`.
    pub draws_as: Option<Name>,
    /// `rank`: where in the distribution the value lies, between 0 and 1, instead of a draw of its own.
    pub rank: Option<Expression>,
    /// `active` of a yearly input.
    pub active: Option<YearRange>,
}

/// What an uncertain value is drawn from.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "a variant's text describes its fields")]
pub enum Spread {
    /// A distribution of the table in `distribution`, by the parameters given: `dist` and named expressions.
    /// `{ low, likely, high }` arrives here as `pert`, percentiles with their names `p5`, `p95`.
    Named { family: Name, parameters: Vec<(Name, Expression)> },
    /// States or numbers with weights.
    Discrete { values: DiscreteValues, weights: Option<Vec<Expression>> },
    /// One of several spreads.
    Mixture { of: Vec<Spread>, weights: Vec<Expression> },
    /// One of these values, each as likely; with `rows`, inputs of the same word take the same row.
    Data { values: Vec<f64>, rows: Option<String> },
    /// Straight lines through the sorted data.
    Empirical { values: Vec<f64> },
    /// `{ chance, then, else }`.
    Chance { chance: Expression, then: Box<Spread>, otherwise: Box<Spread> },
    /// A value without spread (inside `chance` and `mixture`).
    Fixed(Expression),
    /// A part of `chance` or `mixture` with limits of its own.
    Limited(Box<Limited>),
}

impl Spread {
    fn expressions_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            Spread::Named { parameters, .. } => parameters.iter_mut().map(|(_, expression)| expression).collect(),
            Spread::Discrete { values, weights } => {
                let numbers = match values {
                    DiscreteValues::Numbers(list) => list.as_mut_slice(),
                    DiscreteValues::States(_) => &mut [],
                };
                numbers.iter_mut().chain(weights.iter_mut().flatten()).collect()
            }
            Spread::Mixture { of, weights } => of.iter_mut().flat_map(Spread::expressions_mut).chain(weights).collect(),
            Spread::Data { .. } | Spread::Empirical { .. } => Vec::new(),
            Spread::Chance { chance, then, otherwise } => {
                let parts = then.expressions_mut().into_iter().chain(otherwise.expressions_mut());
                std::iter::once(chance).chain(parts).collect()
            }
            Spread::Fixed(expression) => vec![expression],
            Spread::Limited(limited) => {
                let Limited { of, truncate, clip } = &mut **limited;
                let limits = [truncate, clip].into_iter().flatten().flat_map(|(low, high)| [low, high]).flatten();
                of.expressions_mut().into_iter().chain(limits).collect()
            }
        }
    }

    fn expressions(&self) -> Vec<&Expression> {
        match self {
            Spread::Named { parameters, .. } => parameters.iter().map(|(_, expression)| expression).collect(),
            Spread::Discrete { values, weights } => {
                let numbers = match values {
                    DiscreteValues::Numbers(list) => list.as_slice(),
                    DiscreteValues::States(_) => &[],
                };
                numbers.iter().chain(weights.iter().flatten()).collect()
            }
            Spread::Mixture { of, weights } => of.iter().flat_map(Spread::expressions).chain(weights).collect(),
            Spread::Data { .. } | Spread::Empirical { .. } => Vec::new(),
            Spread::Chance { chance, then, otherwise } => {
                let parts = then.expressions().into_iter().chain(otherwise.expressions());
                std::iter::once(chance).chain(parts).collect()
            }
            Spread::Fixed(expression) => vec![expression],
            Spread::Limited(limited) => {
                let Limited { of, truncate, clip } = &**limited;
                let limits = [truncate, clip].into_iter().flatten().flat_map(|(low, high)| [low, high]).flatten();
                of.expressions().into_iter().chain(limits).collect()
            }
        }
    }
}

/// A spread with limits, inside `chance` and `mixture`.
#[derive(Debug, Clone)]
pub struct Limited {
    /// What is drawn from.
    pub of: Spread,
    /// `truncate`.
    pub truncate: Option<Limits>,
    /// `clip`.
    pub clip: Option<Limits>,
}

/// Lowest and highest, as written.
pub type Limits = (Option<Expression>, Option<Expression>);

/// The values of a discrete input.
#[derive(Debug, Clone)]
pub enum DiscreteValues {
    /// Numbers (expressions may carry units).
    Numbers(Vec<Expression>),
    /// Named states.
    States(Vec<Name>),
}

/// Years by index (age inside a project), both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearRange {
    /// First; `None` is the first year there is.
    pub from: Option<u32>,
    /// Last; `None` is the last year there is.
    pub to: Option<u32>,
}
