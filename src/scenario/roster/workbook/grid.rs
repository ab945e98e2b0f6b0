//! The cells of a sheet.

use std::io::BufRead;

use super::super::csv::{LONGEST_CELL, SPARE_ROWS};
use super::super::sheet::{Cell, Merge, Row, Sheet};
use super::super::{MOST_COLUMNS, MOST_HOUSEHOLDS};
use super::Problem;
use super::parts;
use super::xml::{Element, Item, Xml};

/// Rows and columns that spreadsheets have.
const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: u32 = 16_384;
/// Most groups of merged cells, and of columns that are not shown.
const MOST_MERGES: usize = 1_000_000;
/// Most cells with something in them: 50 columns of the longest list.
const MOST_CELLS: usize = 5_000_000;
/// Most bytes of text in all cells together.
const MOST_TEXT: usize = 64 * 1024 * 1024;

/// What cells refer to.
pub(super) struct Shared<'a> {
    pub(super) texts: &'a [String],
    /// For each format whether it shows dates.
    pub(super) dates: &'a [bool],
    /// The results of formulas are still to be calculated.
    pub(super) uncalculated: bool,
}

/// The cells that are not empty, those that are merged, and rows and columns that are not shown.
pub(super) fn read(part: impl BufRead, shared: &Shared<'_>) -> Result<Sheet, Problem> {
    some(part, shared, usize::MAX)
}

/// What [`read`] finds until so many rows are not empty; then no more, not even what is merged.
pub(super) fn some(part: impl BufRead, shared: &Shared<'_>, most: usize) -> Result<Sheet, Problem> {
    let mut xml = Xml::new(part);
    let mut rows: Vec<Row> = Vec::new();
    let (mut hidden, mut merges, mut hidden_columns) = (Vec::new(), Vec::new(), Vec::new());
    // the place of the next cell that does not say its own
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut text, mut cells) = (0_usize, 0_usize);
    while let Some(item) = xml.next()? {
        match item {
            Item::Start(element) if element.name == "row" => {
                row = match element.get("r") {
                    Some(number) => number.trim().parse().ok().filter(|row| (1..=LAST_ROW).contains(row)),
                    None => Some(row + 1).filter(|row| *row <= LAST_ROW),
                }
                .ok_or(Problem::Damaged)?;
                column = 0;
                if rows.len() >= most {
                    break;
                }
                if is_hidden(&element) {
                    hidden.push(row);
                }
            }
            Item::Start(element) if element.name == "col" && is_hidden(&element) => {
                let end = |name: &str| element.get(name).and_then(|at| at.trim().parse().ok()).unwrap_or(0_u16);
                // from 1, the last one with it
                hidden_columns.push((end("min").saturating_sub(1), end("max").saturating_sub(1)));
                if hidden_columns.len() > MOST_MERGES {
                    return Err(Problem::TooLarge);
                }
            }
            Item::Start(element) if element.name == "c" => {
                let place = element.get("r").map_or(Some((row, column)), place);
                let (at_row, at_column) = place.ok_or(Problem::Damaged)?;
                (row, column) = (at_row, at_column + 1);
                let Some(cell) = cell(&mut xml, &element, shared)? else { continue };
                if let Cell::Text(written) = &cell {
                    text += written.len();
                    if written.len() > LONGEST_CELL {
                        return Err(Problem::LongCell(at_row));
                    }
                }
                cells += 1;
                if text > MOST_TEXT || cells > MOST_CELLS {
                    return Err(Problem::TooLarge);
                }
                let at = u16::try_from(at_column).ok().filter(|at| usize::from(*at) < MOST_COLUMNS);
                let at = at.ok_or(Problem::ManyColumns)?;
                match rows.last_mut() {
                    Some(last) if last.number == at_row => last.cells.push((at, cell)),
                    _ => rows.push(Row { number: at_row, cells: vec![(at, cell)] }),
                }
                if rows.len() > MOST_HOUSEHOLDS + SPARE_ROWS {
                    return Err(Problem::ManyRows);
                }
            }
            Item::Start(element) if element.name == "mergeCell" => {
                let merge = element.get("ref").and_then(merge).ok_or(Problem::Damaged)?;
                if merge.rows.0 < merge.rows.1 || merge.columns.0 < merge.columns.1 {
                    merges.push(merge);
                }
                if merges.len() > MOST_MERGES {
                    return Err(Problem::TooLarge);
                }
            }
            _ => {}
        }
    }
    // spreadsheets write rows and cells in order, each once
    let ordered = |row: &Row| row.cells.is_sorted_by(|(a, _), (b, _)| a < b);
    if !rows.is_sorted_by(|a, b| a.number < b.number) || !rows.iter().all(ordered) {
        return Err(Problem::Damaged);
    }
    Ok(Sheet { rows, merges, hidden, hidden_columns, ..Sheet::default() })
}

