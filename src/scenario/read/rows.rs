//! Rows of a table: a map, a list with `name`, a CSV file, or a count.

use super::super::document::{Content, Entry, Item, Table as Tree};
use super::super::fields::{self, Fields};
use super::super::mistakes::{self, missing_key, short};
use super::super::model::Name;
use super::super::names;
use super::table::{Draft, numbered};
use super::{MOST_ROWS, Reader, csv_file};
use crate::diagnostic::{Code, Span, Text};

const EXAMPLE: &str = "rows = { count = 10 }";

impl Reader<'_> {
    /// Reads `rows`. Columns not declared are added where `open`; otherwise they are mistakes (a project cannot add
    /// columns to its kind).
    pub(super) fn rows(&mut self, draft: &mut Draft, item: &Item, open: bool) {
        match &item.content {
            Content::Text(literal) => self.csv_rows(draft, &fields::spanned(literal, item), open),
            Content::List(items) => self.listed_rows(draft, items, open),
            Content::Table(tree) => match counted(tree) {
                Some(entry) => self.count_rows(draft, tree, entry),
                None => self.named_rows(draft, tree, open),
            },
            _ => {
                let expected = Text::new(
                    "行的表、CSV 文件名或 { count = n }",
                    "a map of rows, the name of a CSV file, or { count = n }",
                );
                self.log.push(mistakes::wrong_type("rows", item, &expected, EXAMPLE));
            }
        }
    }

    fn few_enough(&mut self, count: usize, span: Span) -> bool {
        if count > MOST_ROWS {
            let what = Text::new("表的行数", "the number of rows");
            self.log.push(mistakes::limit(&what, &count.to_string(), &MOST_ROWS.to_string(), Some(span)));
        }
        count <= MOST_ROWS
    }

    fn count_rows(&mut self, draft: &mut Draft, tree: &Tree, entry: &Entry) {
        let mut fields = Fields::new(tree);
        let count = fields.whole("count", 1, MOST_ROWS as i64, true, &mut self.log);
        fields.finish(&Text::new("按行数给出的 rows 里", "`rows` with a count"), &mut self.log);
        for row in 1..=count.map_or(0, |count| usize::try_from(count.value).unwrap_or(0)) {
            draft.add_row(&numbered(row, entry.item.span), &mut self.log);
        }
    }

    /// `[tables.t.rows]` with `cooker = { … }`. Cells of a row that is there already are replaced.
    fn named_rows(&mut self, draft: &mut Draft, tree: &Tree, open: bool) {
        if !self.few_enough(tree.entries.len() + draft.rows.len(), tree.span) {
            return;
        }
        for entry in &tree.entries {
            let Some(cells) = fields::table(&entry.key.value, &entry.item, "cooker = { cost = 4800 }", &mut self.log)
            else {
                continue;
            };
            let row = match draft.row(&entry.key.value).filter(|_| !open) {
                Some(row) => Some(row),
                None => draft.add_row(&entry.key, &mut self.log),
            };
            if let Some(row) = row {
                cells.entries.iter().for_each(|cell| self.cell(draft, row, &cell.key, &cell.item, open));
            }
        }
    }

    /// `[[tables.t.rows]]` with a `name`.
    fn listed_rows(&mut self, draft: &mut Draft, items: &[Item], open: bool) {
        let Some(first) = items.first() else { return };
        if !self.few_enough(items.len(), first.span) {
            return;
        }
        for item in items {
            let Some(cells) = fields::table("rows", item, "{ name = \"cooker\", cost = 4800 }", &mut self.log) else {
                continue;
            };
            let Some(entry) = cells.get("name") else {
                let place = Text::new("列表里的一行", "a row in a list");
                self.log.push(missing_key("name", &place, item.span, "name = \"cooker\""));
                continue;
            };
            let Some(literal) = fields::text("name", &entry.item, "name = \"cooker\"", &mut self.log) else { continue };
            if let Some(row) = draft.add_row(&fields::spanned(literal, &entry.item), &mut self.log) {
                let others = cells.entries.iter().filter(|cell| cell.key.value != "name");
                others.for_each(|cell| self.cell(draft, row, &cell.key, &cell.item, open));
            }
        }
    }

    fn csv_rows(&mut self, draft: &mut Draft, name: &Name, open: bool) {
        let Some(csv) = self.csv(name) else { return };
        let Some(first) = csv.header.first() else { return };
        if !matches!(first.name.value.as_str(), "name" | "名称") {
            let mut found = missing_key(
                "name",
                &Text::new("行文件的第一列", "the first column of a file of rows"),
                first.name.span,
                "name",
            );
            found.code = Code::DataFile;
            found.remedy = Text::new(
                "第一列的表头写 name，下面写各行的名称",
                "head the first column `name` and put the rows' names below",
            );
            self.log.push(found);
            return;
        }
        let mut used = names::Used::default();
        for heading in csv.header.iter().skip(1) {
            used.add(&heading.name, &mut self.log);
            if self.known_column(draft, &heading.name, open) {
                draft.header_unit(&heading.name, heading.unit.as_ref(), &self.units, &mut self.log);
            }
        }
        for cells in &csv.rows {
            let Some(title) = cells.first() else { continue };
            let title = Name { value: title.text.trim().to_owned(), span: title.span };
            let Some(row) = draft.add_row(&title, &mut self.log) else { continue };
            let filled = csv.header.iter().zip(cells).skip(1);
            for (heading, cell) in filled {
                if let Some(item) = csv_file::item(cell).filter(|_| draft.has_column(&heading.name.value)) {
                    self.values(|values| draft.set(row, &heading.name, &item, values));
                }
            }
        }
    }

    fn cell(&mut self, draft: &mut Draft, row: usize, column: &Name, item: &Item, open: bool) {
        if self.known_column(draft, column, open) {
            self.values(|values| draft.set(row, column, item, values));
        }
    }

    /// True where the column is there or may be added.
    fn known_column(&mut self, draft: &Draft, column: &Name, open: bool) -> bool {
        if draft.has_column(&column.value) {
            return true;
        }
        if open {
            return names::check(column, &mut self.log);
        }
        let (table, shown) = (short(&draft.name.value), short(&column.value));
        let message =
            Text::new(format!("表“{table}”没有“{shown}”这一列"), format!("table `{table}` has no column `{shown}`"));
        self.log.push(mistakes::unknown_name(Code::UnknownKey, column, message, &draft.column_names()));
        false
    }
}

/// `{ count = 10 }`: the count, unless `count` is the name of a row.
fn counted(tree: &Tree) -> Option<&Entry> {
    tree.get("count").filter(|entry| !matches!(entry.item.content, Content::Table(_)))
}
