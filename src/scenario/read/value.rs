//! The value of an input or a cell, in any of its forms.

use super::super::document::{Content, Entry, Item, Table};
use super::super::fields::Fields;
use super::super::mistakes;
use super::super::model::{Limits, Missing, Name, Value};
use super::attributes::{attributes, limits};
use super::by_year::{self, is_year_key};
use super::expressions::formula;
use super::parameters;
use super::range;
use super::table::unit_conflict;
use super::uncertain::{self, is_percentile};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::formula::expression::{Expression, Node};

/// A value with what is said about it.
#[derive(Debug, Clone)]
pub(in super::super) struct Described {
    pub(in super::super) value: Value,
    pub(in super::super) unit: Option<Name>,
    pub(in super::super) label: Option<Text>,
    pub(in super::super) source: Option<Text>,
    pub(in super::super) estimate: Option<bool>,
    /// `states = […]` of a value that is certain.
    pub(in super::super) states: Option<Vec<Name>>,
    /// `allowed = { min, max }`.
    pub(in super::super) allowed: Option<Limits>,
    pub(in super::super) span: Span,
}

impl Described {
    /// A value of which nothing is said.
    pub(in super::super) fn of(value: Value, span: Span) -> Described {
        Described { value, unit: None, label: None, source: None, estimate: None, states: None, allowed: None, span }
    }
}

/// A column of a data file.
pub(in super::super) struct DataColumn {
    pub(in super::super) values: Vec<f64>,
    /// From the header, such as `price (元)`.
    pub(in super::super) unit: Option<Name>,
}

/// Where data columns come from.
pub(in super::super) trait Columns {
    /// The numbers of a column; mistakes go to the log.
    fn column(&mut self, file: &Name, column: Option<&Name>, log: &mut Diagnostics) -> Option<DataColumn>;
    /// True for two spellings of one unit: 万元 and 10k yuan, ％ and %.
    fn same_unit(&self, a: &str, b: &str) -> bool;
    /// Notes the length of data that share the word `rows`; a different length is a mistake.
    fn shared_rows(&mut self, rows: &Name, length: usize, log: &mut Diagnostics);
}

/// Reads values; mistakes go to the log.
pub(in super::super) struct Values<'v> {
    pub(in super::super) log: &'v mut Diagnostics,
    pub(in super::super) columns: &'v mut dyn Columns,
}

