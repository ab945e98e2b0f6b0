//! Workbooks (`.xlsx`, ECMA-376) as a sheet of cells.
//!
//! Only values are read, of one sheet, in one pass, and every count is limited: a file is not believed what it says about
//! itself. That is why this is our own reader: the general ones reserve memory for as many texts as a file claims to have.

mod archive;
mod choose;
mod grid;
mod parts;
mod xml;

use self::archive::Archive;
use self::choose::Candidate;
use super::csv;
use super::log::Log;
use super::sheet::Sheet;
use crate::diagnostic::{Code, Text};

/// Rows of each sheet that tell whether it is a list.
const FIRST_ROWS: usize = 15;
/// Sheets that are looked at.
const MOST_LOOKED_AT: usize = 100;
/// Most bytes of the parts beside the sheets.
const MOST_SHARED: u64 = 64 * 1024 * 1024;
const MOST_SMALL: u64 = 16 * 1024 * 1024;

/// Why a workbook cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// Not an archive, or not what spreadsheets write.
    Damaged,
    /// It unpacks to more than is read.
    TooLarge,
    /// Its parts are encrypted.
    Password,
    /// An archive that is no workbook.
    NoWorkbook,
    /// `.xlsb`.
    Binary,
    /// No sheet with cells.
    NoSheet,
    /// More rows than a list may have.
    ManyRows,
    /// A cell beyond the columns a list may have.
    ManyColumns,
    /// A cell of this row holds too much text.
    LongCell(u32),
    /// A text, of a cell most likely, is so long that it is not even read.
    LongText,
}

/// The cells of the sheet that holds the list.
pub(super) fn sheet(bytes: &[u8], log: &mut Log) -> Option<Sheet> {
    read(bytes, log).map_err(|problem| report(problem, log)).ok().flatten()
}

/// `None` where what is wrong has been reported.
fn read(bytes: &[u8], log: &mut Log) -> Result<Option<Sheet>, Problem> {
    let mut archive = Archive::open(bytes)?;
    let workbook = workbook(&mut archive)?;
    let part = archive.part(&workbook, MOST_SMALL)?.ok_or(Problem::NoWorkbook)?;
    let (listed, uncalculated) = parts::sheets(part)?;
    let links = links(&mut archive, &workbook)?;
    // charts stand in a list of sheets, too
    let of = |sheet: &parts::Listed| {
        links.iter().find(|(id, sort, _)| *id == sheet.link && sort == "worksheet").map(|(_, _, target)| target.clone())
    };
    let sheets: Vec<_> = listed.iter().filter_map(|sheet| Some((sheet, of(sheet)?))).take(MOST_LOOKED_AT).collect();
    let linked = |sort: &str| links.iter().find(|(_, found, _)| found == sort).map(|(_, _, target)| target.as_str());
    let texts = match linked("sharedStrings") {
        Some(path) => archive.part(path, MOST_SHARED)?.map(parts::texts).transpose()?.unwrap_or_default(),
        None => Vec::new(),
    };
    let dates = match linked("styles") {
        Some(path) => archive.part(path, MOST_SMALL)?.map(parts::dates).transpose()?.unwrap_or_default(),
        None => Vec::new(),
    };
    let shared = grid::Shared { texts: &texts, dates: &dates, uncalculated };
    let mut candidates = Vec::new();
    for (sheet, path) in sheets {
        // what is wrong with a sheet is told if it is the one to be read
        let first = archive.part(&path, u64::MAX)?.map(|part| grid::some(part, &shared, FIRST_ROWS));
        let first = first.and_then(Result::ok).unwrap_or_default();
        candidates.push(Candidate::new(&sheet.name, path, sheet.hidden, &first));
    }
    if candidates.iter().all(|one| one.hidden && !one.is_named()) {
        return Err(Problem::NoSheet);
    }
    let Some(chosen) = choose::choose(&candidates, log).and_then(|at| candidates.get(at)) else { return Ok(None) };
    let part = archive.part(&chosen.path, u64::MAX)?.ok_or(Problem::Damaged)?;
    let sheet = grid::read(part, &shared)?;
    let names = candidates.iter().filter(|one| candidates.len() > 1 && !one.hidden).map(|one| one.name.clone());
    Ok(Some(Sheet { looked_at: names.collect(), ..sheet }))
}

/// The path of the workbook's main part.
fn workbook(archive: &mut Archive<'_>) -> Result<String, Problem> {
    let links = match archive.part("_rels/.rels", MOST_SMALL)? {
        Some(part) => parts::links(part)?,
        None => Vec::new(),
    };
    let linked = links.into_iter().find(|(_, sort, _)| sort == "officeDocument").map(|(_, _, target)| target);
    let path = linked.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    if path.ends_with(".bin") {
        return Err(Problem::Binary);
    }
    if !path.contains("xl/") && !archive.has("xl/workbook.xml") {
        return Err(Problem::NoWorkbook);
    }
    Ok(path)
}

/// The links of a part, targets as paths in the archive.
fn links(archive: &mut Archive<'_>, path: &str) -> Result<Vec<(String, String, String)>, Problem> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(part) = archive.part(&format!("{folder}/_rels/{name}.rels"), MOST_SMALL)? else {
        return Err(Problem::Damaged);
    };
    let links = parts::links(part)?.into_iter();
    Ok(links.map(|(id, sort, target)| (id, sort, resolved(folder, &target))).collect())
}

/// A target written in a part of `folder`.
fn resolved(folder: &str, target: &str) -> String {
    if target.starts_with('/') {
        return target.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => _ = parts.pop(),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn report(problem: Problem, log: &mut Log) {
    let save = Text::new(
        "在 Excel 里打开，“另存为”选“Excel 工作簿（.xlsx）”，不要设密码",
        "open it in Excel and save it as “Excel Workbook (.xlsx)”, without a password",
    );
    let (message, remedy) = match problem {
        Problem::Damaged => (Text::new("已损坏，读不出来", "is damaged and cannot be read"), save),
        Problem::Password => (Text::new("加了密码", "has a password"), save),
        Problem::NoWorkbook => (Text::new("不是 Excel 工作簿", "is not an Excel workbook"), save),
        Problem::Binary => (Text::new("是 .xlsb 工作簿", "is a workbook of the sort .xlsb"), save),
        Problem::NoSheet => (
            Text::new("里没有工作表", "has no sheet with cells"),
            Text::new(
                "把名册放在第一个工作表，或名为“名册”的工作表",
                "put the list in the first sheet, or in one named 名册 or roster",
            ),
        ),
        Problem::TooLarge => {
            let message = Text::new("解压后太大", "unpacks to more than is read");
            return log.whole(Code::LimitExceeded, &message, csv::keep_less());
        }
        Problem::ManyRows => return log.whole(Code::LimitExceeded, &csv::too_many_rows(), csv::keep_less()),
        Problem::ManyColumns => return log.whole(Code::LimitExceeded, &csv::too_many_columns(), csv::keep_less()),
        Problem::LongText => {
            let message = Text::new("里有一格的文字超过 4 MiB", "holds more than 4 MiB of text in one cell");
            return log.whole(Code::LimitExceeded, &message, csv::long_cell().1);
        }
        Problem::LongCell(row) => {
            let (message, remedy) = csv::long_cell();
            return log.row(Code::RosterFile, row, &message, remedy);
        }
    };
    log.whole(Code::RosterFile, &message, remedy);
}

#[cfg(test)]
mod tests;
