//! The pipeline in one piece: read, compile, prepare, run, trace.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span, Text};
use crate::plan::{self, Detail, Plan, compile};
use crate::scenario;
use crate::scenario::files::{FileSource, KindSources, MemoryFiles};
use crate::scenario::model::{Design, Scenario};
use crate::simulation::run::Progress;
use crate::simulation::{self, Outcomes, Prepared, RunOptions, Stopped};
use crate::village::{self, Layout};

/// A scenario, compiled and ready to run.
#[derive(Debug)]
pub struct Model {
    /// What was read.
    pub scenario: Scenario,
    /// What it was compiled to.
    pub plan: Plan,
    /// What does not vary by trial.
    pub prepared: Prepared,
    /// Where what is reported of households stands, if there are any.
    pub layout: Option<Layout>,
    /// The same model with every value kept, made when the first trial is traced.
    full: OnceLock<(Plan, Prepared)>,
}

/// Mistakes, with the files they stand in.
#[derive(Debug, Clone)]
pub struct Mistakes {
    /// All of them.
    pub diagnostics: Diagnostics,
    /// The files.
    pub sources: Sources,
}

impl std::fmt::Display for Mistakes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text =
            crate::diagnostic::render(&self.diagnostics, &self.sources, crate::diagnostic::Language::English, false);
        f.write_str(&text)
    }
}

impl std::error::Error for Mistakes {}

impl Model {
    /// Compiles a scenario.
    ///
    /// # Errors
    /// Every mistake of meaning: names, units, types, shapes, parameters of distributions.
    pub fn new(scenario: Scenario) -> Result<Model, Mistakes> {
        Model::with(scenario, Detail::Outcomes, None)
    }

    fn with(scenario: Scenario, detail: Detail, base: Option<&Prepared>) -> Result<Model, Mistakes> {
        match made(&scenario, detail, base) {
            Ok(Made { plan, prepared, layout }) => {
                Ok(Model { scenario, plan, prepared, layout, full: OnceLock::new() })
            }
            Err(diagnostics) => Err(Mistakes { diagnostics, sources: scenario.sources }),
        }
    }

    /// Reads and compiles a scenario.
    ///
    /// # Errors
    /// Every mistake of form, or where there is none, of meaning.
    pub fn read(path: &str, files: &dyn FileSource, kinds: &KindSources<'_>) -> Result<Model, Mistakes> {
        Model::new(read(path, files, kinds)?)
    }

    /// Reads and compiles a scenario held in memory, with the shipped kinds.
    ///
    /// # Errors
    /// Every mistake of form, or where there is none, of meaning.
    ///
    /// ```
    /// let text = "horizon = 2\n[formulas]\nflow = \"if(index == 0, -100, 60)\"\n[outcomes]\nvalue = \"npv(0, flow)\"";
    /// let model = fengnian::Model::from_text("example", text).unwrap();
    /// assert_eq!(model.trace(1, 0).unwrap().value("value"), 20.0);
    /// ```
    pub fn from_text(name: &str, text: &str) -> Result<Model, Mistakes> {
        let path = format!("{name}.toml");
        let files = MemoryFiles::new().with(path.clone(), text.as_bytes());
        Model::read(&path, &files, &KindSources { folders: Vec::new(), builtin: scenario::kinds::BUILTIN })
    }

    /// What is not wrong with the household list, but should be known.
    pub fn notes(&self) -> &[Text] {
        self.scenario.village.roster.as_ref().map_or(&[], |roster| &roster.notes)
    }

    /// The variant number `index` of the scenario, compiled.
    ///
    /// # Errors
    /// Every mistake of meaning that the variant's values bring.
    pub fn variant(&self, index: usize) -> Result<Model, Mistakes> {
        let mut scenario = self.scenario.clone();
        match scenario::apply_variant(&mut scenario, index) {
            Ok(()) => Model::with(scenario, Detail::Compared, Some(&self.prepared)),
            Err(diagnostics) => Err(Mistakes { diagnostics, sources: scenario.sources }),
        }
    }

    /// Another scenario, compiled beside this one: distributions that both have are prepared once.
    pub(crate) fn beside(&self, scenario: Scenario) -> Result<Model, Mistakes> {
        Model::with(scenario, Detail::Outcomes, Some(&self.prepared))
    }