impl Values<'_> {
    /// The value that stands behind `key`; bare numbers are in `unit` unless the value has a unit of its own.
    pub(in super::super) fn value(&mut self, key: &str, item: &Item, unit: Option<&Name>) -> Option<Described> {
        if let Content::Text(literal) = &item.content
            && let Some(found) = range::in_words(key, &literal.text, item.span)
        {
            self.log.push(found);
            return None;
        }
        let value = match &item.content {
            Content::Table(table) => return self.described(key, item, table, unit),
            Content::List(_) => by_year::by_year(key, item, unit, Missing::Error, self.log)?,
            _ => Value::Certain(formula(key, item, unit, self.log)?),
        };
        Some(Described::of(value, item.span))
    }

    fn described(&mut self, key: &str, item: &Item, table: &Table, outer: Option<&Name>) -> Option<Described> {
        let before = self.log.list.len();
        let mut fields = Fields::new(table);
        let mut own_unit = fields.text("unit", "unit = \"元\"", self.log);
        let label = fields.words("label", self.log);
        let source = fields.words("source", self.log);
        let estimate = fields.boolean("estimate", self.log);
        let states = if has_form(table) { None } else { fields.words_list("states", self.log) };
        let unit = own_unit.clone().or_else(|| outer.cloned());
        let allowed = limits("allowed", &mut fields, unit.as_ref(), self.log);
        let missing = [("zero", Missing::Zero), ("last", Missing::Last)];
        let mut span = item.span;

        let years: Vec<Entry> = table.entries.iter().filter(|entry| is_year_key(&entry.key.value)).cloned().collect();
        // whether the keys say what the value is, and whether by a draw
        let (mut said, mut drawn) = (true, false);
        let value = if let Some(entry) = fields.get("value") {
            self.only_value(&fields, entry);
            span = entry.item.span;
            let inner = self.value(key, &entry.item, unit.as_ref());
            own_unit = own_unit.or_else(|| inner.as_ref().and_then(|inner| inner.unit.clone()));
            let missing = self.missing(&mut fields, &missing);
            inner.map(|inner| with_missing(inner.value, missing))
        } else if let Some(entry) = fields.get("by_year") {
            let missing = self.missing(&mut fields, &missing);
            if matches!(entry.item.content, Content::Text(_)) {
                // goes with the name of a file, of which is told
                fields.get("column");
            }
            by_year::by_year(key, &entry.item, unit.as_ref(), missing, self.log)
        } else if !years.is_empty() {
            let missing = self.missing(&mut fields, &missing);
            by_year::map(key, &years, unit.as_ref(), missing, self.log)
        } else {
            drawn = true;
            said = table.entries.iter().any(|entry| uncertain::is_form(&entry.key.value));
            let (spread, header_unit) = self.spread(key, &mut fields, item.span, unit.as_ref());
            // numbers of a column are in the unit of its header, whatever stands beside its name
            if let (Some(own), Some(header)) = (&unit, &header_unit)
                && !self.columns.same_unit(&own.value, &header.value)
            {
                self.log.push(unit_conflict(header, own));
            }
            own_unit = own_unit.or(header_unit);
            let unit = own_unit.clone().or_else(|| outer.cloned());
            attributes(spread, &mut fields, unit.as_ref(), self.log)
        };
        if !said {
            // named here so that an unknown key is compared with all that could stand here
            fields.get("missing");
        }
        let place = Text::new(format!("“{}”里", mistakes::short(key)), format!("`{}`", mistakes::short(key)));
        // which keys an unknown distribution has nobody knows
        let of_unknown = drawn && uncertain::is_unknown(table);
        let by_pattern = |key: &str| {
            is_year_key(key) && !years.is_empty()
                || drawn && (is_percentile(key) || of_unknown || parameters::is_renamed(table, key))
        };
        // keys of a second form are strays only because that form was not read
        let found = self.log.list.get(before..).unwrap_or_default();
        let two_forms = found.iter().any(|found| found.code == Code::ConflictingKeys);
        let no_strays = two_forms || fields.finish_except(&place, self.log, by_pattern);
        if !no_strays {
            // what seems to be missing is most likely the key that was mistyped
            let recent = self.log.list.split_off(before);
            let follows = |found: &Diagnostic| found.code == Code::MissingKey && found.span == Some(item.span);
            self.log.list.extend(recent.into_iter().filter(|found| !follows(found)));
        }
        if !said && no_strays {
            let place = Text::new(format!("“{}”", mistakes::short(key)), format!("`{}`", mistakes::short(key)));
            let mut found = mistakes::missing_key("value", &place, item.span, "value = 5");
            found.remedy = Text::new(
                "确定的值写 value = 5；不确定的写 low = 1, likely = 2, high = 4",
                "write value = 5 if it is certain, or low = 1, likely = 2, high = 4",
            );
            self.log.push(found);
        }
        let value = as_state(value?, states.as_deref());
        Some(Described { value, unit: own_unit, label, source, estimate, states, allowed, span })
    }

    fn missing(&mut self, fields: &mut Fields<'_>, choices: &[(&str, Missing)]) -> Missing {
        fields.choice("missing", choices, self.log).unwrap_or(Missing::Error)
    }

    /// `value` beside keys of another form.
    fn only_value(&mut self, fields: &Fields<'_>, value: &Entry) {
        let other_form = |entry: &&Entry| uncertain::is_form(&entry.key.value) || entry.key.value == "by_year";
        if let Some(entry) = fields.table.entries.iter().find(other_form) {
            let remedy = Text::new(
                "留一种写法：确定的值用 value，不确定的用分布",
                "keep one form: `value` if it is certain, a distribution if not",
            );
            self.log.push(mistakes::conflict(&value.key, &entry.key, remedy));
        }
    }
}

fn with_missing(value: Value, given: Missing) -> Value {
    match value {
        Value::ByYear { entries, missing: Missing::Error } => Value::ByYear { entries, missing: given },
        other => other,
    }
}

/// True where the keys describe a draw.
fn has_form(table: &Table) -> bool {
    table.entries.iter().any(|entry| uncertain::is_form(&entry.key.value))
}

/// A new value for an input of named states: the bare name of a state is that state.
pub(in super::super) fn as_state(mut value: Value, states: Option<&[Name]>) -> Value {
    let name_state = |expression: &mut Expression| {
        if let Node::Path(path) = &expression.node
            && let [name] = path.as_slice()
            && states.is_some_and(|states| states.iter().any(|state| state.value == *name))
        {
            expression.node = Node::Text(name.clone());
        }
    };
    match &mut value {
        Value::Certain(expression) => name_state(expression),
        Value::ByYear { entries, .. } => entries.iter_mut().for_each(|(_, expression)| name_state(expression)),
        Value::Uncertain(_) => {}
    }
    value
}
