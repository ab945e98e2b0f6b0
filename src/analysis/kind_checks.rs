//! The worked examples of a kind (`[[check]]`), computed through the whole pipeline and compared with what they expect.

mod reach;

pub use reach::{unreached, unreached_money};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span, Spanned, Text};
use crate::formula::expression::{Expression, Node};
use crate::model::{Mistakes, Model, Trace};
use crate::scenario::model::{Body, Check, Design, Input, Kind, Name, Project, Scenario, Value, Village};
use crate::scenario::set_in;
use crate::village::ledger;

/// Name of the project that a kind is made into.
pub(super) const PROJECT: &str = "kind";
/// Calendar year of age 0 where a check does not set `start_year`.
const START_YEAR: i32 = 2018;

/// What came of one worked example.
#[derive(Debug, Clone)]
pub struct CheckResult {
    /// The kind.
    pub kind: String,
    /// What the example shows.
    pub name: Text,
    /// Where the expected numbers come from.
    pub source: String,
    /// The numbers compared, or why there are none.
    pub compared: Result<Vec<Comparison>, Mistakes>,
}

impl CheckResult {
    /// True where everything was computed and every number is as expected.
    pub fn passes(&self) -> bool {
        self.compared.as_ref().is_ok_and(|list| list.iter().all(|one| one.passes))
    }
}

/// One number against its expectation, in the unit that the name declares.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The name in the kind.
    pub name: String,
    /// The age, where the name has a value a year.
    pub age: Option<usize>,
    /// As the check states it.
    pub expected: f64,
    /// As computed; NaN where there is no such value.
    pub found: f64,
    /// Within the margin.
    pub passes: bool,
}

/// Computes all checks of a kind that was read with `sources`; of one with streams also its account, with its inputs drawn
/// as they stand.
pub fn run_checks(kind: &Kind, sources: &Sources) -> Vec<CheckResult> {
    let run = |check: &Check| CheckResult {
        kind: kind.name.clone(),
        name: check.label.clone(),
        source: check.source.clone(),
        compared: compared(kind, check, sources),
    };
    let trials = ledger::TRIALS;
    let account = (!kind.body.streams.is_empty()).then(|| CheckResult {
        kind: kind.name.clone(),
        name: Text::new(
            format!("收入 − 支出 − 结存变动 = 0，按抽签，{trials} 次试验"),
            format!("in - out - change of balances = 0, as drawn, {trials} trials"),
        ),
        source: String::new(),
        compared: drawn_balances(kind, sources),
    });
    kind.checks.iter().map(run).chain(account).collect()
}

/// The account of a project of the kind in trials as they are drawn; the worst of them.
fn drawn_balances(kind: &Kind, sources: &Sources) -> Result<Vec<Comparison>, Mistakes> {
    let mut scenario = lone_scenario(kind, sources, ledger::LAST_AGE);
    followed(&mut scenario);
    let model = Model::new(scenario)?;
    let mut worst: Option<(usize, f64)> = None;
    for trial in 0..ledger::TRIALS {
        worst = worst.into_iter().chain(worst_year(&model.trace(1, trial)?)).reduce(ledger::worse);
    }
    Ok(worst.map(balance).into_iter().collect())
}

/// Follows the accounts of all projects.
fn followed(scenario: &mut Scenario) {
    for project in &mut scenario.projects {
        ledger::follow(&mut project.kind.body);
    }
}

fn compared(kind: &Kind, check: &Check, sources: &Sources) -> Result<Vec<Comparison>, Mistakes> {
    let mut scenario =
        scenario(kind, check, sources).map_err(|diagnostics| Mistakes { diagnostics, sources: sources.clone() })?;
    followed(&mut scenario);
    let model = Model::new(scenario)?;
    let trace = model.trace(1, 0)?;
    let expected = check.expect.iter().flat_map(|(name, expected)| compare(&trace, check, &name.value, expected));
    Ok(expected.chain(worst_year(&trace).map(balance)).collect())
}

/// The age at which the account of the project balances least, and its gap then. `None` where it has no account.
fn worst_year(trace: &Trace<'_>) -> Option<(usize, f64)> {
    ledger::worst(trace.series(&format!("{PROJECT}.{}", ledger::GAP)))
}

/// The account balances in every year where its largest gap is 0.
fn balance((age, found): (usize, f64)) -> Comparison {
    let (name, passes) = (ledger::GAP_SHOWN.to_owned(), ledger::is_closed(found));
    Comparison { name, age: Some(age), expected: 0.0, found, passes }
}

/// A series of another length than expected fails at its end: numbers that are not there are not as expected.
fn compare(trace: &Trace<'_>, check: &Check, name: &str, expected: &[f64]) -> Vec<Comparison> {
    let path = format!("{PROJECT}.{name}");
    let (values, scale) = values(trace, &path);
    // a zero is compared on the scale of its series, a lone zero on that of 1
    let largest = expected.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let unit = if largest > 0.0 { largest } else { 1.0 };
    (0..expected.len().max(values.len()))
        .map(|age| {
            let at = |list: &[f64]| list.get(age).copied().unwrap_or(f64::NAN);
            let (wanted, found) = (at(expected), at(&values) / scale);
            let size = if wanted == 0.0 { unit } else { wanted.abs() };
            let passes = (found - wanted).abs() <= check.relative_margin * size;
            let age = (expected.len().max(values.len()) > 1).then_some(age);
            Comparison { name: name.to_owned(), age, expected: wanted, found, passes }
        })
        .collect()
}

