//! What ran, with the command that repeats it.

use std::time::Duration;

use clap::ArgMatches;

use super::super::scenario;
use crate::model::Run;
use crate::report::manifest::{Fingerprint, KindUsed, Manifest};
use crate::scenario::model::{Body, Design, Scenario};

/// The manifest of a run; `duration` is the time of reading, compiling and running.
pub(super) fn manifest(matches: &ArgMatches, run: &Run<'_>, duration: Duration) -> Manifest {
    let scenario = &run.model.scenario;
    let design = match run.outcomes.design {
        Design::Stratified => "stratified",
        Design::Independent => "independent",
    };
    let set = scenario::pairs(matches)
        .into_iter()
        .map(|(path, value)| format!("--set {}", quoted(&format!("{path}={value}"))));
    let folders =
        matches.get_many::<String>("kinds").into_iter().flatten().map(|folder| format!("--kinds {}", quoted(folder)));
    let options: Vec<String> = set.chain(folders).collect();
    let mut command = vec!["fengnian run".to_owned(), quoted(scenario::path(matches))];
    command.extend(options.iter().cloned());
    command.push(format!("--trials {} --seed {} --design {design}", run.outcomes.trials, run.outcomes.seed));
    let (kinds, data) = files_used(scenario);
    Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: fingerprint(scenario, 0),
        kinds,
        data,
        seed: run.outcomes.seed,
        trials: run.outcomes.trials,
        design: design.to_owned(),
        duration_seconds: duration.as_secs_f64(),
        threads: run.outcomes.threads,
        instruction_set: run.outcomes.instruction_set.name().to_owned(),
        options,
        command: command.join(" "),
    }
}

fn fingerprint(scenario: &Scenario, file: usize) -> Fingerprint {
    scenario
        .sources
        .files
        .get(file)
        .map_or_else(Fingerprint::default, |file| Fingerprint { path: file.path.clone(), sha256: file.sha256.clone() })
}

/// Kinds and data files; what `--set` gave is no file.
fn files_used(scenario: &Scenario) -> (Vec<KindUsed>, Vec<Fingerprint>) {
    let mut kinds: Vec<(usize, KindUsed)> = Vec::new();
    for project in &scenario.projects {
        let kind = &project.kind;
        let Some(file) = file_of(&kind.body) else { continue };
        if !kinds.iter().any(|(known, _)| *known == file) {
            let sha256 = fingerprint(scenario, file).sha256;
            kinds.push((file, KindUsed { name: kind.name.clone(), found: kind.found.clone(), sha256 }));
        }
    }
    let data = (1..scenario.sources.files.len()).filter(|file| !kinds.iter().any(|(kind, _)| kind == file));
    let data = data.map(|file| fingerprint(scenario, file)).filter(|file| !file.sha256.is_empty()).collect();
    (kinds.into_iter().map(|(_, kind)| kind).collect(), data)
}

/// The file in which the names of a kind stand.
fn file_of(body: &Body) -> Option<usize> {
    let inputs = body.inputs.iter().map(|input| input.name.span);
    let formulas = body.formulas.iter().map(|formula| formula.name.span);
    let tables = body.tables.iter().map(|table| table.name.span);
    let outcomes = body.outcomes.iter().map(|outcome| outcome.formula.name.span);
    inputs.chain(formulas).chain(tables).chain(outcomes).next().map(|span| usize::from(span.file.0))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '=' | ':' | ',' | '%' | '+');
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_shell() {
        assert_eq!(quoted("solar.capacity=100kW"), "solar.capacity=100kW");
        assert_eq!(quoted("招元.toml"), "招元.toml");
        assert_eq!(quoted("a=5 元/m3"), "'a=5 元/m3'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
