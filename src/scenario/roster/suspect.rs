//! Values that can be, but are likely to mean something else than what they are read as: a note for each sort, with the
//! first rows.

use std::collections::HashSet;

use super::columns::{Columns, Known};
use super::field::Sort;
use super::log::{Log, named};
use super::number::{self, Found};
use super::sheet::{Cell, Row};
use super::{RosterColumn, incomes, per_head};
use crate::diagnostic::Text;
use crate::quantity::fixed;

/// Yuan a household and year that are likely to be 万元: of wages and farm income, where more would be too much in 万元
/// (old people do sell eggs for 30 yuan), and of property income and transfers, which are small in many a village.
const SMALL_EARNED: f64 = 20.0;
const SMALL_OTHER: f64 = 10.0;
/// Yuan a person and year that half of the households with an income lie below only if incomes are by month or person.
const LOW_TOTAL: f64 = 1000.0;
/// So many times what the middle one of the households has that have any is likely to be a slip, in a list of so many of them.
const FAR_ABOVE: f64 = 30.0;
const FEWEST_TO_COMPARE: usize = 10;

/// The cells of households.
pub(super) struct Cells<'a> {
    pub(super) rows: &'a [&'a Row],
    pub(super) columns: &'a Columns,
    pub(super) hidden: &'a HashSet<(u32, u16)>,
}

impl<'a> Cells<'a> {
    fn of(&self, known: &'a Known) -> impl Iterator<Item = (u32, Option<&'a Cell>)> {
        let column = known.heading.column;
        let seen = self.rows.iter().filter(move |row| !self.hidden.contains(&(row.number, column)));
        seen.map(move |row| (row.number, row.cell(column)))
    }

