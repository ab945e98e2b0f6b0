//! `check` of a household list.

use crate::cli::files::DiskFiles;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Text};
use crate::model::Mistakes;
use crate::report::text::for_terminal;
use crate::scenario::files::{FileProblem, FileSource};
use crate::scenario::roster::{Roster, SOURCES, read_roster};

/// What a list holds, if nothing is wrong with it, and its notes.
pub(super) fn checked(path: &str) -> Result<(Text, Vec<Text>), Mistakes> {
    let wrong = |diagnostics: Diagnostics| Mistakes { diagnostics, sources: Sources::default() };
    // a file that is too large is read to one byte more than allowed, and refused for it
    let bytes = DiskFiles.size(path).and_then(|_| DiskFiles.read(path));
    let bytes = bytes.map_err(|problem| wrong(unreadable(path, &problem)))?;
    read_roster(&bytes, path, &SOURCES).map(|roster| (words(&roster), roster.notes)).map_err(wrong)
}

fn unreadable(path: &str, problem: &FileProblem) -> Diagnostics {
    let shown = for_terminal(path);
    let Text { zh, en } = problem.text();
    let mut log = Diagnostics::default();
    log.push(Diagnostic::general(
        Code::FileUnreadable,
        Text::new(format!("文件“{shown}”读不出来：{zh}"), format!("cannot read `{shown}`: {en}")),
        Text::new("检查文件名、所在文件夹和权限", "check the name, the folder and the permissions"),
    ));
    log
}

fn words(roster: &Roster) -> Text {
    let (households, people, columns) = (roster.households(), roster.people(), roster.columns.len());
    let mut text = Text::new(
        format!("名册，{households} 户 {people} 人，读到 {columns} 列"),
        format!("a household list, {households} households, {people} people, {columns} columns"),
    );
    let own = roster.own_columns();
    if !own.is_empty() {
        text.zh.push_str(&format!("；公式里可以用的另有：{}", own.join("、")));
        text.en.push_str(&format!("; formulas may also use: {}", own.join(", ")));
    }
    if !roster.left_out.is_empty() {
        let names: Vec<String> = roster.left_out.iter().map(|name| for_terminal(name)).collect();
        text.zh.push_str(&format!("；没有读：{}", names.join("、")));
        text.en.push_str(&format!("; not read: {}", names.join(", ")));
    }
    if roster.synthetic {
        text.zh.push_str("；合成名册，不是真实农户");
        text.en.push_str("; made up, not surveyed");
    }
    text
}
