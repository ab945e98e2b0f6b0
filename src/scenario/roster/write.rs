//! A list as CSV text that the reader and spreadsheets read back.

use super::field::{CATEGORY, FIELDS, STATUS, Sort};
use super::{Roster, RosterColumn, RosterValues};

/// What the first line of a made-up list begins with.
const SYNTHETIC: &str = "# 合成名册（synthetic）";

impl Roster {
    /// The list as CSV text (UTF-8 with a byte order mark, line ends as Excel writes them), headed in Chinese. For a list
    /// that is made up the first line says so, followed by `remark`, which must have no line end.
    pub fn to_csv(&self, remark: &str) -> String {
        let mut text = String::from("\u{feff}");
        if self.synthetic {
            text.push_str(&quoted(&format!("{SYNTHETIC}{remark}")));
            text.push_str("\r\n");
        }
        let heads = self.columns.iter().map(|column| quoted(&head(column)));
        let heads: Vec<String> = std::iter::once("户编号".to_owned()).chain(heads).collect();
        text.push_str(&heads.join(","));
        text.push_str("\r\n");
        for (row, id) in self.ids.iter().enumerate() {
            text.push_str(&quoted(id));
            for column in &self.columns {
                text.push(',');
                text.push_str(&quoted(&cell(column, row)));
            }
            text.push_str("\r\n");
        }
        text
    }
}

/// The header of a column, with its unit.
fn head(column: &RosterColumn) -> String {
    let known = FIELDS.iter().find(|field| field.name == column.name);
    let name = known.map_or(column.name.as_str(), |field| field.zh);
    let plain = known.is_some_and(|field| field.sort == Sort::Count) || column.unit.is_empty();
    if plain { name.to_owned() } else { format!("{name}（{}）", column.unit) }
}

fn cell(column: &RosterColumn, row: usize) -> String {
    match &column.values {
        RosterValues::Numbers(values) => values.get(row).map(ToString::to_string).unwrap_or_default(),
        RosterValues::Booleans(values) => if values.get(row) == Some(&true) { "是" } else { "否" }.to_owned(),
        RosterValues::States { names, codes } => {
            let name = codes.get(row).and_then(|code| names.get(*code as usize)).map_or("", String::as_str);
            let words = CATEGORY.iter().chain(STATUS);
            let written = words.filter(|word| word.name == name).find_map(|word| word.written.first());
            written.copied().unwrap_or(name).to_owned()
        }
    }
}

/// A cell with quotes where it needs them.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
