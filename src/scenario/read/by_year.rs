//! Values by year: lists, and maps by calendar year, index or range.

use super::super::calendar::{FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR};
use super::super::document::{Content, Entry, Item};
use super::super::fields::parse_range;
use super::super::mistakes;
use super::super::model::{Missing, Name, Value, YearKey};
use super::LONGEST_HORIZON;
use super::expressions::formula;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::formula::expression::Expression;

/// True for the key of a by-year map.
pub(super) fn is_year_key(key: &str) -> bool {
    parse_range(key).is_some()
}

/// The value of `by_year`, or a list or map that stands alone.
pub(super) fn by_year(
    key: &str,
    item: &Item,
    unit: Option<&Name>,
    missing: Missing,
    log: &mut Diagnostics,
) -> Option<Value> {
    match &item.content {
        Content::List(items) => list(key, item, items, unit, missing, log),
        Content::Table(table) => map(key, &table.entries, unit, missing, log),
        _ => {
            let expected = Text::new("按年的列表或表", "a list or a map by year");
            log.push(match &item.content {
                Content::Text(file) if file.text.to_lowercase().ends_with(".csv") => {
                    mistakes::wrong_type_instead(key, item, &expected, from_file(key, &file.text))
                }
                _ => mistakes::wrong_type(key, item, &expected, &format!("{key} = [\"5 元\", \"6 元\"]")),
            });
            None
        }
    }
}

/// How years come from a file: as the rows of a table.
fn from_file(key: &str, file: &str) -> Text {
    let (key, file) = (mistakes::short(key), mistakes::short(file));
    Text::new(
        format!(
            "逐年的数放在文件里时，每年一行写成表：[tables.years] 里写 rows = \"{file}\"（第一列的表头是 name），再在 [formulas] 里写 {key} = \"sum(years: {key} where row == index + 1)\""
        ),
        format!(
            "numbers by year that stand in a file are the rows of a table, one for each year: write rows = \"{file}\" in [tables.years] (the first column is headed name), and {key} = \"sum(years: {key} where row == index + 1)\" in [formulas]"
        ),
    )
}

fn list(
    key: &str,
    whole: &Item,
    items: &[Item],
    unit: Option<&Name>,
    missing: Missing,
    log: &mut Diagnostics,
) -> Option<Value> {
    let most = LONGEST_HORIZON as usize + 1;
    if items.len() > most {
        let what = Text::new(format!("“{key}”的年数"), format!("the number of years of `{key}`"));
        log.push(mistakes::limit(&what, &items.len().to_string(), &most.to_string(), Some(whole.span)));
        return None;
    }
    if items.is_empty() {
        log.push(mistakes::wrong_type(
            key,
            whole,
            &Text::new("至少有一年的值", "a value for at least one year"),
            &format!("{key} = [5, 6]"),
        ));
        return None;
    }
    if items.iter().all(|item| matches!(item.content, Content::List(_))) {
        log.push(mistakes::wrong_type_instead(
            key,
            whole,
            &Text::new("每年一个值的列表", "a list with one value for each year"),
            Text::new(
                "成行成列的数写成表（[tables.名称.rows]）；状态之间转移的概率写在 weights 里：weights = [\"case(prev(s, 'a'), a: 0.9, b: 0.2)\", \"case(prev(s, 'a'), a: 0.1, b: 0.8)\"]",
                "numbers in rows and columns are a table ([tables.NAME.rows]); the chances of moving between states are weights, weights = [\"case(prev(s, 'a'), a: 0.9, b: 0.2)\", \"case(prev(s, 'a'), a: 0.1, b: 0.8)\"]",
            ),
        ));
        return None;
    }
    let mut entries = Vec::with_capacity(items.len());
    for (year, item) in items.iter().enumerate() {
        if let Some(value) = yearly(key, item, unit, log) {
            let year = u32::try_from(year).ok();
            entries.push((YearKey::Index { from: year, to: year }, value));
        }
    }
    (entries.len() == items.len()).then_some(Value::ByYear { entries, missing })
}

/// A map; other keys than years are left to the caller.
pub(super) fn map(
    key: &str,
    all: &[Entry],
    unit: Option<&Name>,
    missing: Missing,
    log: &mut Diagnostics,
) -> Option<Value> {
    let most = LONGEST_HORIZON as usize * 2;
    if let (true, Some(first)) = (all.len() > most, all.first()) {
        let what = Text::new(format!("“{key}”的年数"), format!("the number of years of `{key}`"));
        log.push(mistakes::limit(&what, &all.len().to_string(), &most.to_string(), Some(first.key.span)));
        return None;
    }
    let mut entries: Vec<(YearKey, Expression)> = Vec::new();
    let mut keys: Vec<(YearKey, &Name)> = Vec::new();
    let mut complete = true;
    for entry in all {
        let years = year_key(&entry.key, log);
        let value = yearly(key, &entry.item, unit, log);
        let (Some(years), Some(value)) = (years, value) else {
            complete = false;
            continue;
        };
        if let Some((_, first)) = keys.iter().find(|(other, _)| overlap(*other, years)) {
            let remedy = Text::new("每一年只给一个值", "give one value for every year");
            log.push(mistakes::conflict(first, &entry.key, remedy));
            complete = false;
        }
        keys.push((years, &entry.key));
        entries.push((years, value));
    }
    if let Some((_, year)) = keys.iter().find(|(years, _)| is_calendar(*years)) {
        for (_, short) in keys.iter().filter(|(years, _)| is_short_year(*years)) {
            log.push(not_in_full(short, year));
            complete = false;
        }
    }
    (complete && !entries.is_empty()).then_some(Value::ByYear { entries, missing })
}