    /// Runs all trials.
    ///
    /// # Errors
    /// When it would take too much memory.
    pub fn run(&self, options: &RunOptions) -> Result<Run<'_>, Stopped> {
        self.run_watched(options, &Progress::default())
    }

    /// Runs all trials; the caller may watch and cancel.
    ///
    /// # Errors
    /// When it would take too much memory, or is cancelled.
    pub fn run_watched(&self, options: &RunOptions, progress: &Progress) -> Result<Run<'_>, Stopped> {
        let outcomes = simulation::run(&self.plan, &self.prepared, options, progress)?;
        Ok(Run { model: self, outcomes })
    }

    /// One trial in full, in the scenario's own design.
    ///
    /// # Errors
    /// When the values of every row and year do not fit into memory.
    pub fn trace(&self, seed: u64, trial: u64) -> Result<Trace<'_>, Mistakes> {
        self.trace_in(self.plan.design, seed, trial)
    }

    /// One trial in full.
    ///
    /// # Errors
    /// As [`Model::trace`].
    pub fn trace_in(&self, design: Design, seed: u64, trial: u64) -> Result<Trace<'_>, Mistakes> {
        if self.full.get().is_none() {
            let full = made(&self.scenario, Detail::Everything, Some(&self.prepared))
                .map_err(|diagnostics| Mistakes { diagnostics, sources: self.scenario.sources.clone() })?;
            let _ = self.full.set((full.plan, full.prepared));
        }
        let Some((plan, prepared)) = self.full.get() else {
            return Err(Mistakes { diagnostics: Diagnostics::default(), sources: Sources::default() });
        };
        simulation::trace::fits(plan)
            .map_err(|diagnostics| Mistakes { diagnostics, sources: self.scenario.sources.clone() })?;
        Ok(Trace { plan, inner: simulation::trace(plan, prepared, seed, design, trial) })
    }
}

/// Reads a scenario. Where its form has mistakes, the mistakes of meaning in the rest are found too, so that all of them
/// can be mended in one go.
///
/// # Errors
/// Every mistake.
pub fn read(path: &str, files: &dyn FileSource, kinds: &KindSources<'_>) -> Result<Scenario, Mistakes> {
    let (scenario, mut diagnostics, sources) = scenario::read_what_stands(path, files, kinds);
    match scenario {
        Some(scenario) if diagnostics.is_empty() => return Ok(scenario),
        Some(scenario) => {
            let further = match joined(&scenario) {
                Ok(joined) => plan::mistakes(&joined.scenario),
                Err(mistakes) => mistakes,
            };
            let years_unknown = at_keys(&diagnostics, &sources, &["horizon", "start_year"]);
            let of_years = |found: &Diagnostic| years_unknown && found.code == Code::MissingYears;
            let of_list = |found: &Diagnostic| of_unread_list(found, &scenario);
            // what is shipped is right: a mistake there is one of the values that it was given
            let shipped = |found: &Diagnostic| {
                let file = found.span.and_then(|span| sources.files.get(usize::from(span.file.0)));
                file.is_some_and(|file| file.path.starts_with("builtin:"))
            };
            let further =
                further.list.into_iter().filter(|found| !of_years(found) && !of_list(found) && !shipped(found));
            let wanted: Vec<Diagnostic> = further.filter(|found| !follows(found, &diagnostics, &sources)).collect();
            diagnostics.list.extend(wanted);
        }
        None => {}
    }
    Err(Mistakes { diagnostics, sources })
}

/// True for a name that may be a column of a household list that could not be read: in groups and aid, in what a rule pays
/// by, and where the table of households is opened. What is nearly a name that is known is a slip all the same.
fn of_unread_list(found: &Diagnostic, scenario: &Scenario) -> bool {
    let nothing_near = found.remedy.en.starts_with("there are");
    let unread = scenario.village.roster.as_ref().is_some_and(|roster| roster.unread);
    let Some(span) = found.span.filter(|_| unread && nothing_near && found.code == Code::UnknownName) else {
        return false;
    };
    let village = &scenario.village;
    let formulas = village.groups.iter().chain(village.aid.iter().map(|aid| &aid.formula));
    let within = |outer: Span| outer.file == span.file && outer.start <= span.start && span.end <= outer.end;
    let rules = scenario.projects.iter().flat_map(|project| &project.pays).chain(&village.pays);
    let by = rules.filter_map(|rule| rule.by.as_ref()).any(|by| by.span == span);
    let source = scenario.sources.files.get(usize::from(span.file.0)).map_or("", |file| file.text.as_str());
    let (before, behind) = source.split_at_checked(span.start as usize).unwrap_or_default();
    // what a remark behind the value says is no place
    let rest = behind.split('\n').next().unwrap_or_default();
    let line = [before.rsplit('\n').next().unwrap_or_default(), rest.split('#').next().unwrap_or_default()];
    by || formulas.map(|formula| formula.expression.span).any(within)
        || line.iter().any(|part| part.contains("households"))
}

/// True where a mistake stands at one of these keys of the scenario.
fn at_keys(known: &Diagnostics, sources: &Sources, keys: &[&str]) -> bool {
    let line = |span: &Span| {
        let text = sources.files.get(usize::from(span.file.0)).map_or("", |file| file.text.as_str());
        let before = text.get(..span.start as usize).unwrap_or("");
        text.get(before.rfind('\n').map_or(0, |at| at + 1)..).unwrap_or("")
    };
    let mut spans = known.list.iter().filter_map(|found| found.span.as_ref());
    spans.any(|span| keys.contains(&line(span).split('=').next().unwrap_or("").trim()))
}

