//! `new KIND [FILE]`: a commented scenario to fill in, or an empty household list.

mod roster;
mod template;
mod write;

use clap::{Arg, ArgMatches, Command};

pub(super) use self::write::write_new;

use super::console::Console;
use super::files::DiskFiles;
use super::paths::{folder_to_type, typed};
use super::scenario::kind_sources;
use super::{Exit, options};
use crate::diagnostic::{Language, Text};
use crate::model::Mistakes;
use crate::report::text::for_terminal;
use crate::scenario::files::{beside, folder_of, stem_of};
use crate::scenario::model::Kind;
use crate::scenario::read_kind;

/// The word for a scenario without a kind.
const PLAIN: &str = "scenario";
/// The word for a household list.
const ROSTER: &str = "roster";

pub(super) fn arguments(command: Command, language: Language) -> Command {
    command
        .arg(options::place(
            "KIND",
            language,
            "项目类型的名称或文件；scenario 为不用类型的情景；roster 为空白名册",
            "Name or file of a kind; scenario for one without a kind; roster for an empty household list",
        ))
        .arg(Arg::new("FILE").help(match language {
            Language::Chinese => "要写的文件，已存在则不覆盖；- 为打印；默认 <类型>.toml 或 roster.xlsx",
            Language::English => "File to write, never overwritten; - prints it; default: <kind>.toml or roster.xlsx",
        }))
        .arg(options::kinds(language))
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let kind = matches.get_one::<String>("KIND").map_or("", String::as_str);
    if kind == ROSTER {
        return roster::write(matches.get_one::<String>("FILE"), console);
    }
    if let Some(path) = matches.get_one::<String>("FILE").filter(|path| !is_scenario_name(path)) {
        return console.misused(&no_scenario_name(path));
    }
    let (name, found, text) = if kind == PLAIN {
        (PLAIN.to_owned(), None, template::plain(console.language).to_owned())
    } else {
        match read_kind(kind, &DiskFiles, &kind_sources(matches)) {
            Ok((mut kind, sources)) => {
                let text = sources.files.first().map_or("", |file| file.text.as_str());
                let found = own_file(&mut kind);
                (kind.name.clone(), found, template::of_kind(&kind, text, console.language))
            }
            Err((diagnostics, sources)) => return console.mistakes(&Mistakes { diagnostics, sources }),
        }
    };
    let default = format!("{name}.toml");
    let path = matches.get_one::<String>("FILE").unwrap_or(&default);
    if path == "-" {
        return console.out(&text);
    }
    let shown = for_terminal(path);
    let command = for_terminal(&format!("fengnian run {}{}", typed(path), kinds_option(path, found.as_deref())));
    let done = Text::new(
        format!("已写好 {shown}。改好后运行：{command}"),
        format!("Wrote {shown}. Fill it in, then: {command}"),
    );
    write_new(path, text.as_bytes(), &done, console)
}

fn is_scenario_name(path: &str) -> bool {
    path == "-" || path.to_lowercase().ends_with(".toml")
}

/// A file that would hold a scenario under the name of a workbook or a table.
fn no_scenario_name(path: &str) -> Text {
    let shown = for_terminal(path);
    let lower = path.to_lowercase();
    let list = [".xlsx", ".xls", ".csv"].iter().any(|ending| lower.ends_with(ending));
    let (zh, en) = match list {
        true => (
            "；空白名册用 fengnian new roster 名册.xlsx",
            "; an empty household list comes from fengnian new roster list.xlsx",
        ),
        false => ("", ""),
    };
    Text::new(
        format!("情景文件的名称要以 .toml 结尾，不是“{shown}”{zh}"),
        format!("the name of a scenario ends in .toml, not `{shown}`{en}"),
    )
}

/// The file of a kind that is not shipped; its name becomes the one that finds this file before all others.
fn own_file(kind: &mut Kind) -> Option<String> {
    if kind.found == "builtin" {
        return None;
    }
    let stem = stem_of(&kind.found);
    if !stem.is_empty() && stem.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        kind.name = stem.to_owned();
    }
    Some(kind.found.clone())
}

/// `--kinds DIR`, which a scenario needs unless its kind is shipped or stands in `kinds/` beside it.
fn kinds_option(scenario: &str, kind: Option<&str>) -> String {
    let Some(kind) = kind else { return String::new() };
    if folder_of(kind) == beside(folder_of(scenario), "kinds") {
        return String::new();
    }
    format!(" --kinds {}", typed(&folder_to_type(kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_finds_the_kind_that_was_asked_for() {
        assert_eq!(kinds_option("a.toml", None), "");
        assert_eq!(kinds_option("a.toml", Some("kinds/mine.toml")), "");
        assert_eq!(kinds_option("w/a.toml", Some("w/kinds/mine.toml")), "");
        assert_eq!(kinds_option("w/a.toml", Some("kinds/mine.toml")), " --kinds kinds");
        assert_eq!(kinds_option("a.toml", Some("mine.toml")), " --kinds .");
        assert_eq!(kinds_option("a.toml", Some("my kinds/mine.toml")), " --kinds \"my kinds\"");
    }
}
