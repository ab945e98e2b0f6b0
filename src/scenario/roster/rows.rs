//! Which rows below the header are households: not totals, remarks, comments, nor a header that is repeated.

use super::below;
use super::columns::Columns;
use super::field::Sort;
use super::log::{Log, named};
use super::number::{self, Found};
use super::sheet::{Cell, Row, Sheet};
use crate::diagnostic::{Code, Text};

/// Households from which on a last row without a household's number is a total where it adds up; and those for one that has a
/// number, or in a list without numbers, each with how many of them must have something in a column that adds up: two
/// households may be alike by chance.
const FEWEST: (usize, usize) = (3, 1);
const FEWEST_NUMBERED: (usize, usize) = (5, 3);
/// Columns that add up.
const ADDING: usize = 2;
/// Part of a sum that rounding may take, and that a mistake in typing may.
pub(super) const ROUNDING: f64 = 1e-4;
const MISTYPED: f64 = 0.1;

/// The rows of households. Totals are told of in a note.
pub(super) fn households<'s>(sheet: &'s Sheet, columns: &Columns, log: &mut Log) -> Vec<&'s Row> {
    let mut totals = Vec::new();
    let mut rows: Vec<&Row> = Vec::new();
    // a header that is repeated may have its units and numbers below it
    let mut below_header = false;
    for row in sheet.rows.iter().skip(columns.first_row) {
        if is_header(row, columns) || below_header && is_below_header(row, columns) {
            below_header = true;
            continue;
        }
        below_header = false;
        if is_total(row) {
            totals.push(row.number);
        } else if !is_remark(row) {
            rows.push(row);
        }
    }
    if !totals.is_empty() {
        let rows = named(&totals);
        log.note_whole(&Text::new(
            format!("{}是合计或平均，没有当作农户", rows.zh),
            format!("has totals or means in {}, read as no household", rows.en),
        ));
    }
    let Some((last, above)) = rows.split_last() else { return rows };
    let (adds_up, nearly) = (is_sum(last, above, columns), is_nearly_sum(last, above, columns));
    if !adds_up && nearly {
        log.row(
            Code::RosterCell,
            last.number,
            &Text::new(
                "这一行像是合计：没有户编号，人口等于上面各户之和，收入也差不多",
                "this row looks like a total: it has no number of a household, its members are the sum of those above, and its incomes nearly so",
            ),
            total_or_household(),
        );
        rows.pop();
    } else if columns.id.is_none() && !adds_up && tops_all(last, above, columns) {
        log.row(
            Code::RosterCell,
            last.number,
            &Text::new(
                "这一行像是合计：没有类别，人数和收入都是全表最高",
                "this row looks like a total: it has no category, and the most people and incomes of all",
            ),
            total_or_household(),
        );
    } else if adds_up {
        let row = last.number;
        log.note_whole(&Text::new(
            format!("第 {row} 行各列等于上面各户之和，当作合计，没有算一户；真是一户，就不要放在最后一行"),
            format!("adds up in row {row}: it is taken for the total and read as no household. If it is one, do not put it last"),
        ));
        rows.pop();
    }
    rows
}

fn total_or_household() -> Text {
    Text::new(
        "是合计就在行首写“合计”，或删去这一行；是一户就把编号、类别等填上",
        "if it is one, begin it with 合计 (total) or delete it; if it is a household, fill in its number, category and the like",
    )
}

/// What rows of totals say.
const TOTALS: [&str; 4] = ["合计", "总计", "小计", "共计"];

/// The words of a cell, without spaces.
fn words(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.chars().filter(|c| !c.is_whitespace()).collect()),
        _ => None,
    }
}

/// True for a row that says nothing but that it is a total, behind a running number, too: one of some households (低保户合计)
/// says more, and means say something else.
pub(super) fn is_whole_total(row: &Row) -> bool {
    let whole = |text: &str| TOTALS.contains(&text) || text.eq_ignore_ascii_case("total");
    is_total(row) && row.cells.iter().filter_map(|(_, cell)| words(cell)).any(|text| whole(&text))
}

fn is_total(row: &Row) -> bool {
    let alone = row.cells.iter().filter_map(|(_, cell)| words(cell)).any(|text| TOTALS.contains(&text.as_str()));
    let Some(first) = row.cells.first().and_then(|(_, cell)| words(cell)) else { return alone };
    alone
        || TOTALS.iter().any(|word| first.contains(word))
        || ["平均", "全村", "户均", "人均"].iter().any(|word| first.starts_with(word))
        || first.eq_ignore_ascii_case("total")
}

