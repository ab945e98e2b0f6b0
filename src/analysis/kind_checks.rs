//! The worked examples of a kind (`[[check]]`), computed through the whole pipeline and compared with what they expect.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span, Spanned, Text};
use crate::formula::expression::{Expression, Node};
use crate::model::{Mistakes, Model, Trace};
use crate::scenario::model::{Body, Check, Design, Input, Kind, Name, Project, Scenario, Spread, Value};

/// Name of the project that a kind is made into.
const PROJECT: &str = "kind";
/// Calendar year of age 0 where a check does not set `start_year`.
const START_YEAR: i32 = 2018;

/// What came of one worked example.
#[derive(Debug, Clone)]
pub struct CheckResult {
    /// The kind.
    pub kind: String,
    /// What the example shows.
    pub name: String,
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

/// Computes all checks of a kind that was read with `sources`.
pub fn run_checks(kind: &Kind, sources: &Sources) -> Vec<CheckResult> {
    let run = |check: &Check| CheckResult {
        kind: kind.name.clone(),
        name: check.name.clone(),
        source: check.source.clone(),
        compared: compared(kind, check, sources),
    };
    kind.checks.iter().map(run).collect()
}

fn compared(kind: &Kind, check: &Check, sources: &Sources) -> Result<Vec<Comparison>, Mistakes> {
    let scenario =
        scenario(kind, check, sources).map_err(|diagnostics| Mistakes { diagnostics, sources: sources.clone() })?;
    let model = Model::new(scenario)?;
    let trace = model.trace(1, 0)?;
    Ok(check.expect.iter().flat_map(|(name, expected)| compare(&trace, check, &name.value, expected)).collect())
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
                value: value.clone(),
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
            start: None,
            life: None,
            set: Vec::new(),
        }],
        correlations: Vec::new(),
        variants: Vec::new(),
        claims: Vec::new(),
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
                    "写类型的输入、表的单元格（表.行.列）、shared.名称、discount_rate 或 start_year",
                    "name an input of the kind, a cell (table.row.column), shared.name, discount_rate or start_year",
                ),
            ));
        }
    }
    let bodies = scenario.projects.iter().map(|project| &project.kind.body).chain([&scenario.body]);
    for input in bodies.flat_map(|body| body.inputs.iter().chain(body.tables.iter().flat_map(|table| &table.inputs))) {
        if matches!(input.value, Value::Uncertain(_)) {
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
    let (body, own) = match name.value.strip_prefix("shared.") {
        Some(own) => (Some(&mut scenario.body), own),
        None => (scenario.projects.first_mut().map(|project| &mut project.kind.body), name.value.as_str()),
    };
    let Some(body) = body else { return false };
    if let Some(input) = body.inputs.iter_mut().find(|input| input.name.value == own) {
        input.value = value.clone();
        input.span = name.span;
        return true;
    }
    let mut parts = own.splitn(3, '.');
    let (Some(table), Some(row), Some(column)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let Some(table) = body.tables.iter_mut().find(|found| found.name.value == table) else { return false };
    let Some(row) = table.rows.iter().position(|found| found.value == row) else { return false };
    let Some(column) = table.columns.iter_mut().find(|found| found.name.value == column) else { return false };
    match (column.cells.get_mut(row), column.spans.get_mut(row)) {
        (Some(cell), Some(span)) => {
            *cell = value.clone();
            *span = name.span;
            true
        }
        _ => false,
    }
}

/// Formulas and outcomes of a kind that no check depends on: a mistake in them would go unnoticed. Those of tables are
/// named `table.formula`. Streams only hand on what formulas compute.
pub fn unreached(kind: &Kind) -> Vec<String> {
    let mut reach = Reach { body: &kind.body, seen: HashSet::new() };
    for (name, _) in kind.checks.iter().flat_map(|check| &check.expect) {
        let path: Vec<String> = name.value.split('.').map(str::to_owned).collect();
        reach.path(&path, &[]);
    }
    let body = &kind.body;
    let own = body.formulas.iter().chain(body.outcomes.iter().map(|outcome| &outcome.formula));
    let own = own.map(|formula| formula.name.value.clone());
    let of_tables = body
        .tables
        .iter()
        .flat_map(|table| table.formulas.iter().map(|formula| format!("{}.{}", table.name.value, formula.name.value)));
    own.chain(of_tables).filter(|name| !reach.seen.contains(name)).collect()
}

/// Follows names from what is expected to everything it is computed from.
struct Reach<'k> {
    body: &'k Body,
    seen: HashSet<String>,
}

impl<'k> Reach<'k> {
    /// `tables` are those whose rows are open, innermost first.
    fn path(&mut self, path: &[String], tables: &[&'k str]) {
        let Some(first) = path.first() else { return };
        let body = self.body;
        for &open in tables {
            if self.member(open, first) {
                return;
            }
        }
        if let (Some(table), Some(column)) = (body.tables.iter().find(|table| table.name.value == *first), path.get(2))
        {
            self.member(&table.name.value, column);
            return;
        }
        if !self.seen.insert(first.clone()) {
            return;
        }
        let formulas = body.formulas.iter().chain(body.outcomes.iter().map(|outcome| &outcome.formula));
        for formula in formulas.chain(body.streams.iter().map(|stream| &stream.formula)) {
            if formula.name.value == *first {
                self.expression(&formula.expression, &[]);
            }
        }
        if let Some(input) = body.inputs.iter().find(|input| input.name.value == *first) {
            self.value(&input.value, &[]);
        }
    }

    /// A column, input or formula of a table; false where it has no such member.
    fn member(&mut self, table: &'k str, name: &str) -> bool {
        let Some(table) = self.body.tables.iter().find(|found| found.name.value == table) else { return false };
        let open = [table.name.value.as_str()];
        let column = table.columns.iter().find(|column| column.name.value == name);
        let input = table.inputs.iter().find(|input| input.name.value == name);
        let formula = table.formulas.iter().find(|formula| formula.name.value == name);
        if column.is_none() && input.is_none() && formula.is_none() {
            return false;
        }
        if self.seen.insert(format!("{}.{name}", table.name.value)) {
            column.into_iter().flat_map(|column| &column.cells).for_each(|cell| self.value(cell, &open));
            input.into_iter().for_each(|input| self.value(&input.value, &open));
            formula.into_iter().for_each(|formula| self.expression(&formula.expression, &open));
        }
        true
    }

    fn value(&mut self, value: &'k Value, tables: &[&'k str]) {
        match value {
            Value::Certain(expression) => self.expression(expression, tables),
            Value::ByYear { entries, .. } => entries.iter().for_each(|(_, entry)| self.expression(entry, tables)),
            Value::Uncertain(uncertain) => {
                self.spread(&uncertain.spread, tables);
                let limits = uncertain.truncate.iter().chain(&uncertain.clip);
                let limits = limits.flat_map(|(low, high)| low.iter().chain(high));
                limits.chain(&uncertain.persistence).for_each(|limit| self.expression(limit, tables));
            }
        }
    }

    fn spread(&mut self, spread: &'k Spread, tables: &[&'k str]) {
        match spread {
            Spread::Named { parameters, .. } => parameters.iter().for_each(|(_, one)| self.expression(one, tables)),
            Spread::Discrete { weights, .. } => {
                weights.iter().flatten().for_each(|weight| self.expression(weight, tables));
            }
            Spread::Mixture { of, weights } => {
                of.iter().for_each(|one| self.spread(one, tables));
                weights.iter().for_each(|weight| self.expression(weight, tables));
            }
            Spread::Chance { chance, then, otherwise } => {
                self.expression(chance, tables);
                self.spread(then, tables);
                self.spread(otherwise, tables);
            }
            Spread::Fixed(expression) => self.expression(expression, tables),
            Spread::Data { .. } | Spread::Empirical { .. } => {}
        }
    }

    fn expression(&mut self, expression: &'k Expression, tables: &[&'k str]) {
        match &expression.node {
            Node::Path(path) => self.path(path, tables),
            Node::Rows { table, .. } => {
                let mut open: Vec<&'k str> = vec![table];
                open.extend(tables);
                expression.children().into_iter().for_each(|child| self.expression(child, &open));
            }
            _ => expression.children().into_iter().for_each(|child| self.expression(child, tables)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::files::{KindSources, MemoryFiles};
    use crate::scenario::kinds::BUILTIN;
    use crate::scenario::read_kind;

    fn shipped() -> Vec<(Kind, Sources)> {
        let sources = KindSources { folders: Vec::new(), builtin: BUILTIN };
        BUILTIN.iter().map(|(name, _)| read_kind(name, &MemoryFiles::new(), &sources).expect(name)).collect()
    }

    fn failures(results: &[CheckResult]) -> String {
        let mut text = String::new();
        for result in results.iter().filter(|result| !result.passes()) {
            match &result.compared {
                Err(mistakes) => text.push_str(&format!("{} / {}\n{mistakes}", result.kind, result.name)),
                Ok(list) => {
                    let wrong: Vec<&Comparison> = list.iter().filter(|one| !one.passes).collect();
                    text.push_str(&format!("{} / {}: {wrong:#?}\n", result.kind, result.name));
                }
            }
        }
        text
    }

    #[test]
    fn every_check_of_every_shipped_kind_passes() {
        for (kind, sources) in shipped() {
            let results = run_checks(&kind, &sources);
            assert!(!results.is_empty(), "{} has no check", kind.name);
            assert!(results.iter().all(CheckResult::passes), "{}", failures(&results));
        }
    }

    #[test]
    fn every_formula_of_every_shipped_kind_is_reached_by_a_check() {
        let open: Vec<(String, Vec<String>)> =
            shipped().into_iter().map(|(kind, _)| (kind.name.clone(), unreached(&kind))).collect();
        assert!(open.iter().all(|(_, names)| names.is_empty()), "{open:?}");
    }

    /// A small kind whose check is right, with one part of it changed.
    fn tampered(from: &str, to: &str) -> Vec<CheckResult> {
        let kind = "[kind]\ntitle = \"泵\"\n[inputs]\nsold = { low = 1, likely = 2, high = 3, each = \"year\" }\n\
            price = \"8 元\"\n[tables.parts.columns]\ncost = { unit = \"元\" }\n[tables.parts.rows]\nmotor = { cost = 3000 }\n\
            [tables.parts.formulas]\ntwice = \"2 * cost\"\n[formulas]\nbought = \"sum(parts: twice)\"\nidle = \"1\"\n\
            [outcomes]\nincome = { formula = \"sold * price\", unit = \"万元\" }\nspent = \"bought\"\n\
            [[check]]\nname = \"plain\"\nhorizon = 1\nrelative_margin = 1e-9\n\
            set = { sold = [10000, 20000], \"parts.motor.cost\" = \"500 元\" }\n\
            expect = { income = [8, 16], spent = 1000, \"parts.motor.twice\" = 1000 }\n";
        assert!(kind.contains(from), "{from}");
        let files = MemoryFiles::new().with("pump.toml", kind.replace(from, to));
        let (kind, sources) =
            read_kind("pump.toml", &files, &KindSources::default()).unwrap_or_else(|(e, _)| panic!("{e}"));
        run_checks(&kind, &sources)
    }

    #[test]
    fn numbers_are_compared_in_the_declared_unit_also_in_tables() {
        let results = tampered("spent", "spent");
        assert!(results.len() == 1 && results[0].passes(), "{}", failures(&results));
    }

    #[test]
    fn a_wrong_expectation_fails() {
        for (from, to, wrong) in [
            ("[8, 16]", "[8, 16.0000001]", "income"),
            ("[8, 16]", "[8]", "income"),
            ("[8, 16]", "[8, 16, 0]", "income"),
            ("spent = 1000", "spent = 0", "spent"),
            ("spent = 1000", "nothing = 0", "nothing"),
            ("motor.twice\" = 1000", "motor.twice\" = 1001", "parts.motor.twice"),
        ] {
            let results = tampered(from, to);
            let list = results[0].compared.as_ref().expect("it runs");
            let failed: Vec<&str> = list.iter().filter(|one| !one.passes).map(|one| one.name.as_str()).collect();
            assert!(!results[0].passes() && failed == [wrong], "{to}: {failed:?}");
        }
    }

    #[test]
    fn an_input_left_uncertain_is_a_mistake() {
        let results = tampered("sold = [10000, 20000], ", "");
        let mistakes = results[0].compared.as_ref().expect_err("sold is drawn");
        assert!(mistakes.diagnostics.list[0].message.en.contains("`sold`"), "{mistakes}");
    }

    #[test]
    fn a_formula_that_no_check_needs_is_named() {
        let kind = "[kind]\ntitle = \"x\"\n[tables.t.rows]\na = { c = 1 }\n[tables.t.formulas]\nused = \"c\"\nloose = \"c\"\n\
            [formulas]\na = \"b + 1\"\nb = \"sum(t: used)\"\nidle = \"a\"\n[outcomes]\nout = \"a\"\n\
            [[check]]\nname = \"one\"\nexpect = { out = 2 }\n";
        let files = MemoryFiles::new().with("x.toml", kind);
        let (kind, _) = read_kind("x.toml", &files, &KindSources::default()).unwrap_or_else(|(e, _)| panic!("{e}"));
        assert_eq!(unreached(&kind), ["idle", "t.loose"]);
    }
}
