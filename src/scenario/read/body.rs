//! What a scenario and a kind have in common: inputs, tables, formulas, outcomes, streams, promises.

use super::super::document::{Content, Entry, Item, Table as Tree};
use super::super::fields::{self, Fields};
use super::super::mistakes::{self, missing_key, short};
use super::super::model::{Better, Body, Formula, Gathered, Input, Name, Outcome, Promise};
use super::super::names;
use super::super::rates;
use super::expressions::formula;
use super::table::Draft;
use super::{MOST_FORMULAS, Reader};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::Expression;

/// A body whose tables are still drafts.
#[derive(Debug, Clone, Default)]
pub(super) struct BodyDraft {
    /// All but the tables.
    pub(super) rest: Body,
    pub(super) tables: Vec<Draft>,
}

impl Reader<'_> {
    /// Reads the sections of a body; `needs_rows` where a table without rows is a mistake.
    pub(super) fn body(&mut self, fields: &mut Fields<'_>, needs_rows: bool) -> BodyDraft {
        let mut draft = BodyDraft::default();
        if let Some(tree) = fields.table("inputs", "[inputs]", &mut self.log) {
            draft.rest.inputs = self.inputs(tree);
        }
        if let Some(tree) = fields.table("tables", "[tables.assets]", &mut self.log) {
            for entry in &tree.entries {
                names::check(&entry.key, &mut self.log);
                if let Some(table) = fields::table(&entry.key.value, &entry.item, "[tables.assets]", &mut self.log) {
                    let table = self.table(&entry.key, table, needs_rows);
                    draft.tables.push(table);
                }
            }
        }
        if let Some(tree) = fields.table("formulas", "[formulas]", &mut self.log) {
            draft.rest.formulas = self.formulas(tree);
        }
        if let Some(tree) = fields.table("outcomes", "[outcomes]", &mut self.log) {
            for entry in &tree.entries {
                let mut better = None;
                let formula = self.described_formula(entry, |reader, fields| {
                    let choices = [("higher", Better::Higher), ("lower", Better::Lower)];
                    better = fields.choice("better", &choices, &mut reader.log);
                });
                draft.rest.outcomes.extend(formula.map(|formula| Outcome { formula, better }));
            }
        }
        if let Some(tree) = fields.table("promises", "[promises.dividend]", &mut self.log) {
            draft.rest.promises = tree.entries.iter().filter_map(|entry| self.promise(entry)).collect();
        }
        draft
    }

    /// Turns the drafts of the tables into tables and checks for names used twice.
    pub(super) fn finish_body(&mut self, draft: BodyDraft, projects: &[Name]) -> Body {
        let BodyDraft { rest: mut body, tables } = draft;
        for mut table in tables {
            for formula in std::mem::take(&mut table.outcomes) {
                let table = Some(table.name.value.clone());
                body.gathered.push(Gathered { formula, table, cells: None });
            }
            let table = self.finish_table(table);
            body.tables.push(table);
        }
        names::unique(&body, projects, &mut self.log);
        body
    }

    pub(super) fn inputs(&mut self, tree: &Tree) -> Vec<Input> {
        let mut inputs = Vec::with_capacity(tree.entries.len());
        for entry in &tree.entries {
            names::check(&entry.key, &mut self.log);
            let Some(described) = self.values(|values| values.value(&entry.key.value, &entry.item, None)) else {
                continue;
            };
            if described.unit.is_none() {
                rates::stated(&entry.key.value, &described.value, described.span, &mut self.log);
            }
            inputs.push(Input {
                name: entry.key.clone(),
                label: described.label.unwrap_or_default(),
                unit: described.unit,
                source: described.source,
                estimate: described.estimate.unwrap_or(false),
                states: described.value.states().map(<[Name]>::to_vec).or(described.states),
                allowed: described.allowed,
                value: described.value,
                scaled: None,
                span: described.span,
            });
        }
        inputs
    }

    pub(super) fn formulas(&mut self, tree: &Tree) -> Vec<Formula> {
        tree.entries.iter().filter_map(|entry| self.described_formula(entry, |_, _| ())).collect()
    }

    /// A formula with what describes it; `more` reads the keys that stand only beside formulas of some sections.
    pub(super) fn described_formula<'t>(
        &mut self,
        entry: &'t Entry,
        more: impl FnOnce(&mut Self, &mut Fields<'t>),
    ) -> Option<Formula> {
        let name = &entry.key;
        names::check(name, &mut self.log);
        let plain = |expression: Expression| Formula::plain(name.clone(), Text::default(), expression);
        let Content::Table(tree) = &entry.item.content else {
            return self.expression(&name.value, &entry.item).map(plain);
        };
        let mut fields = Fields::new(tree);
        let place = Text::new(format!("“{}”", short(&name.value)), format!("`{}`", short(&name.value)));
        let expression = match fields.get("formula") {
            Some(entry) => self.expression(&name.value, &entry.item),
            None => None,
        };
        let log = &mut self.log;
        let unit = fields.text("unit", "unit = \"元\"", log);
        let label = fields.words("label", log).unwrap_or_default();
        let active = fields.active(log);
        let states = fields.words_list("states", log);
        let source = fields.words("source", log);
        more(self, &mut fields);
        let known = fields.finish(&Text::new(format!("{}里", place.zh), place.en.clone()), &mut self.log);
        if tree.get("formula").is_none() && known {
            let example = "formula = \"price * amount\"";
            self.log.push(missing_key("formula", &place, entry.item.span, example));
        }
        expression.map(|expression| Formula { label, unit, active, states, source, ..plain(expression) })
    }

    /// A formula's text; counted against the limit.
    pub(super) fn expression(&mut self, key: &str, item: &Item) -> Option<Expression> {
        self.count_formulas(1, item.span);
        formula(key, item, None, &mut self.log)
    }

    pub(super) fn count_formulas(&mut self, more: usize, span: Span) {
        let before = self.formulas;
        self.formulas += more;
        if before <= MOST_FORMULAS && self.formulas > MOST_FORMULAS {
            let what = Text::new("公式的个数", "the number of formulas");
            let count = format!("> {MOST_FORMULAS}");
            self.log.push(mistakes::limit(&what, &count, &MOST_FORMULAS.to_string(), Some(span)));
        }
    }

    fn promise(&mut self, entry: &Entry) -> Option<Promise> {
        let name = &entry.key;
        names::check(name, &mut self.log);
        let tree = fields::table(&name.value, &entry.item, "[promises.dividend]", &mut self.log)?;
        let mut fields = Fields::new(tree);
        let label = fields.words("label", &mut self.log).unwrap_or_default();
        let place = Text::new(format!("承诺“{}”", short(&name.value)), format!("promise `{}`", short(&name.value)));
        let mut part =
            |key: &'static str, reader: &mut Self| fields.get(key).map(|entry| reader.expression(key, &entry.item));
        let (due, paid, late) = (part("due", self), part("paid", self), part("late", self));
        let set_by = fields.text("set_by", "set_by = \"dividend_rate\"", &mut self.log);
        for (key, found, example) in [("due", &due, "due = \"stake * rate\""), ("paid", &paid, "paid = \"cash_paid\"")]
        {
            if found.is_none() {
                self.log.push(missing_key(key, &place, name.span, example));
            }
        }
        fields.finish(&Text::new(format!("{}里", place.zh), place.en.clone()), &mut self.log);
        Some(Promise { name: name.clone(), label, due: due??, paid: paid??, late: late.flatten(), set_by })
    }
}
