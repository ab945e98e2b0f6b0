//! Tables that the page and the workbook share. Each is made once, as a value: a column holds its header and its cells, and a cell
//! what was found, so that the page writes it for reading and the workbook as a number.

pub mod flows;
pub mod promises;
pub mod variants;

use super::number::{Reading, format_probabilities, format_probability};
use super::words;
use crate::analysis::findings::Estimate;
use crate::diagnostic::Language;

/// What the cells of a column are, and how many columns the workbook makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, to the left.
    Text,
    /// Numbers, or words in their place.
    Number,
    /// Numbers with a standard error, which has a column of its own in the workbook.
    Measured,
    /// Two ends, with the headers of their columns in the workbook.
    Range([&'static str; 2]),
}

/// How people read a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// In the unit, without its error.
    Amount(Reading),
    /// A difference in the unit.
    Difference(Reading),
    /// Money as it is, whole yuan where it is certain.
    Yuan(Language),
    /// A probability alone.
    Chance,
    /// A probability with its error, as many decimals as the others of the column.
    Probability,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Words with a remark.
    Noted(String, String),
    /// The same words as in the row above: the page leaves them out, the workbook repeats them so that rows can be sorted.
    Again(String),
    /// A number.
    Number(Estimate, Way),
    /// From the lower to the upper end.
    Range(Estimate, Estimate, Reading),
    /// Nothing to be told.
    Empty,
}

impl Cell {
    /// A number, or nothing.
    pub fn number(found: Option<Estimate>, way: Way) -> Cell {
        found.map_or(Cell::Empty, |found| Cell::Number(found, way))
    }

    /// A share that trials tell to three digits.
    pub fn share(share: f64) -> Cell {
        Cell::Number(Estimate { value: share, error: Some(0.001) }, Way::Chance)
    }

    /// For reading.
    fn text(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Noted(text, _) => text.clone(),
            Cell::Number(found, Way::Amount(reading)) => reading.number(found.value, found.error),
            Cell::Number(found, Way::Difference(reading)) => words::difference_in(reading, *found),
            Cell::Number(found, Way::Yuan(language)) => words::village::with_error(*found, *language),
            Cell::Number(found, Way::Chance | Way::Probability) => format_probability(*found),
            Cell::Range(low, high, reading) => words::range_of(*low, *high, reading),
            Cell::Again(_) | Cell::Empty => String::new(),
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// With the unit, where the rows have one.
    pub header: String,
    /// What its cells are.
    pub kind: Kind,
    /// Characters in the workbook.
    pub width: f64,
    /// From the first row down.
    pub cells: Vec<Cell>,
}

impl Column {
    /// Its cells for reading, the remarks aside: probabilities in one form.
    pub fn texts(&self) -> Vec<String> {
        let of_column = |cell: &Cell| match cell {
            Cell::Number(found, Way::Probability) => Some(*found),
            _ => None,
        };
        let probabilities = format_probabilities(&self.cells.iter().map(of_column).collect::<Vec<_>>());
        let text = |(cell, probability): (&Cell, String)| match of_column(cell) {
            Some(_) => probability,
            None => cell.text(),
        };
        self.cells.iter().zip(probabilities).map(text).collect()
    }
}

/// Columns of equal length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// From the left.
    pub columns: Vec<Column>,
}

impl Table {
    /// Rows, the header aside.
    pub fn height(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// Tables of the same columns below each other, each row with the name of its table in a first column.
    pub fn joined(header: &str, width: f64, parts: Vec<(String, Table)>) -> Table {
        let mut names = Column { header: header.to_string(), kind: Kind::Text, width, cells: Vec::new() };
        let mut columns: Vec<Column> = Vec::new();
        for (name, part) in parts {
            names.cells.extend((0..part.height()).map(|_| Cell::Text(name.clone())));
            if columns.is_empty() {
                columns = part.columns;
            } else {
                columns.iter_mut().zip(part.columns).for_each(|(column, more)| column.cells.extend(more.cells));
            }
        }
        columns.insert(0, names);
        Table { columns }
    }
}

/// A table in the making: one column after the other, each with what it takes from a row.
pub struct Rows<'r, R> {
    rows: &'r [R],
    table: Table,
}

impl<'r, R> Rows<'r, R> {
    /// Without a column yet.
    pub fn new(rows: &'r [R]) -> Rows<'r, R> {
        Rows { rows, table: Table::default() }
    }

    /// One more column to the right.
    #[must_use]
    pub fn column(mut self, header: impl Into<String>, kind: Kind, width: f64, cell: impl Fn(&R) -> Cell) -> Self {
        let cells = self.rows.iter().map(cell).collect();
        self.table.columns.push(Column { header: header.into(), kind, width, cells });
        self
    }

    /// All columns.
    pub fn table(self) -> Table {
        self.table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_below_each_other_keep_their_names_and_probabilities_one_form() {
        let made = |values: &[f64]| {
            let way = |value: &f64| Cell::Number(Estimate { value: *value, error: Some(0.001) }, Way::Probability);
            Rows::new(values).column("p", Kind::Measured, 10.0, way).table()
        };
        let table =
            Table::joined("name", 12.0, vec![("a".to_string(), made(&[0.5, 1.0])), ("b".to_string(), made(&[0.25]))]);
        assert_eq!((table.height(), table.columns.len()), (3, 2));
        assert_eq!(table.columns[0].texts(), ["a", "a", "b"]);
        assert_eq!(table.columns[1].texts(), ["50.0% ± 0.1%", "100%", "25.0% ± 0.1%"]);
        assert_eq!(Table::joined("name", 12.0, Vec::new()).height(), 0);
    }

    #[test]
    fn what_stands_in_the_row_above_is_not_said_twice() {
        let cell = |place: &usize| match place {
            0 => Cell::Text("collective".to_string()),
            _ => Cell::Again("collective".to_string()),
        };
        let table = Rows::new(&[0, 1]).column("who", Kind::Text, 10.0, cell).table();
        assert_eq!(table.columns[0].texts(), ["collective", ""]);
    }
}