fn is_hidden(element: &Element) -> bool {
    matches!(element.get("hidden"), Some("1" | "true"))
}

/// `B12` as row 12 and column 1.
fn place(written: &str) -> Option<(u32, u32)> {
    let letters = written.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = written.split_at_checked(letters)?;
    if letters.is_empty() || letters.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let column = letters.bytes().fold(0, |column, byte| column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    let row = digits.parse().ok().filter(|row| (1..=LAST_ROW).contains(row))?;
    (column <= LAST_COLUMN).then(|| (row, column - 1))
}

/// `B2:C4`.
fn merge(written: &str) -> Option<Merge> {
    let (first, last) = written.split_once(':').unwrap_or((written, written));
    let ((top, left), (bottom, right)) = (place(first)?, place(last)?);
    let columns = (u16::try_from(left).ok()?, u16::try_from(right).ok()?);
    (top <= bottom && left <= right).then_some(Merge { rows: (top, bottom), columns })
}

/// The cell that has begun, to its end; `None` for an empty one.
fn cell<R: BufRead>(xml: &mut Xml<R>, element: &Element, shared: &Shared<'_>) -> Result<Option<Cell>, Problem> {
    let sort = element.get("t").unwrap_or("n");
    let style: Option<usize> = element.get("s").and_then(|style| style.trim().parse().ok());
    let (mut value, mut inline, mut inside) = (String::new(), None, false);
    let (mut formula, mut result) = (false, false);
    loop {
        match xml.next()?.ok_or(Problem::Damaged)? {
            Item::Start(element) => match element.name.as_str() {
                "f" => formula = true,
                "v" => (inside, result) = (true, true),
                "is" => inline = Some(parts::text(xml, "is")?),
                _ => {}
            },
            Item::End(name) => match name.as_str() {
                "v" => inside = false,
                "c" => break,
                _ => {}
            },
            Item::Text(part) if inside && value.len() <= LONGEST_CELL => value.push_str(&part),
            Item::Text(_) => {}
        }
    }
    let text = |text: &str| {
        let text = unescaped(text);
        let text = text.trim();
        (!text.is_empty()).then(|| Cell::Text(text.to_owned()))
    };
    if let Some(inline) = inline {
        return Ok(text(&inline));
    }
    let value = if sort == "str" { value.as_str() } else { value.trim() };
    // a formula may well give an empty text, but never an empty number
    let missing = value.is_empty() && (sort != "str" || !result) || value == "0" && shared.uncalculated;
    if formula && missing {
        return Ok(Some(Cell::Uncalculated));
    }
    if value.is_empty() {
        return Ok(None);
    }
    Ok(match sort {
        "s" => match value.parse::<usize>().ok().and_then(|at| shared.texts.get(at)) {
            Some(shared) => text(shared),
            None => return Err(Problem::Damaged),
        },
        "b" => Some(Cell::Truth(matches!(value, "1" | "true"))),
        "e" => Some(Cell::Failure),
        "d" => Some(Cell::Date),
        "n" => match value.parse::<f64>() {
            Ok(_) if style.and_then(|style| shared.dates.get(style)).is_some_and(|date| *date) => Some(Cell::Date),
            Ok(number) if number.is_finite() => Some(Cell::Number(number)),
            _ => Some(Cell::Failure),
        },
        _ => text(value),
    })
}

/// `_x000D_` as the character it stands for, as ECMA-376 (part 1, 22.9.2.19) writes what XML cannot hold.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(rest.get(..at).unwrap_or(""));
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let (piece, length) = character.map_or(("_x".to_owned(), 2), |character| (character.to_string(), 7));
        out.push_str(&piece);
        rest = rest.get(at + length..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_absurd_ones_refused() {
        assert_eq!(place("A1"), Some((1, 0)));
        assert_eq!(place("ab12"), Some((12, 27)));
        assert_eq!(place("XFD1048576"), Some((LAST_ROW, 16_383)));
        for wrong in ["", "1", "A", "A0", "XFE1", "A1048577", "ABCDEFGHIJ1", "A99999999999", "A-1", "A+1", "é1", "A1B"]
        {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn escaped_characters() {
        for (text, expected) in
            [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_x00", "_x00"), ("_xZZZZ_", "_xZZZZ_")]
        {
            assert_eq!(unescaped(text), expected);
        }
    }

    fn sheet(data: &str) -> Result<Sheet, Problem> {
        let texts = vec!["甲".to_owned(), " ".into()];
        let shared = Shared { texts: &texts, dates: &[false, true], uncalculated: false };
        read(format!("<worksheet><sheetData>{data}</sheetData></worksheet>").as_bytes(), &shared)
    }

    #[test]
    fn cells_of_every_sort() {
        let found = sheet(
            "<row r=\"2\"><c t=\"s\"><v>0</v></c><c><v>1.5</v></c><c s=\"1\"><v>43000</v></c><c t=\"b\"><v>1</v></c>\
            <c t=\"e\"><v>#N/A</v></c><c t=\"str\"><f>A1</f><v> 乙</v></c><c t=\"inlineStr\"><is><t>丙</t></is></c><c/>\
            <c t=\"s\"><v>1</v></c><c t=\"n\"><v>nan</v></c></row><row/><row><c r=\"B4\"><v>2</v></c></row>",
        );
        let expected = vec![
            Row {
                number: 2,
                cells: vec![
                    (0, Cell::Text("甲".into())),
                    (1, Cell::Number(1.5)),
                    (2, Cell::Date),
                    (3, Cell::Truth(true)),
                    (4, Cell::Failure),
                    (5, Cell::Text("乙".into())),
                    (6, Cell::Text("丙".into())),
                    (9, Cell::Failure),
                ],
            },
            Row { number: 4, cells: vec![(1, Cell::Number(2.0))] },
        ];
        assert_eq!(found, Ok(Sheet { rows: expected, ..Sheet::default() }));
    }

    #[test]
    fn merged_cells_and_what_is_hidden() {
        let part = "<worksheet><cols><col min=\"1\" max=\"1\"/><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData><row r=\"1\" hidden=\"1\"><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>\
            <mergeCells><mergeCell ref=\"A1:B3\"/><mergeCell ref=\"C1:C1\"/></mergeCells></worksheet>";
        let shared = Shared { texts: &[], dates: &[], uncalculated: false };
        let found = read(part.as_bytes(), &shared).expect("a sheet");
        assert_eq!((found.rows.len(), found.hidden, found.hidden_columns), (2, vec![1], vec![(1, 2)]));
        assert_eq!(found.merges, [Merge { rows: (1, 3), columns: (0, 1) }]);
        assert_eq!(found.merges[0].shown(), "A1:B3");
        assert_eq!(some(part.as_bytes(), &shared, 1).map(|sheet| sheet.rows.len()), Ok(1));
        let wrong = part.replace("A1:B3", "B3:A1");
        assert_eq!(read(wrong.as_bytes(), &shared), Err(Problem::Damaged));
    }

    #[test]
    fn formulas_without_a_result_are_not_empty() {
        let data = "<row><c><f>A1</f><v></v></c><c><f>A1</f></c><c t=\"str\"><f>A1</f></c><c t=\"str\"><f>A1</f><v></v></c>\
            <c><f>A1</f><v>0</v></c><c><v>0</v></c><c><f>A1</f><v>3</v></c></row>";
        let cells = |uncalculated| {
            let shared = Shared { texts: &[], dates: &[], uncalculated };
            let found = read(format!("<worksheet><sheetData>{data}</sheetData></worksheet>").as_bytes(), &shared);
            found.map(|sheet| sheet.rows[0].cells.clone())
        };
        let missing = |column| (column, Cell::Uncalculated);
        let number = |column, value| (column, Cell::Number(value));
        let first = [missing(0), missing(1), missing(2)];
        assert_eq!(cells(false), Ok([&first[..], &[number(4, 0.0), number(5, 0.0), number(6, 3.0)]].concat()));
        assert_eq!(cells(true), Ok([&first[..], &[missing(4), number(5, 0.0), number(6, 3.0)]].concat()));
    }

    #[test]
    fn what_no_spreadsheet_writes_is_refused() {
        for data in [
            "<row r=\"4294967295\"/>",
            "<row r=\"0\"/>",
            "<row><c r=\"AAAAAAAA1\"/></row>",
            "<row><c t=\"s\"><v>9</v></c></row>",
            "<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row>",
            "<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>",
            "<row><c><v>1",
        ] {
            assert_eq!(sheet(data), Err(Problem::Damaged), "{data}");
        }
        assert_eq!(sheet("<row><c r=\"XFD1\"><v>1</v></c></row>"), Err(Problem::ManyColumns));
        let rows = "<row><c><v>1</v></c></row>".repeat(MOST_HOUSEHOLDS + SPARE_ROWS + 1);
        assert_eq!(sheet(&rows), Err(Problem::ManyRows));
    }
}
