//! Where the results of a run go, and whose stand there.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::Value;

use super::super::scenario;
use crate::cli::paths::typed;
use crate::diagnostic::Text;
use crate::report::text::for_terminal;
use crate::report::write::folder_name;

/// The folder of a scenario's results.
pub(super) fn folder(matches: &ArgMatches, name: &str) -> PathBuf {
    PathBuf::from(matches.get_one::<String>("out").map_or("output", String::as_str)).join(folder_name(name))
}

/// Refuses a folder that would stand in a file.
pub(super) fn in_a_file(matches: &ArgMatches, name: &str) -> Option<Text> {
    let folder = folder(matches, name);
    let file = folder.ancestors().skip(1).find(|above| above.is_file())?;
    let shown = for_terminal(&file.display().to_string());
    Some(Text::new(
        format!("“{shown}”是文件，结果要写进文件夹；请给 --out 另写一个文件夹，例如 --out output-2"),
        format!("`{shown}` is a file, and results are written into a folder: give --out a folder, such as output-2"),
    ))
}

/// Refuses to replace the results of another scenario whose name gives the same folder. That it is another one is known
/// where the file that the manifest names, as the user wrote it, is there and is not this one.
pub(super) fn of_another(matches: &ArgMatches, name: &str) -> Option<Text> {
    let folder = folder(matches, name);
    let manifest: Value = serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).ok()?).ok()?;
    let earlier = manifest.get("scenario")?.get("path")?.as_str()?;
    let own = scenario::path(matches);
    if !are_two_files(Path::new(earlier), Path::new(own)) {
        return None;
    }
    let (folder, earlier) = (for_terminal(&folder.display().to_string()), for_terminal(earlier));
    let instead = for_terminal(&typed(&instead(own)));
    Some(Text::new(
        format!(
            "“{folder}”里是另一个情景 {earlier} 的结果，不会覆盖；换一个输出文件夹，例如 --out {instead}，或先移走它"
        ),
        format!(
            "`{folder}` holds the results of another scenario, {earlier}, and is not replaced: choose another folder, such as --out {instead}, or move it away"
        ),
    ))
}

fn are_two_files(earlier: &Path, own: &Path) -> bool {
    match (earlier.canonicalize(), own.canonicalize()) {
        (Ok(earlier), Ok(own)) => earlier != own,
        _ => false,
    }
}

/// `output-county` for `county/park.toml`; `output-2` where the scenario stands in no folder with a name.
fn instead(scenario: &str) -> String {
    let folder = Path::new(scenario).parent().and_then(Path::file_name).and_then(|name| name.to_str());
    format!("output-{}", folder.filter(|name| !name.is_empty()).unwrap_or("2"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_in_a_file_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("list.xlsx"), "").expect("a file can be written");
        let refused = |out: &str| {
            let out = folder.path().join(out).display().to_string();
            let command = clap::Command::new("run").arg(clap::Arg::new("out"));
            in_a_file(&command.get_matches_from(["run", &out]), "park").map(|text| text.en)
        };
        for out in ["list.xlsx", "list.xlsx/deeper"] {
            assert!(refused(out).is_some_and(|text| text.contains("list.xlsx` is a file")), "{out}");
        }
        assert_eq!(refused("new"), None);
        assert_eq!(refused(""), None);
    }

    #[test]
    fn a_file_is_known_however_its_path_is_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["a.toml", "b.toml"] {
            std::fs::write(folder.path().join(name), "").expect("a file can be written");
        }
        let at = |name: &str| folder.path().join(name);
        assert!(are_two_files(&at("a.toml"), &at("b.toml")));
        assert!(!are_two_files(&at("a.toml"), &at("./a.toml")));
        assert!(!are_two_files(&at("gone.toml"), &at("a.toml")), "it may have been moved here");
        assert_eq!(instead("county/park.toml"), "output-county");
        assert_eq!(instead("park.toml"), "output-2");
    }
}
