//! What the READMEs say is so: paths, commands, words, codes, the message they quote; and both say the same.

use fengnian::Model;
use fengnian::cli::{Exit, VERBS};
use fengnian::diagnostic::{Language, render};

use crate::architecture::{files, root};

const PAGES: [(&str, Language); 2] = [("README.md", Language::English), ("README.zh-CN.md", Language::Chinese)];

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What stands between backticks, outside blocks.
fn quoted(text: &str) -> Vec<String> {
    let outside: Vec<&str> = text.split("```").step_by(2).collect();
    outside.iter().flat_map(|part| part.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

/// The quoted words that are paths of this tree.
fn paths(text: &str) -> Vec<String> {
    let folders = ["src/", "tests/", "benches/", "docs/", "assets/", "scenarios/", ".ci/"];
    let mut found: Vec<String> = quoted(text)
        .into_iter()
        .filter(|word| folders.iter().any(|folder| word.starts_with(folder)))
        // places to be filled in
        .filter(|word| !word.contains("NAME") && !word.contains("NNN"))
        .collect();
    found.sort();
    found
}

/// The first cell of every row of the tables.
fn first_cells(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()).map(str::to_owned).collect()
}

/// The commands of the first block.
fn commands(text: &str) -> Vec<String> {
    let block = text.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block of commands");
    block.lines().map(str::to_owned).collect()
}

#[test]
fn every_path_exists_and_every_module_is_in_the_map() {
    for (page, _) in PAGES {
        let text = read(page);
        let paths = paths(&text);
        assert!(paths.len() > 50, "{page}: only {} paths found", paths.len());
        for path in &paths {
            assert!(root().join(path).exists(), "{page}: there is no {path}");
        }
        for (name, _) in files("src") {
            let inside = name.trim_start_matches("src/");
            let top = match inside.split_once('/') {
                Some((folder, _)) => format!("src/{folder}"),
                None => format!("src/{inside}"),
            };
            let with_file = [format!("{top}/"), top.clone(), format!("{top}.rs")];
            assert!(with_file.iter().any(|path| paths.contains(path)), "{page}: {top} is not in the code map");
        }
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(root().join(link).exists(), "{page}: the link {link} leads nowhere");
        }
    }
}

#[test]
fn both_languages_say_the_same() {
    let [english, chinese] = PAGES.map(|(page, _)| read(page));
    assert_eq!(paths(&english), paths(&chinese));
    assert_eq!(commands(&english), commands(&chinese));
    let headings = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(headings(&english), headings(&chinese));
    let rows = |text: &str| text.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(rows(&english), rows(&chinese));
    // names, codes and commands stand in the first cells, the same in both; sentences differ
    let fixed = |text: &str| -> Vec<String> {
        let cells = first_cells(text).into_iter().filter(|cell| cell.starts_with('`'));
        cells.filter_map(|cell| cell.split('`').nth(1).map(str::to_owned)).collect()
    };
    assert_eq!(fixed(&english), fixed(&chinese));
}

#[test]
fn the_gate_runs_the_commands_of_the_readme() {
    let gate = read(".ci/run");
    let steps: Vec<&str> = gate.lines().filter_map(|line| line.trim().strip_prefix("step ")).collect();
    for (page, _) in PAGES {
        let text = read(page);
        let commands = commands(&text);
        assert_eq!(commands.len(), 2, "{page}: {commands:?}");
        let slow = "cargo test --release -- --ignored";
        assert!(text.contains(slow), "{page} does not name the slow tests");
        for command in commands.iter().map(String::as_str).chain([slow]) {
            assert!(steps.contains(&command), ".ci/run does not run `{command}`");
        }
    }
}

