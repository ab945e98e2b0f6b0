//! CSV files with the place of every cell, so that a mistake in a cell is shown in its line.

use super::super::document::{Content, Item, Literal};
use super::super::mistakes::{self, short};
use super::super::model::Name;
use super::MOST_ROWS;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, Spanned, Text};

/// A CSV file: a header and rows of as many cells.
#[derive(Debug)]
pub(super) struct CsvFile {
    pub(super) header: Vec<Heading>,
    pub(super) rows: Vec<Vec<Literal>>,
}

/// A column's name, with the unit in brackets behind it.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) name: Name,
    pub(super) unit: Option<Name>,
}

/// Reads a CSV file. The separator is the comma, semicolon or tab that the header has most of.
pub(super) fn parse(text: &str, file: FileId, log: &mut Diagnostics) -> Option<CsvFile> {
    let header_line = text.lines().next().unwrap_or("");
    let count = |separator: char| header_line.matches(separator).count();
    let separator = [',', ';', '\t'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(',');
    let scanner = Scanner { text, file, separator };
    let mut lines = match scanner.lines() {
        Ok(lines) => lines.into_iter().filter(|line| line.iter().any(|cell| !cell.text.trim().is_empty())),
        Err(span) => {
            log.push(Diagnostic::at(
                Code::DataFile,
                span,
                Text::new("这个单元格的引号没有合上", "the quote of this cell is not closed"),
                Text::new("补上后引号，或删去前引号", "close the quote or delete it"),
            ));
            return None;
        }
    };
    let Some(mut header) = lines.next() else {
        let span = Span { file, start: 0, end: 0 };
        log.push(Diagnostic::at(
            Code::DataFile,
            span,
            Text::new("数据文件是空的", "the data file is empty"),
            Text::new(
                "第一行写各列的名称，下面每行一条数据",
                "put the column names in the first line and the data below",
            ),
        ));
        return None;
    };
    // spreadsheets leave empty columns on the right
    while header.last().is_some_and(|cell| cell.text.trim().is_empty()) {
        header.pop();
    }
    let width = header.len();
    let header: Vec<Heading> = header.iter().map(heading).collect();
    let mut rows = Vec::new();
    let mut complete = true;
    for mut row in lines {
        while row.len() > width && row.last().is_some_and(|cell| cell.text.trim().is_empty()) {
            row.pop();
        }
        let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
        if row.len() != width {
            let (found, span) = (row.len(), first.span.to(last.span));
            log.push(Diagnostic::at(
                Code::DataFile,
                span,
                Text::new(
                    format!("这一行有 {found} 格，表头有 {width} 列"),
                    format!("this line has {found} cells, the header has {width}"),
                ),
                Text::new(
                    "补齐或删去多余的格；含逗号的文字要加英文引号",
                    "add or delete cells; put text with a comma in quotes",
                ),
            ));
            complete = false;
        }
        rows.push(row);
        if rows.len() > MOST_ROWS {
            let what = Text::new("数据文件的行数", "the number of rows of the data file");
            log.push(mistakes::limit(
                &what,
                &format!("> {MOST_ROWS}"),
                &MOST_ROWS.to_string(),
                rows.last().and_then(|row| row.first()).map(|cell| cell.span),
            ));
            return None;
        }
    }
    complete.then_some(CsvFile { header, rows })
}

/// `cost (元)`, also with full-width or square brackets.
fn heading(cell: &Literal) -> Heading {
    let part = |from: usize, to: usize| {
        let raw = cell.text.get(from..to).unwrap_or("");
        let value = raw.trim();
        let lead = from + (raw.len() - raw.trim_start().len());
        let place = |offset: usize| cell.span.start + u32::try_from(offset).unwrap_or(0);
        let span = if cell.exact {
            Span { file: cell.span.file, start: place(lead), end: place(lead + value.len()) }
        } else {
            cell.span
        };
        Spanned { value: value.to_owned(), span }
    };
    let text = cell.text.trim_end();
    let open = text.find(['(', '（', '[']);
    match open {
        Some(open) if open > 0 && text.ends_with([')', '）', ']']) => {
            let behind = open + text.get(open..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            let close = text.len() - text.chars().next_back().map_or(1, char::len_utf8);
            let unit = part(behind, close);
            Heading { name: part(0, open), unit: (!unit.value.is_empty()).then_some(unit) }
        }
        _ => Heading { name: part(0, text.len()), unit: None },
    }
}

/// A cell as a value: a number, true/false (also as spreadsheets write it) or text; `None` where it is empty.
pub(super) fn item(cell: &Literal) -> Option<Item> {
    let text = cell.text.trim();
    if text.is_empty() {
        return None;
    }
    let content = match text.parse::<f64>() {
        Ok(value) if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) => {
            Content::Number { value, whole: text.parse().ok() }
        }
        _ if text.eq_ignore_ascii_case("true") => Content::Boolean(true),
        _ if text.eq_ignore_ascii_case("false") => Content::Boolean(false),
        _ => Content::Text(cell.clone()),
    };
    Some(Item { content, span: cell.span })
}

/// The number in a cell of a data column.
pub(super) fn number(cell: &Literal, log: &mut Diagnostics) -> Option<f64> {
    let text = cell.text.trim();
    if let Some(value) = text.parse::<f64>().ok().filter(|value| value.is_finite()) {
        return Some(value);
    }
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ' | '￥' | '¥')).collect();
    let remedy = match plain.parse::<f64>() {
        _ if text.is_empty() => Text::new("填上数字，或删去这一行", "fill in a number or delete the line"),
        Ok(value) if !value.is_finite() => {
            Text::new("写一个普通的数，最大约 1.7e308", "write an ordinary number, at most about 1.7e308")
        }
        Ok(value) => Text::new(
            format!("写成 {value}，不加分节符和货币符号"),
            format!("write {value}, without separators or signs"),
        ),
        Err(_) => Text::new(
            "只写数字；单位写在表头的括号里，例如 price (元)",
            "write the number only; the unit stands in the header, as in `price (元)`",
        ),
    };
    let shown = if text.is_empty() {
        Text::new("空格", "empty")
    } else {
        Text::new(format!("“{}”", short(text)), format!("`{}`", short(text)))
    };
    log.push(Diagnostic::at(
        Code::DataFile,
        cell.span,
        Text::new(
            format!("这一格应当是数字，这里是{}", shown.zh),
            format!("this cell must be a number, but it is {}", shown.en),
        ),
        remedy,
    ));
    None
}

/// Splits a text into cells.
struct Scanner<'a> {
    text: &'a str,
    file: FileId,
    separator: char,
}

