//! Columns that stay straight under Chinese text.

use crate::report::text::{aligned, for_terminal, shorten};

/// A table for the terminal.
pub(super) struct Columns {
    header: Vec<String>,
    /// Columns set to the right.
    right: Vec<bool>,
    /// Widest cell of a column before it is cut.
    widest: Vec<usize>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// `columns` are header, whether set to the right, and the widest cell.
    pub(super) fn new(columns: &[(&str, bool, usize)]) -> Self {
        Columns {
            header: columns.iter().map(|column| column.0.to_owned()).collect(),
            right: columns.iter().map(|column| column.1).collect(),
            widest: columns.iter().map(|column| column.2).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; control characters are spelled out.
    pub(super) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.cells(cells.iter().map(|cell| (*cell).to_owned()).collect());
    }

    /// Adds a row.
    pub(super) fn cells(&mut self, cells: Vec<String>) {
        let cut = |(column, cell): (usize, String)| {
            shorten(&for_terminal(&cell), self.widest.get(column).copied().unwrap_or(usize::MAX))
        };
        self.rows.push(cells.into_iter().enumerate().map(cut).collect());
    }

    /// The table; columns without any cell are left out, the last one is not filled up.
    pub(super) fn text(&self) -> String {
        let lines: Vec<Vec<String>> = std::iter::once(&self.header).chain(&self.rows).cloned().collect();
        let right = |column: usize| self.right.get(column).copied().unwrap_or(false);
        aligned(&lines, right).join("\n") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stay_straight_under_chinese_text_and_empty_ones_vanish() {
        let mut table = Columns::new(&[("名称", false, 20), ("x", false, 9), ("值", true, 20), ("last", false, 6)]);
        table.row(["净现值", "", "1", "ab"]);
        table.row(["npv", "", "12345", "a\u{1b}bcdefgh"]);
        assert_eq!(table.text(), "名称       值  last\n净现值      1  ab\nnpv     12345  a\\u{1…\n");
    }
}
