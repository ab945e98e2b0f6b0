//! `list …`: what there is.

mod kind;

use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};

use super::columns::Columns;
use super::console::Console;
use super::files::DiskFiles;
use super::kinds::{files_of, is_kind, toml_files};
use super::scenario::kind_sources;
use super::{Exit, options};
use crate::diagnostic::{Language, Text};
use crate::distribution::FAMILIES;
use crate::formula::functions::{FUNCTIONS, FunctionClass};
use crate::model::Mistakes;
use crate::quantity::{Builtin, UNITS, Unit};
use crate::quantity::{fixed, trim_zeros};
use crate::report::text::for_terminal;
use crate::scenario::files::KindSources;
use crate::scenario::{read, read_kind};

/// What can be listed.
const THINGS: [&str; 5] = ["kinds", "distributions", "functions", "units", "scenarios"];

pub(super) fn arguments(command: Command, language: Language) -> Command {
    command
        .arg(
            options::place(
                "WHAT",
                language,
                "kinds 项目类型，distributions 分布，functions 函数，units 单位，scenarios 情景",
                "kinds, distributions, functions, units or scenarios",
            )
            .value_parser(PossibleValuesParser::new(THINGS))
            .hide_possible_values(true),
        )
        .arg(Arg::new("NAME").help(match language {
            Language::Chinese => "kinds 后面写一个类型，列出它的输入、结果和资金流；scenarios 后面写情景所在的文件夹，默认 scenarios；其他的后面写名称里的字，只列这些",
            Language::English => "Behind kinds: a kind, to show its inputs, outcomes and streams. Behind scenarios: their folder; default: scenarios. Else: part of a name, to list only those",
        }))
        .arg(options::kinds(language))
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let what = matches.get_one::<String>("WHAT").map_or("", String::as_str);
    let name = matches.get_one::<String>("NAME");
    let folder = name.map_or("scenarios", String::as_str);
    let sources = kind_sources(matches);
    if let ("kinds", Some(name)) = (what, name) {
        return match read_kind(name, &DiskFiles, &sources) {
            Ok((kind, _)) => console.out(&kind::text(&kind, console)),
            Err((diagnostics, sources)) => console.mistakes(&Mistakes { diagnostics, sources }),
        };
    }
    let wanted = name.map_or("", String::as_str).trim();
    let text = match what {
        "kinds" => kinds(&sources, console),
        "distributions" => distributions(wanted, console),
        "functions" => functions(wanted, console),
        "units" => units(wanted, console),
        _ => match scenarios(folder, &sources, console) {
            Some(text) => text,
            None => return console.wrong(&no_scenarios(folder)),
        },
    };
    if text.is_empty() {
        let shown = for_terminal(wanted);
        return console.wrong(&Text::new(
            format!("{what} 里没有名称含有“{shown}”；fengnian list {what} 列出全部"),
            format!("no name in {what} contains `{shown}`: `fengnian list {what}` shows all"),
        ));
    }
    console.out(&text)
}

/// Why a folder gives no scenarios.
fn no_scenarios(folder: &str) -> Text {
    let (shown, path) = (for_terminal(folder), Path::new(folder));
    if path.is_dir() {
        Text::new(
            format!("文件夹“{shown}”里没有情景文件（.toml）"),
            format!("there is no scenario (.toml) in the folder `{shown}`"),
        )
    } else if path.exists() {
        Text::new(
            format!("“{shown}”是文件；请写情景所在的文件夹"),
            format!("`{shown}` is a file: name the folder in which the scenarios are"),
        )
    } else {
        Text::new(
            format!("文件夹“{shown}”不存在；请写情景所在的文件夹"),
            format!("the folder `{shown}` does not exist: name the one in which the scenarios are"),
        )
    }
}

/// True where one of the names holds what was asked for, in whatever case.
fn holds(wanted: &str, names: &[&str]) -> bool {
    let wanted = wanted.to_lowercase();
    names.iter().any(|name| name.to_lowercase().contains(&wanted))
}

