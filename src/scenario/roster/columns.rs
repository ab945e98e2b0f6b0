//! The header row and what stands in each column.

use super::csv;
use super::field::{FIELDS, Field, Sort};
use super::head::{self, Head, is_comment};
use super::header::{Heading, Meaning, Scale};
use super::log::Log;
use super::sheet::{Cell, Row, Sheet, letters};
use super::{MOST_COLUMNS, doubts, per_head};
use crate::diagnostic::{Code, Text, visible};
use crate::scenario::mistakes::short;

/// The columns of a sheet.
pub(super) struct Columns {
    /// Index of the row below the header.
    pub(super) first_row: usize,
    /// The columns with a header, those that cannot be read included.
    pub(super) headed: Vec<u16>,
    /// A line above the header says that the list is made up.
    pub(super) synthetic: bool,
    /// The households' numbers.
    pub(super) id: Option<Heading>,
    /// Known columns, in the order of [`FIELDS`].
    pub(super) known: Vec<Known>,
    /// Neither known nor personal.
    pub(super) other: Vec<Heading>,
    /// Personal particulars, and further numbers of the household.
    pub(super) left_out: Vec<Heading>,
}

/// A known column.
pub(super) struct Known {
    pub(super) heading: Heading,
    pub(super) field: &'static Field,
    /// Factor from the header's unit.
    pub(super) factor: f64,
}

impl Columns {
    /// The column of the number of members.
    pub(super) fn members(&self) -> Option<&Heading> {
        self.known.iter().find(|known| known.field.name == "members").map(|known| &known.heading)
    }

    /// People, incomes and areas: what a total adds up.
    pub(super) fn adding(&self) -> impl Iterator<Item = &Known> {
        self.known.iter().filter(|known| matches!(known.field.sort, Sort::Count | Sort::Money | Sort::Area))
    }

    /// True for a column with personal particulars.
    pub(super) fn is_personal(&self, column: u16) -> bool {
        self.left_out.iter().any(|heading| heading.column == column && heading.meaning == Meaning::Personal)
    }

    /// Every header.
    pub(super) fn headings(&self) -> impl Iterator<Item = &Heading> {
        let known = self.known.iter().map(|known| &known.heading);
        known.chain(&self.id).chain(&self.other).chain(&self.left_out)
    }

    /// The header of a column; one without words where there is none.
    pub(super) fn heading(&self, column: u16) -> Heading {
        let found = self.headings().find(|heading| heading.column == column);
        found.cloned().unwrap_or_else(|| Heading::read(column, ""))
    }
}

/// Finds the header row and reads it. `None`, with mistakes, where there is none or the columns cannot be read.
pub(super) fn find(sheet: &Sheet, reads: &[&str], log: &mut Log) -> Option<Columns> {
    let Some(head) = head::find(sheet) else {
        log.whole(
            Code::RosterFile,
            &no_header(&sheet.looked_at),
            Text::new(
                "第一行写各列的名称，至少要有“家庭人口”；可用 fengnian new roster 写出空白名册",
                "head the columns in the first row, `members` at least; fengnian new roster writes an empty list",
            ),
        );
        return None;
    };
    let above = sheet.rows.get(..head.top).unwrap_or_default();
    let synthetic = above.iter().any(|row| is_comment(row) && says_synthetic(&text(row)));
    let columns = sort(head, synthetic, reads, log)?;
    if columns.known.iter().any(|known| known.field.sort == Sort::Money) {
        per_head::above(&above.iter().filter(|row| !is_comment(row)).map(text).collect::<Vec<_>>().join(" "), log);
    }
    let without_unit = |known: &Known| known.field.sort == Sort::Money && known.heading.unit.is_empty();
    if above.iter().any(|row| says_ten_thousands(&text(row))) && columns.known.iter().any(without_unit) {
        log.note_whole(&Text::new(
            "表头上面写着单位是万元，收入列的表头里没有单位，按元读；真是万元就在这些表头里写（万元）",
            "says 万元 above its header, but headers of incomes have no unit and are read as yuan: write （万元） in them if they are",
        ));
    }
    Some(columns)
}

