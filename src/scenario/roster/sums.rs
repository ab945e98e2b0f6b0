//! What a list says of itself: totals below its columns and at the end of its rows. Where they do not add up, a household or a
//! number was lost or changed on the way.

use std::ops::Range;

use super::columns::Columns;
use super::field::Sort;
use super::header::Heading;
use super::log::{Log, named};
use super::number;
use super::rows::{self, ROUNDING};
use super::sheet::{Cell, Row, Sheet, letters};
use crate::diagnostic::Text;
use crate::quantity::{fixed, trim_zeros};

/// Part of a household's income that rounding may take.
const ROUNDING_OF_ROWS: f64 = 0.01;
/// Columns named in a note.
const NAMED: usize = 6;
/// Households with a total of their incomes from which on it is known to be one, where four fifths of them agree.
const FEWEST: usize = 5;
/// Rows of totals that are looked at: each is held against all households.
const MOST_TOTALS: usize = 50;
/// By what a number is whole that has so many decimals as people write.
const STEPS: [f64; 6] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5];

/// A column of numbers.
struct Column<'a> {
    heading: &'a Heading,
    /// From the unit of its header.
    factor: f64,
    /// Members, areas and incomes add up; of other columns a total may say something else.
    known: bool,
    /// People are counted, and no rounding makes one less.
    counted: bool,
    /// What the households before each add up to, in the unit of the header; the last is the sum of all.
    sums: Vec<f64>,
}

impl<'a> Column<'a> {
    fn new(heading: &'a Heading, factor: f64, sort: Option<Sort>, rows: &[&Row]) -> Column<'a> {
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for row in rows {
            sum += number::amount(row.cell(heading.column), factor).unwrap_or(0.0) / factor;
            sums.push(sum);
        }
        Column { heading, factor, known: sort.is_some(), counted: sort == Some(Sort::Count), sums }
    }

    /// What stands in a row, in the unit of the header.
    fn read(&self, row: &Row) -> Option<f64> {
        number::amount(row.cell(self.heading.column), self.factor).map(|value| value / self.factor)
    }

    fn sum(&self, households: &Range<usize>) -> f64 {
        self.sums[households.end] - self.sums[households.start]
    }

    /// True for a total and a sum that are the same but for the rounding of what is written.
    fn same(&self, written: f64, sum: f64) -> bool {
        let rounding = if self.counted { 0.0 } else { sum.abs() * ROUNDING };
        (written - sum).abs() <= rounding.max(0.51 * last_place(written))
    }
}

/// Notes on totals that do not add up, of the columns and of the rows.
pub(super) fn note(sheet: &Sheet, rows: &[&Row], columns: &Columns, log: &mut Log) {
    let below = sheet.rows.iter().skip(columns.first_row);
    let totals: Vec<&Row> = below.filter(|row| rows::is_whole_total(row)).take(MOST_TOTALS).collect();
    let adding = if totals.is_empty() { Vec::new() } else { adding(rows, columns) };
    let mut last = 0;
    for total in &totals {
        let before = |number: u32| rows.partition_point(|row| row.number < number);
        let end = before(total.number);
        let candidates = [0..rows.len(), before(last)..end, 0..end];
        last = total.number;
        let told = below_columns(total, &candidates, totals.len() == 1, &adding);
        told.iter().for_each(|text| log.note_whole(text));
    }
    at_ends_of_rows(rows, columns, log);
}

/// The columns whose numbers a total adds up.
fn adding<'a>(rows: &[&Row], columns: &'a Columns) -> Vec<Column<'a>> {
    let known = columns.adding().map(|known| Column::new(&known.heading, known.factor, Some(known.field.sort), rows));
    let numbers = |heading: &&Heading| {
        let of_each = ["人均", "均", "年龄", "比例", "率", "percapita", "age", "share"];
        if of_each.iter().any(|word| heading.key.contains(word)) {
            return false;
        }
        let filled = rows.iter().filter_map(|row| row.cell(heading.column)).count();
        let numbers = rows.iter().filter(|row| number::amount(row.cell(heading.column), 1.0).is_some()).count();
        numbers > 0 && numbers * 2 >= filled
    };
    let other = columns.other.iter().filter(numbers);
    let other = other.map(|heading| Column::new(heading, heading.own().2, None, rows));
    let mut all: Vec<Column> = known.chain(other).collect();
    all.sort_by_key(|column| column.heading.column);
    all
}

