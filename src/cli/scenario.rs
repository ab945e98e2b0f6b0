//! From the command line to a model.

use clap::ArgMatches;

use super::files::DiskFiles;
use crate::model::{self, Mistakes, Model};
use crate::scenario::files::KindSources;
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

/// Reads the scenario, applies `--set`, compiles.
///
/// # Errors
/// All mistakes of the stage that finds any.
pub(super) fn model(matches: &ArgMatches) -> Result<Model, Mistakes> {
    let mut scenario = model::read(path(matches), &DiskFiles, &kind_sources(matches))?;
    let diagnostics = apply_overrides(&mut scenario, &pairs(matches));
    if diagnostics.is_empty() { Model::new(scenario) } else { Err(Mistakes { diagnostics, sources: scenario.sources }) }
}
