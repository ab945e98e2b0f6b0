//! Text with separators as a sheet.

use super::log::Log;
use super::sheet::{Cell, Row, Sheet};
use super::{MOST_COLUMNS, MOST_HOUSEHOLDS};
use crate::diagnostic::{Code, Text};

/// Rows before the first household and below the last that are tolerated.
pub(super) const SPARE_ROWS: usize = 1000;
/// Longest cell, in bytes.
pub(super) const LONGEST_CELL: usize = 10_000;
/// Lines in which the separator is sought.
const LINES: usize = 20;

/// Splits a text into rows. The separator is the comma, semicolon or tab that the first lines have most of. Rows
/// are numbered as a spreadsheet numbers them: an empty line is a row, a line end inside quotes is none.
pub(super) fn sheet(text: &str, log: &mut Log) -> Option<Sheet> {
    let end = text.match_indices('\n').nth(LINES).map_or(text.len(), |(at, _)| at);
    // every second part of the text between quotes stands outside them
    let outside = || text.get(..end).unwrap_or("").split('"').step_by(2);
    let count = |separator: char| -> usize { outside().map(|part| part.matches(separator).count()).sum() };
    let separator = [';', '\t', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',');
    let mut sheet = Sheet::default();
    let mut rest = text;
    let mut number = 0_u32;
    while !rest.is_empty() {
        number = number.saturating_add(1);
        let mut cells = Vec::new();
        let mut column = 0_usize;
        loop {
            let (cell, length) = match cell(rest, separator) {
                Ok(found) => found,
                Err(message) => {
                    log.row(Code::RosterFile, number, &message.0, message.1);
                    return None;
                }
            };
            let at = u16::try_from(column).unwrap_or(u16::MAX);
            if !cell.is_empty() {
                if column >= MOST_COLUMNS {
                    log.whole(Code::LimitExceeded, &too_many_columns(), keep_less());
                    return None;
                }
                cells.push((at, Cell::Text(cell)));
            }
            rest = rest.get(length..).unwrap_or("");
            match rest.chars().next() {
                Some(character) if character == separator => {
                    rest = rest.get(1..).unwrap_or("");
                    column += 1;
                }
                Some('\r') if rest.starts_with("\r\n") => {
                    rest = rest.get(2..).unwrap_or("");
                    break;
                }
                Some(_) => {
                    rest = rest.get(1..).unwrap_or("");
                    break;
                }
                None => break,
            }
        }
        if !cells.is_empty() {
            sheet.rows.push(Row { number, cells });
        }
        if sheet.rows.len() > MOST_HOUSEHOLDS + SPARE_ROWS {
            log.whole(Code::LimitExceeded, &too_many_rows(), keep_less());
            return None;
        }
    }
    Some(sheet)
}

/// The trimmed text of the cell at the start of `rest`, and how many bytes it takes.
fn cell(rest: &str, separator: char) -> Result<(String, usize), (Text, Text)> {
    let end = |from: &str| from.find([separator, '\n', '\r']).unwrap_or(from.len());
    let Some(quoted) = rest.strip_prefix('"') else {
        let length = end(rest);
        if length > LONGEST_CELL {
            return Err(long_cell());
        }
        return Ok((rest.get(..length).unwrap_or("").trim().to_owned(), length));
    };
    let mut text = String::new();
    let mut from = 0;
    while let Some(found) = quoted.get(from..).and_then(|rest| rest.find('"')) {
        let close = from + found;
        text.push_str(quoted.get(from..close).unwrap_or(""));
        if text.len() > LONGEST_CELL {
            return Err(long_cell());
        }
        if quoted.get(close + 1..).is_some_and(|rest| rest.starts_with('"')) {
            text.push('"');
            from = close + 2;
            continue;
        }
        let after = close + 2;
        let length = after + end(rest.get(after..).unwrap_or(""));
        if !rest.get(after..length).unwrap_or("").trim().is_empty() {
            // as it is written: no number, and the check says so
            return Ok((rest.get(..length).unwrap_or("").trim().to_owned(), length));
        }
        return Ok((text.trim().to_owned(), length));
    }
    Err((
        Text::new("有一格的引号没有合上", "the quote of a cell is not closed"),
        Text::new("补上后引号，或删去前引号", "close the quote or delete it"),
    ))
}

pub(super) fn long_cell() -> (Text, Text) {
    (
        Text::new("有一格的文字太长", "a cell holds too much text"),
        Text::new("删去这一格的文字；名册只要数字和类别", "delete it: the list needs numbers and categories only"),
    )
}

pub(super) fn too_many_columns() -> Text {
    Text::new(format!("的列数超过上限 {MOST_COLUMNS}"), format!("has more than {MOST_COLUMNS} columns"))
}

pub(super) fn too_many_rows() -> Text {
    Text::new(format!("的户数超过上限 {MOST_HOUSEHOLDS}"), format!("has more than {MOST_HOUSEHOLDS} households"))
}

pub(super) fn keep_less() -> Text {
    Text::new(
        "只保留要用的行和列，或者按村拆成几个文件",
        "keep only the rows and columns that are used, or split the file by village",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<(u16, String)>)> {
        let mut log = Log::new("list.csv");
        let sheet = sheet(text, &mut log).unwrap_or_else(|| panic!("{}", log.finish()));
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        sheet.rows.iter().map(|r| (r.number, r.cells.iter().map(|(at, cell)| (*at, text(cell))).collect())).collect()
    }

    #[test]
    fn separators_quotes_and_row_numbers() {
        let expected = vec![
            (1, vec![(0, "id".to_owned()), (1, "members".into())]),
            (3, vec![(0, "a,b\nc".into()), (1, "2".into())]),
            (4, vec![(1, "say \"3\"".into())]),
        ];
        assert_eq!(rows("id,members\r\n\r\n\"a,b\nc\", 2 \r\n,\"say \"\"3\"\"\"\r\n"), expected);
        assert_eq!(rows("id;members\n;\n\"a,b\nc\";2\n;\"say \"\"3\"\"\";"), expected);
        assert_eq!(rows("id\tmembers\n\n\"a,b\nc\"\t2\n\t\"say \"\"3\"\"\""), expected);
    }

    #[test]
    fn what_cannot_be_split_is_refused() {
        let wide = format!("{}x", ",".repeat(MOST_COLUMNS));
        let long = "x".repeat(LONGEST_CELL + 1);
        let high = "1\n".repeat(MOST_HOUSEHOLDS + SPARE_ROWS + 1);
        for text in ["a,b\n\"1,2\n", &wide, &long, &format!("\"{long}\""), &high] {
            let mut log = Log::new("list.csv");
            assert!(sheet(text, &mut log).is_none());
            assert_eq!(log.finish().list.len(), 1);
        }
    }
}
