//! Mistakes of a list, each with its place in words: row and column as the spreadsheet shows them.

use super::header::Heading;
use super::sheet::letters;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};

/// Mistakes given out, those of the first rows; further ones are counted.
const MOST: usize = 100;
/// Mistakes kept until all are found.
const KEPT: usize = 10_000;

/// Collects mistakes.
pub(super) struct Log {
    file: String,
    /// With row and column, 0 for those of the whole file.
    found: Vec<((u32, u16), Diagnostic)>,
    more: usize,
}

impl Log {
    pub(super) fn new(file: &str) -> Self {
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        Log { file: crate::scenario::mistakes::short(file), found: Vec::new(), more: 0 }
    }

    /// A mistake of the whole file.
    pub(super) fn whole(&mut self, code: Code, message: &Text, remedy: Text) {
        let message = Text::new(
            format!("名册“{}”{}", self.file, message.zh),
            format!("the household list `{}` {}", self.file, message.en),
        );
        self.push((0, 0), Diagnostic::general(code, message, remedy));
    }

    /// A mistake of a row.
    pub(super) fn row(&mut self, code: Code, row: u32, message: &Text, remedy: Text) {
        let message = Text::new(
            format!("名册“{}”第 {row} 行：{}", self.file, message.zh),
            format!("`{}`, row {row}: {}", self.file, message.en),
        );
        self.push((row, 0), Diagnostic::general(code, message, remedy));
    }

    /// A mistake of a cell.
    pub(super) fn cell(&mut self, code: Code, row: u32, heading: &Heading, message: &Text, remedy: Text) {
        let (column, shown) = (letters(heading.column), heading.shown());
        let message = Text::new(
            format!("名册“{}”第 {row} 行 {column} 列“{shown}”：{}", self.file, message.zh),
            format!("`{}`, row {row}, column {column} `{shown}`: {}", self.file, message.en),
        );
        self.push((row, heading.column), Diagnostic::general(code, message, remedy));
    }

    fn push(&mut self, place: (u32, u16), mistake: Diagnostic) {
        if self.found.len() < KEPT {
            self.found.push((place, mistake));
        } else {
            self.more += 1;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The mistakes by row and column.
    pub(super) fn finish(mut self) -> Diagnostics {
        self.found.sort_by_key(|(place, _)| *place);
        let more = self.more + self.found.len().saturating_sub(MOST);
        let list = self.found.into_iter().take(MOST).map(|(_, mistake)| mistake).collect();
        Diagnostics { list, more }
    }
}
