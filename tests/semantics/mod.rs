//! `docs/language.md` sentence by sentence: each rule with a tiny model and numbers worked out by hand.

mod advice;
mod allowed;
mod corners;
mod correlated;
mod differences;
mod drawn;
mod ends;
mod expressions;
mod impossible;
mod inputs;
mod known_beforehand;
mod nested;
mod ordered;
mod persistence;
mod projects;
mod promises;
mod ranked;
mod safe;
mod series;
mod single;
mod states;
mod stretched;
mod tables;
mod units;
mod whole_years;

use fengnian::diagnostic::{Code, Language, render};
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::{Model, RunOptions, Trace};

/// Relative margin: a handful of roundings.
const MARGIN: f64 = 1e-12;

/// The model in `text`; what is wrong with it ends the test.
fn model(text: &str) -> Model {
    model_with(text, &[])
}

/// The model in `text` with files beside it.
fn model_with(text: &str, files: &[(&str, &str)]) -> Model {
    let read = |files: MemoryFiles| Model::read("s.toml", &files, &KindSources::default());
    let files = files.iter().fold(MemoryFiles::new(), |all, (path, text)| all.with(*path, text.as_bytes()));
    read(files.with("s.toml", text)).unwrap_or_else(|mistakes| {
        panic!("{text}\n{}", render(&mistakes.diagnostics, &mistakes.sources, Language::English, false))
    })
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= MARGIN * expected.abs().max(1.0)
        || found == expected
        || found.is_nan() && expected.is_nan()
}

/// Compares a value by year; a value that is the same in all years may have just one number.
#[track_caller]
fn same(what: &str, found: &[f64], expected: &[f64]) {
    let found = if found.len() == 1 { vec![found[0]; expected.len()] } else { found.to_vec() };
    let equal = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| near(*a, *b));
    assert!(equal, "{what}\n   found {found:?}\nexpected {expected:?}");
}

/// Formulas with the values they must have, each year or once, behind `prelude`. Number k is called `f{k}`.
#[track_caller]
fn give(prelude: &str, cases: &[(&str, &[f64])]) {
    let formulas: String =
        cases.iter().enumerate().map(|(k, (formula, _))| format!("f{k} = \"{formula}\"\n")).collect();
    let model = model(&format!("{prelude}\n[formulas]\n{formulas}"));
    let trace = traced(&model, 0);
    for (k, (formula, expected)) in cases.iter().enumerate() {
        same(formula, trace.series(&format!("f{k}")), expected);
    }
}

fn traced(model: &Model, trial: u64) -> Trace<'_> {
    model.trace(1, trial).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// The codes of all mistakes in a file.
fn codes(text: &str) -> Vec<Code> {
    match Model::from_text("s", text) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.diagnostics.list.iter().map(|mistake| mistake.code).collect(),
    }
}

/// Each formula is refused with the code; with every other one, too, since each is a file of its own.
#[track_caller]
fn refused(prelude: &str, cases: &[(&str, Code)]) {
    for (formula, code) in cases {
        let found = codes(&format!("{prelude}\n[formulas]\nit = \"{formula}\"\n"));
        assert_eq!(found, [*code], "{formula}");
    }
}

/// All values of an outcome.
fn outcome(text: &str, name: &str, trials: u64) -> Vec<f64> {
    let model = model(text);
    let options = RunOptions { trials: Some(trials), threads: 1, ..RunOptions::default() };
    let run = model.run(&options).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let values = run.outcome(name).to_vec();
    assert!(!values.is_empty(), "{name} does not vary by trial");
    values
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn sd(values: &[f64]) -> f64 {
    let mean = mean(values);
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let products: f64 = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)).sum();
    products / (sd(a) * sd(b) * (a.len() - 1) as f64)
}

/// Ranks from 1; the values have no ties.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = rank as f64 + 1.0;
    }
    ranks
}
