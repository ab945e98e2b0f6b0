//! The examples of docs/language.md and the kinds shipped are read without a mistake.

use std::path::Path;

use fengnian::cli::files::DiskFiles;
use fengnian::diagnostic::{Language, render};
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::{read, read_kind};

#[test]
fn every_whole_example_of_the_language_page_is_read() {
    let page =
        std::fs::read_to_string("docs/language.md").expect("the page is part of the package").replace("\r\n", "\n");
    let examples: Vec<&str> =
        page.split("```toml scenario\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert!(examples.len() >= 5, "only {} examples found", examples.len());
    let shipped = KindSources { folders: Vec::new(), builtin: fengnian::scenario::kinds::BUILTIN };
    for (index, example) in examples.iter().enumerate() {
        let files = MemoryFiles::new().with("example.toml", *example);
        if let Err((found, sources)) = read("example.toml", &files, &shipped) {
            panic!("example {index}\n{}", render(&found, &sources, Language::English, false));
        }
    }
}

#[test]
fn every_scenario_shipped_is_read() {
    let Ok(entries) = std::fs::read_dir("scenarios") else { return };
    for entry in entries {
        let path = entry.expect("a readable folder").path().to_string_lossy().replace('\\', "/");
        if !path.ends_with(".toml") {
            continue;
        }
        if let Err((found, sources)) = read(&path, &DiskFiles, &KindSources::default()) {
            panic!("{}", render(&found, &sources, Language::English, false));
        }
    }
}

#[test]
fn every_kind_shipped_is_read() {
    let folder = Path::new("scenarios/kinds");
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        let name = path.to_string_lossy().into_owned();
        if !name.ends_with(".toml") {
            continue;
        }
        if let Err((found, sources)) = read_kind(&name, &DiskFiles, &KindSources::default()) {
            panic!("{}", render(&found, &sources, Language::English, false));
        }
    }
}