fn kinds(sources: &KindSources<'_>, console: &Console) -> String {
    let mut names: Vec<String> = Vec::new();
    for folder in &sources.folders {
        names.extend(files_of(folder));
    }
    names.extend(sources.builtin.iter().map(|(name, _)| (*name).to_owned()));
    let mut text = String::new();
    for name in names {
        let (title, description) = match read_kind(&name, &DiskFiles, sources) {
            Ok((kind, _)) => (kind.title, kind.description),
            Err(_) => (Text::new("（有错误，请用 check 检查）", "(has mistakes: see check)"), Text::default()),
        };
        let line = |text: &Text| for_terminal(text.get(console.language));
        let name = for_terminal(&name);
        text.push_str(&format!("{name}  {}\n", line(&title)));
        if !description.is_empty() {
            text.push_str(&format!("    {}\n", line(&description)));
        }
    }
    text
}

fn distributions(wanted: &str, console: &Console) -> String {
    let language = console.language;
    let mut text = String::new();
    let asked_for = |title: &Text, name: &str| holds(wanted, &[name, &title.zh, &title.en]);
    for family in FAMILIES.iter().filter(|family| asked_for(&family.title.text(), family.name)) {
        let forms: Vec<String> = family.forms().iter().map(|form| form.get(language).to_owned()).collect();
        let forms = forms.join(console.pick("；或 ", "; or "));
        let (title, doc) = (family.title.text(), family.doc.text());
        text.push_str(&format!("{}  {}\n    {}\n", family.name, title.get(language), doc.get(language)));
        text.push_str(&format!("    {}{forms}\n", console.pick("参数：", "parameters: ")));
        text.push_str(&format!("    {}{}\n", console.pick("例：", "example: "), family.example));
    }
    text
}

fn functions(wanted: &str, console: &Console) -> String {
    let mut text = String::new();
    for (class, zh, en) in [
        (FunctionClass::Single, "单个值的函数", "Of single values"),
        (FunctionClass::Series, "逐年序列的函数", "Of series, over years"),
        (FunctionClass::Rows, "表中各行的函数", "Over the rows of a table"),
    ] {
        let asked_for = |signature: &str| holds(wanted, &[signature.split('(').next().unwrap_or(signature)]);
        let of_class = FUNCTIONS.iter().filter(|function| function.class == class && asked_for(function.signature));
        let functions: Vec<_> = of_class.collect();
        if functions.is_empty() {
            continue;
        }
        text.push_str(&format!("{}\n", console.pick(zh, en)));
        for function in functions {
            let (doc, example) = (function.doc(), console.pick("例：", "example: "));
            text.push_str(&format!("  {}\n    {}\n", function.signature, doc.get(console.language)));
            text.push_str(&format!("    {example}{} = {}\n", function.example, short(function.value)));
        }
        text.push('\n');
    }
    text
}

/// A number in a few digits.
fn short(value: f64) -> String {
    trim_zeros(fixed(value, 4))
}

fn units(wanted: &str, console: &Console) -> String {
    let heads = match console.language {
        Language::Chinese => ["写法", "也可以写", "等于"],
        Language::English => ["written", "also", "is"],
    };
    let mut table = Columns::new(&[(heads[0], false, 20), (heads[1], false, 60), (heads[2], false, 40)]);
    let asked_for = |unit: &&Builtin| holds(wanted, &[unit.name, unit.zh, unit.en]) || holds(wanted, unit.also);
    let units: Vec<&Builtin> = UNITS.iter().filter(asked_for).collect();
    if units.is_empty() {
        return String::new();
    }
    for unit in units {
        let mut also: Vec<&str> =
            [unit.zh, unit.en].into_iter().chain(unit.also.iter().copied()).filter(|name| *name != unit.name).collect();
        // the report's English for 万元 is two words and cannot be written in a formula
        also.retain(|name| !name.contains(' '));
        also.dedup();
        let base = match unit.base {
            Some((base, power)) => Unit::base(crate::quantity::Base::new(base)).power(power).text(console.language),
            None => String::new(),
        };
        table.row([unit.name, &also.join(" "), format!("{} {base}", unit.scale).trim()]);
    }
    table.text()
}

fn scenarios(folder: &str, sources: &KindSources<'_>, console: &Console) -> Option<String> {
    let mut table = Columns::new(&[
        (console.pick("情景", "scenario"), false, usize::MAX),
        (console.pick("标题", "title"), false, 60),
    ]);
    let files: Vec<String> = toml_files(folder).filter(|path| !is_kind(path)).collect();
    for path in &files {
        let title = match read(path, &DiskFiles, sources) {
            Ok(scenario) => scenario.title,
            Err(_) => Text::new("（有错误，请用 check 检查）", "(has mistakes: see check)"),
        };
        table.row([path, title.get(console.language)]);
    }
    (!files.is_empty()).then(|| table.text())
}
