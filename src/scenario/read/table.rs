//! Tables: columns, rows in all their forms, and what is computed for each row.

use std::collections::HashMap;

use super::super::document::{Content, Item, Table as Tree};
use super::super::fields::{self, Fields};
use super::super::mistakes::{self, missing_key, short};
use super::super::model::{Column, Formula, Input, Name, Table, Value};
use super::super::roster::name_of_header;
use super::super::{names, rates};
use super::Reader;
use super::value::Values;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned, Text};
use crate::formula::expression::{Expression, Node, UnitText};
use crate::quantity::UnitTable;

/// Most cells of all tables together.
pub(super) const MOST_CELLS: usize = 2_000_000;
/// Missing cells reported for one column.
const MISSING_SHOWN: usize = 5;

/// A cell and its place.
type Cell = (Value, Span);

/// A bare number in a unit.
fn in_unit(cell: Value, unit: &Name) -> Value {
    match cell {
        Value::Certain(Expression { node: Node::Number { value, unit: None }, span }) => {
            let unit = Some(UnitText { text: unit.value.clone(), span });
            Value::Certain(Expression { node: Node::Number { value, unit }, span })
        }
        other => other,
    }
}

/// A table while rows may still be added or overridden.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) name: Name,
    label: Text,
    columns: Vec<ColumnDraft>,
    column_at: HashMap<String, usize>,
    pub(super) rows: Vec<Name>,
    row_at: HashMap<String, usize>,
    inputs: Vec<Input>,
    formulas: Vec<Formula>,
    /// Formulas whose means over all trials are reported row by row.
    pub(super) outcomes: Vec<Formula>,
    /// The rows come from the scenario's household list, if it has one.
    pub(super) roster: bool,
}

#[derive(Debug, Clone)]
struct ColumnDraft {
    name: Name,
    label: Text,
    unit: Option<Name>,
    states: Option<Vec<Name>>,
    default: Option<Cell>,
    /// By row; shorter than the rows where the last ones have none.
    cells: Vec<Option<Cell>>,
}

impl Draft {
    fn column(&mut self, name: &Name) -> usize {
        if let Some(at) = self.column_at.get(&name.value) {
            return *at;
        }
        let at = self.columns.len();
        self.column_at.insert(name.value.clone(), at);
        self.columns.push(ColumnDraft {
            name: name.clone(),
            label: Text::default(),
            unit: None,
            states: None,
            default: None,
            cells: Vec::new(),
        });
        at
    }

    /// A unit from the header of a CSV file; it must agree with a declared one.
    pub(super) fn header_unit(&mut self, name: &Name, unit: Option<&Name>, units: &UnitTable, log: &mut Diagnostics) {
        let at = self.column(name);
        let (Some(column), Some(unit)) = (self.columns.get_mut(at), unit) else { return };
        match &column.unit {
            None => column.unit = Some(unit.clone()),
            Some(declared) if !same_unit(units, &declared.value, &unit.value) => {
                log.push(unit_conflict(declared, unit));
            }
            Some(_) => {}
        }
    }

    pub(super) fn has_column(&self, name: &str) -> bool {
        self.column_at.contains_key(name)
    }

