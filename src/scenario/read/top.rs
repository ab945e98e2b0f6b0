//! The keys of the scenario's own file.

use std::ops::RangeInclusive;

use super::super::calendar::{FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR};
use super::super::document::{Content, Document, Table as Tree};
use super::super::fields::{self, Fields};
use super::super::mistakes::{self, missing_key};
use super::super::model::{Design, Name, Project, Scenario, Village};
use super::super::names;
use super::super::rates;
use super::expressions::formula;
use super::project::tell_apart;
use super::{LONGEST_HORIZON, MOST_TRIALS, Reader};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Sources, Span, Spanned, Text};

/// Trials of a scenario that does not say: 32 replicates of 2^12.
const TRIALS: u64 = 131_072;
/// Last index of a scenario whose `horizon` cannot be read.
const SUPPOSED_HORIZON: i64 = 30;
/// Last calendar year.
pub(in super::super) const LAST_YEAR: i64 = LAST_CALENDAR_YEAR as i64;

/// The years of a scenario as far as they can be read.
struct Years {
    start: Option<i64>,
    /// Nothing is wrong with the start.
    start_read: bool,
    horizon: i64,
    /// Nothing is wrong with either.
    known: bool,
}

impl Years {
    /// The calendar years in which projects may start.
    fn range(&self) -> RangeInclusive<i64> {
        let first = self.start.unwrap_or(0);
        if self.known { first..=first + self.horizon } else { 0..=LAST_YEAR }
    }

    /// The first year; of a start that cannot be read the first of the projects.
    fn start_with(&self, projects: &[Project]) -> i64 {
        let starts = projects.iter().filter_map(|project| project.start.as_ref().map(|start| i64::from(start.value)));
        self.start.or_else(|| starts.min().filter(|_| !self.start_read)).unwrap_or(0)
    }
}

/// The projects of a scenario.
struct Projects {
    list: Vec<Project>,
    /// The names of all, also of those that could not be read.
    names: Vec<Name>,
    /// All could be read.
    complete: bool,
    village: Village,
}

/// What is wrong where the file is that of a kind.
fn a_kind_instead(root: &Tree, name: &str) -> Option<Diagnostic> {
    let kind = root.get("kind").filter(|entry| matches!(entry.item.content, Content::Table(_)))?;
    Some(Diagnostic::at(
        Code::UnknownKey,
        kind.key.span,
        Text::new("这是项目类型文件，不是情景文件", "this is the file of a project kind, not a scenario"),
        Text::new(
            format!("另写一个情景文件，用 [projects.x] 和 kind = \"{name}\" 引用它"),
            format!("write a scenario that uses it: [projects.x] with kind = \"{name}\""),
        ),
    ))
}

