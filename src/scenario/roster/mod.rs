//! The household list (名册): read from CSV or a workbook, or made up to known totals.
//!
//! Bytes become a sheet of cells, its header row is found and every column gets a field or a name of its own,
//! cells become values, and what cannot be is reported by row and column, all at once. Names, identity-card numbers,
//! telephone and account numbers are dropped on the way: they are neither kept nor shown.

mod below;
mod cells;
mod check;
mod columns;
mod csv;
mod doubts;
mod field;
mod head;
mod header;
mod ids;
mod incomes;
mod log;
mod merged;
mod number;
mod per_head;
mod personal;
mod read;
mod rows;
mod sheet;
mod sums;
mod suspect;
mod synthesis;
mod table;
mod template;
mod twins;
mod unnamed;
mod workbook;
mod write;

pub(crate) use field::{said_as, word_of};
pub(crate) use header::name_of_header;
pub use read::read_roster;
pub use synthesis::{Synthesis, synthesize};
pub use template::template;

use crate::diagnostic::Text;

/// Most households of a list.
pub const MOST_HOUSEHOLDS: usize = 100_000;
/// Most columns of a list, those left out included.
pub const MOST_COLUMNS: usize = 200;
/// Most people in a household.
pub const MOST_MEMBERS: u32 = 20;
/// Highest income of a household from one source, yuan a year.
pub const HIGHEST_INCOME: f64 = 1_000_000.0;

/// Columns of incomes by source, what the household model of the program starts from.
pub const SOURCES: [&str; 4] = ["wage", "business", "property", "transfer"];

/// A list of households.
#[derive(Debug, Clone, PartialEq)]
pub struct Roster {
    /// The file's name as given to the reader; empty for a list made in memory.
    pub file: String,
    /// Made up, not surveyed: the file's name or a line above its header says `合成` or `synthetic`.
    pub synthetic: bool,
    /// One a household, in the order of the list, each once: its number in the list, or the number of its row in the
    /// sheet where the list has none.
    pub ids: Vec<String>,
    /// Columns by name, the known ones first; each has as many values as there are households.
    pub columns: Vec<RosterColumn>,
    /// Headers of columns that are not kept: personal particulars, and text that is neither a number nor yes or no.
    pub left_out: Vec<String>,
    /// What is not wrong, but should be known: columns that look like others, incomes that are not counted.
    pub notes: Vec<Text>,
}

/// One column of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct RosterColumn {
    /// `members`, `wage`, …; for other columns the header made into a name.
    pub name: String,
    /// Shown to people.
    pub label: Text,
    /// `人`, `元` (a household and year), `亩`, another unit of formulas, or empty.
    pub unit: String,
    /// The values, in the order of the households.
    pub values: RosterValues,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum RosterValues {
    /// Numbers in the column's unit.
    Numbers(Vec<f64>),
    /// Yes or no.
    Booleans(Vec<bool>),
    /// Named states.
    States {
        /// The names, in ASCII.
        names: Vec<String>,
        /// Index into the names.
        codes: Vec<u32>,
    },
}

impl Roster {
    /// Number of households.
    pub fn households(&self) -> usize {
        self.ids.len()
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&RosterColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The numbers of the column of that name; `None` where there is no such column or it holds no numbers.
    pub fn numbers(&self, name: &str) -> Option<&[f64]> {
        match &self.column(name)?.values {
            RosterValues::Numbers(values) => Some(values),
            RosterValues::Booleans(_) | RosterValues::States { .. } => None,
        }
    }

    /// Names of the columns that only this list has.
    pub fn own_columns(&self) -> Vec<&str> {
        let known = |name: &str| field::FIELDS.iter().any(|field| field.name == name);
        self.columns.iter().map(|column| column.name.as_str()).filter(|name| !known(name)).collect()
    }

    /// Number of people.
    pub fn people(&self) -> f64 {
        self.numbers("members").map_or(0.0, |values| values.iter().sum())
    }
}

#[cfg(test)]
mod tests;
