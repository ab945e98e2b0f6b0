//! `verify`: the worked examples of the kinds and the shipped reference cases, compared with what they must give.

use clap::{ArgAction, ArgMatches, Command};

use super::columns::Columns;
use super::console::Console;
use super::files::DiskFiles;
use super::kinds::files_of;
use super::scenario::kind_sources;
use super::{Exit, options};
use crate::analysis::kind_checks::{CheckResult, Comparison, run_checks, unreached, unreached_money};
use crate::analysis::{reference_cases, reference_checks};
use crate::diagnostic::{Language, Text};
use crate::model::Mistakes;
use crate::scenario::files::KindSources;
use crate::scenario::model::Kind;
use crate::scenario::read_kind;

/// Wrong numbers shown of one check.
const SHOWN: usize = 10;

pub(super) fn arguments(command: Command, language: Language) -> Command {
    command
        .arg(
            options::option(
                "kind",
                "FILE",
                language,
                "只检验这个项目类型（文件或名称），可写多次",
                "Only this kind (file or name); repeatable",
            )
            .action(ArgAction::Append),
        )
        .arg(options::kinds(language))
}

/// One line of the table.
struct Line {
    /// Kind, or number of the reference case.
    of: String,
    name: Text,
    compared: Result<Vec<Comparison>, Mistakes>,
}

impl Line {
    fn passes(&self) -> bool {
        self.compared.as_ref().is_ok_and(|list| list.iter().all(|one| one.passes))
    }
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let sources = kind_sources(matches);
    let own: Vec<&str> = matches.get_many::<String>("kind").into_iter().flatten().map(String::as_str).collect();
    // kinds of one's own are verified with those shipped
    let of_folders: Vec<String> = sources.folders.iter().flat_map(|folder| files_of(folder)).collect();
    let names: Vec<&str> = match own.is_empty() {
        true => sources.builtin.iter().map(|(name, _)| *name).chain(of_folders.iter().map(String::as_str)).collect(),
        false => own.clone(),
    };
    // a name means the kind that is shipped, even where a folder has one of that name: that one is verified as a file
    let shipped = KindSources { folders: Vec::new(), builtin: sources.builtin };
    let mut lines = Vec::new();
    let (mut unreadable, mut unchecked) = (false, Vec::new());
    for name in names {
        match read_kind(name, &DiskFiles, if own.is_empty() { &shipped } else { &sources }) {
            Ok((kind, files)) => {
                lines.extend(run_checks(&kind, &files).into_iter().map(of_kind));
                if !own.is_empty() || of_folders.iter().any(|file| file == name) {
                    unchecked.extend(without_check(&kind));
                }
            }
            Err((diagnostics, sources)) => {
                unreadable = true;
                console.mistakes(&Mistakes { diagnostics, sources });
            }
        }
    }
    if own.is_empty() {
        lines.extend(reference_cases::CASES.iter().map(|case| Line {
            of: case.id.to_owned(),
            name: case.title(),
            compared: reference_checks::run_case(case),
        }));
    }
    // nothing was read: a table of nothing would look like a result
    if lines.is_empty() && unreadable {
        return Exit::WrongInput;
    }
    let printed = console.out(&table(&lines, console));
    unchecked.iter().for_each(|note: &Text| console.note(&console.remark(note)));
    for line in lines.iter().filter(|line| !line.passes()) {
        wrong(line, console);
    }
    match printed {
        Exit::Done if unreadable => Exit::WrongInput,
        Exit::Done if lines.iter().all(Line::passes) => Exit::Done,
        Exit::Done => Exit::CheckFailed,
        other => other,
    }
}

/// What no check of a kind depends on: a mistake in it would go unnoticed.
fn without_check(kind: &Kind) -> Option<Text> {
    let mut names = unreached(kind);
    names.extend(unreached_money(kind));
    let names: Vec<String> = names.iter().map(|name| crate::report::text::for_terminal(name)).collect();
    (!names.is_empty()).then(|| {
        Text::new(
            format!("“{}”里没有检验算到的：{}", kind.name, names.join("、")),
            format!("no check of `{}` reaches: {}", kind.name, names.join(", ")),
        )
    })
}

fn of_kind(result: CheckResult) -> Line {
    Line { of: result.kind, name: result.name, compared: result.compared }
}

fn table(lines: &[Line], console: &Console) -> String {
    let heads = match console.language {
        Language::Chinese => ["结果", "类型或案例", "数值个数", "检验"],
        Language::English => ["result", "kind or case", "numbers", "check"],
    };
    let mut table =
        Columns::new(&[(heads[0], false, 12), (heads[1], false, 40), (heads[2], true, 12), (heads[3], false, 90)]);
    for line in lines {
        let result = if line.passes() { console.pick("通过", "pass") } else { console.pick("未通过", "FAIL") };
        let numbers = line.compared.as_ref().map_or(0, Vec::len).to_string();
        table.row([result, &line.of, &numbers, line.name.get(console.language)]);
    }
    let (all, good) = (lines.len(), lines.iter().filter(|line| line.passes()).count());
    let last = match console.language {
        Language::Chinese => format!("共 {all} 项，通过 {good} 项\n"),
        Language::English => format!("{good} of {all} pass\n"),
    };
    table.text() + "\n" + &last
}

/// What is wrong with a check, on standard error.
fn wrong(line: &Line, console: &Console) {
    let name = crate::report::text::for_terminal(line.name.get(console.language));
    console.note(&format!("\n{} / {name}\n", line.of));
    let list = match &line.compared {
        Ok(list) => list,
        Err(mistakes) => {
            console.mistakes(mistakes);
            return;
        }
    };
    let failed: Vec<&Comparison> = list.iter().filter(|one| !one.passes).collect();
    for one in failed.iter().take(SHOWN) {
        let age = one.age.map(|age| format!("[{age}]")).unwrap_or_default();
        let number =
            |value: f64| if value.is_nan() { console.pick("无", "none").to_owned() } else { value.to_string() };
        let (expected, found) = (number(one.expected), number(one.found));
        console.note(&match console.language {
            Language::Chinese => format!("  {}{age}：应为 {expected}，算得 {found}\n", one.name),
            Language::English => format!("  {}{age}: expected {expected}, found {found}\n", one.name),
        });
    }
    if failed.len() > SHOWN {
        let more = failed.len() - SHOWN;
        console.note(&match console.language {
            Language::Chinese => format!("  ……另有 {more} 个数不符\n"),
            Language::English => format!("  … and {more} more\n"),
        });
    }
}
