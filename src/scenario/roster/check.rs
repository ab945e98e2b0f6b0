//! A sheet to a list: header row, columns, households.

use std::collections::{HashMap, HashSet};

use super::cells::{self, Place};
use super::columns::{self, Columns};
use super::field::Sort;
use super::header::Heading;
use super::log::{Log, named};
use super::merged::Merged;
use super::personal;
use super::sheet::{Cell, Row, Sheet, letters};
use super::suspect::Cells;
use super::{
    HIGHEST_INCOME, MOST_HOUSEHOLDS, MOST_MEMBERS, Roster, RosterColumn, RosterValues, csv, ids, incomes, rows, sums,
    twins, unnamed,
};
use crate::diagnostic::{Code, Text};

/// Largest area of a household, mu; most shares.
const HIGHEST_AREA: f64 = 100_000.0;
const HIGHEST_AMOUNT: f64 = 1e9;

/// The list in a sheet; what is wrong goes to the log.
pub(super) fn roster(sheet: &Sheet, file: &str, reads: &[&str], log: &mut Log) -> Option<Roster> {
    let columns = columns::find(sheet, reads, log)?;
    let rows = rows::households(sheet, &columns, log);
    if rows.is_empty() {
        log.whole(
            Code::RosterFile,
            &Text::new("表头下面没有农户", "has no household below its header"),
            Text::new("表头下面每户写一行", "write one row for each household below the header"),
        );
        return None;
    }
    if rows.len() > MOST_HOUSEHOLDS {
        log.whole(Code::LimitExceeded, &csv::too_many_rows(), csv::keep_less());
        return None;
    }
    beyond_the_header(&rows, columns.headed.last().copied().unwrap_or(0), log);
    unnamed::report(&rows, &columns, log);
    let merged = Merged::find(sheet, &rows);
    let mut hidden = unreadable(&rows, &columns, log);
    for heading in columns.known.iter().map(|known| &known.heading).chain(&columns.id) {
        merged.report(heading, &mut hidden, log);
    }
    let ids = ids::ids(&rows, columns.id.as_ref(), &hidden, log);
    let mut read = Reading { rows: &rows, hidden: &hidden, log };
    let mut kept = Vec::new();
    for column in &columns.known {
        let values = read.known(&column.heading, column.field.sort, column.factor, column.field.name == "members");
        let (label, unit) = (Text::new(column.field.zh, column.field.en), unit(column.field.sort).to_owned());
        let known = RosterColumn { name: column.field.name.to_owned(), label, unit, values };
        kept.push((Some(&column.heading), known, column.field.sort));
    }
    let mut left_out: Vec<&Heading> = columns.left_out.iter().collect();
    let mut names: HashMap<String, &Heading> = HashMap::new();
    for heading in &columns.other {
        let Some(values) = read.other(heading) else {
            left_out.push(heading);
            continue;
        };
        merged.report(heading, &mut HashSet::new(), read.log);
        let (name, unit, _) = heading.own();
        if let Some(first) = names.get(&name) {
            columns::twice(first, heading, read.log);
            continue;
        }
        names.insert(name.clone(), heading);
        kept.push((
            None,
            RosterColumn { name, label: Text::same(heading.label()), unit: unit.to_owned(), values },
            Sort::Amount,
        ));
    }
    consistent(&rows, &kept, log);
    incomes::plausible(&kept, log);
    if log.is_empty() {
        let used = columns.headings().filter(|heading| !left_out.iter().any(|out| out.column == heading.column));
        shown(sheet, &rows, &used.collect::<Vec<_>>(), log);
        let read: Vec<&RosterColumn> = kept.iter().map(|(_, column, _)| column).collect();
        Cells { rows: &rows, columns: &columns, hidden: &hidden }.note(&read, log);
        sums::note(sheet, &rows, &columns, log);
        twins::note(&rows, &columns, log);
    }
    left_out.sort_by_key(|heading| heading.column);
    let left_out = left_out.into_iter().map(Heading::shown).collect();
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let synthetic = columns.synthetic || columns::says_synthetic(name);
    let columns = kept.into_iter().map(|(_, column, _)| column).collect();
    Some(Roster { file: file.to_owned(), synthetic, ids, columns, left_out, notes: Vec::new() })
}

/// The unit of a known column.
pub(super) fn unit(sort: Sort) -> &'static str {
    match sort {
        Sort::Count => "人",
        Sort::Money => "元",
        Sort::Area => "亩",
        Sort::Id | Sort::Amount | Sort::YesNo | Sort::Words(_) => "",
    }
}

