//! `completions SHELL`: a script that completes the command line.

use clap::{ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::console::Console;
use super::{Exit, command, options};
use crate::diagnostic::Language;

pub(super) fn arguments(command: Command, language: Language) -> Command {
    command.arg(
        options::place(
            "SHELL",
            language,
            "bash、zsh、fish、powershell 或 elvish",
            "bash, zsh, fish, powershell or elvish",
        )
        .value_parser(value_parser!(Shell))
        .hide_possible_values(true),
    )
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let Some(shell) = matches.get_one::<Shell>("SHELL") else { return Exit::WrongUsage };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut command(console.language), "fengnian", &mut script);
    console.out(&String::from_utf8_lossy(&script))
}