/// What is wrong with a row of totals, held against what it may add up (all households, those since the total before it, or
/// those above it): whichever agrees in most columns. One of several totals may be of households that nobody can tell.
fn below_columns(total: &Row, candidates: &[Range<usize>], only: bool, adding: &[Column]) -> Option<Text> {
    let written: Vec<(&Column, f64)> =
        adding.iter().filter_map(|column| column.read(total).map(|value| (column, value))).collect();
    let agreeing = |households: &Range<usize>| {
        written.iter().filter(|(column, value)| column.same(*value, column.sum(households))).count()
    };
    let mut best = (0, candidates.first()?);
    for candidate in candidates {
        let agree = agreeing(candidate);
        if agree > best.0 {
            best = (agree, candidate);
        }
    }
    let (agree, added) = best;
    if !only && agree * 2 < written.len() {
        return None;
    }
    let (mut zh, mut en, mut more) = (Vec::new(), Vec::new(), 0_usize);
    if let Some(count) = households(total).filter(|count| *count != added.len()) {
        zh.push(format!("写着 {count} 户，名册里有 {} 户", added.len()));
        en.push(format!("{count} households are written, {} are on the list", added.len()));
    }
    for (column, value) in written {
        let sum = column.sum(added);
        let near = column.known || (value - sum).abs() <= sum.abs() / 2.0;
        if column.same(value, sum) || !near {
            continue;
        }
        if zh.len() >= NAMED {
            more += 1;
            continue;
        }
        let (letters, shown) = (letters(column.heading.column), column.heading.shown());
        let (value, sum, off) = (plain(value), plain(sum), plain((value - sum).abs()));
        zh.push(format!("{letters} 列“{shown}”写着 {value}，各户之和是 {sum}（相差 {off}）"));
        en.push(format!("column {letters} `{shown}` says {value}, the households add up to {sum} ({off} off)"));
    }
    if more > 0 {
        zh.push(format!("还有 {more} 列也对不上"));
        en.push(format!("{more} more columns differ"));
    }
    let row = total.number;
    (!zh.is_empty()).then(|| Text::new(
        format!("第 {row} 行的合计与各户对不上：{}。会不会漏了户、重了户，或者填错了一格？", zh.join("；")),
        format!("has totals in row {row} that the households do not add up to: {}. Is a household missing or there twice, or a number wrong?", en.join("; ")),
    ))
}

/// `82户` in a row of totals.
fn households(total: &Row) -> Option<usize> {
    total.cells.iter().find_map(|(_, cell)| match cell {
        Cell::Text(text) => text.trim().trim_start_matches('共').strip_suffix('户')?.trim().parse().ok(),
        _ => None,
    })
}

/// A household's total of its incomes, where it is one in most rows.
fn at_ends_of_rows(rows: &[&Row], columns: &Columns, log: &mut Log) {
    let sources: Vec<(u16, f64)> = columns
        .known
        .iter()
        .filter(|known| known.field.sort == Sort::Money)
        .map(|known| (known.heading.column, known.factor))
        .collect();
    let Some(of_sources) = sources.first().map(|(_, factor)| *factor).filter(|_| sources.len() > 1) else { return };
    let of_income = |heading: &&Heading| {
        let has = |words: &[&str]| words.iter().any(|word| heading.key.contains(word));
        has(&["收入", "合计", "总计", "income", "total"]) && !has(&["人均", "每人", "percapita"])
    };
    let of_row = |row: &&Row| -> f64 {
        sources.iter().filter_map(|(column, factor)| number::amount(row.cell(*column), *factor)).sum()
    };
    let of_rows: Vec<f64> = rows.iter().map(of_row).collect();
    for heading in columns.other.iter().filter(of_income) {
        let own = heading.own();
        let factor = if own.1 == "元" { own.2 } else { of_sources };
        let mut wrong = Vec::new();
        let (mut compared, mut equal) = (0_usize, 0_usize);
        for (row, &sum) in rows.iter().zip(&of_rows) {
            let Some(written) = number::amount(row.cell(heading.column), factor) else { continue };
            compared += 1;
            let few = 2.5 * last_place(written / factor) * factor;
            if (written - sum).abs() > (sum.abs() * ROUNDING_OF_ROWS).max(few) {
                wrong.push((row.number, written / factor, sum / factor));
            } else {
                equal += usize::from(sum > 0.0);
            }
        }
        let Some((row, written, sum)) = wrong.first().copied() else { continue };
        if equal < FEWEST || wrong.len() * 5 > compared {
            continue;
        }
        let all = named(&wrong.iter().map(|(row, _, _)| *row).collect::<Vec<_>>());
        let (written, sum) = (plain(written), plain(sum));
        log.note(
            heading,
            &Text::new(
                format!("{}的总收入不等于各来源之和（第 {row} 行写着 {written}，各来源之和是 {sum}），其他户都相等：总收入或某个来源填错了", all.zh),
                format!("in {} it is not the sum of the sources (row {row} says {written}, the sources add up to {sum}), while it is in the others: it or one of the sources is wrong", all.en),
            ),
        );
    }
}

/// One in the last decimal of a number as people write it: 0.01 for 2.98; 1 for whole numbers.
fn last_place(value: f64) -> f64 {
    let mut written = STEPS.iter().filter(|step| (value * **step - (value * **step).round()).abs() < 1e-6 * **step);
    written.next().map_or(0.0, |step| 1.0 / step)
}

/// A number without the decimals that adding leaves behind.
fn plain(value: f64) -> String {
    trim_zeros(fixed(value, 4))
}
