//! Households with the same number of an identity card: one that stands in the list twice is counted twice.

use std::collections::HashMap;

use super::columns::Columns;
use super::header::Meaning;
use super::log::Log;
use super::personal;
use super::sheet::{Cell, Row};
use crate::diagnostic::Text;

/// Pairs of rows named in a note.
const NAMED: usize = 5;

/// Tells of rows with the same number of a card. The numbers themselves are neither kept nor shown.
pub(super) fn note(rows: &[&Row], columns: &Columns, log: &mut Log) {
    let of_cards = columns.left_out.iter().filter(|heading| heading.meaning == Meaning::Personal);
    for heading in of_cards.filter(|heading| personal::is_of_identity(&heading.key)) {
        let mut seen: HashMap<String, Vec<u32>> = HashMap::new();
        for row in rows {
            // as a number, a workbook keeps only 15 of its 18 digits
            if let Some(Cell::Text(text)) = row.cell(heading.column)
                && let Some(number) = personal::identity(text)
            {
                seen.entry(number).or_default().push(row.number);
            }
        }
        let mut twins: Vec<Vec<u32>> = seen.into_values().filter(|rows| rows.len() > 1).collect();
        if twins.is_empty() {
            continue;
        }
        twins.sort_unstable();
        let shown = |join: &str| -> Vec<String> {
            let one = |rows: &Vec<u32>| rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(join);
            twins.iter().take(NAMED).map(one).collect()
        };
        let (zh, en) = match twins.len() {
            count if count > NAMED => (format!("等共 {count} 处"), format!(" and more, {count} in all")),
            _ => Default::default(),
        };
        log.note(
            heading,
            &Text::new(
                format!("第 {} 行{zh}的号码相同，像是同一户写了两次，会当作两户算；是同一户就删去一行（号码不会被保存或显示）", shown("、").join(" 行，第 ")),
                format!("rows {}{en} have the same number: a household that stands there twice counts twice. Delete one of the rows if it is the same (the number is neither kept nor shown)", shown(" and ").join("; rows ")),
            ),
        );
    }
}
