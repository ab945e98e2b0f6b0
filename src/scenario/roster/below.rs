//! Rows that forms have between the header and the first household: one of bare units (元, 人, 亩), and one that numbers the
//! columns (甲, 乙, 1, 2, 3=4+5, …).

use super::field::Sort;
use super::header::{Heading, Meaning, plain};
use super::sheet::{Cell, Row};

/// Units that stand alone in a cell.
const UNITS: &[&str] = &[
    "元",
    "万元",
    "千元",
    "百元",
    "元/年",
    "万元/年",
    "元/户",
    "元/人",
    "元/月",
    "人",
    "口",
    "名",
    "户",
    "亩",
    "公顷",
    "平方米",
    "平米",
    "㎡",
    "m2",
    "岁",
    "个",
    "股",
    "株",
    "棵",
    "只",
    "头",
    "羽",
    "斤",
    "公斤",
    "kg",
    "吨",
    "天",
    "日",
    "月",
    "年",
    "%",
    "yuan",
    "mu",
    "ha",
    "people",
    "persons",
];
/// What such a row may say of itself.
const NAMES: &[&str] = &["单位", "计量单位", "unit", "units", "栏次", "列次", "栏号", "序号", "编号"];
/// How forms number the columns that hold no numbers.
const STEMS: [&str; 2] = ["甲乙丙丁戊己庚辛壬癸", "abcdefghij"];
/// Cells in a row, 1, 2, 3, 4, …, from which on it may number the columns; so many that no household is like that.
const FEWEST: usize = 4;
const SURE: usize = 6;

/// The unit that a cell is, in the plain form and without brackets.
pub(super) fn unit(text: &str) -> Option<String> {
    let whole = plain(text);
    let inside = whole.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']'])).unwrap_or(&whole);
    let inside = inside.strip_prefix("单位").map_or(inside, |rest| rest.trim_start_matches(':'));
    UNITS.contains(&inside).then(|| inside.to_owned())
}

/// For each column of a row of bare units its unit; `None` for any other row.
pub(super) fn units(row: &Row) -> Option<Vec<(u16, String)>> {
    let mut units = Vec::new();
    for (at, cell) in &row.cells {
        let Cell::Text(text) = cell else { return None };
        match unit(text) {
            Some(unit) => units.push((*at, unit)),
            None if is_nothing(text) || NAMES.contains(&plain(text).as_str()) => {}
            None => return None,
        }
    }
    (!units.is_empty()).then_some(units)
}

/// True for a row that numbers the columns from the first on. A household may be 1, 2, 3, 4 by chance, but not with a
/// letter before its numbers, with so many of them, or with incomes of a few yuan.
pub(super) fn numbers_columns(row: &Row, headings: &[Heading]) -> bool {
    let (mut stems, mut numbers, mut beside) = (0_usize, 0_usize, false);
    let mut money = false;
    for (at, cell) in &row.cells {
        let written = match cell {
            Cell::Number(value) => value.to_string(),
            Cell::Text(text) if is_nothing(text) => continue,
            Cell::Text(text) => plain(text),
            _ => return false,
        };
        let text = written.trim_matches(['(', ')', '[', ']', '<', '>']);
        let nth = |stem: &&str| stem.chars().nth(stems).is_some_and(|letter| text.chars().eq([letter]));
        if number(text) == Some(numbers + 1) {
            numbers += 1;
            let is_money =
                |heading: &&Heading| matches!(heading.meaning, Meaning::Known(field, _) if field.sort == Sort::Money);
            money |= headings.iter().filter(|heading| heading.column == *at).any(|heading| is_money(&heading));
        } else if numbers == 0 && STEMS.iter().any(nth) {
            stems += 1;
        } else if stems + numbers == 0 && NAMES.contains(&text) {
            beside = true;
        } else {
            return false;
        }
    }
    let lettered = (stems > 0 || beside) && stems + numbers > 1;
    // none of the headed columns may lack its number, but for remarks at the end
    let last = row.cells.last().map_or(0, |(at, _)| *at);
    let all =
        headings.iter().filter(|heading| heading.column <= last).all(|heading| row.cell(heading.column).is_some());
    lettered || all && (numbers >= SURE || numbers >= FEWEST && money)
}

/// `3`, `③`, `3=4+5`.
fn number(text: &str) -> Option<usize> {
    let mut characters = text.chars();
    if let (Some(circled @ '①'..='⑳'), None) = (characters.next(), characters.next()) {
        return usize::try_from(u32::from(circled) - u32::from('①') + 1).ok();
    }
    let (digits, sum) = text.split_once('=').unwrap_or((text, "1"));
    let is_sum = !sum.is_empty() && sum.chars().all(|c| c.is_ascii_digit() || "+-*/×÷()".contains(c));
    digits.parse().ok().filter(|_| is_sum && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_nothing(text: &str) -> bool {
    matches!(text.trim(), "-" | "—" | "——" | "–" | "/" | "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &str) -> Row {
        let cells = (0..).zip(cells.split(',')).filter(|(_, cell)| !cell.is_empty());
        Row { number: 2, cells: cells.map(|(at, cell)| (at, Cell::Text(cell.to_owned()))).collect() }
    }

    #[test]
    fn units_and_numbers_of_columns_are_told_from_households() {
        for given in [",人,人,万元", "—,（人）,（人）,元", "单位,人,,", "计量单位,人,人,单位：元"]
        {
            assert!(units(&row(given)).is_some(), "{given}");
        }
        for other in ["1,人,元", "一般,人", "—,—", "户编号,人口"] {
            assert!(units(&row(other)).is_none(), "{other}");
        }
        let headings: Vec<Heading> = (0..)
            .zip(["户编号", "劳动力", "家庭人口", "工资性收入", "备注"])
            .map(|(at, head)| Heading::read(at, head))
            .collect();
        for numbers in [
            "1,2,3,4,5",
            "1,2,3,4",
            "甲,1,2,3=1+2",
            "甲,乙,1,2,3",
            "栏次,1,2,3",
            "（1）,（2）,（3）,（4）",
            "①,②,③,④",
            "A,B,1,2,3",
            "1,2,3,4,5,6,7",
        ] {
            assert!(numbers_columns(&row(numbers), &headings), "{numbers}");
        }
        for household in ["1,2,3", "1,2,3,9000", "1,2,,4", "2,1,2,3", "1,1,3,4,好", "甲", "甲1,2,3,4", "1,2,3,,4"] {
            assert!(!numbers_columns(&row(household), &headings), "{household}");
        }
    }
}