impl Reader<'_> {
    pub(super) fn scenario(&mut self, name: &str, file: FileId, document: &Document) -> Option<Scenario> {
        self.reading(file, document, |reader| reader.whole_scenario(name, document))
    }

    fn whole_scenario(&mut self, name: &str, document: &Document) -> Option<Scenario> {
        let root = &document.root;
        if let Some(found) = a_kind_instead(root, name) {
            self.log.push(found);
            return None;
        }
        let mut fields = Fields::new(root);
        let title = fields.words("title", &mut self.log).unwrap_or_else(|| Text::same(name));
        let description = fields.words("description", &mut self.log).unwrap_or_default();
        let years = self.years(&mut fields);
        let discount_rate =
            fields.get("discount_rate").and_then(|entry| formula("discount_rate", &entry.item, None, &mut self.log));
        let (trials, seed, design) = self.draws(&mut fields);
        let units = self.units(&mut fields);
        let body = self.body(&mut fields, true);
        if let Some(rate) = &discount_rate {
            rates::discount_rate(rate, &body.rest.inputs, &mut self.log);
        }
        let Projects { list: projects, mut names, complete, village } = self.projects(&mut fields, root, &years);
        let start_year = years.start_with(&projects);
        names.extend(root.get("households").map(|entry| entry.key.clone()));
        let body = self.finish_body(body, &names);
        let mut correlations = self.correlations(&mut fields);
        correlations.extend(projects.iter().flat_map(Project::correlations));
        let claims = self.claims(&mut fields);
        // paths into projects that could not be read would all seem unknown
        let variants = self.variants(&mut fields, &body, &projects, complete);
        fields.finish(&Text::new("情景文件里", "the scenario"), &mut self.log);
        Some(Scenario {
            name: name.to_owned(),
            title,
            description,
            start_year: i32::try_from(start_year).unwrap_or_default(),
            horizon: usize::try_from(years.horizon).unwrap_or_default(),
            discount_rate,
            trials,
            seed,
            design,
            units,
            body,
            projects,
            correlations,
            variants,
            claims,
            village,
            sources: Sources::default(),
        })
    }

    /// `start_year` and `horizon`.
    fn years(&mut self, fields: &mut Fields<'_>) -> Years {
        let before = self.log.list.len();
        let start = fields.whole("start_year", 0, LAST_YEAR, false, &mut self.log);
        let start = start.filter(|year| whole_year(year.value, year.span, &mut self.log)).map(|year| year.value);
        let start_read = self.log.list.len() == before;
        let horizon = fields.whole("horizon", 0, LONGEST_HORIZON, true, &mut self.log).map(|last| last.value);
        let known = self.log.list.len() == before;
        // what lies outside years that nobody knows is no mistake
        let horizon = horizon.unwrap_or(if known { 0 } else { SUPPOSED_HORIZON });
        Years { start, start_read, horizon, known }
    }

    /// `trials`, `seed` and `design`.
    fn draws(&mut self, fields: &mut Fields<'_>) -> (u64, u64, Design) {
        let trials = fields.whole("trials", 1, MOST_TRIALS, true, &mut self.log);
        let seed = fields.whole("seed", 0, i64::MAX, false, &mut self.log);
        let designs = [("stratified", Design::Stratified), ("independent", Design::Independent)];
        let design = fields.choice("design", &designs, &mut self.log).unwrap_or_default();
        let whole = |found: Option<Spanned<i64>>| found.and_then(|found| u64::try_from(found.value).ok());
        (whole(trials).unwrap_or(TRIALS), whole(seed).unwrap_or(1), design)
    }

    /// `[projects]`, and the households as one of them, with the list that they come from and the collective.
    fn projects(&mut self, fields: &mut Fields<'_>, root: &Tree, years: &Years) -> Projects {
        let range = years.range();
        let tree = fields.table("projects", "[projects.solar]", &mut self.log);
        let entries = tree.map(|tree| tree.entries.as_slice()).unwrap_or_default();
        let names: Vec<Name> = entries.iter().map(|entry| entry.key.clone()).collect();
        let mut list: Vec<Project> = entries.iter().filter_map(|entry| self.project(entry, &range)).collect();
        let complete = list.len() == names.len();
        self.roster(fields, root);
        let households = self.households(fields, &range);
        let village = self.village(fields, root.get("households").is_some());
        if root.get("households").is_none() {
            self.pays_nobody(&list);
        }
        list.extend(households);
        tell_apart(&mut list);
        Projects { list, names, complete, village }
    }

    /// `[units]`: `"担" = "50 kg"`, `head = "new"`.
    fn units(&mut self, fields: &mut Fields<'_>) -> Vec<(Spanned<String>, Spanned<String>)> {
        let Some(tree) = fields.table("units", "[units]", &mut self.log) else { return Vec::new() };
        let mut units = Vec::new();
        for entry in &tree.entries {
            let example = "head = \"new\"";
            if !names::is_name(&entry.key.value) {
                names::check(&entry.key, &mut self.log);
                continue;
            }
            let Some(literal) = fields::text(&entry.key.value, &entry.item, example, &mut self.log) else { continue };
            if literal.text.trim().is_empty() {
                let place = Text::new("单位", "a unit");
                self.log.push(missing_key("new", &place, entry.item.span, example));
                continue;
            }
            units.push((entry.key.clone(), fields::spanned(literal, &entry.item)));
        }
        // what cannot be declared is reported where the units are used
        let own: Vec<(&str, &str)> =
            units.iter().map(|(name, definition)| (name.value.as_str(), definition.value.as_str())).collect();
        self.units.declare_all(&own);
        units
    }
}

/// True for a year in full, and for 0, which says that there is none; `18` for 2018 is a mistake.
pub(in super::super) fn whole_year(year: i64, span: Span, log: &mut Diagnostics) -> bool {
    if year == 0 || year >= i64::from(FIRST_CALENDAR_YEAR) {
        return true;
    }
    let full = if year < 100 { 2000 + year } else { 2018 };
    let mut found = mistakes::out_of_range("start_year", &year.to_string(), &Text::default(), span);
    found.remedy = Text::new(
        format!("年份写全，例如 start_year = {full}；不按日历年算就删去这一行"),
        format!("write the year in full, such as start_year = {full}; without calendar years leave it out"),
    );
    log.push(found);
    false
}

/// A path that could be an outcome or an input: names with dots between.
pub(super) fn is_path(text: &str) -> bool {
    !text.is_empty() && text.split('.').all(|part| !part.is_empty() && !part.contains(char::is_whitespace))
}

/// A path written as text.
pub(super) fn path(key: &'static str, fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> Option<Name> {
    let name = fields.text(key, &format!("{key} = \"solar.npv\""), &mut reader.log)?;
    if is_path(&name.value) {
        return Some(name);
    }
    let range =
        Text::new("是名称，或用点连起来的名称，例如 solar.npv", "a name or names joined by dots, like solar.npv");
    reader.log.push(mistakes::out_of_range(key, &mistakes::short(&name.value), &range, name.span));
    None
}