/// True for a mistake that only follows from another: a name that is missing because its own line is broken, or a second
/// mistake in a line that has one.
fn follows(found: &Diagnostic, known: &Diagnostics, sources: &Sources) -> bool {
    let Some(span) = found.span else { return false };
    let Some(file) = sources.files.get(usize::from(span.file.0)) else { return false };
    let line = |span: Span| file.text.get(..span.start as usize).map_or(0, |before| before.matches('\n').count());
    let same_line = known
        .list
        .iter()
        .filter_map(|other| other.span)
        .any(|other| other.file == span.file && line(other) == line(span));
    let name = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or(name);
    let written = || {
        sources.files.iter().flat_map(|file| file.text.lines()).any(|line| {
            let key = line.trim_start().trim_start_matches(['"', '\'', '[']);
            key.strip_prefix(last)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(['=', ']', '.']))
        })
    };
    same_line || found.code == Code::UnknownName && !last.is_empty() && written()
}

struct Made {
    plan: Plan,
    prepared: Prepared,
    layout: Option<Layout>,
}

/// Joins; where that fails, the mistakes of meaning in the rest are found too.
fn joined(scenario: &Scenario) -> Result<village::Joined<'_>, Diagnostics> {
    village::join(scenario).map_err(|village::Mistaken { mut mistakes, rest }| {
        let further = rest.map(|rest| plan::mistakes(&rest)).unwrap_or_default();
        let places: Vec<Option<Span>> = mistakes.list.iter().map(|found| found.span).collect();
        mistakes.list.extend(further.list.into_iter().filter(|found| !places.contains(&found.span)));
        mistakes.list.sort_by_key(|found| found.span);
        mistakes
    })
}

fn made(scenario: &Scenario, detail: Detail, base: Option<&Prepared>) -> Result<Made, Diagnostics> {
    // a base with variants has what they are compared by
    let compares = detail == Detail::Compared || detail == Detail::Outcomes && !scenario.variants.is_empty();
    let scenario = if compares { village::with_comparisons(scenario) } else { Cow::Borrowed(scenario) };
    let joined = joined(&scenario)?;
    let plan = compile(&joined.scenario, detail)?;
    let prepared = simulation::prepare_beside(&plan, base)?;
    Ok(Made { plan, prepared, layout: joined.layout })
}

/// The values of a run.
#[derive(Debug)]
pub struct Run<'m> {
    /// What ran.
    pub model: &'m Model,
    /// Its values.
    pub outcomes: Outcomes,
}

impl Run<'_> {
    /// Values of an outcome by path: one a trial, or `year * year_trials + trial`; empty if it does not vary by trial.
    pub fn outcome(&self, path: &str) -> &[f64] {
        self.model
            .plan
            .outcomes
            .iter()
            .find(|outcome| outcome.path == path)
            .and_then(|outcome| self.outcomes.columns[outcome.item].as_deref())
            .map_or(&[], Vec::as_slice)
    }
}

/// One trial in full.
#[derive(Debug)]
pub struct Trace<'m> {
    /// The plan with every value kept.
    pub plan: &'m Plan,
    /// The values.
    pub inner: simulation::Trace,
}

impl Trace<'_> {
    fn values(&self, path: &str) -> &[f64] {
        let found = self.plan.items.iter().position(|item| item.path == path);
        found.map_or(&[], |item| self.inner.values[item].as_slice())
    }

    /// The value of something without years (the first value otherwise); NaN for an unknown path.
    pub fn value(&self, path: &str) -> f64 {
        self.values(path).first().copied().unwrap_or(f64::NAN)
    }

    /// Values by year; one value for something without years; empty for an unknown path.
    pub fn series(&self, path: &str) -> &[f64] {
        self.values(path)
    }

    /// Values of a row of a table by year.
    pub fn row_series(&self, table: &str, row: &str, name: &str) -> &[f64] {
        let Some((_, rows)) = self.plan.tables.iter().find(|(path, _)| path == table) else { return &[] };
        let values = self.values(&format!("{table}.{name}"));
        let Some(place) = rows.iter().position(|found| found == row) else { return &[] };
        let by_row =
            self.plan.items.iter().any(|item| item.path == format!("{table}.{name}") && item.axes.row.is_some());
        if !by_row {
            return values;
        }
        let years = values.len() / rows.len().max(1);
        values.get(place * years..(place + 1) * years).unwrap_or(&[])
    }

    /// The value of a row of a table.
    pub fn row_value(&self, table: &str, row: &str, name: &str) -> f64 {
        self.row_series(table, row, name).first().copied().unwrap_or(f64::NAN)
    }
}
