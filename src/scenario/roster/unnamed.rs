//! Columns in which something stands below no header.

use std::collections::{BTreeMap, HashSet};

use super::columns::Columns;
use super::log::Log;
use super::number::{self, Found};
use super::sheet::{Row, letters};
use crate::diagnostic::{Code, Text};

/// Numbers there are a mistake (incomes whose header was lost count for nobody), words and running numbers a note.
pub(super) fn report(rows: &[&Row], columns: &Columns, log: &mut Log) {
    let named: HashSet<u16> = columns.headed.iter().copied().collect();
    let last = columns.headed.last().copied().unwrap_or(0);
    // for each column its numbers, as long as they are 1, 2, 3, …, and whether there are others
    let mut found: BTreeMap<u16, (f64, bool)> = BTreeMap::new();
    for row in rows {
        for (at, cell) in row.cells.iter().filter(|(at, _)| !named.contains(at)) {
            let (running, other) = found.entry(*at).or_default();
            if let Found::Number { value, .. } = number::read(Some(cell)) {
                *running += 1.0;
                *other |= value != *running;
            }
        }
    }
    let (wrong, other): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, (_, other))| *other);
    // to the right of the header a comma may have moved the row, and every row says so
    for (column, _) in wrong.iter().filter(|(column, _)| *column <= last) {
        let column = letters(*column);
        log.whole(
            Code::RosterColumn,
            &Text::new(
                format!("的 {column} 列有数，但没有表头"),
                format!("has numbers in column {column}, which has no header"),
            ),
            Text::new(
                "给这一列写上表头（合并的表头先取消合并），用不着就删去整列",
                "head the column (unmerge a header that is merged), or delete it if it is not used",
            ),
        );
    }
    if !other.is_empty() {
        let shown: Vec<String> = other.iter().map(|(column, _)| letters(*column)).collect();
        log.note_whole(&Text::new(
            format!("的 {} 列没有表头，没有读", shown.join("、")),
            format!("has no header above column {}, which is not read", shown.join(", ")),
        ));
    }
}