    pub(super) fn column_names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.value.as_str()).collect()
    }

    /// The unit of an input of all rows (`input`) or of a cell (`row.column`).
    pub(super) fn unit_of(&self, path: &str) -> Option<Name> {
        let column = path.split_once('.').and_then(|(_, column)| self.columns.get(*self.column_at.get(column)?));
        let input = self.inputs.iter().find(|input| input.name.value == path);
        column.map_or_else(|| input?.unit.clone(), |column| column.unit.clone())
    }

    /// Adds a row; a second one of the same name is a mistake.
    pub(super) fn add_row(&mut self, name: &Name, log: &mut Diagnostics) -> Option<usize> {
        if let Some(first) = self.row_at.get(&name.value).and_then(|at| self.rows.get(*at)) {
            log.push(mistakes::duplicate(name, first.span));
            return None;
        }
        if name.value.trim().is_empty()
            || name.value.contains(['.', '\'', '"'])
            || name.value.chars().any(char::is_control)
        {
            let shown = short(&name.value);
            log.push(Diagnostic::at(
                Code::BadName,
                name.span,
                Text::new(format!("“{shown}”不能作行名"), format!("`{shown}` cannot name a row")),
                Text::new("行名不能为空，也不能有点和引号", "a row's name is not empty and has no dots or quotes"),
            ));
            return None;
        }
        self.row_at.insert(name.value.clone(), self.rows.len());
        self.rows.push(name.clone());
        Some(self.rows.len() - 1)
    }

    pub(super) fn row(&self, name: &str) -> Option<usize> {
        self.row_at.get(name).copied()
    }

    pub(super) fn clear_rows(&mut self) {
        self.rows.clear();
        self.row_at.clear();
        self.columns.iter_mut().for_each(|column| column.cells.clear());
    }

    /// Sets one cell; a column not declared is added.
    pub(super) fn set(&mut self, row: usize, name: &Name, item: &Item, values: &mut Values<'_>) {
        let at = self.column(name);
        let Some(column) = self.columns.get_mut(at) else { return };
        let cell = cell(&name.value, item, column.unit.as_ref(), column.states.as_deref(), values);
        if column.cells.len() <= row {
            column.cells.resize(row + 1, None);
        }
        if let Some(place) = column.cells.get_mut(row) {
            // a cell that could not be read is reported already: anything stands in
            *place = Some(cell.unwrap_or_else(|| (stand_in(item.span), item.span)));
        }
    }

    /// Names of the columns declared so far, and their labels as names: how a list may head them.
    pub(super) fn headers(&self) -> impl Iterator<Item = String> {
        self.columns.iter().flat_map(|column| {
            [column.name.value.clone(), name_of_header(&column.label.zh), name_of_header(&column.label.en)]
        })
    }

    /// The column whose label is a header, where no column has it as its name.
    fn labelled(&self, header: &str) -> Option<usize> {
        let is = |column: &ColumnDraft| {
            [&column.label.zh, &column.label.en].iter().any(|label| name_of_header(label) == header)
        };
        if self.column_at.contains_key(header) { None } else { self.columns.iter().position(is) }
    }

    /// True for a column with a default that none of these columns of a list gives.
    pub(super) fn defaults(&self, name: &str, columns: &[Column]) -> bool {
        let Some(&at) = self.column_at.get(name) else { return false };
        let gives = |found: &Column| found.name.value == name || self.labelled(&found.name.value) == Some(at);
        self.columns[at].default.is_some() && !columns.iter().any(gives)
    }

    /// Puts the households of a list in place of the rows. Columns of the list that the kind does not know are added;
    /// those of the kind that the list lacks take their default, or are given back.
    pub(super) fn fill(&mut self, rows: Vec<Name>, columns: Vec<Column>) -> Vec<Name> {
        self.clear_rows();
        self.row_at = rows.iter().enumerate().map(|(at, name)| (name.value.clone(), at)).collect();
        self.rows = rows;
        let mut given = vec![false; self.columns.len()];
        for found in columns {
            let at = self.labelled(&found.name.value).unwrap_or_else(|| self.column(&found.name));
            let Some(column) = self.columns.get_mut(at) else { continue };
            let bare = found.unit.is_none();
            match given.get_mut(at) {
                Some(given) => *given = true,
                // a column that the kind does not declare
                None => (column.unit, column.label, column.states) = (found.unit, found.label, found.states),
            }
            let cells = found.cells.into_iter().map(|cell| match &column.unit {
                // a header without a unit is in that of the kind
                Some(unit) if bare => in_unit(cell, unit),
                _ => cell,
            });
            column.cells = cells.zip(found.spans).map(Some).collect();
        }
        let missing =
            |(given, column): (&bool, &ColumnDraft)| (!given && column.default.is_none()).then(|| column.name.clone());
        let missing: Vec<Name> = given.iter().zip(&self.columns).filter_map(missing).collect();
        for column in &mut self.columns {
            if missing.iter().any(|name| name.value == column.name.value) {
                column.default = Some((stand_in(column.name.span), column.name.span));
            }
        }
        missing
    }

    /// How many cells the table holds.
    pub(super) fn size(&self) -> usize {
        self.rows.len() * self.columns.len()
    }

    /// Fills in the defaults; cells that are still missing are mistakes.
    pub(super) fn finish(self, log: &mut Diagnostics) -> Table {
        let rows = self.rows;
        // rows that are only counted all stand where their number stands
        let counted = rows.len() > 1 && rows[0].span == rows[1].span;
        let mut columns = Vec::with_capacity(self.columns.len());
        for column in self.columns {
            let (mut cells, mut spans) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
            let mut given = column.cells.into_iter();
            let mut absent = 0;
            for row in &rows {
                let cell = given.next().flatten().or_else(|| column.default.clone());
                let (value, span) = cell.unwrap_or_else(|| {
                    absent += 1;
                    if absent == 1 && counted {
                        log.push(column_of_counted_rows(&self.name, &column.name));
                    } else if absent <= MISSING_SHOWN && !counted {
                        log.push(missing_cell(&self.name, row, &column.name));
                    }
                    (stand_in(row.span), row.span)
                });
                cells.push(value);
                spans.push(span);
            }
            let ColumnDraft { name, label, unit, states, .. } = column;
            columns.push(Column { name, label, unit, states, cells, spans });
        }
        Table { name: self.name, label: self.label, columns, rows, inputs: self.inputs, formulas: self.formulas }
    }
}

