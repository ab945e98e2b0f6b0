//! What the tests share: loading models, looking into a trial, comparing numbers.

use fengnian::{Model, RunOptions};

/// Relative difference that two ways of computing the same double-precision formula may show: sums of some dozens of
/// terms lose a few hundred units in the last place (2e-16 each); 1e-9 leaves room for iterated roots as well.
pub(crate) const TOLERANCE: f64 = 1e-9;

/// Compiles a scenario text; its mistakes end the test.
pub(crate) fn model(name: &str, text: &str) -> Model {
    match Model::from_text(name, text) {
        Ok(model) => model,
        Err(mistakes) => panic!("{name} has mistakes:\n{mistakes}"),
    }
}

/// Options for a short run on one thread.
pub(crate) fn options(trials: u64, seed: u64) -> RunOptions {
    RunOptions { trials: Some(trials), seed: Some(seed), threads: 1, ..Default::default() }
}

/// The outcome of every trial, also where it is the same in all of them (a run keeps no column then).
pub(crate) fn values(model: &Model, options: &RunOptions, path: &str) -> Vec<f64> {
    let run = model.run(options).expect("the run ends");
    values_of(model, &run, path)
}

/// The outcome of every trial of a finished run.
pub(crate) fn values_of(model: &Model, run: &fengnian::Run<'_>, path: &str) -> Vec<f64> {
    let column = run.outcome(path);
    if !column.is_empty() {
        return column.to_vec();
    }
    let trace = model.trace(run.outcomes.seed, 0).expect("the trace ends");
    let value = trace.series(path);
    assert!(!value.is_empty(), "there is no outcome {path}");
    vec![value[0]; usize::try_from(run.outcomes.trials).expect("fits")]
}

/// The outcome of every trial of a scenario text.
pub(crate) fn column(name: &str, text: &str, outcome: &str, trials: u64, seed: u64) -> Vec<f64> {
    values(&model(name, text), &options(trials, seed), outcome)
}

/// Fails unless `got` equals `expected` to [`TOLERANCE`] of the larger of `expected` and `scale` (the size of the
/// terms that `expected` was summed from). Values that do not exist must be missing on both sides.
pub(crate) fn assert_close(what: &str, got: f64, expected: f64, scale: f64) {
    if !expected.is_finite() {
        assert!(!got.is_finite(), "{what}: got {got:e}, expected no value");
        return;
    }
    let allowed = TOLERANCE * expected.abs().max(scale);
    assert!(
        (got - expected).abs() <= allowed,
        "{what}: got {got:e}, expected {expected:e}, off by {:e}, allowed {allowed:e}",
        got - expected
    );
}

/// What an oracle computed from the draws of one trial.
#[derive(Default)]
pub(crate) struct Expected {
    outcomes: Vec<(String, f64, f64)>,
    values: Vec<(String, f64, f64)>,
    series: Vec<(String, Vec<f64>, f64)>,
    rows: Vec<(String, String, String, Vec<f64>, f64)>,
}

impl Expected {
    /// An outcome with one value a trial.
    pub(crate) fn outcome(&mut self, name: &str, value: f64, scale: f64) {
        self.outcomes.push((name.into(), value, scale));
    }
    /// An outcome that is true or false.
    pub(crate) fn truth(&mut self, name: &str, value: bool) {
        self.outcomes.push((name.into(), f64::from(value), 0.0));
    }
    /// A formula with one value a trial.
    pub(crate) fn value(&mut self, name: &str, value: f64, scale: f64) {
        self.values.push((name.into(), value, scale));
    }
    /// A formula with a value a year.
    pub(crate) fn series(&mut self, name: &str, values: &[f64], scale: f64) {
        self.series.push((name.into(), values.to_vec(), scale));
    }
    /// A formula of a table row with a value a year.
    pub(crate) fn row(&mut self, table: &str, row: &str, name: &str, values: &[f64], scale: f64) {
        self.rows.push((table.into(), row.into(), name.into(), values.to_vec(), scale));
    }
}

