//! Columns that stay straight under Chinese text.

use unicode_width::UnicodeWidthStr;

use crate::report::text::{for_terminal, shorten};

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
        let lines = || std::iter::once(&self.header).chain(&self.rows);
        let cell = |line: &Vec<String>, column: usize| line.get(column).cloned().unwrap_or_default();
        let filled = |column: &usize| {
            *column == 0 || self.rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()))
        };
        let columns: Vec<usize> = (0..self.header.len()).filter(filled).collect();
        let widths: Vec<usize> =
            columns.iter().map(|&column| lines().map(|line| cell(line, column).width()).max().unwrap_or(0)).collect();
        let mut text = String::new();
        for line in lines() {
            let mut shown = String::new();
            for (place, (&column, &width)) in columns.iter().zip(&widths).enumerate() {
                let cell = cell(line, column);
                let gap = " ".repeat(width.saturating_sub(cell.width()));
                let right = self.right.get(column).copied().unwrap_or(false);
                if place > 0 {
                    shown.push_str("  ");
                }
                shown.push_str(&if right { gap + &cell } else { cell + &gap });
            }
            text.push_str(shown.trim_end());
            text.push('\n');
        }
        text
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
