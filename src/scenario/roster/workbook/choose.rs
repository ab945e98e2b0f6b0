//! Which sheet of a workbook holds the list, and what is said of the others.

use super::super::head;
use super::super::log::Log;
use super::super::sheet::Sheet;
use crate::diagnostic::{Code, Text, visible};
use crate::scenario::mistakes::short;

/// Names of the sheet that is taken, wherever it stands.
const SHEETS: [&str; 2] = ["名册", "roster"];
/// In names of sheets that explain; a list beside one needs no note.
const EXPLAIN: [&str; 3] = ["说明", "instruction", "readme"];
/// Sheets named in a message.
const NAMED: usize = 8;

/// A sheet that may hold the list, as far as its first rows tell.
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) hidden: bool,
    pub(super) empty: bool,
    /// That of its header ([`head::Head::likeness`]).
    pub(super) likeness: u8,
}

impl Candidate {
    pub(super) fn new(name: &str, path: String, hidden: bool, first_rows: &Sheet) -> Self {
        let likeness = head::find(first_rows).map_or(0, |head| head.likeness());
        Candidate { name: name.to_owned(), path, hidden, empty: first_rows.rows.is_empty(), likeness }
    }

    pub(super) fn is_named(&self) -> bool {
        SHEETS.contains(&self.name.trim().to_lowercase().as_str())
    }

    fn shown(&self) -> Text {
        let name = short(&visible(&self.name));
        let (zh, en) = if self.hidden { ("（隐藏）", " (hidden)") } else { ("", "") };
        Text::new(format!("“{name}”{zh}"), format!("`{name}`{en}"))
    }
}

/// The place of the sheet to read: that of the name, unless it holds no list and another does; else the first visible one
/// that looks most like a list. `None` where there is none, or, reported, where several look like lists.
pub(super) fn choose(candidates: &[Candidate], log: &mut Log) -> Option<usize> {
    let visible = || candidates.iter().enumerate().filter(|(_, one)| !one.hidden);
    let most = visible().map(|(_, one)| one.likeness).max().unwrap_or(0);
    let named = candidates.iter().position(|one| one.is_named() && (one.likeness > 0 || most == 0));
    let chosen = named.or_else(|| visible().find(|(_, one)| one.likeness == most).map(|(at, _)| at))?;
    let lists = || visible().filter(|(_, one)| one.likeness > 1).map(|(_, one)| one);
    if named.is_none() && lists().count() > 1 {
        let names = together(lists());
        log.whole(
            Code::RosterFile,
            &Text::new(
                format!("里有几个工作表都像名册：{}，不知道该读哪一个", names.zh),
                format!("has several sheets that look like household lists: {}", names.en),
            ),
            Text::new(
                "把要读的一个改名为“名册”；都要读就合并到一个工作表",
                "name the one to be read 名册 or roster; put them into one sheet if all are to be read",
            ),
        );
        return None;
    }
    let read = candidates.get(chosen)?;
    let others = candidates.iter().enumerate().filter(|(at, _)| *at != chosen).map(|(_, one)| one);
    let explains = |one: &&Candidate| {
        let name = one.name.to_lowercase();
        read.is_named() && one.likeness == 0 && EXPLAIN.iter().any(|word| name.contains(word))
    };
    let others: Vec<&Candidate> = others.filter(|one| !one.empty && !explains(one)).collect();
    if !others.is_empty() {
        let (names, alike) =
            (together(others.iter().copied()), together(others.iter().copied().filter(|one| one.likeness > 1)));
        let (zh, en) = if alike.is_empty() {
            Default::default()
        } else {
            (format!("；其中{}也像名册", alike.zh), format!("; {} look like lists, too", alike.en))
        };
        let shown = read.shown();
        log.note_whole(&Text::new(
            format!("读的是工作表{}，没有读{}{zh}", shown.zh, names.zh),
            format!("was read from its sheet {}, not from {}{en}", shown.en, names.en),
        ));
    }
    Some(chosen)
}

/// The names of sheets, the first ones.
fn together<'c>(sheets: impl Iterator<Item = &'c Candidate>) -> Text {
    let names: Vec<Text> = sheets.map(Candidate::shown).collect();
    let zh: Vec<&str> = names.iter().take(NAMED).map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().take(NAMED).map(|name| name.en.as_str()).collect();
    let (more_zh, more_en) = match names.len() {
        count if count > NAMED => (format!("等 {count} 个"), format!(" and others, {count} in all")),
        _ => Default::default(),
    };
    Text::new(format!("{}{more_zh}", zh.join("、")), format!("{}{more_en}", en.join(", ")))
}
