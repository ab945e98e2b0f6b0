//! Values of the prelude that break what must hold of them, and where: the row and the year.

use super::memory::Memory;
use crate::diagnostic::{Diagnostic, Diagnostics, Text};
use crate::plan::Plan;
use crate::plan::graph::Axes;

/// The mistakes, one for each requirement, about the first place in which it does not hold.
pub(super) fn broken(plan: &Plan, memory: &Memory) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for (required, axes) in &plan.requirements {
        let rows = axes.row.and_then(|table| plan.tables.get(table.0 as usize)).map_or(1, |(_, rows)| rows.len());
        let (from, to) = required.years;
        let years = if axes.year { from..=to } else { from..=from.min(to) };
        let mut places = (0..rows).flat_map(|row| years.clone().map(move |year| (row, year as usize)));
        let found = places.find_map(|(row, year)| {
            let values: Vec<f64> = required.of.iter().map(|column| memory.column(*column, row, year)[0]).collect();
            let (message, remedy) = required.rule.broken(&values, &required.written)?;
            Some((at_place(message, plan, *axes, (row, year)), remedy))
        });
        if let Some((message, remedy)) = found {
            diagnostics.push(Diagnostic::at(required.code, required.span, message, remedy));
        }
    }
    diagnostics
}

/// Adds the row and the year to a message about what has these axes.
pub(super) fn at_place(message: Text, plan: &Plan, axes: Axes, (row, year): (usize, usize)) -> Text {
    let mut places = (Vec::new(), Vec::new());
    let rows = axes.row.and_then(|table| plan.tables.get(table.0 as usize));
    if let Some(name) = rows.and_then(|(_, rows)| rows.get(row)) {
        places.0.push(format!("{name} 行"));
        places.1.push(format!("row {name}"));
    }
    if axes.year && plan.start_year == 0 {
        places.0.push(format!("序号 {year}"));
        places.1.push(format!("index {year}"));
    } else if axes.year {
        let year = i64::from(plan.start_year) + year as i64;
        places.0.push(format!("{year} 年"));
        places.1.push(format!("in {year}"));
    }
    if places.0.is_empty() {
        return message;
    }
    Text::new(format!("{}（{}）", message.zh, places.0.join("，")), format!("{} ({})", message.en, places.1.join(", ")))
}