/// Runs `text` and compares every trial with what `oracle` computes from the traced draws; the outcome columns must
/// also repeat the trace bit by bit.
pub(crate) fn against(name: &str, text: &str, trials: u64, oracle: impl Fn(&fengnian::Trace<'_>) -> Expected) {
    const SEED: u64 = 7;
    let model = model(name, text);
    let run = model.run(&options(trials, SEED)).expect("the run ends");
    for trial in 0..trials {
        let trace = model.trace(SEED, trial).expect("the trace ends");
        let expected = oracle(&trace);
        for (path, value, scale) in &expected.outcomes {
            let what = format!("{name}, trial {trial}, outcome {path}");
            let traced = trace.value(path);
            let column = values_of(&model, &run, path)[usize::try_from(trial).expect("small")];
            assert!(
                traced.to_bits() == column.to_bits() || traced.is_nan() && column.is_nan(),
                "{what}: the run says {column:e}, the trace {traced:e}"
            );
            assert_close(&what, column, *value, *scale);
        }
        for (path, value, scale) in &expected.values {
            assert_close(&format!("{name}, trial {trial}, {path}"), trace.value(path), *value, *scale);
        }
        for (path, values, scale) in &expected.series {
            let got = trace.series(path);
            assert_eq!(got.len(), values.len(), "{name}, {path}: number of years");
            for (index, (got, value)) in got.iter().zip(values).enumerate() {
                assert_close(&format!("{name}, trial {trial}, {path}, index {index}"), *got, *value, *scale);
            }
        }
        for (table, row, path, values, scale) in &expected.rows {
            let got = trace.row_series(table, row, path);
            assert_eq!(got.len(), values.len(), "{name}, {table}.{row}.{path}: number of years");
            for (index, (got, value)) in got.iter().zip(values).enumerate() {
                let what = format!("{name}, trial {trial}, {table}.{row}.{path}, index {index}");
                assert_close(&what, *got, *value, *scale);
            }
        }
    }
}

/// Net present value with the flow of index 0 undiscounted: the sum of flow[k] / (1 + rate)^k.
pub(crate) fn npv(rate: f64, flow: &[f64]) -> f64 {
    let mut total = 0.0;
    for (k, amount) in flow.iter().enumerate() {
        total += amount / (1.0 + rate).powi(i32::try_from(k).expect("few years"));
    }
    total
}

/// Type-7 quantile (Hyndman and Fan, 1996): linear between the order statistics at (n − 1)·p.
pub(crate) fn quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = p * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// Arithmetic mean.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sample standard deviation (n − 1).
pub(crate) fn sd(values: &[f64]) -> f64 {
    let centre = mean(values);
    (values.iter().map(|x| (x - centre) * (x - centre)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
}

/// The texts of all fenced blocks of a Markdown page that are marked `toml scenario`.
pub(crate) fn scenario_blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut inside: Option<String> = None;
    for line in page.lines() {
        match &mut inside {
            None if line.trim_end() == "```toml scenario" => inside = Some(String::new()),
            None => {}
            Some(_) if line.trim_end() == "```" => blocks.extend(inside.take()),
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    assert!(inside.is_none(), "a block is not closed");
    blocks
}

/// Trials belong to 32 replicates, trial i to replicate i mod 32.
pub(crate) const REPLICATES: usize = 32;

fn replicates(values: &[f64]) -> impl Iterator<Item = Vec<f64>> {
    (0..REPLICATES).map(|part| values.iter().copied().skip(part).step_by(REPLICATES).collect())
}

/// Standard error of a statistic from the spread of the replicates, 31 degrees of freedom.
pub(crate) fn replicate_error(values: &[f64], statistic: impl Fn(&[f64]) -> f64) -> f64 {
    let parts: Vec<f64> = replicates(values).map(|part| statistic(&part)).collect();
    sd(&parts) / (REPLICATES as f64).sqrt()
}

/// How far a type-7 quantile may be off at `errors` standard errors: the error of the share of trials below it, carried
/// back through the sample's own quantiles (Woodruff, 1952).
///
/// The spread of the replicates' quantiles will not do: a stratified replicate has one trial in each small cell of an
/// input, so its quantile moves inside one cell only and says half of what the pooled quantile is off.
pub(crate) fn quantile_margin(values: &[f64], p: f64, errors: f64) -> f64 {
    let middle = quantile(values, p);
    let share = |part: &[f64]| part.iter().filter(|x| **x <= middle).count() as f64 / part.len() as f64;
    let error = errors * replicate_error(values, share);
    let at = |p: f64| quantile(values, p.clamp(0.0, 1.0));
    (at(p + error) - middle).max(middle - at(p - error))
}
