//! Incomes that look like those of a person although their headers do not say so: what stands above the header, columns that
//! contradict them, and totals that do not grow with the household.

use super::RosterColumn;
use super::columns::Columns;
use super::field::Sort;
use super::header::Heading;
use super::incomes;
use super::log::Log;
use super::number;
use super::sheet::Row;
use crate::diagnostic::Text;
use crate::numeric::elementary::ln;

/// Households with an income of which the totals are compared with their members, and those of several members whose totals are
/// compared with a column of the list.
const FEWEST: usize = 20;
const FEWEST_COMPARED: usize = 3;
/// By how many per cent a total grows at most where a household has a per cent more members, two standard errors off. In lists
/// of households it is 0.8 to 1.1, in the same lists by person −0.2 to 0.1.
const GROWTH: f64 = 0.35;
/// Yuan a person and year, half of the households below, from which on nobody on such a list would be poor.
const ENOUGH: f64 = 5000.0;
/// Difference of two numbers that mean the same, for each of them.
const ROUNDING: f64 = 0.02;

/// What stands above the header says so.
pub(super) fn above(title: &str, log: &mut Log) {
    let plain: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    // 人均收入低于 3000 元的户 are chosen by it
    let chosen = ["低于", "不足", "未达", "以下", "以上", "高于", "不到"].iter().any(|word| plain.contains(word));
    let unit = ["元/人", "元／人"].iter().any(|unit| plain.contains(unit));
    if unit || plain.contains("人均") && !chosen {
        log.note_whole(&Text::new(
            "表头上面写着人均，各收入列按全户全年读；真是人均的，先乘以家庭人口",
            "says 人均 (per head) above its header, but incomes are read as those of the household in a year: multiply them by its members if they are not",
        ));
    }
}

/// The households' incomes, their members, and the columns of the list that say something about both.
pub(super) fn note(rows: &[&Row], columns: &Columns, kept: &[&RosterColumn], log: &mut Log) {
    let numbers = |name: &str| kept.iter().find(|column| column.name == name).map(|column| incomes::numbers(column));
    let (Some(members), Some(totals)) = (numbers("members"), incomes::totals(kept)) else { return };
    if contradicted(rows, columns, members, &totals, log) {
        return;
    }
    let known: Vec<(f64, f64)> = members.iter().copied().zip(totals).filter(|(_, total)| *total > 0.0).collect();
    let low = incomes::median_by_person(kept).filter(|median| *median < ENOUGH);
    let (Some(median), Some((slope, error))) = (low, growth(&known)) else { return };
    if known.len() >= FEWEST && slope + 2.0 * error < GROWTH && !as_many_earners(members, numbers("able_workers")) {
        log.note_whole(&Text::new(
            format!("里人多的户收入并不比人少的户多（人均全年收入的中位数 {median:.0} 元）；会不会填的是人均收入？要填全户全年的"),
            format!("has incomes that do not grow with the members of a household (half have less than {median:.0} yuan a person and year). Are they per head? Give those of the whole household in a year"),
        ));
    }
}

/// True where large households have no more people who can work than small ones: their incomes need not grow either.
fn as_many_earners(members: &[f64], workers: Option<&[f64]>) -> bool {
    let Some(workers) = workers else { return false };
    let pairs = || members.iter().copied().zip(workers.iter().copied());
    let known: Vec<(f64, f64)> = pairs().filter(|(_, workers)| *workers > 0.0).collect();
    known.len() >= FEWEST && growth(&known).is_some_and(|(slope, error)| slope + 2.0 * error < GROWTH)
}

/// True, and told of, where a column of incomes per head is the very sum of the sources, or one of the household's income that sum
/// times the members.
fn contradicted(rows: &[&Row], columns: &Columns, members: &[f64], totals: &[f64], log: &mut Log) -> bool {
    let agree = |heading: &Heading, factor: f64, by_member: bool| {
        let (mut same, mut compared) = (0_usize, 0_usize);
        for ((row, members), total) in rows.iter().zip(members).zip(totals) {
            let Some(value) = number::amount(row.cell(heading.column), factor) else { continue };
            if *members > 1.0 && *total > 0.0 && value > 0.0 {
                let expected = if by_member { total * members } else { *total };
                compared += 1;
                same += usize::from((value - expected).abs() <= expected * ROUNDING);
            }
        }
        compared >= FEWEST_COMPARED && same * 5 >= compared * 4
    };
    for heading in &columns.other {
        let (_, unit, factor) = heading.own();
        let factor = if unit == "元" { factor } else { 1.0 };
        let words = |words: &[&str]| words.iter().any(|word| heading.key.contains(word));
        if !words(&["收入", "income"]) || columns.known.iter().all(|known| known.field.sort != Sort::Money) {
            continue;
        }
        let per_head = words(&["人均", "每人", "percapita"]);
        if agree(heading, factor, !per_head) {
            let (zh, en) = if per_head {
                (
                    "各来源的收入加起来正好是这一列的人均收入",
                    "the incomes by source add up to this column, which is per head",
                )
            } else {
                (
                    "各来源的收入加起来再乘以家庭人口，正好是这一列",
                    "the incomes by source, times the members, are this column",
                )
            };
            log.note(
                heading,
                &Text::new(
                    format!("{zh}：它们像是人均的；各收入列要填全户全年的"),
                    format!("{en}: they seem to be per head. Give those of the whole household in a year"),
                ),
            );
            return true;
        }
    }
    false
}

/// The slope of ln income over ln members by least squares, with its standard error; `None` where all households are alike.
fn growth(known: &[(f64, f64)]) -> Option<(f64, f64)> {
    let count = known.len() as f64;
    let square = |value: f64| value * value;
    let points: Vec<(f64, f64)> = known.iter().map(|(members, total)| (ln(*members), ln(*total))).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|point| square(point.0 - x)).sum();
    if spread < 1e-9 || count < 3.0 {
        return None;
    }
    let slope = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / spread;
    let rest: f64 = points.iter().map(|point| square(point.1 - y - slope * (point.0 - x))).sum();
    Some((slope, (rest / (count - 2.0) / spread).sqrt()))
}