fn no_header(looked_at: &[String]) -> Text {
    let names: Vec<String> = looked_at.iter().take(8).map(|name| short(&visible(name))).collect();
    if names.is_empty() {
        return Text::new("前 10 行里找不到表头", "has no header in its first 10 rows");
    }
    Text::new(
        format!("前 10 行里找不到表头；看过的工作表：{}", names.join("、")),
        format!("has no header in the first 10 rows of its sheets ({})", names.join(", ")),
    )
}

/// `单位：万元`
fn says_ten_thousands(text: &str) -> bool {
    text.split_once("单位").is_some_and(|(_, behind)| {
        let behind = behind.trim_start_matches([':', '：', ' ', '　', '(', '（']);
        behind.starts_with("万元")
    })
}

fn sort(head: Head, synthetic: bool, reads: &[&str], log: &mut Log) -> Option<Columns> {
    let (first_row, headed) = (head.below, head.headings.iter().map(|heading| heading.column).collect());
    let headings = head.headings;
    if headings.len() > MOST_COLUMNS {
        log.whole(Code::LimitExceeded, &csv::too_many_columns(), csv::keep_less());
        return None;
    }
    let mut columns =
        Columns { first_row, headed, synthetic, id: None, known: Vec::new(), other: Vec::new(), left_out: Vec::new() };
    let mut id_rank = usize::MAX;
    let mut good = true;
    for heading in headings {
        match heading.meaning {
            Meaning::Personal => columns.left_out.push(heading),
            Meaning::Other => columns.other.push(heading),
            Meaning::Known(field, rank) if field.sort == Sort::Id => {
                if rank < id_rank {
                    id_rank = rank;
                    columns.left_out.extend(columns.id.replace(heading));
                } else {
                    columns.left_out.push(heading);
                }
            }
            Meaning::Known(field, _) => {
                if let Some(first) = columns.known.iter().find(|known| known.field.name == field.name) {
                    twice(&first.heading, &heading, log);
                    good = false;
                    continue;
                }
                if let Some(below) = &heading.contradicted {
                    doubts::two_units(&heading, below, log);
                    good = false;
                    continue;
                }
                match heading.scale(field.sort) {
                    Scale::Strange => {
                        doubts::strange_unit(&heading, field, log);
                        good = false;
                    }
                    Scale::Factor(factor) => columns.known.push(Known { heading, field, factor }),
                    Scale::NotByHouseholdAndYear => {
                        not_by_household(&heading, log);
                        good = false;
                    }
                }
            }
        }
    }
    columns.known.sort_by_key(|known| FIELDS.iter().position(|field| field.name == known.field.name));
    if columns.members().is_none() && good {
        doubts::missing_members(&columns, log);
        good = false;
    }
    good &= doubts::misspelt(&columns, reads, log);
    if good {
        doubts::incomes(&columns, reads, log);
        doubts::category(&columns, log);
    }
    // with the rest of the columns the mistakes of cells are found in the same go
    columns.members().is_some().then_some(columns)
}

/// Two columns of one meaning.
pub(super) fn twice(first: &Heading, second: &Heading, log: &mut Log) {
    let (a, b) = (letters(first.column), letters(second.column));
    log.whole(
        Code::RosterColumn,
        &Text::new(
            format!("的 {a} 列“{}”和 {b} 列“{}”是同一个意思", first.shown(), second.shown()),
            format!("has two columns of one meaning: {a} `{}` and {b} `{}`", first.shown(), second.shown()),
        ),
        Text::new("只留一列，或者改掉其中一个表头", "keep one of them, or change one header"),
    );
}

pub(super) fn not_by_household(heading: &Heading, log: &mut Log) {
    log.whole(
        Code::RosterColumn,
        &Text::new(
            format!("的 {} 列“{}”不是每户每年的收入", letters(heading.column), heading.shown()),
            format!(
                "has incomes in column {} `{}` that are not by household and year",
                letters(heading.column),
                heading.shown()
            ),
        ),
        Text::new("改成一户一年的数，表头写 元 或 万元", "give what a household has in a year, in 元 or 万元"),
    );
}

/// The text of a row.
fn text(row: &Row) -> String {
    let texts = row.cells.iter().filter_map(|(_, cell)| match cell {
        Cell::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// True for a text that says that the list is made up.
pub(super) fn says_synthetic(text: &str) -> bool {
    text.contains("合成") || text.to_lowercase().contains("synthetic")
}
