//! A sheet of cells, wherever it came from.

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Text, trimmed, not empty.
    Text(String),
    /// A number of a workbook.
    Number(f64),
    /// TRUE or FALSE of a workbook.
    Truth(bool),
    /// A date or time of a workbook.
    Date,
    /// `#N/A` and the like.
    Failure,
    /// A formula whose result the file does not hold.
    Uncalculated,
}

/// A row with something in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// As the spreadsheet shows it, from 1.
    pub(super) number: u32,
    /// The cells that are not empty, each with its column from 0, in order.
    pub(super) cells: Vec<(u16, Cell)>,
}

impl Row {
    /// The cell of a column; `None` where it is empty.
    pub(super) fn cell(&self, column: u16) -> Option<&Cell> {
        self.cells.binary_search_by_key(&column, |(at, _)| *at).ok().and_then(|at| self.cells.get(at)).map(|(_, c)| c)
    }
}

/// Cells that a workbook shows as one: only the first, at the top left, holds anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    /// First and last row, as the spreadsheet shows them.
    pub(super) rows: (u32, u32),
    /// First and last column, from 0.
    pub(super) columns: (u16, u16),
}

impl Merge {
    /// As spreadsheets write it: `D2:D4`.
    pub(super) fn shown(&self) -> String {
        let (first, last) = (letters(self.columns.0), letters(self.columns.1));
        format!("{first}{}:{last}{}", self.rows.0, self.rows.1)
    }

    pub(super) fn has_row(&self, row: u32) -> bool {
        (self.rows.0..=self.rows.1).contains(&row)
    }
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sheet {
    /// Rows that are not empty, from top to bottom.
    pub(super) rows: Vec<Row>,
    /// Cells shown as one, of more than one cell each.
    pub(super) merges: Vec<Merge>,
    /// Numbers of the rows that the spreadsheet does not show, in order.
    pub(super) hidden: Vec<u32>,
    /// The first and last of columns that it does not show, from 0.
    pub(super) hidden_columns: Vec<(u16, u16)>,
    /// The names of the sheets among which this one was chosen, where there are several.
    pub(super) looked_at: Vec<String>,
}

/// A column as spreadsheets name it: 0 is A, 26 is AA.
pub(super) fn letters(column: u16) -> String {
    let mut left = u32::from(column) + 1;
    let mut name = Vec::new();
    while left > 0 {
        let digit = (left - 1) % 26;
        name.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_spreadsheets() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), name);
        }
        assert_eq!(letters(16_383), "XFD");
    }
}
