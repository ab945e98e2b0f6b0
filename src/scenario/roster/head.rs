//! Where the header stands. It may take several rows: cells merged over all of them, groups above the headers of their
//! columns (`年收入（元）` above `工资性收入`), in a text without merged cells an empty cell below or beside. Units and numbers of
//! the columns may stand below it.

use std::collections::{BTreeMap, BTreeSet};

use super::header::{Heading, Meaning};
use super::number::{self, Found};
use super::personal;
use super::sheet::{Cell, Merge, Row, Sheet};
use super::{MOST_COLUMNS, below};

/// Rows among which the header is sought.
const FIRST_ROWS: usize = 10;
/// Most rows of a header.
const DEEPEST: usize = 3;

/// Most rows of units and of numbers of the columns below it.
const MOST_UNDER: usize = 2;

/// A header.
pub(super) struct Head {
    /// Index of its first row.
    pub(super) top: usize,
    /// Index of the row below it.
    pub(super) below: usize,
    /// The columns that it names, in order.
    pub(super) headings: Vec<Heading>,
}

impl Head {
    /// How sure one can be that a list of households stands below: 2 with members and another known column beside the
    /// number of the household, 1 with members, else 0.
    pub(super) fn likeness(&self) -> u8 {
        let known = self.headings.iter().filter_map(|heading| match heading.meaning {
            Meaning::Known(field, _) if field.name != "id" => Some(field.name),
            _ => None,
        });
        let known: Vec<&str> = known.collect();
        if known.contains(&"members") { 1 + u8::from(known.len() > 1) } else { 0 }
    }
}

/// The header: the rows that say most, the first and fewest of them.
pub(super) fn find(sheet: &Sheet) -> Option<Head> {
    let mut best: Option<(usize, usize, usize)> = None;
    for top in 0..sheet.rows.len().min(FIRST_ROWS) {
        for depth in 1..=DEEPEST {
            if depth > 1 && !are_linked(sheet, top + depth - 2) {
                break;
            }
            let Some(rows) = sheet.rows.get(top..top + depth) else { break };
            let texts = texts(sheet, rows);
            // a cell merged over several columns names one
            let known = texts.iter().filter_map(|(at, texts)| match heading(*at, texts).meaning {
                Meaning::Known(field, _) => Some(field.name),
                _ => None,
            });
            let known = known.collect::<BTreeSet<_>>().len();
            let score = known * MOST_COLUMNS + texts.len().min(MOST_COLUMNS - 1);
            // a header that is merged into the next row does not end here
            let ends = depth == DEEPEST || !are_merged(sheet, top + depth - 1);
            let comment = rows.iter().any(is_comment);
            if ends && !comment && known > 0 && best.is_none_or(|(most, ..)| score > most) {
                best = Some((score, top, depth));
            }
        }
    }
    let (_, top, depth) = best?;
    // groups above a row in which every column has its header
    let first = top.saturating_sub(usize::from(top > 0 && are_groups(sheet, top - 1)));
    let mut texts = texts(sheet, sheet.rows.get(first..top + depth)?);
    if first < top {
        let own = self::texts(sheet, sheet.rows.get(top..top + depth)?);
        texts.retain(|column, _| own.contains_key(column));
    }
    let below = sheet.rows.get(top + depth..).unwrap_or_default();
    let own = |column: u16| {
        let rows = sheet.rows.get(top..top + depth).unwrap_or_default();
        rows.iter().any(|row| row.cell(column).is_some())
    };
    // a header that is merged over a column in which nothing stands has one column only
    let spare = |at: u16| !own(at) && below.iter().all(|row| row.cell(at).is_none());
    let kept = texts.iter().filter(|(at, _)| !spare(**at));
    let mut headings: Vec<Heading> = kept.map(|(at, words)| heading(*at, words)).collect();
    tell_apart(&mut headings, &texts);
    let below = top + depth + under(sheet.rows.get(top + depth..).unwrap_or_default(), &mut headings);
    Some(Head { top: first, below, headings })
}