    fn money(&self) -> impl Iterator<Item = &'a Known> {
        self.columns.known.iter().filter(|known| known.field.sort == Sort::Money)
    }

    /// The notes on a list whose columns were read as `kept`.
    pub(super) fn note(&self, kept: &[&RosterColumn], log: &mut Log) {
        self.small(log);
        self.large(log);
        self.nothing(log);
        self.partly_empty(log);
        without_labour(kept, log);
        if !low(kept, log) {
            per_head::note(self.rows, self.columns, kept, log);
        }
    }

    /// Incomes of some households in another unit than those of the others.
    fn small(&self, log: &mut Log) {
        let is_small = |known: &Known, cell: Option<&Cell>| {
            // what a cell says itself, like 15元, is meant where the header says yuan
            let value = match number::read(cell) {
                Found::Number { value, scaled: true } if known.factor != 1.0 => value,
                Found::Number { value, scaled: false } => value * known.factor,
                _ => return false,
            };
            let earned = matches!(known.field.name, "wage" | "business");
            value > 0.0 && value < if earned { SMALL_EARNED } else { SMALL_OTHER }
        };
        let rows = |in_yuan: bool| {
            let columns = self.money().filter(|known| (known.factor == 1.0) == in_yuan);
            let found = columns.flat_map(|known| self.of(known).filter(|(_, cell)| is_small(known, *cell)));
            let mut rows: Vec<u32> = found.map(|(row, _)| row).collect();
            rows.sort_unstable();
            rows.dedup();
            (!rows.is_empty()).then(|| named(&rows))
        };
        if let Some(rows) = rows(true) {
            log.note_whole(&Text::new(
                format!("{}有小得可疑的收入，按元读；会不会是万元？一格可以写成 1.2万", rows.zh),
                format!(
                    "has suspiciously small incomes in {}, read as yuan. Are they 万元? A cell may say 1.2万",
                    rows.en
                ),
            ));
        }
        if let Some(rows) = rows(false) {
            log.note_whole(&Text::new(
                format!("{}有小得可疑的收入，按表头的单位折算后一年只有几元；检查小数点和单位", rows.zh),
                format!("has suspiciously small incomes in {}, a few yuan a year in the unit of the header: check the point and the unit", rows.en),
            ));
        }
    }

    /// Land, shares and earnings far above those of all others: a payment by share of the column goes to such a household.
    fn large(&self, log: &mut Log) {
        let earned = |name: &str| matches!(name, "wage" | "business");
        let compared = |known: &&Known| match known.field.sort {
            Sort::Area | Sort::Amount => true,
            Sort::Money => earned(known.field.name),
            _ => false,
        };
        for known in self.columns.known.iter().filter(compared) {
            let amount = |(row, cell)| number::amount(cell, known.factor).map(|value| (row, value));
            let mut found: Vec<(u32, f64)> =
                self.of(known).filter_map(amount).filter(|(_, value)| *value > 0.0).collect();
            if found.len() < FEWEST_TO_COMPARE {
                continue;
            }
            found.sort_by(|a, b| a.1.total_cmp(&b.1));
            let middle = found[found.len() / 2].1;
            let far: Vec<&(u32, f64)> = found.iter().filter(|(_, value)| *value > FAR_ABOVE * middle).collect();
            let mut rows: Vec<u32> = far.iter().map(|(row, _)| *row).collect();
            rows.sort_unstable();
            if rows.is_empty() {
                continue;
            }
            let all: f64 = found.iter().map(|(_, value)| value).sum();
            let share = fixed(far.iter().map(|(_, value)| value).sum::<f64>() / all * 100.0, 0);
            let (rows, field) = (named(&rows), known.field);
            log.note_whole(&Text::new(
                format!(
                    "{}的“{}”是中间一户的 {FAR_ABOVE} 倍以上，占全名册的 {share}%：按它分的钱有这么多归{}；检查小数点和单位",
                    rows.zh,
                    field.zh,
                    if far.len() == 1 { "这一户" } else { "这几户" }
                ),
                format!(
                    "has in {} more than {FAR_ABOVE} times the `{}` of the middle household, {share}% of the list's: so much of what is shared by it goes there. Check the point and the unit",
                    rows.en, field.name
                ),
            ));
        }
    }

    /// Incomes that nobody filled in.
    fn nothing(&self, log: &mut Log) {
        if let Some((columns, rows)) = self.empty(self.money(), |_, _| true) {
            log.note_whole(&Text::new(
                format!("有些收入空着或写“—”“无”，按 0 算：{}（{}）", columns.zh, rows.zh),
                format!("has cells of incomes that are empty or say none, read as 0: {} ({})", columns.en, rows.en),
            ));
        }
    }

    /// People and areas that are filled in for most households: where few have any, an empty cell is how a list says none.
    fn partly_empty(&self, log: &mut Log) {
        let counted =
            |known: &&Known| matches!(known.field.sort, Sort::Count | Sort::Area) && known.field.name != "members";
        let most_filled = |empty: usize, all: usize| empty * 2 < all;
        if let Some((columns, rows)) = self.empty(self.columns.known.iter().filter(counted), most_filled) {
            log.note_whole(&Text::new(
                format!("有些格空着或写“—”“无”，按 0 算：{}（{}）", columns.zh, rows.zh),
                format!("has cells that are empty or say none, read as 0: {} ({})", columns.en, rows.en),
            ));
        }
    }

    /// How many cells of which columns are empty, and in which rows, of the columns where the number of them and of all
    /// cells says that it is worth telling.
    fn empty(
        &self,
        columns: impl Iterator<Item = &'a Known>,
        worth: impl Fn(usize, usize) -> bool,
    ) -> Option<(Text, Text)> {
        let (mut zh, mut en, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for known in columns {
            let empty = self.of(known).filter(|(_, cell)| number::read(*cell) == Found::Nothing);
            let empty: Vec<u32> = empty.map(|(row, _)| row).collect();
            let count = empty.len();
            if count > 0 && worth(count, self.rows.len()) {
                zh.push(format!("{} {count} 格", known.field.zh));
                en.push(format!("{count} of {}", known.field.en));
                rows.extend(empty);
            }
        }
        rows.sort_unstable();
        rows.dedup();
        (!rows.is_empty()).then(|| (Text::new(zh.join("、"), en.join(", ")), named(&rows)))
    }
}

/// Wages, and nobody who can work.
fn without_labour(kept: &[&RosterColumn], log: &mut Log) {
    let positive = |name: &str| {
        let column = kept.iter().find(|column| column.name == name);
        column.map(|column| incomes::numbers(column).iter().any(|value| *value > 0.0))
    };
    if positive("wage") != Some(true) {
        return;
    }
    let text = match positive("able_workers") {
        Some(true) => return,
        Some(false) => Text::new(
            "有工资性收入，“劳动力”一列却全是空的或 0，各户都按没有劳动力算；请填上",
            "has wages, but nobody able to work: the column `able_workers` (劳动力) is empty or 0 throughout. Fill it in",
        ),
        None => Text::new(
            "有工资性收入，却没有“劳动力”一列；请加上，写每户有劳动能力的人数",
            "has wages, but no column `able_workers` (劳动力): add it with the number of people able to work",
        ),
    };
    log.note_whole(&text);
}

fn low(kept: &[&RosterColumn], log: &mut Log) -> bool {
    let Some(median) = incomes::median_by_person(kept).filter(|median| *median < LOW_TOTAL) else { return false };
    log.note_whole(&Text::new(
        format!("里有收入的户，人均全年收入的中位数只有 {median:.0} 元；收入要填全户全年的，不是每月或人均的"),
        format!("has a median income of {median:.0} yuan a person and year: incomes are those of the whole household in a year, not by month or person"),
    ));
    true
}
