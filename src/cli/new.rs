//! `new KIND [FILE]`: a commented scenario to fill in, or an empty household list.

mod roster;
mod template;
mod write;

use clap::{Arg, ArgMatches, Command};

pub(super) use self::write::write_new;

use super::console::Console;
use super::files::DiskFiles;
use super::scenario::kind_sources;
use super::{Exit, options};
use crate::diagnostic::{Language, Text};
use crate::model::Mistakes;
use crate::report::text::for_terminal;
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
    let (name, text) = if kind == PLAIN {
        (PLAIN.to_owned(), template::plain(console.language).to_owned())
    } else {
        match read_kind(kind, &DiskFiles, &kind_sources(matches)) {
            Ok((kind, sources)) => {
                let text = sources.files.first().map_or("", |file| file.text.as_str());
                (kind.name.clone(), template::of_kind(&kind, text, console.language))
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
    let done = Text::new(
        format!("已写好 {shown}。改好后运行：fengnian run {shown}"),
        format!("Wrote {shown}. Fill it in, then: fengnian run {shown}"),
    );
    write_new(path, text.as_bytes(), &done, console)
}
