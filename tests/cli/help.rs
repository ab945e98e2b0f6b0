//! Help, language, examples, lists.

use std::path::Path;

use fengnian::cli::VERBS;
use fengnian::distribution::FAMILIES;
use fengnian::formula::functions::FUNCTIONS;
use fengnian::quantity::UNITS;
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::kinds::BUILTIN;
use fengnian::scenario::read_kind;

use super::{expect, folder, program};

const LANGUAGES: [&str; 2] = ["zh", "en"];

/// Compares with `tests/golden/NAME`; `UPDATE_GOLDEN=1` writes it instead.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("the golden file can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(text, kept, "{name} differs; UPDATE_GOLDEN=1 rewrites it");
}

#[test]
fn help_in_both_languages_is_as_kept() {
    let folder = folder();
    for language in LANGUAGES {
        let mut text = expect(folder.path(), &["--help", "--lang", language], 0).0;
        for verb in VERBS {
            let (help, _) = expect(folder.path(), &[verb.name, "--help", "--lang", language], 0);
            let about = if language == "zh" { verb.zh } else { verb.en };
            assert!(help.starts_with(about) && text.contains(about), "{help}");
            assert!(verb.examples.iter().all(|example| help.contains(&format!("  fengnian {example}\n"))), "{help}");
            text.push_str(&format!("\n==== fengnian {}\n{help}", verb.name));
        }
        golden(&format!("help.{language}.txt"), &text);
    }
}

#[test]
fn every_example_of_the_help_runs() {
    let folder = folder();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["scenarios", "scenarios/kinds", "scenarios/rosters"] {
        std::fs::create_dir(folder.path().join(part)).expect("a folder can be made");
        for entry in std::fs::read_dir(root.join(part)).expect("the folder is shipped") {
            let path = entry.expect("a readable folder").path();
            if path.extension().is_some_and(|ending| ending == "toml" || ending == "csv") {
                let name = path.file_name().expect("a file has a name");
                std::fs::copy(&path, folder.path().join(part).join(name)).expect("a file can be copied");
            }
        }
    }
    for verb in VERBS {
        assert!(!verb.examples.is_empty(), "{}", verb.name);
        for example in verb.examples {
            let mut words: Vec<&str> = example.split(' ').collect();
            if verb.name == "run" {
                for (option, value) in [("--trials", "64"), ("--formats", "none")] {
                    match words.iter().position(|word| *word == option) {
                        Some(place) => words[place + 1] = value,
                        None => words.extend([option, value]),
                    }
                }
            }
            let (out, _) = expect(folder.path(), &words, 0);
            assert!(!out.is_empty(), "{example}");
        }
    }
}

#[test]
fn the_language_comes_from_the_flag_then_the_variable() {
    let folder = folder();
    let first = |variable: &str, words: &[&str]| {
        let output = program(folder.path(), words).env("FENGNIAN_LANG", variable).output().expect("the program starts");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(first("zh", &["list", "functions"]).starts_with("单个值"));
    assert!(first("en", &["list", "functions"]).starts_with("Of single"));
    assert!(first("zh", &["list", "functions", "--lang", "en"]).starts_with("Of single"));
    assert!(first("en", &["--lang=zh", "list", "functions"]).starts_with("单个值"));
}

#[test]
fn lists_hold_every_entry_in_both_languages() {
    let folder = folder();
    let has = |what: &str, language: &str, entries: Vec<(String, String)>| {
        let (out, _) = expect(folder.path(), &["list", what, "--lang", language], 0);
        assert!(!entries.is_empty());
        for (name, words) in entries {
            let place = out.find(&name).unwrap_or_else(|| panic!("{name} is not listed:\n{out}"));
            assert!(out[place..].contains(&words), "{name}: {words}\n{out}");
        }
    };
    let pick = |language: &str, zh: &str, en: &str| (if language == "zh" { zh } else { en }).to_owned();
    for language in LANGUAGES {
        let of = |zh: &str, en: &str| pick(language, zh, en);
        has("distributions", language, FAMILIES.iter().map(|f| (f.name.into(), of(f.doc.zh, f.doc.en))).collect());
        has("functions", language, FUNCTIONS.iter().map(|f| (f.signature.into(), of(f.zh, f.en))).collect());
        has("units", language, UNITS.iter().map(|unit| (format!("\n{} ", unit.name), String::new())).collect());
        let sources = KindSources { folders: Vec::new(), builtin: BUILTIN };
        let title =
            |name: &str| read_kind(name, &MemoryFiles::new(), &sources).map(|(kind, _)| kind.title).expect("shipped");
        let titles = BUILTIN.iter().map(|(name, _)| ((*name).to_owned(), of(&title(name).zh, &title(name).en)));
        has("kinds", language, titles.collect());
    }
    let (out, _) = expect(folder.path(), &["list", "scenarios", "."], 0);
    assert!(out.contains("small.toml") && out.contains("Small"), "{out}");
}

#[test]
fn completions_name_every_verb() {
    let folder = folder();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (out, _) = expect(folder.path(), &["completions", shell], 0);
        assert!(VERBS.iter().all(|verb| out.contains(verb.name)), "{shell}");
    }
}