/// Stands where a value could not be read; the reading as a whole fails.
fn stand_in(span: Span) -> Value {
    Value::Certain(Expression { node: Node::Number { value: 0.0, unit: None }, span })
}

fn column_of_counted_rows(table: &Name, column: &Name) -> Diagnostic {
    let (table, column_shown) = (short(&table.value), short(&column.value));
    Diagnostic::at(
        Code::MissingKey,
        column.span,
        Text::new(
            format!("表“{table}”的行只有编号，没有地方写“{column_shown}”"),
            format!("the rows of table `{table}` are only counted: there is no place for their `{column_shown}`"),
        ),
        Text::new(
            format!("给它一个 default；或写成行公式，例如 {column_shown} = \"1 + mod(row, 3)\"；或把各行写进 CSV 文件"),
            format!(
                "give it a default; or make it a formula of the row, such as {column_shown} = \"1 + mod(row, 3)\"; or put the rows into a CSV file"
            ),
        ),
    )
}

fn missing_cell(table: &Name, row: &Name, column: &Name) -> Diagnostic {
    let (table, shown, column) = (short(&table.value), short(&row.value), short(&column.value));
    Diagnostic::at(
        Code::MissingKey,
        row.span,
        Text::new(
            format!("表“{table}”的行“{shown}”缺少“{column}”"),
            format!("row `{shown}` of table `{table}` needs `{column}`"),
        ),
        Text::new(
            format!("在这一行写上 {column}，或在 columns.{column} 里写 default"),
            format!("give {column} in this row, or a `default` in columns.{column}"),
        ),
    )
}

/// Two spellings of one unit are no two units: 万元 and 10k yuan, ％ and %, and what the scenario declares as one of them.
pub(super) fn same_unit(units: &UnitTable, a: &str, b: &str) -> bool {
    let plain = |unit: &str| unit.trim().replace('％', "%");
    let (a, b) = (plain(a), plain(b));
    if a == b {
        return true;
    }
    units.resolve(&a).ok().zip(units.resolve(&b).ok()).is_some_and(|(a, b)| a == b)
}

pub(super) fn unit_conflict(declared: &Name, found: &Name) -> Diagnostic {
    let (first, second) = (short(&declared.value), short(&found.value));
    Diagnostic::at(
        Code::ConflictingKeys,
        found.span,
        Text::new(format!("单位写了两种：{first} 和 {second}"), format!("two units are given: {first} and {second}")),
        Text::new("两处写成同一个单位", "write the same unit in both places"),
    )
    .related(declared.span, Text::new("另一处", "the other one"))
}

/// One cell: a state of the column, or a value in any form.
fn cell(key: &str, item: &Item, unit: Option<&Name>, states: Option<&[Name]>, values: &mut Values<'_>) -> Option<Cell> {
    if let (Some(states), Content::Text(literal)) = (states, &item.content) {
        if states.iter().any(|state| state.value == literal.text) {
            let node = Node::Text(literal.text.clone());
            return Some((Value::Certain(Expression { node, span: item.span }), item.span));
        }
        if names::is_name(&literal.text) {
            let name = fields::spanned(literal, item);
            let known: Vec<&str> = states.iter().map(|state| state.value.as_str()).collect();
            let (shown, key) = (short(&name.value), short(key));
            let message =
                Text::new(format!("列“{key}”没有“{shown}”这个状态"), format!("column `{key}` has no state `{shown}`"));
            values.log.push(mistakes::unknown_name(Code::UnknownState, &name, message, &known));
            return None;
        }
    }
    let described = values.value(key, item, unit)?;
    if let Some(limit) = described.allowed.iter().flat_map(|(low, high)| [low, high]).flatten().next() {
        values.log.push(Diagnostic::at(
            Code::UnknownKey,
            limit.span,
            Text::new("表里的值不能有 allowed", "a cell of a table has no `allowed`"),
            Text::new(
                "把这个数写成输入再加 allowed，或删去它",
                "make the number an input with `allowed`, or delete it",
            ),
        ));
    }
    Some((described.value, described.span))
}

