//! From the command line to a model.

use clap::ArgMatches;

use super::files::DiskFiles;
use crate::analysis::changes as changes_of;
use crate::analysis::findings::ChangeFinding;
use crate::model::{self, Mistakes, Model};
use crate::scenario::files::KindSources;
use crate::scenario::model::Scenario;
use crate::scenario::{apply_overrides, kinds};

/// Where kinds are looked for: `--kinds`, then those shipped.
pub(super) fn kind_sources(matches: &ArgMatches) -> KindSources<'static> {
    let folders = matches.get_many::<String>("kinds").into_iter().flatten().cloned().collect();
    KindSources { folders, builtin: kinds::BUILTIN }
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
    let mut scenario = model::read(path(matches), &DiskFiles, &kind_sources(matches))?;
    let diagnostics = apply_overrides(&mut scenario, &pairs(matches));
    if diagnostics.is_empty() { Model::new(scenario) } else { Err(Mistakes { diagnostics, sources: scenario.sources }) }
}