fn yearly(key: &str, item: &Item, unit: Option<&Name>, log: &mut Diagnostics) -> Option<Expression> {
    if matches!(item.content, Content::Table(_)) {
        log.push(Diagnostic::at(
            Code::WrongType,
            item.span,
            Text::new(
                format!("“{key}”的某一年不能是不确定的值"),
                format!("a single year of `{key}` cannot be uncertain"),
            ),
            Text::new("另设一个不确定的输入，在这里写它的名称", "declare an uncertain input and write its name here"),
        ));
        return None;
    }
    formula(key, item, unit, log)
}

fn year_key(key: &Name, log: &mut Diagnostics) -> Option<YearKey> {
    let Some((from, to)) = parse_range(&key.value) else {
        log.push(Diagnostic::at(
            Code::UnknownKey,
            key.span,
            Text::new(
                format!("“{}”不是年份", mistakes::short(&key.value)),
                format!("`{}` is not a year", mistakes::short(&key.value)),
            ),
            Text::new("写成 2018、0 或 \"3..5\" 的样子", "write it like 2018, 0 or \"3..5\""),
        ));
        return None;
    };
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        let range = Text::new("先写前面的年份，再写后面的年份", "written with the earlier year first");
        log.push(mistakes::out_of_range("year", &key.value, &range, key.span));
        return None;
    }
    let calendar = |year: u32| year >= FIRST_CALENDAR_YEAR;
    let given = [from, to].into_iter().flatten();
    if given.clone().any(calendar) && !given.clone().all(calendar) {
        let range = Text::new("两头都写序号，或者都写日历年份", "indices on both ends, or calendar years on both");
        log.push(mistakes::out_of_range("year", &key.value, &range, key.span));
        return None;
    }
    if given.clone().any(|year| year > LAST_CALENDAR_YEAR) {
        let range = Text::new(format!("不大于 {LAST_CALENDAR_YEAR}"), format!("at most {LAST_CALENDAR_YEAR}"));
        log.push(mistakes::out_of_range("year", &key.value, &range, key.span));
        return None;
    }
    if given.clone().any(calendar) {
        let signed = |year: Option<u32>| year.and_then(|year| i32::try_from(year).ok());
        return Some(YearKey::Calendar { from: signed(from), to: signed(to) });
    }
    Some(YearKey::Index { from, to })
}

fn is_calendar(years: YearKey) -> bool {
    matches!(years, YearKey::Calendar { .. })
}

/// One index of two digits, which may be a year that is not written in full.
fn is_short_year(years: YearKey) -> bool {
    matches!(years, YearKey::Index { from: Some(from), to: Some(to) } if from == to && (10..100).contains(&from))
}

/// `18` beside `2019`.
fn not_in_full(short: &Name, year: &Name) -> Diagnostic {
    let (shown, other) = (mistakes::short(&short.value), mistakes::short(&year.value));
    Diagnostic::at(
        Code::OutOfRange,
        short.span,
        Text::new(
            format!("“{shown}”是年的序号（0 是起始年），而“{other}”是日历年份"),
            format!("`{shown}` is the index of a year (0 is the first) and `{other}` a calendar year"),
        ),
        Text::new(
            format!("20{shown} 年写 20{shown}；真是第 {shown} 年就写它的日历年份"),
            format!("for 20{shown} write 20{shown}; where index {shown} is meant write its calendar year"),
        ),
    )
    .related(year.span, Text::new("日历年份在这里", "the calendar year stands here"))
}

/// True where two keys of the same sort give one year twice.
fn overlap(a: YearKey, b: YearKey) -> bool {
    let meet = |a: (Option<i64>, Option<i64>), b: (Option<i64>, Option<i64>)| {
        let low = |end: Option<i64>| end.unwrap_or(i64::MIN);
        let high = |end: Option<i64>| end.unwrap_or(i64::MAX);
        low(a.0) <= high(b.1) && low(b.0) <= high(a.1)
    };
    let wide = |year: Option<u32>| year.map(i64::from);
    let signed = |year: Option<i32>| year.map(i64::from);
    match (a, b) {
        (YearKey::Index { from, to }, YearKey::Index { from: first, to: last }) => {
            meet((wide(from), wide(to)), (wide(first), wide(last)))
        }
        (YearKey::Calendar { from, to }, YearKey::Calendar { from: first, to: last }) => {
            meet((signed(from), signed(to)), (signed(first), signed(last)))
        }
        _ => false,
    }
}