/// The standard names that the kinds and scenarios use stand in the glossary.
#[test]
fn the_glossary_has_the_standard_names() {
    let names = ["capex", "opex", "revenue", "cash_flow", "reserve", "npv", "irr", "payback", "discount_rate"];
    let models: Vec<String> = files("scenarios")
        .into_iter()
        .filter(|(name, _)| name.ends_with(".toml"))
        .map(|(_, path)| std::fs::read_to_string(path).expect("UTF-8"))
        .collect();
    let used = |name: &str| {
        models
            .iter()
            .any(|model| model.lines().any(|line| line.split('=').next().is_some_and(|key| key.trim() == name)))
    };
    let words = [
        "trial",
        "draw",
        "seed",
        "outcome",
        "stream",
        "recipient",
        "promise",
        "shortfall",
        "roster",
        "household",
        "group",
        "collective",
        "poverty line",
        "return to poverty",
        "watch list",
        "cause",
        "with and without",
        "FGT",
        "Gini",
    ];
    for (page, _) in PAGES {
        let cells = first_cells(&read(page));
        for name in names.into_iter().filter(|name| used(name)) {
            assert!(cells.contains(&format!("`{name}`")), "{page}: `{name}` is used and not explained");
        }
        for word in words {
            assert!(cells.iter().any(|cell| cell == word), "{page}: {word} is not explained");
        }
    }
    assert!(names.into_iter().filter(|name| used(name)).count() >= 6, "the search for names is broken");
}

/// What is shipped is listed: every scenario in a row of its own, every kind in one of the rows.
#[test]
fn kinds_and_scenarios_are_listed() {
    for (page, _) in PAGES {
        let words = quoted(&read(page));
        let cells = first_cells(&read(page));
        let mut found = [0, 0];
        for (name, _) in files("scenarios").iter().filter(|(name, _)| name.ends_with(".toml")) {
            match name.strip_prefix("scenarios/").map(|rest| rest.split('/').collect::<Vec<&str>>()).as_deref() {
                Some([_]) => {
                    assert!(cells.contains(&format!("`{name}`")), "{page}: no row for {name}");
                    found[0] += 1;
                }
                Some(["kinds", file]) => {
                    let kind = file.trim_end_matches(".toml");
                    assert!(words.iter().any(|word| word == kind), "{page}: {kind} is not named");
                    found[1] += 1;
                }
                _ => {}
            }
        }
        assert!(found[0] > 5 && found[1] > 5, "the search is broken: {found:?}");
    }
}

#[test]
fn verbs_and_exit_codes_are_listed() {
    let codes = [Exit::Done, Exit::WrongInput, Exit::WrongUsage, Exit::CheckFailed, Exit::Interrupted];
    for (page, _) in PAGES {
        let cells = first_cells(&read(page));
        for verb in VERBS {
            let begins = [format!("`{}`", verb.name), format!("`{} ", verb.name)];
            let found = cells.iter().any(|cell| begins.iter().any(|begin| cell.starts_with(begin)));
            assert!(found, "{page}: no row for {}", verb.name);
        }
        for code in codes.map(|code| (code as u8).to_string()).into_iter().chain(["101".into()]) {
            assert!(cells.contains(&code), "{page}: no row for exit code {code}");
        }
    }
}

/// The message that the READMEs show is what the program says.
#[test]
fn the_quoted_message_is_real() {
    let text = "horizon = 10\n[inputs]\ncapacity = \"70.2 kW\"\nprice = \"0.85 元/kWh\"\n[formulas]\n\
        revenue = { formula = \"capacity * price\", unit = \"元\", active = \"1..\" }\n[outcomes]\ntotal = \"sum(revenue)\"\n";
    let mistakes = Model::from_text("station", text).expect_err("the unit is wrong");
    for (page, language) in PAGES {
        let said = render(&mistakes.diagnostics, &mistakes.sources, language, false);
        let message = said.split("\n\n").next().expect("a message").trim_end();
        assert!(message.lines().count() > 5, "{message}");
        assert!(read(page).contains(message), "{page} quotes another message than\n{message}");
    }
}
