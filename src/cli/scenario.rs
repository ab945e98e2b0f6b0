//! From the command line to a model.

use std::path::Path;

use clap::ArgMatches;

use super::check::is_roster;
use super::files::DiskFiles;
use crate::analysis::changes as changes_of;
use crate::analysis::findings::ChangeFinding;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Text};
use crate::model::{self, Mistakes, Model};
use crate::report::text::for_terminal;
use crate::scenario::files::KindSources;
use crate::scenario::model::Scenario;
use crate::scenario::{apply_overrides, kinds};

/// Where kinds are looked for: `--kinds`, then those shipped.
pub(super) fn kind_sources(matches: &ArgMatches) -> KindSources<'static> {
    let folders = matches.get_many::<String>("kinds").into_iter().flatten().cloned().collect();
    KindSources { folders, builtin: kinds::BUILTIN }
}

/// What is wrong with a folder of `--kinds`, if anything.
pub(super) fn missing_kinds(matches: &ArgMatches) -> Option<Text> {
    let folders = matches.try_get_many::<String>("kinds").ok().flatten()?;
    let missing = folders.map(String::as_str).find(|folder| !Path::new(folder).is_dir())?;
    let shown = for_terminal(missing);
    Some(if Path::new(missing).exists() {
        Text::new(
            format!("--kinds 要一个文件夹，“{shown}”是文件；写它所在的文件夹"),
            format!("--kinds names a folder, and `{shown}` is a file: give the folder it stands in"),
        )
    } else {
        Text::new(
            format!("--kinds 的文件夹“{shown}”不存在；检查拼写和所在位置，或删去这个选项"),
            format!("the folder `{shown}` of --kinds does not exist: check its name and place, or drop the option"),
        )
    })
}

/// The pairs of `--set`.
pub(super) fn pairs(matches: &ArgMatches) -> Vec<(String, String)> {
    matches.get_many::<(String, String)>("set").into_iter().flatten().cloned().collect()
}

/// The scenario file as the user wrote it.
pub(super) fn path(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("SCENARIO").map_or("", String::as_str)
}

/// What `--set` put in place of the values of the files, as people read it.
pub(super) fn changes(matches: &ArgMatches, ran: &Scenario) -> Vec<ChangeFinding> {
    if pairs(matches).is_empty() {
        return Vec::new();
    }
    // without `--set` the files say what stands in them; they were read without mistakes a moment ago
    model::read(path(matches), &DiskFiles, &kind_sources(matches))
        .map_or_else(|_| Vec::new(), |base| changes_of(&base, ran))
}

/// Reads the scenario, applies `--set`, compiles.
///
/// # Errors
/// All mistakes of the stage that finds any.
pub(super) fn model(matches: &ArgMatches) -> Result<Model, Mistakes> {
    if is_roster(path(matches)) {
        return Err(list_instead(path(matches)));
    }
    let mut scenario = model::read(path(matches), &DiskFiles, &kind_sources(matches))?;
    let diagnostics = apply_overrides(&mut scenario, &pairs(matches));
    if diagnostics.is_empty() { Model::new(scenario) } else { Err(Mistakes { diagnostics, sources: scenario.sources }) }
}

/// A household list where a scenario is wanted.
fn list_instead(path: &str) -> Mistakes {
    let shown = for_terminal(path);
    let file = for_terminal(path.rsplit(['/', '\\']).next().unwrap_or(path));
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Diagnostic::general(
        Code::FileUnreadable,
        Text::new(
            format!("“{shown}”是名册或数据表，不是情景文件（.toml）"),
            format!("`{shown}` is a household list or a table of data, not a scenario (.toml)"),
        ),
        Text::new(
            format!(
                "检查名册用 fengnian check {shown}；要测算，用 fengnian new rural-household 村.toml 写一份情景，在 [roster] 里写 file = \"{file}\"，再 fengnian run 村.toml"
            ),
            format!(
                "check a list with fengnian check {shown}; to run it, write a scenario with fengnian new rural-household village.toml, put file = \"{file}\" under [roster], then fengnian run village.toml"
            ),
        ),
    ));
    Mistakes { diagnostics, sources: Sources::default() }
}