/// The values of a path (`kind.npv`, `kind.assets.cooker.cost`) and what one of its unit is in base units.
fn values(trace: &Trace<'_>, path: &str) -> (Vec<f64>, f64) {
    let scale = |path: &str| trace.plan.items.iter().find(|item| item.path == path).map_or(1.0, |item| item.scale);
    let plain = trace.series(path);
    if !plain.is_empty() {
        return (plain.to_vec(), scale(path));
    }
    let mut parts = path.rsplitn(3, '.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), Some(row), Some(table)) => {
            (trace.row_series(table, row, name).to_vec(), scale(&format!("{table}.{name}")))
        }
        _ => (Vec::new(), 1.0),
    }
}

/// A scenario with one project of a kind, its inputs as they stand in the kind. Names that checks set as `shared.x` are
/// there too, and a discount rate of 5 %.
pub fn lone_scenario(kind: &Kind, sources: &Sources, horizon: usize) -> Scenario {
    let place = Span::default();
    let shared: Vec<&(Name, Value)> = kind.checks.iter().flat_map(|check| &check.set).collect();
    let mut body = Body::default();
    for (name, value) in shared {
        let Some(own) = name.value.strip_prefix("shared.") else { continue };
        if !body.inputs.iter().any(|input: &Input| input.name.value == own) {
            body.inputs.push(Input {
                name: Spanned { value: own.to_owned(), span: name.span },
                label: Text::default(),
                unit: None,
                source: None,
                estimate: false,
                states: None,
                allowed: None,
                value: value.clone(),
                scaled: None,
                span: name.span,
            });
        }
    }
    Scenario {
        name: kind.name.clone(),
        title: kind.title.clone(),
        description: kind.description.clone(),
        start_year: START_YEAR,
        horizon,
        discount_rate: Some(Expression { node: Node::Number { value: 0.05, unit: None }, span: place }),
        trials: 1,
        seed: 1,
        design: Design::default(),
        units: Vec::new(),
        body,
        projects: vec![Project {
            name: Spanned { value: PROJECT.to_owned(), span: place },
            title: kind.title.clone(),
            kind: kind.clone(),
            kind_span: place,
            start: None,
            life: None,
            set: Vec::new(),
            pays: Vec::new(),
        }],
        correlations: kind.correlations.iter().map(|correlation| correlation.in_project(PROJECT)).collect(),
        variants: Vec::new(),
        claims: Vec::new(),
        village: Village::default(),
        sources: sources.clone(),
    }
}

/// The scenario of a check: its inputs set, all of them certain then.
///
/// # Errors
/// A name that the kind does not have; an input that is still drawn.
pub fn scenario(kind: &Kind, check: &Check, sources: &Sources) -> Result<Scenario, Diagnostics> {
    let mut scenario = lone_scenario(kind, sources, check.horizon as usize);
    let mut log = Diagnostics::default();
    for (name, value) in &check.set {
        if !set(&mut scenario, name, value) {
            log.push(Diagnostic::at(
                Code::UnknownName,
                name.span,
                Text::new(
                    format!("检验“{}”不能设“{}”", check.name, name.value),
                    format!("the check `{}` cannot set `{}`", check.name, name.value),
                ),
                Text::new(
                    "写类型的输入、表的输入（表.输入）、单元格（表.行.列）、shared.名称、discount_rate 或 start_year",
                    "name an input of the kind, of a table (table.input), a cell (table.row.column), shared.name, discount_rate or start_year",
                ),
            ));
        }
    }
    let bodies = scenario.projects.iter().map(|project| &project.kind.body).chain([&scenario.body]);
    for input in bodies.flat_map(|body| body.inputs.iter().chain(body.tables.iter().flat_map(|table| &table.inputs))) {
        if matches!(&input.value, Value::Uncertain(drawn) if drawn.rank.is_none()) {
            log.push(Diagnostic::at(
                Code::MissingKey,
                input.name.span,
                Text::new(
                    format!("检验“{}”没有给不确定的输入“{}”定值", check.name, input.name.value),
                    format!("the check `{}` leaves the uncertain input `{}` open", check.name, input.name.value),
                ),
                Text::new(
                    format!("在 [check.set] 里写 {} = 一个确定的值", input.name.value),
                    format!("give it a certain value in [check.set]: {} = …", input.name.value),
                ),
            ));
        }
    }
    if log.is_empty() { Ok(scenario) } else { Err(log) }
}

/// False where there is no such name, or the value does not suit it.
fn set(scenario: &mut Scenario, name: &Name, value: &Value) -> bool {
    match (name.value.as_str(), value) {
        ("discount_rate", Value::Certain(rate)) => {
            scenario.discount_rate = Some(rate.clone());
            return true;
        }
        ("start_year", Value::Certain(Expression { node: Node::Number { value, .. }, .. })) => {
            // a year that does not fit is an error of the number's own; the reader holds years below 10,000
            scenario.start_year = *value as i32;
            return true;
        }
        _ => {}
    }
    let path = match name.value.strip_prefix("shared.") {
        Some(shared) => shared.to_owned(),
        None => format!("{PROJECT}.{}", name.value),
    };
    set_in(scenario, &path, name, value.clone())
}

#[cfg(test)]
mod tests;
