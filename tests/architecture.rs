//! Rules that the source tree keeps: who imports whom, who prints, how long a file is, what is not to be found anywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// In the order of the flow: a stage imports only what stands before it, and vocabulary.
const STAGES: [&str; 8] = ["scenario", "village", "plan", "sampling", "simulation", "analysis", "report", "cli"];
/// Imports no stage.
const VOCABULARY: [&str; 7] = ["diagnostic", "quantity", "formula", "distribution", "finance", "statistics", "numeric"];
/// The pipeline in one piece: joins the stages up to the run for those that come after.
const JOINT: &str = "model";
const LAST_JOINED: &str = "simulation";
/// Names at the root of the crate, and where they come from.
const ROOT_NAMES: [(&str, &str); 5] =
    [("Model", JOINT), ("Run", JOINT), ("Trace", JOINT), ("InstructionSet", "numeric"), ("RunOptions", "simulation")];

const LONGEST: usize = 500;
/// Tables of numbers may be longer.
const TABLES_OF_NUMBERS: [&str; 0] = [];
const MEDIAN: usize = 200;

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a folder, sorted, with their paths from the package's folder. Hidden folders but `.ci`, and what programs
/// made, are left out.
pub fn files(folder: &str) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the package") {
            let path = entry.expect("readable").path();
            let name = path.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                if !["target", "output"].contains(&name.as_str()) && (!name.starts_with('.') || name == ".ci") {
                    folders.push(path);
                }
            } else {
                found.push((name, path));
            }
        }
    }
    found.sort();
    found
}

/// Rust files below a folder, with their text.
fn rust(folder: &str) -> Vec<(String, String)> {
    let rust = files(folder).into_iter().filter(|(name, _)| name.ends_with(".rs"));
    rust.map(|(name, path)| (name, std::fs::read_to_string(path).expect("UTF-8"))).collect()
}

/// Whether a file of `src/` holds tests only.
fn is_test(name: &str) -> bool {
    name.ends_with("/tests.rs") || name.contains("/tests/")
}

/// The source files without their tests and without comments: name, top module, code.
fn sources() -> Vec<(String, String, String)> {
    rust("src")
        .into_iter()
        .filter(|(name, _)| !is_test(name))
        .map(|(name, text)| {
            let inside = name.trim_start_matches("src/");
            let module = inside.split(['/', '.']).next().unwrap_or_default().to_owned();
            let body = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let code: Vec<&str> = body.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            (name, module, code.join("\n"))
        })
        .collect()
}

/// The top modules that some code names behind `crate::`.
fn imported(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (start, _) in code.match_indices("crate::") {
        let rest = &code[start + "crate::".len()..];
        let list = match rest.strip_prefix('{') {
            // `use crate::{a::b, c}`: the first word of each part at the outermost level
            Some(inside) => {
                let mut depth = 0;
                let mut parts = vec![String::new()];
                for character in inside.chars() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => parts.push(String::new()),
                        _ => {}
                    }
                    parts.last_mut().expect("never empty").push(character);
                }
                parts
            }
            None => vec![rest.chars().take(80).collect()],
        };
        for part in list {
            let word: String = part
                .trim_start_matches([',', ' ', '\n'])
                .chars()
                .take_while(|character| character.is_alphanumeric() || *character == '_')
                .collect();
            let module = ROOT_NAMES.iter().find(|(name, _)| *name == word).map_or(word.as_str(), |(_, module)| module);
            if !module.is_empty() {
                found.insert(module.to_owned());
            }
        }
    }
    found
}

/// Whether a module may name another.
fn allowed(from: &str, to: &str) -> bool {
    let stage = |name: &str| STAGES.iter().position(|stage| *stage == name);
    if from == to || VOCABULARY.contains(&to) {
        return true;
    }
    match (stage(from), stage(to)) {
        (Some(from), Some(to)) => to < from,
        (Some(from), None) => to == JOINT && Some(from) > stage(LAST_JOINED),
        (None, Some(to)) => from == JOINT && Some(to) <= stage(LAST_JOINED),
        (None, None) => false,
    }
}

