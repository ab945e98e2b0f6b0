//! One broken file at least for every sort of mistake of reading and compiling, and what people then read, in both languages.
//!
//! `tests/errors/e104-unknown-key.toml` is compared with `….zh.txt` and `….en.txt` beside it; with `UPDATE_GOLDEN=1` in
//! the environment the texts are written anew. A `.csv` or `.xlsx` whose name begins with a code is a broken household list;
//! other data files and `kinds/` stand in the same folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fengnian::Model;
use fengnian::cli::files::DiskFiles;
use fengnian::diagnostic::{Code, Diagnostics, Language, Sources, render};
use fengnian::scenario::files::KindSources;
use fengnian::scenario::kinds::BUILTIN;
use fengnian::scenario::roster::{SOURCES, read_roster};
use fengnian::scenario::{apply_overrides, read};

/// The mistakes in a file. A first line `# --set path=value` is applied as the command line would.
fn diagnose(path: &str) -> (Diagnostics, Sources) {
    if !path.ends_with(".toml") {
        let bytes = std::fs::read(path).expect("a readable file");
        return (read_roster(&bytes, path, &SOURCES).err().unwrap_or_default(), Sources::default());
    }
    // a broken village stands on the kinds that are shipped; elsewhere a list of them would only change with each kind
    let builtin = if path.contains("-village-") { BUILTIN } else { &[] };
    match read(path, &DiskFiles, &KindSources { folders: Vec::new(), builtin }) {
        Err(found) => found,
        Ok(mut scenario) => {
            let text = scenario.sources.files.first().map(|file| file.text.clone()).unwrap_or_default();
            let sets = text.lines().map_while(|line| line.strip_prefix("# --set "));
            let pairs: Vec<(String, String)> =
                sets.filter_map(|set| set.split_once('=')).map(|(path, value)| (path.into(), value.into())).collect();
            let found = apply_overrides(&mut scenario, &pairs);
            if !found.is_empty() {
                return (found, scenario.sources);
            }
            match Model::new(scenario) {
                Err(mistakes) => (mistakes.diagnostics, mistakes.sources),
                Ok(model) => (Diagnostics::default(), model.scenario.sources),
            }
        }
    }
}

/// Files named after a code, sorted.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new("tests/errors");
    let entries = std::fs::read_dir(folder).expect("the tests run in the package's folder");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let ending = |path: &Path| path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_owned();
    let coded = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        name.starts_with('e') && name.get(1..4).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_case = |path: &PathBuf| match ending(path).as_str() {
        "toml" => true,
        "csv" | "xlsx" => coded(path),
        _ => false,
    };
    let mut cases: Vec<PathBuf> = paths.filter(is_case).collect();
    cases.sort();
    cases
}

/// `e104-unknown-key.toml` → 104.
fn code_of(path: &Path) -> u16 {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
    name.get(1..4).and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("{name} does not begin with a code"))
}

#[test]
fn every_broken_file_reads_as_its_golden_text() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1");
    let mut different = Vec::new();
    for case in cases() {
        // the same path on every system
        let path = case.to_string_lossy().replace('\\', "/");
        let (found, sources) = diagnose(&path);
        let code = code_of(&case);
        assert!(found.list.iter().any(|mistake| mistake.code as u16 == code), "{path} does not raise E{code}: {found}");
        for (language, ending) in [(Language::Chinese, "zh.txt"), (Language::English, "en.txt")] {
            let text = render(&found, &sources, language, false);
            let golden = case.with_extension(ending);
            if update {
                std::fs::write(&golden, &text).expect("the golden file can be written");
            }
            let expected = std::fs::read_to_string(&golden).unwrap_or_default().replace("\r\n", "\n");
            if expected != text {
                different.push(format!("{}\n--- expected\n{expected}--- found\n{text}", golden.display()));
            }
        }
    }
    assert!(different.is_empty(), "{}\nUPDATE_GOLDEN=1 accepts the new texts", different.join("\n"));
}

#[test]
fn every_code_has_a_broken_file() {
    let covered: BTreeSet<u16> = cases().iter().map(|case| code_of(case)).collect();
    let missing: Vec<Code> = Code::ALL.iter().copied().filter(|code| !covered.contains(&(*code as u16))).collect();
    assert!(missing.is_empty(), "no file under tests/errors for {missing:?}");
}

#[test]
fn every_mistake_says_what_to_do_in_both_languages() {
    for case in cases() {
        let (found, _) = diagnose(&case.to_string_lossy());
        for mistake in &found.list {
            for text in [&mistake.message, &mistake.remedy] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}: {mistake:?}", case.display());
            }
            let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(chinese(&mistake.message.zh), "{}: {}", case.display(), mistake.message.zh);
        }
    }
}