/// Says which households stand in rows that the spreadsheet does not show, and which columns that are read.
fn shown(sheet: &Sheet, rows: &[&Row], read: &[&Heading], log: &mut Log) {
    let covers = |heading: &Heading| {
        let mut hidden = sheet.hidden_columns.iter();
        hidden.any(|(first, last)| (*first..=*last).contains(&heading.column))
    };
    let mut columns: Vec<&&Heading> = read.iter().filter(|heading| covers(heading)).collect();
    columns.sort_by_key(|heading| heading.column);
    if !columns.is_empty() {
        let each = |quotes: (&str, &str, &str)| {
            let (before, open, close) = quotes;
            let one =
                |heading: &&&Heading| format!("{}{before}{open}{}{close}", letters(heading.column), heading.shown());
            columns.iter().map(one).collect::<Vec<_>>()
        };
        let (zh, en) = (each((" 列", "“", "”")).join("、"), each((" ", "`", "`")).join(", "));
        log.note_whole(&Text::new(
            format!("{zh} 在表里是隐藏的，照样读了；不要的列请删去"),
            format!("hides column {en}; what is hidden is read all the same: delete columns that are not wanted"),
        ));
    }
    let hidden = rows.iter().map(|row| row.number).filter(|row| sheet.hidden.binary_search(row).is_ok());
    let hidden: Vec<u32> = hidden.collect();
    if !hidden.is_empty() {
        let rows = named(&hidden);
        log.note_whole(&Text::new(
            format!("{}在表里是隐藏的，照样读了；不要的户请删去", rows.zh),
            format!("hides {}; what is hidden is read all the same: delete households that are not wanted", rows.en),
        ));
    }
}

/// Numbers to the right of the header: in a text, a comma inside a number has moved the rest of the row.
fn beyond_the_header(rows: &[&Row], last: u16, log: &mut Log) {
    for row in rows {
        let is_number = |cell: &Cell| match cell {
            Cell::Text(text) => text.chars().all(|c| c.is_ascii_digit() || c == '.'),
            Cell::Number(_) => true,
            _ => false,
        };
        if row.cells.iter().any(|(at, cell)| *at > last && is_number(cell)) {
            log.row(
                Code::RosterCell,
                row.number,
                &Text::new("表头右边还有数", "there is a number to the right of the header"),
                Text::new(
                    "数字里的逗号请去掉，或把这个数放在引号里；真是另一列就给它写表头",
                    "take the comma out of the number, or put it in quotes; give a column of its own a header",
                ),
            );
        }
    }
}

/// Cells in columns that are not dropped that must not or cannot be read: those that look like numbers of cards, and
/// formulas without a result. They are reported, and then count as empty.
fn unreadable(rows: &[&Row], columns: &Columns, log: &mut Log) -> HashSet<(u32, u16)> {
    let mut hidden = HashSet::new();
    for row in rows {
        for (at, cell) in &row.cells {
            let card = personal::is_card_number(cell);
            if columns.is_personal(*at) || !card && *cell != Cell::Uncalculated {
                continue;
            }
            hidden.insert((row.number, *at));
            let heading = columns.heading(*at);
            let is_id = columns.id.as_ref().is_some_and(|id| id.column == *at);
            let (code, message, remedy) = match (card, is_id) {
                (true, true) => (Code::RosterPersonal, card_number(), number_instead()),
                (true, false) => (Code::RosterPersonal, card_number(), delete_it()),
                (false, _) => (Code::RosterCell, uncalculated(), calculate()),
            };
            log.cell(code, row.number, &heading, &message, remedy);
        }
    }
    hidden
}

fn card_number() -> Text {
    Text::new(
        "这一格像是身份证号、银行卡号或手机号",
        "this cell looks like the number of an identity card, a bank card or a telephone",
    )
}

fn delete_it() -> Text {
    Text::new(
        "删去这一格；名册不要这些号码，它们不会被保存或显示",
        "delete it: the list needs no such number, and none is kept or shown",
    )
}

fn number_instead() -> Text {
    Text::new(
        "写一个短编号，例如 1 或 H001；身份证号等不会被保存或显示",
        "write a short number such as 1 or H001; the one that stands there is neither kept nor shown",
    )
}

fn uncalculated() -> Text {
    Text::new("这一格是公式，文件里没有存它的结果", "this cell is a formula, and the file does not hold its result")
}

fn calculate() -> Text {
    Text::new(
        "用 Excel 或 WPS 打开，保存后再用；或者把公式“选择性粘贴”为数值",
        "open the file in Excel and save it; or paste the formulas as values",
    )
}

/// Columns being read.
struct Reading<'a> {
    rows: &'a [&'a Row],
    hidden: &'a HashSet<(u32, u16)>,
    log: &'a mut Log,
}