impl Scanner<'_> {
    /// All lines; the place of the opening quote where one is never closed.
    fn lines(&self) -> Result<Vec<Vec<Literal>>, Span> {
        let mut lines = Vec::new();
        let mut line = Vec::new();
        let mut at = 0;
        loop {
            let (cell, end) = self.cell(at)?;
            line.push(cell);
            match self.text.get(end..).and_then(|rest| rest.chars().next()) {
                None => break,
                Some(character) if character == self.separator => at = end + character.len_utf8(),
                Some('\r') if self.text.get(end + 1..).is_some_and(|rest| rest.starts_with('\n')) => {
                    lines.push(std::mem::take(&mut line));
                    at = end + 2;
                }
                Some(character) => {
                    lines.push(std::mem::take(&mut line));
                    at = end + character.len_utf8();
                }
            }
        }
        lines.push(line);
        Ok(lines)
    }

    /// The cell that starts at a byte, and where it ends.
    fn cell(&self, start: usize) -> Result<(Literal, usize), Span> {
        let rest = self.text.get(start..).unwrap_or("");
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut text = String::new();
            let mut from = 0;
            let mut doubled = false;
            while let Some(found) = quoted.get(from..).and_then(|rest| rest.find('"')) {
                let close = from + found;
                text.push_str(quoted.get(from..close).unwrap_or(""));
                if quoted.get(close + 1..).is_some_and(|rest| rest.starts_with('"')) {
                    text.push('"');
                    doubled = true;
                    from = close + 2;
                    continue;
                }
                let after = start + 1 + close + 1;
                let end = after
                    + self
                        .text
                        .get(after..)
                        .and_then(|rest| rest.find([self.separator, '\n', '\r']))
                        .unwrap_or(self.text.len() - after);
                let beyond = self.text.get(after..end).unwrap_or("");
                if !beyond.trim().is_empty() {
                    // no number and no name either: whoever reads it says so
                    let text = self.text.get(start..end).unwrap_or("").trim().to_owned();
                    return Ok((Literal { text, span: self.span(start, end), exact: true }, end));
                }
                let inner = start + 1..start + 1 + close;
                let span = if doubled || inner.is_empty() {
                    self.span(start, after)
                } else {
                    self.span(inner.start, inner.end)
                };
                return Ok((Literal { text, span, exact: !doubled }, end));
            }
            return Err(self.span(start, start + 1));
        }
        let length = rest.find([self.separator, '\n', '\r']).unwrap_or(rest.len());
        let raw = rest.get(..length).unwrap_or("");
        let text = raw.trim();
        let lead = raw.len() - raw.trim_start().len();
        let from = start + if text.is_empty() { 0 } else { lead };
        Ok((Literal { text: text.to_owned(), span: self.span(from, from + text.len()), exact: true }, start + length))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file: self.file, start: place(start), end: place(end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let mut log = Diagnostics::default();
        let file = parse(text, FileId(0), &mut log).unwrap_or_else(|| panic!("{log}"));
        for cell in file.rows.iter().flatten().filter(|cell| cell.exact && !cell.text.is_empty()) {
            assert_eq!(&text[cell.span.start as usize..cell.span.end as usize], cell.text, "place of the cell");
        }
        let texts = |row: &Vec<Literal>| row.iter().map(|cell| cell.text.clone()).collect();
        let header = file
            .header
            .iter()
            .map(|heading| format!("{}|{}", heading.name.value, heading.unit.as_ref().map_or("", |unit| &unit.value)));
        (header.collect(), file.rows.iter().map(texts).collect())
    }

    #[test]
    fn separators_quotes_and_units_in_the_header() {
        let expected = (
            vec!["name|".to_owned(), "cost|元".into()],
            vec![vec!["a,b".to_owned(), "5".into()], vec!["c \"d\"".into(), "6".into()]],
        );
        assert_eq!(cells("name,cost (元)\r\n\"a,b\",5\r\n\"c \"\"d\"\"\",6\r\n"), expected);
        assert_eq!(cells("name;cost（元）;;\n\"a,b\" ; 5;;\n;;;\n\"c \"\"d\"\"\";6;;\n"), expected);
        assert_eq!(cells("name\tcost [元]\n\"a,b\"\t5\n\"c \"\"d\"\"\"\t6"), expected);
    }

    #[test]
    fn bad_files_are_refused() {
        for text in ["", "\n\n", "a,b\n1\n", "a,b\n\"1,2\n", "a,b\n1,2,3\n"] {
            let mut log = Diagnostics::default();
            assert!(parse(text, FileId(0), &mut log).is_none(), "{text:?}");
            assert_eq!(log.list[0].code, Code::DataFile);
        }
    }
}
