//! `new KIND [FILE]`: a commented scenario to fill in.

mod template;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

use clap::{Arg, ArgMatches, Command};

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

pub(super) fn arguments(command: Command, language: Language) -> Command {
    command
        .arg(options::place(
            "KIND",
            language,
            "项目类型的名称或文件；scenario 为不用类型的情景",
            "Name or file of a kind; scenario for one without a kind",
        ))
        .arg(Arg::new("FILE").help(match language {
            Language::Chinese => "要写的文件，已存在则不覆盖；- 为打印；默认 <类型>.toml",
            Language::English => "File to write, never overwritten; - prints it; default: <kind>.toml",
        }))
        .arg(options::kinds(language))
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let kind = matches.get_one::<String>("KIND").map_or("", String::as_str);
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
    let written =
        OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    let shown = for_terminal(path);
    match written {
        Ok(()) => console.out(&match console.language {
            Language::Chinese => format!("已写好 {shown}。改好后运行：fengnian run {shown}\n"),
            Language::English => format!("Wrote {shown}. Fill it in, then: fengnian run {shown}\n"),
        }),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => console.wrong(&Text::new(
            format!("文件“{shown}”已存在，不会覆盖；请换一个文件名"),
            format!("the file `{shown}` exists and is not overwritten: give another name"),
        )),
        Err(error) => {
            console.wrong(&Text::new(format!("写不了“{shown}”：{error}"), format!("cannot write `{shown}`: {error}")))
        }
    }
}
