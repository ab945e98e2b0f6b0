//! What things are called where several may bear the same name.

use super::say;
use crate::analysis::findings::{BandFinding, Findings, OutcomeFinding};
use crate::diagnostic::{Language, Text};

/// The title of a project, by its name; the name where there is none. An empty name is that of the scenario.
pub fn project_title<'a>(findings: &'a Findings, name: &'a str, language: Language) -> &'a str {
    if name.is_empty() {
        return findings.title.get(language);
    }
    let found = findings.projects.iter().find(|project| project.name == name);
    found.map_or(name, |project| match project.title.get(language) {
        "" => name,
        title => title,
    })
}

/// The label of an outcome; with its project's title where there are several projects or another outcome has the same label.
pub fn outcome_label(findings: &Findings, outcome: &OutcomeFinding, language: Language) -> String {
    told_apart(findings, &outcome.path, &outcome.label, language)
}

/// The label of a yearly outcome; with its project's title where another outcome has the same label.
pub fn band_label(findings: &Findings, band: &BandFinding, language: Language) -> String {
    told_apart(findings, &band.path, &band.label, language)
}

/// Where there are several projects, households aside, what is one project's alone says whose it is.
fn one_of_several(findings: &Findings, project: &str) -> bool {
    let households = findings.village.as_ref().and_then(|village| village.share_below.as_deref());
    let of_households = |name: &str| households.is_some_and(|path| path.split('.').next() == Some(name));
    let projects = || findings.projects.iter().filter(|found| !of_households(&found.name));
    projects().count() > 1 && projects().any(|found| found.name == project)
}

fn told_apart(findings: &Findings, path: &str, label: &Text, language: Language) -> String {
    let label = label.get(language);
    let outcomes = findings.outcomes.iter().map(|other| (&other.path, &other.label));
    let mut all = outcomes.chain(findings.bands.iter().map(|other| (&other.path, &other.label)));
    let twice = all.any(|(other, called)| other != path && called.get(language) == label);
    match path.split_once('.') {
        Some((project, _)) if twice || one_of_several(findings, project) => {
            let title = project_title(findings, project, language);
            say(language, || format!("{title}：{label}"), || format!("{title}: {label}"))
        }
        _ => label.to_string(),
    }
}