impl Reader<'_> {
    /// `[tables.NAME]`; `needs_rows` where no rows is a mistake.
    pub(super) fn table(&mut self, name: &Name, tree: &Tree, needs_rows: bool) -> Draft {
        let mut fields = Fields::new(tree);
        let label = fields.words("label", &mut self.log).unwrap_or_default();
        let mut draft = Draft {
            name: name.clone(),
            label,
            columns: Vec::new(),
            column_at: HashMap::new(),
            rows: Vec::new(),
            row_at: HashMap::new(),
            inputs: Vec::new(),
            formulas: Vec::new(),
            outcomes: Vec::new(),
            roster: false,
        };
        if let Some(columns) = fields.table("columns", "cost = { unit = \"元\" }", &mut self.log) {
            columns.entries.iter().for_each(|entry| self.column(&mut draft, &entry.key, &entry.item));
        }
        match fields.get("rows") {
            Some(entry) => self.rows(&mut draft, &entry.item, true),
            None if needs_rows => {
                let shown = short(&name.value);
                let place = Text::new(format!("表“{shown}”"), format!("table `{shown}`"));
                self.log.push(missing_key("rows", &place, name.span, &format!("[tables.{shown}.rows]")));
            }
            None => {}
        }
        if let Some(inputs) = fields.table("inputs", "price = 5", &mut self.log) {
            draft.inputs = self.inputs(inputs);
        }
        if let Some(formulas) = fields.table("formulas", "cost = \"price * 2\"", &mut self.log) {
            draft.formulas = self.formulas(formulas);
        }
        if let Some(outcomes) = fields.table("outcomes", "mean_income = \"income\"", &mut self.log) {
            draft.outcomes = self.formulas(outcomes);
        }
        draft.roster = fields.boolean("roster", &mut self.log).unwrap_or(false);
        let shown = short(&name.value);
        fields.finish(&Text::new(format!("表“{shown}”里"), format!("table `{shown}`")), &mut self.log);
        draft
    }

    fn column(&mut self, draft: &mut Draft, name: &Name, item: &Item) {
        if name.value == "name" {
            self.log.push(Diagnostic::at(
                Code::BadName,
                name.span,
                Text::new("“name”是行名的列，不能另作列名", "`name` is the column of the row names"),
                Text::new("换一个列名", "choose another name for the column"),
            ));
            return;
        }
        names::check(name, &mut self.log);
        let Some(tree) = fields::table(&name.value, item, "cost = { unit = \"元\" }", &mut self.log) else { return };
        let mut fields = Fields::new(tree);
        let unit = fields.text("unit", "unit = \"元\"", &mut self.log);
        let label = fields.words("label", &mut self.log).unwrap_or_default();
        let states = fields.words_list("values", &mut self.log);
        let default = fields.get("default").and_then(|entry| {
            self.values(|values| cell(&name.value, &entry.item, unit.as_ref(), states.as_deref(), values))
        });
        let shown = short(&name.value);
        fields.finish(&Text::new(format!("列“{shown}”里"), format!("column `{shown}`")), &mut self.log);
        let at = draft.column(name);
        if let Some(column) = draft.columns.get_mut(at) {
            (column.unit, column.label, column.states, column.default) = (unit, label, states, default);
        }
    }

    /// Makes the final table, within the limit of cells.
    pub(super) fn finish_table(&mut self, draft: Draft) -> Table {
        self.cells = self.cells.saturating_add(draft.size());
        if self.cells > MOST_CELLS {
            let what = Text::new("所有表的单元格总数", "the number of cells of all tables");
            self.log.push(mistakes::limit(
                &what,
                &self.cells.to_string(),
                &MOST_CELLS.to_string(),
                Some(draft.name.span),
            ));
            let mut empty = draft;
            empty.clear_rows();
            return empty.finish(&mut self.log);
        }
        let table = draft.finish(&mut self.log);
        table.columns.iter().for_each(|column| rates::column(column, &mut self.log));
        table
    }
}

/// A row name that the program makes.
pub(super) fn numbered(row: usize, span: Span) -> Name {
    Spanned { value: row.to_string(), span }
}
