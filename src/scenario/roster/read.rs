//! Bytes of a file to a list.

use super::log::Log;
use super::sheet::Sheet;
use super::{Roster, check, csv, workbook};
use crate::diagnostic::{Code, Diagnostics, Text};
use crate::scenario::decode::{self, LARGEST_FILE, NotText};

/// What files of the old Excel, and workbooks with a password, begin with.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
/// What workbooks begin with.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Reads a household list from the bytes of a CSV file (UTF-8, UTF-16 or GBK) or a workbook (`.xlsx`). What sort of file
/// it is, is told from the bytes; `file_name` is used in messages and to see whether the list is made up. `reads` names the
/// columns that the model of the households reads, [`super::SOURCES`] where it is not known: a list that lacks its incomes says so.
///
/// # Errors
/// All mistakes at once, each with its row and column in words. No message repeats a name or the number of a card.
pub fn read_roster(bytes: &[u8], file_name: &str, reads: &[&str]) -> Result<Roster, Diagnostics> {
    let mut log = Log::new(file_name);
    let roster = sheet(bytes, &mut log).and_then(|sheet| check::roster(&sheet, file_name, reads, &mut log));
    match roster {
        Some(roster) if log.is_empty() => Ok(Roster { notes: log.notes(), ..roster }),
        _ => Err(log.finish()),
    }
}

fn sheet(bytes: &[u8], log: &mut Log) -> Option<Sheet> {
    if bytes.len() as u64 > LARGEST_FILE {
        log.whole(Code::LimitExceeded, &Text::new("超过 16 MiB", "is larger than 16 MiB"), csv::keep_less());
        return None;
    }
    if bytes.starts_with(COMPOUND) {
        log.whole(
            Code::RosterFile,
            &Text::new(
                "是旧版 Excel 文件（.xls）或加了密码的工作簿",
                "is a workbook of the old sort (.xls) or has a password",
            ),
            Text::new(
                "在 Excel 里“另存为”，类型选“Excel 工作簿（.xlsx）”，不要设密码",
                "in Excel choose “Save as”, type “Excel Workbook (.xlsx)”, without a password",
            ),
        );
        return None;
    }
    if bytes.starts_with(ARCHIVE) {
        return workbook::sheet(bytes, log);
    }
    match decode::decode(bytes) {
        Ok(text) => csv::sheet(&text, log),
        Err(problem) => {
            not_text(&problem, bytes, log);
            None
        }
    }
}

fn not_text(problem: &NotText, bytes: &[u8], log: &mut Log) {
    let message = match problem {
        NotText::Binary(_) => {
            Text::new("既不是 CSV 文件，也不是 .xlsx 工作簿", "is neither a CSV file nor an .xlsx workbook")
        }
        NotText::DamagedUtf8(at) => {
            let line = bytes.iter().take(*at).filter(|byte| **byte == b'\n').count() + 1;
            Text::new(format!("第 {line} 行有损坏的 UTF-8 字符"), format!("holds damaged UTF-8 in line {line}"))
        }
        NotText::DamagedUtf16 => Text::new("的 UTF-16 内容不完整", "holds damaged UTF-16"),
    };
    log.whole(
        Code::FileEncoding,
        &message,
        Text::new(
            "在 Excel 里打开，“另存为”选“Excel 工作簿（.xlsx）”或“CSV UTF-8（逗号分隔）”",
            "open it in Excel and save it as “Excel Workbook (.xlsx)” or “CSV UTF-8 (comma delimited)”",
        ),
    );
}
