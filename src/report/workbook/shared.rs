//! Sheets of the tables that the page has, too: numbers as numbers, each standard error in a column of its own.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Column, Form, Value, column, fill};
use crate::analysis::findings::Findings;
use crate::analysis::village::VillageFinding;
use crate::diagnostic::Language;
use crate::report::number::Reading;
use crate::report::tables::{Cell, Kind, Table, Way, flows, promises, variants};
use crate::report::words::{self, pick};

/// Promises, variants, who gets what; a table without rows makes no sheet.
pub(super) fn sheets(
    book: &mut Workbook,
    findings: &Findings,
    village: &VillageFinding,
    language: Language,
) -> Result<(), XlsxError> {
    let of_promises = promises::table(findings, language);
    add(book, promises::title(language), promises::note(language), &of_promises, language)?;
    let of_others = variants::note_of_others(findings, language).unwrap_or_default();
    let note = [variants::note(language), of_others].join(pick(language, "", " "));
    add(book, variants::title(language), note.trim_end(), &variants::all(findings, language), language)?;
    let mut notes = flows::notes(village, language);
    if village.recipients.iter().any(|recipient| !recipient.villagers) {
        notes.push(words::village::to_others(language).to_string());
    }
    let note = notes.join(pick(language, "", " "));
    add(book, flows::title(language), &note, &flows::all(village, language), language)
}

fn add(book: &mut Workbook, title: &str, note: &str, table: &Table, language: Language) -> Result<(), XlsxError> {
    if table.height() == 0 {
        return Ok(());
    }
    let sheet = book.add_worksheet();
    // as the sheets beside it
    sheet.set_name(title.to_lowercase())?;
    let mut columns: Vec<Column> = Vec::new();
    let mut rows: Vec<Vec<Value>> = (0..table.height()).map(|_| Vec::new()).collect();
    for made in &table.columns {
        let remarked = made.cells.iter().any(|cell| matches!(cell, Cell::Noted(_, remark) if !remark.is_empty()));
        match made.kind {
            Kind::Text | Kind::Number => columns.push(column(made.header.as_str(), made.width)),
            Kind::Measured => {
                columns.push(column(made.header.as_str(), made.width));
                columns.push(column(pick(language, "± 标准误差", "± standard error"), 10.0));
            }
            Kind::Range(ends) => columns.extend(ends.map(|end| column(end, made.width))),
        }
        if remarked {
            columns.push(column(pick(language, "所含试验", "trials"), 26.0));
        }
        for (row, cell) in rows.iter_mut().zip(&made.cells) {
            row.extend(values(cell, made.kind));
            if remarked {
                row.push(match cell {
                    Cell::Noted(_, remark) => Value::Text(remark.clone()),
                    _ => Value::Empty,
                });
            }
        }
    }
    fill(sheet, note, false, &columns, rows.into_iter())
}

/// As many as the column has in the workbook.
fn values(cell: &Cell, kind: Kind) -> Vec<Value> {
    let mut values = match cell {
        Cell::Text(text) | Cell::Noted(text, _) | Cell::Again(text) => vec![Value::Text(text.clone())],
        Cell::Number(found, way) => {
            let error = found.error.filter(|_| kind == Kind::Measured);
            vec![number(found.value, way), error.map_or(Value::Empty, |error| spread(error, way))]
        }
        Cell::Range(low, high, reading) => vec![scaled(low.value, reading, ""), scaled(high.value, reading, "")],
        Cell::Empty => Vec::new(),
    };
    let width = if matches!(kind, Kind::Text | Kind::Number) { 1 } else { 2 };
    values.resize_with(width, || Value::Empty);
    values
}

fn number(value: f64, way: &Way) -> Value {
    match way {
        Way::Amount(reading) => scaled(value, reading, ""),
        Way::Difference(reading) => scaled(value, reading, words::unit_of_difference(reading)),
        Way::Yuan(_) => Value::Number(value, Form::Yuan),
        Way::Chance | Way::Probability => Value::Number(value, Form::FinePercent),
    }
}

fn spread(error: f64, way: &Way) -> Value {
    match way {
        Way::Yuan(_) => Value::Number(error, Form::FineYuan),
        way => number(error, way),
    }
}

/// In the unit that stands in the label or the header.
fn scaled(value: f64, reading: &Reading, unit: &str) -> Value {
    let shown = value / reading.scale;
    let digits = match shown.abs() {
        large if large >= 1_000.0 => "#,##0",
        large if large >= 1.0 || large == 0.0 => "0.00",
        small if small >= 0.01 => "0.0000",
        _ => "0.000000",
    };
    let form = if unit.is_empty() { digits.to_string() } else { format!("{digits}\"{unit}\"") };
    Value::Formed(shown, form)
}
