//! Pieces of HTML. What is written through here is escaped.

use crate::report::number::typographic;
use crate::report::tables::{self, Kind, Table};
use crate::report::text::for_html;

/// A cell of a table.
pub(super) enum Cell {
    /// Text, to the left.
    Text(String),
    /// Text with a grey line below it.
    Noted(String, String),
    /// A number, to the right, with a true minus sign.
    Number(String),
    /// Code.
    Code(String),
}

impl Cell {
    /// Any text.
    pub(super) fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }
}

/// A table; columns whose header starts with `#` hold numbers. Nothing for no rows.
pub(super) fn table(html: &mut String, header: &[&str], rows: Vec<Vec<Cell>>) {
    if rows.is_empty() {
        return;
    }
    html.push_str("<div class=\"scroll\"><table>\n<thead><tr>");
    for name in header {
        match name.strip_prefix('#') {
            Some(name) => html.push_str(&format!("<th class=\"n\">{}</th>", for_html(name))),
            None => html.push_str(&format!("<th>{}</th>", for_html(name))),
        }
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
        for cell in row {
            match cell {
                Cell::Text(text) => html.push_str(&format!("<td>{}</td>", for_html(&text))),
                Cell::Noted(text, note) if note.is_empty() || note == text => {
                    html.push_str(&format!("<td>{}</td>", for_html(&text)));
                }
                Cell::Noted(text, note) => {
                    html.push_str(&format!("<td>{}<small>{}</small></td>", for_html(&text), for_html(&note)));
                }
                Cell::Number(text) => html.push_str(&format!("<td class=\"n\">{}</td>", for_html(&typographic(&text)))),
                Cell::Code(text) => html.push_str(&format!("<td><code>{}</code></td>", for_html(&text))),
            }
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table></div>\n");
}

/// A table that the workbook has, too.
pub(super) fn shared(html: &mut String, made: &Table) {
    let header: Vec<String> = made
        .columns
        .iter()
        .map(|column| if column.kind == Kind::Text { column.header.clone() } else { format!("#{}", column.header) })
        .collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut rows: Vec<Vec<Cell>> = (0..made.height()).map(|_| Vec::new()).collect();
    for column in &made.columns {
        for ((row, cell), text) in rows.iter_mut().zip(&column.cells).zip(column.texts()) {
            row.push(match cell {
                tables::Cell::Noted(_, remark) => Cell::Noted(text, remark.clone()),
                _ if column.kind == Kind::Text => Cell::Text(text),
                _ => Cell::Number(text),
            });
        }
    }
    table(html, &header, rows);
}

/// A heading of the second level.
pub(super) fn heading(html: &mut String, text: &str) {
    html.push_str(&format!("<h2>{}</h2>\n", for_html(text)));
}

/// What is there for those who look for it: shown when its line is chosen, and not printed.
pub(super) fn folded(html: &mut String, line: &str, inside: impl FnOnce(&mut String)) {
    html.push_str(&format!("<details><summary>{}</summary>\n", for_html(line)));
    inside(html);
    html.push_str("</details>\n");
}

/// A paragraph; nothing for an empty text.
pub(super) fn paragraph(html: &mut String, class: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    match class {
        "" => html.push_str(&format!("<p>{}</p>\n", for_html(text))),
        class => html.push_str(&format!("<p class=\"{class}\">{}</p>\n", for_html(text))),
    }
}
