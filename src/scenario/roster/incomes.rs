//! Incomes in another unit than the header says, seen from the whole column: one mistake, not one for each cell.

use super::field::Sort;
use super::header::Heading;
use super::log::Log;
use super::number;
use super::sheet::Cell;
use super::{HIGHEST_INCOME, RosterColumn, RosterValues};
use crate::diagnostic::{Code, Text};

/// Households with an income from which on a column is judged as a whole.
const FEWEST: usize = 3;
/// Yuan a household and year that nine tenths of the households with such an income lie below only in another unit than
/// yuan: of wages and farm income, and of property income and transfers, which are small in many a village.
const LOWEST_EARNED: f64 = 100.0;
const LOWEST_OTHER: f64 = 10.0;
/// Yuan a person and year, all incomes together, that half of the households lie below only in another unit.
const LOWEST_TOTAL: f64 = 200.0;
/// Yuan a person and year from one source that half of them lie above only in another unit.
const HIGHEST: f64 = 200_000.0;

/// True, and reported, where most numbers of a column of incomes are too high for a household.
pub(super) fn too_high<'a>(
    heading: &Heading,
    factor: f64,
    cells: impl Iterator<Item = Option<&'a Cell>>,
    log: &mut Log,
) -> bool {
    let numbers: Vec<f64> =
        cells.filter_map(|cell| number::amount(cell, factor)).filter(|value| *value > 0.0).collect();
    let high = numbers.iter().filter(|value| **value > HIGHEST_INCOME).count();
    let most = high >= FEWEST && high * 2 > numbers.len();
    if most {
        log.column(heading, &absurd("高", "high"), other_unit(factor > 1.0));
    }
    most
}

/// Judges columns of incomes, and all of them together, by person.
pub(super) fn plausible(kept: &[(Option<&Heading>, RosterColumn, Sort)], log: &mut Log) {
    let members = kept.iter().find(|(heading, column, _)| heading.is_some() && column.name == "members");
    let Some(members) = members.map(|(_, column, _)| numbers(column)) else { return };
    for (heading, column, sort) in kept {
        let (Some(heading), Sort::Money) = (heading, sort) else { continue };
        let values = numbers(column);
        let lowest = if matches!(column.name.as_str(), "wage" | "business") { LOWEST_EARNED } else { LOWEST_OTHER };
        let high = quantile(by_person(values, members), 1, 2).is_some_and(|median| median > HIGHEST);
        if high
            || quantile(values.iter().copied().filter(|value| *value > 0.0).collect(), 9, 10)
                .is_some_and(|most| most < lowest)
        {
            let (zh, en) = if high { ("高", "high") } else { ("低", "low") };
            log.column(heading, &absurd(zh, en), other_unit(high));
        }
    }
    // cells with mistakes count as nothing
    let columns: Vec<&RosterColumn> = kept.iter().map(|(_, column, _)| column).collect();
    if log.is_empty() && median_by_person(&columns).is_some_and(|median| median < LOWEST_TOTAL) {
        log.whole(
            Code::RosterColumn,
            &Text::new(
                format!("里有收入的户多半人均全年不到 {LOWEST_TOTAL} 元"),
                format!("has incomes of less than {LOWEST_TOTAL} yuan a person and year in most households"),
            ),
            Text::new(
                "检查收入各列的单位：要全户全年的收入，按万元填的表头写（万元）",
                "check the units of the incomes: give what a household has in a year; 万元 must stand in the header",
            ),
        );
    }
}

/// The numbers of a column; none of one of words.
pub(super) fn numbers(column: &RosterColumn) -> &[f64] {
    match &column.values {
        RosterValues::Numbers(values) => values,
        RosterValues::Booleans(_) | RosterValues::States { .. } => &[],
    }
}

/// What those who have any have a person.
fn by_person(values: &[f64], members: &[f64]) -> Vec<f64> {
    let each = values.iter().zip(members).map(|(value, members)| value / members);
    each.filter(|value| *value > 0.0 && value.is_finite()).collect()
}

/// Yuan a person and year, all incomes together, that half of the households with an income lie below; `None` where few
/// have any.
pub(super) fn median_by_person(columns: &[&RosterColumn]) -> Option<f64> {
    let members = columns.iter().find(|column| column.name == "members").map(|column| numbers(column))?;
    quantile(by_person(&totals(columns)?, members), 1, 2)
}

/// Yuan a household and year, all incomes together; `None` where the list has no members.
pub(super) fn totals(columns: &[&RosterColumn]) -> Option<Vec<f64>> {
    let named = |name: &str| columns.iter().find(|column| column.name == name).map(|column| numbers(column));
    let mut total = vec![0.0; named("members")?.len()];
    for values in ["wage", "business", "property", "transfer"].into_iter().filter_map(named) {
        total.iter_mut().zip(values).for_each(|(total, value)| *total += value);
    }
    Some(total)
}

fn absurd(zh: &str, en: &str) -> Text {
    Text::new(
        format!("这一列的收入普遍{zh}得不合情理，单位多半不是表头里的单位"),
        format!("the incomes of this column are absurdly {en}: they are probably not in the unit of the header"),
    )
}

/// What to do where incomes are too low, or too high because the header's unit is large.
fn other_unit(large: bool) -> Text {
    if large {
        Text::new(
            "数是元，表头的单位就写（元）；要全户全年的收入",
            "if they are yuan, write （元） in the header; give what a household has in a year",
        )
    } else {
        Text::new(
            "数是万元，表头的单位就写（万元）；要全户全年的收入",
            "if they are 10,000 yuan, write （万元） in the header; give what a household has in a year",
        )
    }
}

/// The value that so many parts of all lie below, where enough households have one.
fn quantile(mut values: Vec<f64>, parts: usize, all: usize) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get((values.len().saturating_sub(1)) * parts / all).copied().filter(|_| values.len() >= FEWEST)
}