/// Remarks and comments.
fn is_remark(row: &Row) -> bool {
    let Some((_, Cell::Text(first))) = row.cells.first() else { return false };
    let first: String = first.chars().filter(|c| !c.is_whitespace()).collect();
    let remark = row.cells.len() <= 2
        && ["注", "备注", "说明", "填表", "填报", "制表", "审核", "负责人", "单位"]
            .iter()
            .any(|word| first.starts_with(word));
    first.starts_with('#') || remark
}

/// A header that is repeated.
fn is_header(row: &Row, columns: &Columns) -> bool {
    let words = matches!(row.cells.first(), Some((_, Cell::Text(_))));
    words && columns.members().is_some_and(|heading| {
        matches!(row.cell(heading.column), Some(Cell::Text(text)) if super::header::plain(text).starts_with(&heading.key))
    })
}

fn is_below_header(row: &Row, columns: &Columns) -> bool {
    let headings: Vec<_> = columns.headings().cloned().collect();
    below::units(row).is_some() || below::numbers_columns(row, &headings)
}

/// The number in a column; 0 where there is none.
fn value(row: &Row, column: u16) -> f64 {
    match number::read(row.cell(column)) {
        Found::Number { value, .. } => value,
        _ => 0.0,
    }
}

/// The columns whose numbers a total adds up.
fn added(columns: &Columns) -> impl Iterator<Item = u16> {
    columns.adding().map(|known| known.heading.column)
}

/// True for a row that alone says nothing in columns of words, and has more people and more of each income than any other: a
/// total that somebody typed, which need not be the exact sum.
fn tops_all(last: &Row, above: &[&Row], columns: &Columns) -> bool {
    let words = columns.known.iter().filter(|known| matches!(known.field.sort, Sort::Words(_) | Sort::YesNo));
    let mut words = words.map(|known| known.heading.column).peekable();
    if above.len() < FEWEST.0 || words.peek().is_none() {
        return false;
    }
    let alone = words.all(|at| last.cell(at).is_none() && above.iter().all(|row| row.cell(at).is_some()));
    let highest = |at: u16| above.iter().map(|row| value(row, at)).fold(0.0, f64::max);
    let used = columns.known.iter().filter(|known| known.field.sort == Sort::Money || known.field.name == "members");
    let used: Vec<u16> = used.map(|known| known.heading.column).filter(|at| highest(*at) > 0.0).collect();
    alone && used.len() > 1 && used.iter().all(|at| value(last, *at) > highest(*at))
}

/// True for a row whose numbers are the sums of those above it.
fn is_sum(last: &Row, above: &[&Row], columns: &Columns) -> bool {
    let numbered = columns.id.as_ref().is_none_or(|id| last.cell(id.column).is_some());
    let (households, filled) = if numbered { FEWEST_NUMBERED } else { FEWEST };
    if above.len() < households {
        return false;
    }
    let mut same = 0;
    for column in added(columns).filter(|column| last.cell(*column).is_some()) {
        let (sum, count) = sum(above, column);
        if sum == 0.0 {
            continue;
        }
        if (value(last, column) - sum).abs() > sum.abs() * ROUNDING {
            return false;
        }
        same += usize::from(count >= filled);
    }
    same >= ADDING
}

/// The sum of a column, and in how many rows there is something to add.
fn sum(rows: &[&Row], column: u16) -> (f64, usize) {
    let values = || rows.iter().map(|row| value(row, column));
    (values().sum(), values().filter(|value| *value != 0.0).count())
}

/// True for a row without a household's number in which the members are the sum of those above, and incomes nearly so: somebody
/// added up by hand.
fn is_nearly_sum(last: &Row, above: &[&Row], columns: &Columns) -> bool {
    let numbered = columns.id.as_ref().is_some_and(|id| last.cell(id.column).is_some());
    let Some(members) = columns.members().filter(|_| !numbered && above.len() >= FEWEST_NUMBERED.0) else {
        return false;
    };
    let money = columns.known.iter().filter(|known| known.field.sort == Sort::Money);
    let money = money.map(|known| known.heading.column).filter(|column| last.cell(*column).is_some());
    let near = |column: u16, part: f64| {
        let (sum, count) = sum(above, column);
        count >= FEWEST_NUMBERED.1 && (value(last, column) - sum).abs() <= sum.abs() * part
    };
    let money: Vec<u16> = money.filter(|column| sum(above, *column).0 != 0.0).collect();
    near(members.column, 0.0) && !money.is_empty() && money.iter().all(|column| near(*column, MISTYPED))
}
