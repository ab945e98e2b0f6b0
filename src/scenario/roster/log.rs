//! Mistakes of a list, each with its place in words: row and column as the spreadsheet shows them.

use std::collections::HashMap;

use super::header::Heading;
use super::sheet::letters;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};

/// Mistakes given out, those of the first rows; further ones are counted.
const MOST: usize = 100;
/// Mistakes kept until all are found.
const KEPT: usize = 10_000;
/// Cells of one column with the same mistake that are named one by one; more of them are one mistake of the column.
const CELLS: usize = 5;
/// Rows named in the mistake of a column.
const ROWS: usize = 10;

/// Collects mistakes.
pub(super) struct Log {
    file: String,
    found: Vec<Found>,
    more: usize,
    notes: Vec<Text>,
}

/// A mistake and its place.
struct Found {
    /// Row and column, 0 for those of the whole file.
    place: (u32, u16),
    mistake: Diagnostic,
    /// The mistake of a cell without its place; what other cells of the column may share.
    cell: Option<Text>,
}

impl Log {
    pub(super) fn new(file: &str) -> Self {
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        Log { file: crate::scenario::mistakes::short(file), found: Vec::new(), more: 0, notes: Vec::new() }
    }

    /// A mistake of the whole file.
    pub(super) fn whole(&mut self, code: Code, message: &Text, remedy: Text) {
        let message = Text::new(
            format!("名册“{}”{}", self.file, message.zh),
            format!("the household list `{}` {}", self.file, message.en),
        );
        self.push((0, 0), Diagnostic::general(code, message, remedy), None);
    }

    /// A mistake of a row.
    pub(super) fn row(&mut self, code: Code, row: u32, message: &Text, remedy: Text) {
        let message = Text::new(
            format!("名册“{}”第 {row} 行：{}", self.file, message.zh),
            format!("`{}`, row {row}: {}", self.file, message.en),
        );
        self.push((row, 0), Diagnostic::general(code, message, remedy), None);
    }

    /// A mistake of a column.
    pub(super) fn column(&mut self, heading: &Heading, message: &Text, remedy: Text) {
        let message = self.of_column(heading, message);
        self.push((0, heading.column), Diagnostic::general(Code::RosterColumn, message, remedy), None);
    }

    /// A mistake of a cell.
    pub(super) fn cell(&mut self, code: Code, row: u32, heading: &Heading, message: &Text, remedy: Text) {
        let (column, shown) = (letters(heading.column), heading.shown());
        let whole = Text::new(
            format!("名册“{}”第 {row} 行 {column} 列“{shown}”：{}", self.file, message.zh),
            format!("`{}`, row {row}, column {column} `{shown}`: {}", self.file, message.en),
        );
        self.push(
            (row, heading.column),
            Diagnostic::general(code, whole, remedy),
            Some(self.of_column(heading, message)),
        );
    }

    /// Nothing wrong, but the reader of the list should know it.
    pub(super) fn note(&mut self, heading: &Heading, message: &Text) {
        let note = self.of_column(heading, message);
        self.notes.push(note);
    }

    /// A note on the whole list.
    pub(super) fn note_whole(&mut self, message: &Text) {
        let (zh, en) = (&message.zh, &message.en);
        self.notes
            .push(Text::new(format!("名册“{}”{zh}", self.file), format!("the household list `{}` {en}", self.file)));
    }

    fn of_column(&self, heading: &Heading, message: &Text) -> Text {
        let (column, shown) = (letters(heading.column), heading.shown());
        Text::new(
            format!("名册“{}” {column} 列“{shown}”：{}", self.file, message.zh),
            format!("`{}`, column {column} `{shown}`: {}", self.file, message.en),
        )
    }

    fn push(&mut self, place: (u32, u16), mistake: Diagnostic, cell: Option<Text>) {
        if self.found.len() < KEPT {
            self.found.push(Found { place, mistake, cell });
        } else {
            self.more += 1;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// What should be known of a list without mistakes.
    pub(super) fn notes(self) -> Vec<Text> {
        self.notes
    }

    /// The mistakes by row and column.
    pub(super) fn finish(mut self) -> Diagnostics {
        self.found.sort_by_key(|found| found.place);
        let list = by_column(self.found);
        let more = self.more + list.len().saturating_sub(MOST);
        Diagnostics { list: list.into_iter().take(MOST).collect(), more }
    }
}

/// The first of these rows, and what to write behind them if there are more.
fn first(rows: &[u32]) -> (Vec<String>, (&'static str, &'static str)) {
    let named = rows.iter().take(ROWS).map(ToString::to_string).collect();
    (named, if rows.len() > ROWS { ("等", " and more") } else { ("", "") })
}

/// Rows in words, the first of them by number: `第 3、5 行`, `rows 3, 5`.
pub(super) fn named(rows: &[u32]) -> Text {
    let (named, (zh, en)) = first(rows);
    let (zh, en) = match rows.len() {
        count if count > ROWS => (format!("{zh}共 {count} 行"), format!("{en}, {count} in all")),
        _ => Default::default(),
    };
    let word = if rows.len() == 1 { "row" } else { "rows" };
    Text::new(format!("第 {} 行{zh}", named.join("、")), format!("{word} {}{en}", named.join(", ")))
}

/// What is wrong in the same way with many cells of a column is one mistake, at the first of them.
fn by_column(found: Vec<Found>) -> Vec<Diagnostic> {
    let mut rows: HashMap<(u16, Text, Text), Vec<u32>> = HashMap::new();
    let key = |found: &Found| found.cell.clone().map(|cell| (found.place.1, cell, found.mistake.remedy.clone()));
    for one in &found {
        if let Some(key) = key(one) {
            rows.entry(key).or_default().push(one.place.0);
        }
    }
    let mut list = Vec::new();
    for mut one in found {
        if let Some((_, cell, _)) = key(&one).as_ref()
            && let Some(rows) = key(&one).and_then(|key| rows.get(&key)).filter(|rows| rows.len() > CELLS)
        {
            if rows.first() != Some(&one.place.0) {
                continue;
            }
            let count = rows.len();
            let (named, (zh, en)) = first(rows);
            one.mistake.message = Text::new(
                format!("{}（第 {} 行{zh}，共 {count} 格）", cell.zh, named.join("、")),
                format!("{} (rows {}{en}, {count} cells in all)", cell.en, named.join(", ")),
            );
        }
        list.push(one.mistake);
    }
    list
}
