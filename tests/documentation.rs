//! Every scenario printed in `docs/` is a whole file: it has no mistake and runs.

use crate::support::{model, options, scenario_blocks};

/// The pages of `docs/`, read when the test runs, so that a new page is tested without being listed.
fn pages() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).expect("docs/ can be listed") {
        let path = entry.expect("docs/ can be listed").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let text = std::fs::read_to_string(&path).expect("a page can be read");
            pages.push((path.file_stem().expect("has a name").to_string_lossy().into_owned(), text));
        }
    }
    pages.sort();
    pages
}

/// Checks without a mistake, runs 64 trials, and every outcome is finite in every trial and year.
#[test]
fn scenarios_of_the_documentation_run() {
    let mut found = 0;
    for (page, text) in pages() {
        for (number, block) in scenario_blocks(&text).iter().enumerate() {
            let name = format!("{page}-{}", number + 1);
            let model = model(&name, block);
            let run = model.run(&options(64, 1)).expect("the run ends");
            let file: toml::Table = block.parse().expect("the page holds TOML");
            let outcomes = file["outcomes"].as_table().expect("outcomes are a table");
            assert!(!outcomes.is_empty(), "{name} has no outcome");
            for trial in 0..64 {
                let trace = model.trace(1, trial).expect("the trace ends");
                for outcome in outcomes.keys() {
                    let values = trace.series(outcome);
                    let finite = values.iter().all(|value| value.is_finite());
                    assert!(finite, "{name}, {outcome}, trial {trial}: {values:?}");
                }
            }
            drop(run);
            found += 1;
        }
    }
    assert!(found >= 19, "only {found} scenarios found: seven on the language page, twelve translations");
}