impl<'a> Reading<'a> {
    /// Each household's cell of a column; one that is hidden is empty.
    fn cells(&self, column: u16) -> impl Iterator<Item = (u32, Option<&'a Cell>)> + use<'a> {
        let hidden = self.hidden;
        let cell = move |row: &&'a Row| row.cell(column).filter(|_| !hidden.contains(&(row.number, column)));
        self.rows.iter().map(move |row| (row.number, cell(row)))
    }

    /// A known column. A value that cannot be is NaN and reported.
    fn known(&mut self, heading: &Heading, sort: Sort, factor: f64, required: bool) -> RosterValues {
        let cells = self.cells(heading.column);
        if sort == Sort::Money && incomes::too_high(heading, factor, cells.map(|(_, cell)| cell), self.log) {
            return RosterValues::Numbers(vec![0.0; self.rows.len()]);
        }
        let cells = self.cells(heading.column);
        match sort {
            Sort::YesNo => {
                let read = |(row, cell)| cells::yes_no(Place { row, heading }, cell, self.log).unwrap_or(false);
                RosterValues::Booleans(cells.map(read).collect())
            }
            Sort::Words(words) => {
                let read = |(row, cell)| cells::word(Place { row, heading }, cell, words, self.log).unwrap_or(0);
                let codes = cells.map(read).collect();
                RosterValues::States { names: words.iter().map(|word| word.name.to_owned()).collect(), codes }
            }
            Sort::Count | Sort::Money | Sort::Area | Sort::Amount | Sort::Id => {
                let mut values = Vec::with_capacity(self.rows.len());
                for (row, cell) in cells {
                    let place = Place { row, heading };
                    let found = match sort {
                        Sort::Count => cells::count(place, cell, self.log),
                        Sort::Money => cells::amount(place, cell, factor, (HIGHEST_INCOME, " 元"), self.log),
                        Sort::Area => cells::amount(place, cell, factor, (HIGHEST_AREA, " 亩"), self.log),
                        _ => cells::amount(place, cell, factor, (HIGHEST_AMOUNT, ""), self.log),
                    };
                    if required && matches!(found, Ok(None)) && !self.hidden.contains(&(row, heading.column)) {
                        place.wrong(
                            &Text::new("这一格是空的", "this cell is empty"),
                            Text::new("每户都要填", "it is needed for every household"),
                            self.log,
                        );
                    }
                    values.push(found.unwrap_or(None).unwrap_or(if required { f64::NAN } else { 0.0 }));
                }
                RosterValues::Numbers(values)
            }
        }
    }

    /// A column that is not known: numbers if at least half of its cells are, yes or no if all are; else `None`.
    fn other(&mut self, heading: &Heading) -> Option<RosterValues> {
        let (_, _, factor) = heading.own();
        let (mut filled, mut numbers, mut truths) = (0_usize, 0_usize, 0_usize);
        for (_, cell) in self.cells(heading.column) {
            filled += usize::from(cell.is_some());
            numbers += usize::from(matches!(super::number::read(cell), super::number::Found::Number { .. }));
            truths += usize::from(cell.is_some() && cells::truth(cell).is_some());
        }
        if numbers > 0 && numbers * 2 >= filled {
            let cells = self.cells(heading.column);
            let read = |(row, cell)| {
                let value = cells::free(Place { row, heading }, cell, factor, HIGHEST_AMOUNT, self.log);
                value.ok().flatten().unwrap_or(0.0)
            };
            return Some(RosterValues::Numbers(cells.map(read).collect()));
        }
        let truth = |(_, cell)| cells::truth(cell).unwrap_or(false);
        (filled > 0 && truths == filled)
            .then(|| RosterValues::Booleans(self.cells(heading.column).map(truth).collect()))
    }
}

/// What must hold between the numbers of people of a household.
fn consistent(rows: &[&Row], kept: &[(Option<&Heading>, RosterColumn, Sort)], log: &mut Log) {
    let column = |name: &str| {
        let found = kept.iter().find(|(heading, column, _)| heading.is_some() && column.name == name)?;
        match (&found.1.values, found.0) {
            (RosterValues::Numbers(values), Some(heading)) => Some((values, heading)),
            _ => None,
        }
    };
    let Some((members, heading)) = column("members") else { return };
    let parts: Vec<_> =
        ["able_workers", "students", "elderly", "disabled"].iter().filter_map(|name| column(name)).collect();
    let (students, elderly) = (column("students"), column("elderly"));
    for (at, row) in rows.iter().enumerate() {
        let value = |values: &[f64]| values.get(at).copied().unwrap_or(0.0);
        let people = value(members);
        if people.is_nan() {
            continue;
        }
        if !(1.0..=f64::from(MOST_MEMBERS)).contains(&people) {
            Place { row: row.number, heading }.wrong(
                &Text::new(
                    format!("一户的人口应在 1 到 {MOST_MEMBERS} 之间"),
                    format!("a household has from 1 to {MOST_MEMBERS} members"),
                ),
                Text::new("检查是否填错了列或行", "check for a wrong column or row"),
                log,
            );
            continue;
        }
        let mut too_many = false;
        for (values, heading) in &parts {
            if value(values) > people {
                too_many = true;
                Place { row: row.number, heading }.wrong(
                    &Text::new(format!("比家庭人口 {people} 还多"), format!("it is more than the {people} members")),
                    Text::new("改这一格或改家庭人口", "mend this cell or the number of members"),
                    log,
                );
            }
        }
        if let (Some((students, heading)), Some((elderly, _)), false) = (students, elderly, too_many)
            && value(students) + value(elderly) > people
        {
            Place { row: row.number, heading }.wrong(
                &Text::new(
                    format!("在校生和老人合起来比家庭人口 {people} 还多"),
                    format!("students and elderly together are more than the {people} members"),
                ),
                Text::new("改这两格或改家庭人口", "mend these two cells or the number of members"),
                log,
            );
        }
    }
}
