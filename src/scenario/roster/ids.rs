//! The households' numbers. Outputs know a household by nothing else, so that no name may pass for one.

use std::collections::{HashMap, HashSet};

use super::cells::Place;
use super::header::{Heading, half_width};
use super::log::Log;
use super::sheet::{Cell, Row};
use crate::diagnostic::Text;

/// Longest number of a household, in characters.
const LONGEST: usize = 40;
/// Digits from which on it may be that of an identity card.
const CARD: usize = 15;
/// Chinese characters that a number may hold: what villages, groups and households are counted by, and numerals.
const CHINESE: &str = "省市县区乡镇村屯组队社户号第户编农家贫低保五特困监测一二三四五六七八九十零〇";
/// Longest run of capitals that is not asked whether it can be spoken.
const CAPITALS: usize = 3;
/// Words that a number may hold, in lower case.
const WORDS: &[&str] = &[
    "household",
    "house",
    "home",
    "family",
    "village",
    "group",
    "team",
    "row",
    "id",
    "no",
    "num",
    "number",
    "case",
    "hu",
    "cun",
    "zu",
    "hao",
    "xiang",
    "zhen",
    "xian",
    "test",
    "poor",
];

/// The numbers in the order of the rows; the rows' own where the list has none.
pub(super) fn ids(
    rows: &[&Row],
    heading: Option<&Heading>,
    hidden: &HashSet<(u32, u16)>,
    log: &mut Log,
) -> Vec<String> {
    let Some(heading) = heading else {
        log.note_whole(&Text::new(
            "没有“户编号”或“序号”列，拿行号作编号：增删、排序后编号就变，各户的抽样也跟着变。请加一列户编号",
            "has no column of household numbers (户编号, 序号): those of the rows stand in, and change, with each household's draws, when rows are moved. Add such a column",
        ));
        return rows.iter().map(|row| row.number.to_string()).collect();
    };
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut alike: HashMap<String, u32> = HashMap::new();
    let mut ids = Vec::with_capacity(rows.len());
    for row in rows {
        let place = Place { row: row.number, heading };
        if hidden.contains(&(row.number, heading.column)) {
            continue;
        }
        let id = match written(row.cell(heading.column)) {
            Ok(id) => id,
            Err((message, remedy)) => {
                place.wrong(&message, remedy, log);
                continue;
            }
        };
        if let Err((message, remedy)) = is_number(&id) {
            place.wrong(&message, remedy, log);
        } else if let Some(first) = seen.get(&id) {
            place.wrong(
                &Text::new(format!("与第 {first} 行的编号相同"), format!("row {first} has the same number")),
                Text::new("一户只写一行，每户一个编号", "one row and one number for each household"),
                log,
            );
        } else {
            seen.insert(id.clone(), row.number);
            if let Some(first) = alike.insert(plainly(&id), row.number) {
                log.note(
                    heading,
                    &Text::new(
                        format!("第 {first} 行和第 {} 行的编号只差前面的零或大小写，当作两户", row.number),
                        format!("rows {first} and {} have numbers that differ by zeros in front or capitals only: they count as two households", row.number),
                    ),
                );
            }
        }
        ids.push(id);
    }
    ids
}

/// A number without zeros before its digits, in small letters.
fn plainly(id: &str) -> String {
    let mut plain = String::with_capacity(id.len());
    for character in id.to_lowercase().chars() {
        if character.is_ascii_digit() && plain.ends_with('0') {
            let before = plain[..plain.len() - 1].chars().next_back();
            if !before.is_some_and(|before| before.is_ascii_digit()) {
                plain.pop();
            }
        }
        plain.push(character);
    }
    plain
}

/// What stands in the cell.
fn written(cell: Option<&Cell>) -> Result<String, (Text, Text)> {
    match cell {
        Some(Cell::Text(text)) => Ok(text.chars().map(half_width).collect()),
        Some(Cell::Number(value)) => Ok(value.to_string()),
        Some(Cell::Truth(_) | Cell::Date | Cell::Failure | Cell::Uncalculated) => Err((
            Text::new("这一格不是编号", "this cell is not a number of a household"),
            Text::new("写一个编号，例如 1 或 H001", "write a number such as 1 or H001"),
        )),
        None => Err((
            Text::new("没有户编号", "the household has no number"),
            Text::new(
                "补上编号；不用编号就整列删去，一户只写一行",
                "fill it in, or delete the column; one row a household",
            ),
        )),
    }
}

/// A number of a household, or why it is none. The words repeat nothing of it: it may be a name.
fn is_number(id: &str) -> Result<(), (Text, Text)> {
    let remedy = || {
        Text::new(
            "写编号，例如 1、H001 或 3组12号；不要写姓名，村名写成代码",
            "write a number such as 1 or H001, no name; villages as codes",
        )
    };
    let foreign = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '#') || CHINESE.contains(c));
    if id.contains(|c: char| foreign(c) && !c.is_alphabetic()) || id.chars().count() > LONGEST {
        let message = Text::new(
            "编号太长，或者有点、引号、空格等符号",
            "the number is too long, or has dots, quotes, spaces or other signs",
        );
        return Err((
            message,
            Text::new("编号用数字、字母和短横，例如 H-001", "use digits, letters and dashes, such as H-001"),
        ));
    }
    if id.bytes().filter(u8::is_ascii_digit).count() >= CARD {
        return Err((
            Text::new("编号太长，像是身份证号或卡号", "the number is so long that it looks like that of a card"),
            remedy(),
        ));
    }
    if !id.contains(|c: char| c.is_ascii_digit()) {
        return Err((Text::new("编号里没有数字，像是姓名", "the number has no digit and looks like a name"), remedy()));
    }
    if id.contains(foreign) || id.split(|c: char| !c.is_ascii_alphabetic()).any(is_spoken) {
        return Err((
            Text::new(
                "编号里有文字，像是姓名；输出只认编号，姓名会随编号传出去",
                "the number holds words that may be a name, and outputs would carry it on",
            ),
            remedy(),
        ));
    }
    Ok(())
}

/// True for letters that can be spoken, as names in pinyin can; codes such as `ZYHG` cannot.
fn is_spoken(letters: &str) -> bool {
    let plain = letters.to_ascii_lowercase();
    let capitals = letters.bytes().all(|byte| byte.is_ascii_uppercase()) && letters.len() <= CAPITALS;
    let vowel = plain.contains(['a', 'e', 'i', 'o', 'u']);
    letters.len() > 1 && vowel && !capitals && !WORDS.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_pass_and_names_do_not() {
        for id in [
            "1",
            "0012",
            "H001",
            "H-001",
            "ZYHG_3",
            "3组12号",
            "五组3号",
            "户12",
            "第3户",
            "AB12",
            "household-7",
            "hh7",
            "2018/3#1",
        ] {
            assert!(is_number(id).is_ok(), "{id}");
        }
        for id in [
            "张三",
            "张三1",
            "1张三",
            "欧阳锋-2",
            "Zhang1",
            "zhangsan1",
            "Li1",
            "WANG2",
            "家1李四",
            "é1",
            "村",
            "441621/19800101/1234",
            "H.6",
            "a'1",
            "3 组",
            "",
        ] {
            let Err((message, remedy)) = is_number(id) else { panic!("{id}") };
            assert!(!remedy.is_empty() && (id.is_empty() || id == "村" || !message.zh.contains(id)), "{id}");
        }
    }
}
