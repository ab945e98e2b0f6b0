//! Merged cells among the households: all but the first of them are empty, and would be read as nothing.

use std::collections::{BTreeMap, HashSet};

use super::header::Heading;
use super::log::Log;
use super::sheet::{Merge, Row, Sheet};
use crate::diagnostic::Text;

/// Groups named in a message.
const NAMED: usize = 5;
/// Most cells that are looked at one by one.
const MOST: usize = 1_000_000;

/// What is merged in a column: the groups, and the rows whose cells of it are empty for that.
type Lost = (Vec<Merge>, Vec<u32>);

/// Columns in which cells of households are lost.
pub(super) struct Merged(BTreeMap<u16, Lost>);

impl Merged {
    pub(super) fn find(sheet: &Sheet, rows: &[&Row]) -> Self {
        let mut columns: BTreeMap<u16, Lost> = BTreeMap::new();
        let mut left = MOST;
        for merge in &sheet.merges {
            let first = sheet.rows.binary_search_by_key(&merge.rows.0, |row| row.number).ok();
            let first = first.and_then(|at| sheet.rows.get(at)).and_then(|row| row.cell(merge.columns.0));
            if first.is_none() {
                continue;
            }
            let from = rows.partition_point(|row| row.number < merge.rows.0);
            for row in rows.iter().skip(from).take_while(|row| row.number <= merge.rows.1) {
                for column in merge.columns.0..=merge.columns.1 {
                    let is_first = (row.number, column) == (merge.rows.0, merge.columns.0);
                    if is_first || left == 0 {
                        continue;
                    }
                    left -= 1;
                    let (merges, rows) = columns.entry(column).or_default();
                    if merges.last() != Some(merge) {
                        merges.push(*merge);
                    }
                    rows.push(row.number);
                }
            }
        }
        Merged(columns)
    }

    /// Reports what a column that is read has lost; its cells there are nobody's mistake any more.
    pub(super) fn report(&self, heading: &Heading, hidden: &mut HashSet<(u32, u16)>, log: &mut Log) {
        let Some((merges, rows)) = self.0.get(&heading.column) else { return };
        let mut merges = merges.clone();
        merges.sort_by_key(|merge| (merge.rows, merge.columns));
        let shown: Vec<String> = merges.iter().take(NAMED).map(Merge::shown).collect();
        let (zh, en) = match merges.len() {
            count if count > NAMED => (format!("等 {count} 处"), format!(" and more, {count} in all")),
            _ => Default::default(),
        };
        log.column(
            heading,
            &Text::new(
                format!("{}{zh} 是合并的单元格，只有左上一格有内容，其余会当作空的", shown.join("、")),
                format!("{}{en} are merged cells: all but the first are empty", shown.join(", ")),
            ),
            Text::new(
                "取消合并，每户每格填自己的内容；几户合计的数先分到各户",
                "unmerge them and fill in every cell; share out among the households what is theirs together",
            ),
        );
        hidden.extend(rows.iter().map(|row| (*row, heading.column)));
    }
}