/// How many of the first of these rows belong to the header all the same: units, which are given to the columns, and numbers of the
/// columns.
fn under(rows: &[Row], headings: &mut [Heading]) -> usize {
    let mut count = 0;
    for row in rows.iter().take(MOST_UNDER) {
        if let Some(units) = below::units(row) {
            for (column, unit) in units {
                let headed = headings.iter_mut().filter(|heading| heading.column == column);
                headed.for_each(|heading| heading.measured_in(&unit));
            }
        } else if !below::numbers_columns(row, headings) {
            break;
        }
        count += 1;
    }
    count
}

/// Columns of one header in different groups (`人数` of two sorts) have the groups' words in their names.
fn tell_apart(headings: &mut [Heading], texts: &BTreeMap<u16, Vec<String>>) {
    let keys: Vec<String> = headings.iter().map(|heading| heading.key.clone()).collect();
    for heading in headings.iter_mut() {
        let again = keys.iter().filter(|key| **key == heading.key).count() > 1;
        let Some(words) = texts.get(&heading.column).filter(|words| again && words.len() > 1) else { continue };
        if heading.meaning == Meaning::Other {
            heading.call(&words.join(" "));
        }
    }
}

fn heading(column: u16, texts: &[String]) -> Heading {
    let Some((own, above)) = texts.split_last() else { return Heading::read(column, "") };
    if let Some(unit) = below::unit(own).filter(|_| !above.is_empty()) {
        let mut heading = heading(column, above);
        heading.measured_in(&unit);
        return heading;
    }
    above.iter().rev().fold(Heading::read(column, own), |heading, group| heading.below(group))
}

fn is_known(heading: &Heading) -> bool {
    matches!(heading.meaning, Meaning::Known(..))
}

/// For each column what stands in it in these rows, from top to bottom, merged cells carried on.
fn texts(sheet: &Sheet, rows: &[Row]) -> BTreeMap<u16, Vec<String>> {
    let mut columns: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    let merges = merges(sheet, rows);
    for (index, row) in rows.iter().enumerate() {
        let mut found: BTreeMap<u16, String> =
            row.cells.iter().filter_map(|(at, cell)| Some((*at, text(cell)?))).collect();
        for merge in merges.iter().filter(|merge| merge.has_row(row.number)) {
            let first = rows.iter().find(|row| row.number == merge.rows.0).and_then(|row| row.cell(merge.columns.0));
            let Some(words) = first.and_then(text) else { continue };
            let last = merge.columns.1.min(u16::try_from(MOST_COLUMNS).unwrap_or(u16::MAX));
            for column in merge.columns.0..=last {
                found.entry(column).or_insert_with(|| words.clone());
            }
        }
        if let (true, Some(below)) = (merges.is_empty(), rows.get(index + 1)) {
            carry(&mut found, row, below);
        }
        for (column, words) in found {
            let column = columns.entry(column).or_default();
            if column.last() != Some(&words) {
                column.push(words);
            }
        }
    }
    columns
}

/// Without merged cells: a group stands above the first of its columns, and the cells beside it are empty.
fn carry(found: &mut BTreeMap<u16, String>, row: &Row, below: &Row) {
    for (column, _) in &below.cells {
        let left = row.cells.iter().rev().find(|(at, _)| at < column);
        if row.cell(*column).is_none()
            && let Some((at, cell)) = left
            && below.cell(*at).is_some()
            && let Some(words) = text(cell)
        {
            found.insert(*column, words);
        }
    }
}

