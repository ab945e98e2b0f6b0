//! `check SCENARIO…`: all mistakes of all files.

mod heads;
mod roster;
pub(super) mod village;
mod years;

use clap::{ArgAction, ArgMatches, Command};

use super::console::Console;
use super::files::DiskFiles;
use super::kinds::is_kind;
use super::scenario::{is_roster, kind_sources, nothing_to_compute};
use super::{Exit, options};
use crate::analysis::kind_checks::lone_scenario;
use crate::analysis::unbalanced;
use crate::diagnostic::{Language, Text};
use crate::model::{Mistakes, Model};
use crate::report::text::for_terminal;
use crate::scenario::files::KindSources;
use crate::scenario::read_kind;

/// Last age of the project that a lone kind is made into: long enough for the checks of every shipped kind.
const KIND_HORIZON: usize = 30;

pub(super) fn arguments(command: Command, language: Language) -> Command {
    command
        .arg(
            options::place("FILE", language, "情景、项目类型或名册文件", "Scenarios, kinds or household lists")
                .action(ArgAction::Append)
                .num_args(1..),
        )
        .arg(options::kinds(language))
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let kinds = kind_sources(matches);
    let mut exit = Exit::Done;
    let mut good = String::new();
    for path in matches.get_many::<String>("FILE").into_iter().flatten() {
        match checked(path, &kinds) {
            Ok((words, notes)) => {
                let path = for_terminal(path);
                good.push_str(&match console.language {
                    Language::Chinese => format!("{path}：没有错误（{}）\n", words.zh),
                    Language::English => format!("{path}: no mistakes ({})\n", words.en),
                });
                notes.iter().for_each(|note| good.push_str(&format!("  {}", console.remark(note))));
            }
            Err(mistakes) => exit = console.mistakes(&mistakes),
        }
    }
    match console.out(&good) {
        Exit::Done => exit,
        other => other,
    }
}

/// What the file holds, if nothing is wrong with it, and what should be known of it all the same.
fn checked(path: &str, kinds: &KindSources<'_>) -> Result<(Text, Vec<Text>), Mistakes> {
    if is_roster(path) {
        return roster::checked(path);
    }
    if is_kind(path) {
        let read = read_kind(path, &DiskFiles, kinds);
        let (kind, sources) = read.map_err(|(diagnostics, sources)| Mistakes { diagnostics, sources })?;
        let model = Model::new(lone_scenario(&kind, &sources, KIND_HORIZON))?;
        let (counts, checks) = (counts(&model), kind.checks.len());
        let words = Text::new(
            format!("项目类型，{}，{checks} 个检验，用 verify --kind 计算", counts.zh),
            format!("a kind, {}, {checks} checks: compute them with verify --kind", counts.en),
        );
        return Ok((words, Vec::new()));
    }
    let model = nothing_to_compute(Model::read(path, &DiskFiles, kinds)?)?;
    for index in 0..model.scenario.variants.len() {
        model.variant(index)?;
    }
    let (counts, variants) = (counts(&model), model.scenario.variants.len());
    let words = Text::new(format!("{}，{variants} 个方案", counts.zh), format!("{}, {variants} variants", counts.en));
    let mut notes = notes_of_scenario(&model);
    notes.extend(village::notes(&model));
    Ok((words, notes))
}

/// What can be noted before anything is run: of its files, of years outside the run, of accounts that do not balance.
pub(super) fn notes_of_scenario(model: &Model) -> Vec<Text> {
    let mut notes = model.notes().to_vec();
    notes.extend(years::outside(&model.scenario));
    notes.extend(unbalanced(model));
    notes
}

fn counts(model: &Model) -> Text {
    use crate::plan::ItemKind;
    let count = |kind: ItemKind| model.plan.items.iter().filter(|item| item.kind == kind).count();
    let (inputs, formulas, outcomes) = (count(ItemKind::Input), count(ItemKind::Formula), model.plan.outcomes.len());
    Text::new(
        format!("{inputs} 个输入，{formulas} 个公式，{outcomes} 个结果"),
        format!("{inputs} inputs, {formulas} formulas, {outcomes} outcomes"),
    )
}
