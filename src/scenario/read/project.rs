//! Projects: a kind with some of its inputs set.

use std::ops::RangeInclusive;

use super::super::calendar::{FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR};
use super::super::document::{Content, Entry, Item, Table as Tree};
use super::super::fields::{self, Fields};
use super::super::mistakes::{self, missing_key, short};
use super::super::model::{Input, Name, Project};
use super::super::names;
use super::super::{replaced, sorts};
use super::body::BodyDraft;
use super::kind::PROJECT_KEYS;
use super::table::MOST_CELLS;
use super::value::Described;
use super::{LONGEST_HORIZON, Reader, as_state};
use crate::diagnostic::{Code, Diagnostic, Spanned, Text};
use crate::formula::suggest::did_you_mean;

impl Reader<'_> {
    /// `[projects.NAME]`; `years` are the calendar years of the scenario.
    pub(super) fn project(&mut self, entry: &Entry, years: &RangeInclusive<i64>) -> Option<Project> {
        let name = &entry.key;
        names::check(name, &mut self.log);
        let tree = fields::table(&name.value, &entry.item, "[projects.solar]", &mut self.log)?;
        let mut fields = Fields::new(tree);
        let title = fields.words("title", &mut self.log);
        let life = fields.whole("life", 0, LONGEST_HORIZON, true, &mut self.log);
        let start = match tree.get("start").and_then(|entry| without_calendar(&entry.item, years)) {
            Some(found) => {
                fields.get("start");
                self.log.push(found);
                None
            }
            None => fields.whole("start", *years.start(), *years.end(), false, &mut self.log),
        };
        let kind_name = fields.text("kind", "kind = \"solar-station\"", &mut self.log);
        if !fields.has("kind") {
            let place = Text::new(format!("项目“{}”", short(&name.value)), format!("project `{}`", short(&name.value)));
            self.log.push(missing_key("kind", &place, name.span, "kind = \"solar-station\""));
        }
        let kind_name = kind_name?;
        let kind = self.kind(&kind_name)?;
        self.count_formulas(kind.formulas, name.span);
        let mut body = kind.body.clone();
        if self.formulas > super::MOST_FORMULAS || self.cells > MOST_CELLS {
            return None;
        }
        if let Some(tables) = fields.table("tables", "[projects.solar.tables.assets.rows.building]", &mut self.log) {
            tables.entries.iter().for_each(|entry| self.override_table(&entry.key, &entry.item, &mut body));
        }
        if let Some(household) = &kind.household {
            self.fill_with_roster(&mut body, &household.sources);
        }
        let pays = self.payments(&mut fields);
        let set = self.set_inputs(tree, &kind.name, &mut body.rest.inputs);
        let body = self.finish_body(body, &[]);
        Some(Project {
            name: name.clone(),
            title: title.unwrap_or_else(|| kind.title.clone()),
            kind: kind.with_body(body),
            kind_span: kind_name.span,
            start: start.and_then(|start| Some(Spanned { value: i32::try_from(start.value).ok()?, span: start.span })),
            life: life.and_then(|life| Some(Spanned { value: u32::try_from(life.value).ok()?, span: life.span })),
            set,
            pays,
        })
    }

    /// Puts the project's values in place of the kind's; gives the names that were set.
    fn set_inputs(&mut self, tree: &Tree, kind: &str, inputs: &mut [Input]) -> Vec<Name> {
        let mut set = Vec::new();
        for entry in tree.entries.iter().filter(|entry| !PROJECT_KEYS.contains(&entry.key.value.as_str())) {
            let Some(input) = inputs.iter_mut().find(|input| input.name.value == entry.key.value) else {
                let known: Vec<&str> = inputs.iter().map(|input| input.name.value.as_str()).collect();
                let (shown, kind) = (short(&entry.key.value), short(kind));
                let message = Text::new(
                    format!("项目类型“{kind}”没有输入“{shown}”"),
                    format!("the kind `{kind}` has no input `{shown}`"),
                );
                let mut found = mistakes::unknown_name(Code::UnknownKey, &entry.key, message, &known);
                if let Some(name) = labelled(inputs, &entry.key.value) {
                    found.remedy = Text::new(
                        format!("“{shown}”是标签；名称写 {name}"),
                        format!("`{shown}` is a label: write its name, {name}"),
                    );
                }
                // a key of projects that is a letter off
                let keys = || PROJECT_KEYS.iter().copied().filter(|key| *key != "set");
                let near = did_you_mean(&entry.key.value, known.iter().copied().chain(keys()));
                if let Some(near) = near.filter(|near| keys().any(|key| key == *near)) {
                    found.remedy = Text::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?"));
                }
                self.log.push(found);
                continue;
            };
            let unit = input.unit.clone();
            let described = self.values(|values| values.value(&entry.key.value, &entry.item, unit.as_ref()));
            if let Some(described) = described {
                let old = sorts::Old::of(input);
                if let Some(found) = sorts::mismatch(&entry.key.value, &old, &described) {
                    self.log.push(found);
                    continue;
                }
                replaced::check(input, &described, &mut self.log);
                replace(input, described);
                set.push(entry.key.clone());
            }
        }
        set
    }

    fn override_table(&mut self, name: &Name, item: &Item, body: &mut BodyDraft) {
        let Some(draft) = body.tables.iter_mut().find(|table| table.name.value == name.value) else {
            let known: Vec<&str> = body.tables.iter().map(|table| table.name.value.as_str()).collect();
            let shown = short(&name.value);
            let message = Text::new(format!("这个项目类型没有表“{shown}”"), format!("the kind has no table `{shown}`"));
            self.log.push(mistakes::unknown_name(Code::UnknownKey, name, message, &known));
            return;
        };
        let Some(tree) = fields::table(&name.value, item, "rows = …", &mut self.log) else { return };
        let mut fields = Fields::new(tree);
        if let Some(rows) = fields.get("rows") {
            // a map changes rows and adds new ones; every other form puts its own rows in place of the kind's
            let map = matches!(&rows.item.content, Content::Table(tree) if tree.entries.iter().all(|row| matches!(row.item.content, Content::Table(_))));
            if !map {
                draft.clear_rows();
            }
            self.rows(draft, &rows.item, false);
        }
        let shown = short(&name.value);
        fields.finish(
            &Text::new(format!("项目的表“{shown}”里"), format!("the project's table `{shown}`")),
            &mut self.log,
        );
    }
}