/// The merged cells of these rows, without titles, which are merged over all columns.
fn merges<'s>(sheet: &'s Sheet, rows: &[Row]) -> Vec<&'s Merge> {
    let numbers = || rows.iter().map(|row| row.number);
    let columns = || rows.iter().flat_map(|row| row.cells.iter().map(|(at, _)| *at));
    let (first, last) = (columns().min().unwrap_or(0), columns().max().unwrap_or(0));
    let is_title = |merge: &Merge| first < last && merge.columns.0 <= first && merge.columns.1 >= last;
    let here = sheet.merges.iter().filter(|merge| numbers().any(|row| merge.has_row(row)));
    here.filter(|merge| !is_title(merge)).collect()
}

/// True where the row at that index and the next are one header: neither holds a number, and a cell is merged over both, or a
/// known header has nothing below it while others stand below.
fn are_linked(sheet: &Sheet, upper: usize) -> bool {
    let (Some(above), Some(below)) = (sheet.rows.get(upper), sheet.rows.get(upper + 1)) else { return false };
    if below.number != above.number + 1 || !is_words(above) || !is_words(below) {
        return false;
    }
    let read = |cell: &Cell| text(cell).map(|text| Heading::read(0, &text));
    let known = |cell: &Cell| read(cell).is_some_and(|heading| is_known(&heading));
    let alone = || above.cells.iter().any(|(at, cell)| below.cell(*at).is_none() && known(cell));
    // `工资性` is known below `年收入` only, which stands above it or to its left
    let grouped = |(column, cell): &(u16, Cell)| {
        let group = above.cells.iter().rev().find(|(at, _)| at <= column).and_then(|(_, group)| text(group));
        group.zip(read(cell)).is_some_and(|(group, heading)| is_known(&heading.below(&group)))
    };
    let below_known = || below.cells.iter().any(|cell| known(&cell.1) || grouped(cell));
    alone() && below_known() || are_merged(sheet, upper)
}

/// True where the row at that index and the next are words, and a cell is merged over both.
fn are_merged(sheet: &Sheet, upper: usize) -> bool {
    let (Some(above), Some(below)) = (sheet.rows.get(upper), sheet.rows.get(upper + 1)) else { return false };
    let over = |merge: &&Merge| merge.has_row(above.number) && merge.has_row(below.number);
    let words = below.number == above.number + 1 && is_words(above) && is_words(below);
    words && merges(sheet, &[above.clone(), below.clone()]).iter().any(over)
}

/// True where the row at that index holds groups for the header in the next one: cells merged over some of its columns, or
/// in a sheet without such, several words.
fn are_groups(sheet: &Sheet, upper: usize) -> bool {
    let (Some(above), Some(below)) = (sheet.rows.get(upper), sheet.rows.get(upper + 1)) else { return false };
    if below.number != above.number + 1 || !is_words(above) || is_comment(above) {
        return false;
    }
    let first = below.cells.first().map_or(0, |(at, _)| *at);
    let wide = |merge: &&Merge| {
        let beside = above.cells.len() > 1 || merge.columns.0 > first;
        merge.has_row(above.number) && merge.columns.0 < merge.columns.1 && beside
    };
    let merged = sheet.merges.iter().any(|merge| merge.has_row(above.number));
    let found = merges(sheet, &[above.clone(), below.clone()]);
    if merged { found.iter().any(wide) } else { above.cells.len() > 1 }
}

/// True for a row of words: no numbers, dates, or remarks such as `单位：元`.
fn is_words(row: &Row) -> bool {
    row.cells.iter().all(|(_, cell)| match cell {
        Cell::Text(text) => {
            let remark = text.trim_end_matches(['：', ':']).contains(['：', ':']);
            matches!(number::read(Some(cell)), Found::Words(_)) && !remark
        }
        _ => false,
    })
}

/// What a cell says as a header.
fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::Number(value) if !personal::is_card_number(cell) => Some(value.to_string()),
        _ => None,
    }
}

pub(super) fn is_comment(row: &Row) -> bool {
    matches!(row.cells.first(), Some((_, Cell::Text(text))) if text.starts_with(['#', '＃']))
}