#[test]
fn stages_import_earlier_stages_and_vocabulary_imports_none() {
    let known = |name: &str| STAGES.contains(&name) || VOCABULARY.contains(&name) || name == JOINT;
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (name, module, code) in sources() {
        if ["lib", "main"].contains(&module.as_str()) {
            continue;
        }
        assert!(known(&module), "{name}: `{module}` is neither a stage nor vocabulary; say which in this test");
        for other in imported(&code) {
            seen += 1;
            if !allowed(&module, &other) {
                wrong.push(format!("{name} names crate::{other}"));
            }
        }
    }
    assert!(seen > 100, "only {seen} imports found: the search is broken");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_search_for_imports_sees_all_forms() {
    let code =
        "use crate::plan::{a, b};\nuse crate::{\n    cli::x,\n    report::{y, z},\n};\nlet m = crate::Model::new();";
    assert_eq!(imported(code).into_iter().collect::<Vec<_>>(), ["cli", "model", "plan", "report"]);
    assert!(allowed("report", "analysis") && allowed("cli", "model") && allowed("model", "simulation"));
    for (from, to) in [("plan", "simulation"), ("finance", "plan"), ("simulation", "model"), ("model", "cli")] {
        assert!(!allowed(from, to), "{from} must not import {to}");
    }
}

#[test]
fn only_the_command_line_prints_and_only_the_writer_touches_the_disk() {
    let mut wrong = Vec::new();
    for (name, module, code) in sources() {
        let writer = name == "src/report/write.rs" || name.starts_with("src/report/write/");
        let mut words = Vec::new();
        if module != "cli" {
            words.extend(["print!(", "println!(", "dbg!(", "stdout()", "stderr()", "std::env"]);
            if !writer {
                words.extend(["std::fs", "std::net", "std::process", "File::open", "File::create"]);
            }
        }
        // main.rs turns arguments into an exit code
        if name != "src/main.rs" {
            wrong.extend(words.iter().filter(|word| code.contains(**word)).map(|word| format!("{name}: {word}")));
        }
        for word in ["static mut", "thread_rng", "SystemTime::now"] {
            if module != "cli" && code.contains(word) {
                wrong.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The platform's elementary functions, whose last bits differ from machine to machine.
const OF_THE_PLATFORM: [&str; 26] = [
    "ln", "ln_1p", "log", "log2", "log10", "exp", "exp2", "exp_m1", "powf", "powi", "cbrt", "hypot", "sin", "cos",
    "tan", "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
];

/// Calls of the platform's functions in some code, as methods or by path.
fn platform_calls(code: &str) -> Vec<String> {
    let called = |name: &&&str| {
        [format!(".{name}("), format!("f64::{name}(")].iter().any(|call| code.contains(call.as_str()))
            // handed on as a function
            || code.match_indices(&format!("f64::{name}")).any(|(at, found)| {
                !code[at + found.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
            })
    };
    OF_THE_PLATFORM.iter().filter(called).map(|name| (*name).to_owned()).collect()
}

#[test]
fn numbers_have_the_same_bits_everywhere() {
    // pixels may differ; the samples and the reference cases are tests
    let free = |name: &str| {
        name.starts_with("src/report/charts/")
            || name.starts_with("src/report/samples")
            || name == "src/finance/reference.rs"
    };
    let mut wrong = Vec::new();
    for (name, module, code) in sources() {
        if module == "numeric" || free(&name) {
            continue;
        }
        wrong.extend(platform_calls(&code).iter().map(|call| format!("{name}: {call}")));
        for library in ["statrs", "libm"] {
            if code.contains(&format!("{library}::")) {
                wrong.push(format!("{name}: {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "take them from numeric::elementary: {wrong:#?}");
    // the search finds what it is to find
    assert_eq!(platform_calls("x.ln() + f64::powi(x, 2) + list.map(f64::exp_m1)"), ["ln", "exp_m1", "powi"]);
    assert!(platform_calls("ln(x) + elementary::exp(x) + f64::EPSILON + x.sqrt()").is_empty());
}

#[test]
fn files_are_short() {
    let mut lengths = Vec::new();
    let mut long = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for (name, text) in rust(folder) {
            let lines = text.lines().count();
            lengths.push(lines);
            if lines > LONGEST && !TABLES_OF_NUMBERS.contains(&name.as_str()) {
                long.push(format!("{name}: {lines}"));
            }
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= MEDIAN, "the median file has {median} lines");
    assert!(long.is_empty(), "more than {LONGEST} lines: {long:#?}");
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<String> = ["src", "tests", "benches"]
        .into_iter()
        .flat_map(rust)
        .filter(|(name, text)| !is_test(name) && !text.starts_with("//!"))
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "no `//!` at the top: {silent:#?}");
}

/// The tree tells nothing about the place where it was written.
#[test]
fn no_word_of_the_workshop_is_left() {
    let words = [
        concat!("clau", "de"),
        concat!("anthro", "pic"),
        concat!("open", "ai"),
        concat!("chat", "gpt"),
        concat!("co", "pilot"),
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
    ];
    let whole = [concat!("A", "I"), concat!("sess", "ion"), concat!("L", "LM")];
    let mut wrong = Vec::new();
    for (name, path) in files(".") {
        let Ok(text) = String::from_utf8(std::fs::read(path).expect("readable")) else { continue };
        let lower = text.to_lowercase();
        wrong.extend(words.iter().filter(|word| lower.contains(**word)).map(|word| format!("{name}: {word}")));
        let parts: BTreeSet<&str> = text.split(|character: char| !character.is_alphanumeric()).collect();
        wrong.extend(whole.iter().filter(|word| parts.contains(**word)).map(|word| format!("{name}: {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
