//! `new roster [FILE]`: an empty household list to fill in.

use super::write::write_new;
use crate::cli::Exit;
use crate::cli::console::Console;
use crate::cli::paths::typed;
use crate::diagnostic::Text;
use crate::report::text::for_terminal;
use crate::scenario::roster::template;

/// The file where none is named.
const FILE: &str = "roster.xlsx";

pub(super) fn write(path: Option<&String>, console: &Console) -> Exit {
    let path = path.map_or(FILE, String::as_str);
    let shown = for_terminal(path);
    if !path.to_lowercase().ends_with(".xlsx") {
        return console.misused(&Text::new(
            format!("名册模板是 Excel 工作簿，文件名要以 .xlsx 结尾，不是“{shown}”"),
            format!("the household list is a workbook: its name ends in .xlsx, not `{shown}`"),
        ));
    }
    match template(console.language) {
        Ok(bytes) => {
            let typed = for_terminal(&typed(path));
            let done = Text::new(
                format!("已写好 {shown}。填好后检查：fengnian check {typed}"),
                format!("Wrote {shown}. Fill it in, then: fengnian check {typed}"),
            );
            write_new(path, &bytes, &done, console)
        }
        Err(error) => {
            console.wrong(&Text::new(format!("写不了“{shown}”：{error}"), format!("cannot write `{shown}`: {error}")))
        }
    }
}
