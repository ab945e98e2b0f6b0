//! Stage 8: one file per verb; the only stage that prints.
//!
//! A verb is a line of [`VERBS`]: its name, what it does in both languages, examples that the tests run, its arguments and
//! its work. Help texts are made from that line and from the arguments, in the language of the user.

mod check;
mod columns;
mod completions;
mod console;
mod explain;
pub mod files;
mod kinds;
mod language;
mod list;
mod mistakes;
mod new;
mod options;
mod paths;
mod run;
mod scenario;
mod streams;
mod synthesize;
mod trace;
mod verify;

use std::ffi::OsString;

use clap::{ArgMatches, Command};

use self::console::Console;
use crate::diagnostic::{Language, Text};

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The input is wrong, or the disk refused.
    WrongInput = 1,
    /// The command line is wrong.
    WrongUsage = 2,
    /// A check failed.
    CheckFailed = 3,
    /// Ctrl-C.
    Interrupted = 130,
}

/// A verb of the command line.
pub struct Verb {
    /// As typed.
    pub name: &'static str,
    /// What it does, in Chinese.
    pub zh: &'static str,
    /// What it does, in English.
    pub en: &'static str,
    /// Arguments behind `fengnian`, without those that a test adds (`--trials`, `--out`).
    pub examples: &'static [&'static str],
    /// Adds its arguments.
    arguments: fn(Command, Language) -> Command,
    /// Does the work.
    work: fn(&ArgMatches, &Console) -> Exit,
}

impl Verb {
    /// What it does, in both languages.
    pub fn about(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// Every verb, in the order of the help.
pub static VERBS: &[Verb] = &[
    Verb {
        name: "run",
        zh: "运行情景，把结果写到输出文件夹",
        en: "Run a scenario and write its results to the output folder",
        examples: &[
            "run scenarios/zhaoyuan-solar.toml",
            "run scenarios/zhaoyuan-quarry.toml --set quarry.dividend_rate=10% --trials 1e5",
            "run scenarios/zhaoyuan-park.toml --formats none --json",
        ],
        arguments: run::arguments,
        work: run::run,
    },
    Verb {
        name: "check",
        zh: "检查情景、项目类型或名册，一次列出全部错误",
        en: "Check scenarios, kinds or household lists and list all mistakes at once",
        examples: &[
            "check scenarios/zhaoyuan-solar.toml scenarios/zhaoyuan-quarry.toml",
            "check scenarios/kinds/crop-base.toml",
            "check scenarios/rosters/zhaoyuan-synthetic.csv",
        ],
        arguments: check::arguments,
        work: check::run,
    },
    Verb {
        name: "explain",
        zh: "列出编译后的模型：每个名称的公式、单位、形状和出处",
        en: "Show the compiled model: formula, unit, shape and place of every name",
        examples: &[
            "explain scenarios/zhaoyuan-solar.toml",
            "explain scenarios/zhaoyuan-park.toml --name park.dividend",
        ],
        arguments: explain::arguments,
        work: explain::run,
    },
    Verb {
        name: "trace",
        zh: "逐年列出一次试验里每个输入和公式的值",
        en: "Show every input and formula of one trial, year by year",
        examples: &[
            "trace scenarios/zhaoyuan-quarry.toml --trial 7 --name quarry.dividend",
            "trace scenarios/zhaoyuan-solar.toml --trial 812 --json",
        ],
        arguments: trace::arguments,
        work: trace::run,
    },
    Verb {
        name: "list",
        zh: "列出项目类型、分布、函数、单位或情景",
        en: "List kinds, distributions, functions, units or scenarios",
        examples: &[
            "list kinds",
            "list kinds crop-base",
            "list distributions",
            "list functions",
            "list units",
            "list scenarios",
        ],
        arguments: list::arguments,
        work: list::run,
    },
    Verb {
        name: "new",
        zh: "写出一份带注释、待填写的情景文件，或空白名册",
        en: "Write a commented scenario file or an empty household list to fill in",
        examples: &[
            "new solar-station my-station.toml",
            "new scenario my-village.toml",
            "new crop-base -",
            "new roster my-village.xlsx",
        ],
        arguments: new::arguments,
        work: new::run,
    },
    Verb {
        name: "synthesize",
        zh: "没有名册时，按公布的总数编出一份合成名册",
        en: "Make up a household list that meets published totals, where there is none",
        examples: &[
            "synthesize --households 104 --people 295 --able-households 66 --able-people 245 --out my-synthetic.csv",
            "synthesize --households 10 --people 28 --able-households 7 --able-people 24 --seed 7",
        ],
        arguments: synthesize::arguments,
        work: synthesize::run,
    },
    Verb {
        name: "verify",
        zh: "用已知结果检验项目类型和计算引擎",
        en: "Compare kinds and engine with results that are known",
        examples: &["verify", "verify --kind scenarios/kinds/crop-base.toml"],
        arguments: verify::arguments,
        work: verify::run,
    },
    Verb {
        name: "completions",
        zh: "输出命令行补全脚本",
        en: "Print a completion script for a shell",
        examples: &["completions bash"],
        arguments: completions::arguments,
        work: completions::run,
    },
];

/// The whole command line in a language.
pub fn command(language: Language) -> Command {
    let verbs = VERBS.iter().map(|verb| {
        let about = verb.about();
        let command = Command::new(verb.name).about(about.get(language).to_owned());
        options::dressed((verb.arguments)(command, language), verb.examples, language)
    });
    options::root(language).subcommands(verbs)
}

/// Runs the program: the arguments, the program's name first, become an exit code.
pub fn main(arguments: Vec<OsString>) -> u8 {
    let language = language::of(&arguments);
    let console = Console::new(language);
    console::report_bugs(language);
    if let Some(words) = mistakes::not_utf8(&arguments) {
        return console.misused(&words) as u8;
    }
    let matches = match command(language).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return mistakes::usage(&error, &console) as u8,
    };
    let exit = match matches.subcommand() {
        Some((name, matches)) => match VERBS.iter().find(|verb| verb.name == name) {
            Some(verb) => match kinds::wrong(matches).or_else(|| scenario::set_twice(matches)) {
                Some(words) => console.misused(&words),
                None => (verb.work)(matches, &console),
            },
            None => Exit::WrongUsage,
        },
        None => Exit::WrongUsage,
    };
    exit as u8
}
