//! From the command line to a model.

use clap::ArgMatches;

use super::files::DiskFiles;
use super::paths::typed;
use crate::analysis::changes as changes_of;
use crate::analysis::findings::ChangeFinding;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Text};
use crate::model::{self, Mistakes, Model};
use crate::report::text::for_terminal;
use crate::scenario::files::KindSources;
use crate::scenario::model::Scenario;
use crate::scenario::{apply_overrides, kinds};

/// Endings of household lists, and of files that people take for lists.
const LIST_ENDINGS: [&str; 7] = [".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".et"];

/// True for the name of a household list.
pub(super) fn is_roster(path: &str) -> bool {
    let path = path.to_lowercase();
    LIST_ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// Where kinds are looked for: `--kinds`, then those shipped.
pub(super) fn kind_sources(matches: &ArgMatches) -> KindSources<'static> {
    let folders = matches.get_many::<String>("kinds").into_iter().flatten().cloned().collect();
    KindSources { folders, builtin: kinds::BUILTIN }
}

/// The pairs of `--set`.
pub(super) fn pairs(matches: &ArgMatches) -> Vec<(String, String)> {
    matches.get_many::<(String, String)>("set").into_iter().flatten().cloned().collect()
}

/// A path that `--set` gives twice: which of the two holds is nobody's guess.
pub(super) fn set_twice(matches: &ArgMatches) -> Option<Text> {
    let pairs: Vec<&(String, String)> = matches.try_get_many("set").ok().flatten()?.collect();
    let twice = |place: usize| pairs.iter().take(place).find(|(path, _)| *path == pairs[place].0);
    let (place, (path, first)) = (0..pairs.len()).find_map(|place| Some((place, twice(place)?)))?;
    let (path, first, second) = (for_terminal(path), for_terminal(first), for_terminal(&pairs[place].1));
    Some(Text::new(
        format!("--set 把“{path}”设了两次，{first} 和 {second}；只留一个，要比较两个值请写 [variants]"),
        format!("--set gives `{path}` twice, {first} and {second}: keep one; to compare two values write [variants]"),
    ))
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

/// A model that has something to report; an empty file would give a report of nothing.
///
/// # Errors
/// There are no outcomes and nothing that brings any.
pub(super) fn nothing_to_compute(model: Model) -> Result<Model, Mistakes> {
    let Scenario { body, projects, .. } = &model.scenario;
    let none = body.outcomes.is_empty() && body.gathered.is_empty() && body.promises.is_empty();
    if !(none && projects.is_empty()) {
        return Ok(model);
    }
    let mut diagnostics = Diagnostics::default();
    let shown = model.scenario.sources.files.first().map(|file| for_terminal(&file.path)).unwrap_or_default();
    diagnostics.push(Diagnostic::general(
        Code::MissingKey,
        Text::new(
            format!("“{shown}”里没有可算的：没有 [outcomes]，也没有项目和农户"),
            format!("`{shown}` holds nothing to compute: no [outcomes], no projects, no households"),
        ),
        Text::new(
            "在 [outcomes] 里写要报告的数，例如 npv = \"npv(discount_rate, cash_flow)\"；fengnian new scenario 写出一份完整的例子",
            "write what to report under [outcomes], such as npv = \"npv(discount_rate, cash_flow)\"; `fengnian new scenario` writes a whole example",
        ),
    ));
    Err(Mistakes { diagnostics, sources: model.scenario.sources })
}

/// A household list where a scenario is wanted.
fn list_instead(path: &str) -> Mistakes {
    let (shown, typed) = (for_terminal(path), for_terminal(&typed(path)));
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
                "检查名册用 fengnian check {typed}；要测算，用 fengnian new rural-household 村.toml 写一份情景，在 [roster] 里写 file = \"{file}\"，再 fengnian run 村.toml"
            ),
            format!(
                "check a list with fengnian check {typed}; to run it, write a scenario with fengnian new rural-household village.toml, put file = \"{file}\" under [roster], then fengnian run village.toml"
            ),
        ),
    ));
    Mistakes { diagnostics, sources: Sources::default() }
}