/// A project that starts in a calendar year, in a scenario that does not say in which one it begins.
fn without_calendar(start: &Item, years: &RangeInclusive<i64>) -> Option<Diagnostic> {
    let calendar = i64::from(FIRST_CALENDAR_YEAR)..=i64::from(LAST_CALENDAR_YEAR);
    let Content::Number { whole: Some(year), .. } = start.content else { return None };
    (calendar.contains(&year) && *years.end() < *calendar.start()).then(|| {
        Diagnostic::at(
            Code::MissingYears,
            start.span,
            Text::new(
                "项目从日历年开始，情景却没有说从哪一年开始",
                "the project starts in a calendar year, and the scenario does not say in which year it begins",
            ),
            Text::new(
                format!("在文件开头加上 start_year = {year}，或更早的年份"),
                format!("add start_year = {year}, or an earlier year, at the top of the file"),
            ),
        )
    })
}

/// The input that people read as `label`.
fn labelled<'i>(inputs: &'i [Input], label: &str) -> Option<&'i str> {
    let label = label.trim();
    let found = inputs.iter().find(|input| [&input.label.zh, &input.label.en].iter().any(|own| *own == label));
    found.map(|input| input.name.value.as_str())
}

/// Titles of projects that have the same one get the project's name behind them: two of a kind are two things.
pub(super) fn tell_apart(projects: &mut [Project]) {
    let titles: Vec<Text> = projects.iter().map(|project| project.title.clone()).collect();
    for (project, title) in projects.iter_mut().zip(&titles) {
        if titles.iter().filter(|other| *other == title).count() > 1 {
            let name = &project.name.value;
            project.title = Text::new(format!("{}（{name}）", title.zh), format!("{} ({name})", title.en));
        }
    }
}

/// A new value for an input; label and unit stay where no others are given, the source of the old value goes.
pub(in super::super) fn replace(input: &mut Input, new: Described) {
    input.value = as_state(new.value, input.states.as_deref());
    if let Some(states) = input.value.states().map(<[Name]>::to_vec).or(new.states) {
        input.states = Some(states);
    }
    input.allowed = input.allowed.take().or(new.allowed);
    input.span = new.span;
    input.unit = new.unit.or_else(|| input.unit.take());
    input.source = new.source;
    input.estimate = new.estimate.unwrap_or(false);
    if let Some(label) = new.label {
        input.label = label;
    }
}
