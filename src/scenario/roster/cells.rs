//! One cell as a value of its column, or a mistake.

use super::field::{Field, Sort, Word};
use super::header::{Heading, Meaning, half_width};
use super::log::Log;
use super::number::{self, Found};
use super::personal::quotable;
use super::sheet::Cell;
use crate::diagnostic::{Code, Text};
use crate::formula::suggest::did_you_mean;

/// A cell's place.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// As the spreadsheet shows it.
    pub(super) row: u32,
    /// The column.
    pub(super) heading: &'a Heading,
}

impl Place<'_> {
    pub(super) fn wrong(&self, message: &Text, remedy: Text, log: &mut Log) {
        log.cell(Code::RosterCell, self.row, self.heading, message, remedy);
    }
}

/// A mistake that has been reported.
pub(super) struct Reported;

/// A number in the column's unit; `None` where the cell is empty.
pub(super) fn number(
    place: Place<'_>,
    cell: Option<&Cell>,
    factor: f64,
    log: &mut Log,
) -> Result<Option<f64>, Reported> {
    let money = matches!(place.heading.meaning, Meaning::Known(Field { sort: Sort::Money, .. }, _));
    let plain = match (money, factor == 1.0) {
        (true, true) => Text::new(
            "只写一个数，单位是元，例如 30000；也可以写 3万",
            "write one number only, in yuan, such as 30000, or 3万",
        ),
        (true, false) => Text::new(
            "只写一个数，单位照表头；或连单位一起写，例如 30000元、3万元",
            "write one number only, in the unit of the header, or with its own, such as 30000元 or 3万元",
        ),
        _ => Text::new("只写数字，例如 3", "write a number only, such as 3"),
    };
    let (message, remedy) = match number::read(cell) {
        Found::Nothing => return Ok(None),
        Found::Number { value, scaled } => return Ok(Some(if scaled { value } else { number::times(value, factor) })),
        Found::Date => (
            Text::new("这里是日期，应当是数字", "this is a date where a number is wanted"),
            Text::new(
                "把单元格格式改为“常规”，再填数字",
                "set the cell's format to “General”, then type the number again",
            ),
        ),
        Found::NoNumber => (
            Text::new("这里不是数字，是 TRUE、FALSE 或出错的公式", "this is TRUE, FALSE or a formula that fails"),
            plain,
        ),
        Found::Words(Some(value)) => (
            Text::new("这里是中文数字，应当是阿拉伯数字", "this is a numeral in words where digits are wanted"),
            // with its unit the number is right whatever the header counts in
            match money {
                true => Text::new(format!("写成 {value}元"), format!("write {value}元")),
                false => Text::new(format!("写成 {value}"), format!("write {value}")),
            },
        ),
        Found::Words(None) => (not_a("数字", "a number", cell), plain),
    };
    place.wrong(&message, remedy, log);
    Err(Reported)
}

/// A whole number from 0.
pub(super) fn count(place: Place<'_>, cell: Option<&Cell>, log: &mut Log) -> Result<Option<f64>, Reported> {
    let Some(value) = amount(place, cell, 1.0, (f64::INFINITY, ""), log)? else { return Ok(None) };
    if value.fract() == 0.0 {
        return Ok(Some(value));
    }
    place.wrong(
        &Text::new(format!("人数不能是 {value}"), format!("a number of people cannot be {value}")),
        Text::new("写整数", "write a whole number"),
        log,
    );
    Err(Reported)
}

/// A number from 0 to `highest`, which is shown with `unit` behind it.
pub(super) fn amount(
    place: Place<'_>,
    cell: Option<&Cell>,
    factor: f64,
    (highest, unit): (f64, &str),
    log: &mut Log,
) -> Result<Option<f64>, Reported> {
    let Some(value) = number(place, cell, factor, log)? else { return Ok(None) };
    if value < 0.0 {
        place.wrong(
            &Text::new("不能是负数", "it cannot be negative"),
            Text::new("写 0 或正数", "write 0 or a positive number"),
            log,
        );
        return Err(Reported);
    }
    not_above(place, value, (highest, unit), log).map(Some)
}

/// A number of a column of the village's own, either side of 0.
pub(super) fn free(
    place: Place<'_>,
    cell: Option<&Cell>,
    factor: f64,
    highest: f64,
    log: &mut Log,
) -> Result<Option<f64>, Reported> {
    let Some(value) = number(place, cell, factor, log)? else { return Ok(None) };
    not_above(place, value, (highest, ""), log).map(Some)
}

fn not_above(place: Place<'_>, value: f64, (highest, unit): (f64, &str), log: &mut Log) -> Result<f64, Reported> {
    if value.abs() > highest {
        // the number may be a telephone's: it is not repeated
        place.wrong(
            &Text::new(
                format!("大得不合情理（超过 {highest}{unit}）"),
                format!("it is absurdly high (above {highest}{unit})"),
            ),
            Text::new(
                "检查是否填错了列、多写了零，或者单位不是表头里的单位",
                "check for a wrong column, too many zeros, or another unit than the header says",
            ),
            log,
        );
        return Err(Reported);
    }
    Ok(value)
}

const YES: &[&str] = &["是", "有", "√", "✓", "✔", "已", "y", "yes", "true", "1"];
const NO: &[&str] = &["", "否", "无", "没有", "未", "×", "✗", "-", "—", "/", "n", "no", "false", "0"];

/// Yes or no; `None` where the cell says neither. An empty cell is no.
pub(super) fn truth(cell: Option<&Cell>) -> Option<bool> {
    let text = match cell {
        None => return Some(false),
        Some(Cell::Truth(value)) => return Some(*value),
        Some(Cell::Number(value)) => return [0.0, 1.0].contains(value).then_some(*value == 1.0),
        Some(Cell::Text(text)) => plain(text),
        Some(Cell::Date | Cell::Failure | Cell::Uncalculated) => return None,
    };
    if YES.contains(&text.as_str()) { Some(true) } else { NO.contains(&text.as_str()).then_some(false) }
}

/// Yes or no.
pub(super) fn yes_no(place: Place<'_>, cell: Option<&Cell>, log: &mut Log) -> Result<bool, Reported> {
    truth(cell).ok_or_else(|| {
        let message = not_a("是或否", "yes or no", cell);
        place.wrong(&message, Text::new("写 是 或 否", "write 是 (yes) or 否 (no)"), log);
        Reported
    })
}

/// Index of one of some words; an empty cell is the first.
pub(super) fn word(
    place: Place<'_>,
    cell: Option<&Cell>,
    words: &'static [Word],
    log: &mut Log,
) -> Result<u32, Reported> {
    let text = match cell {
        None => return Ok(0),
        Some(Cell::Text(text)) => plain(text),
        Some(_) => String::new(),
    };
    if ["-", "—", "/"].contains(&text.as_str()) {
        return Ok(0);
    }
    let forms =
        [text.as_str(), text.trim_end_matches('户'), text.trim_end_matches("贫困户"), text.trim_end_matches("对象")];
    let known = |form: &str| words.iter().position(|word| word.written.contains(&form));
    if let Some(found) = forms.iter().find_map(|form| known(form)) {
        return Ok(u32::try_from(found).unwrap_or(0));
    }
    let candidates = words.iter().flat_map(|word| word.written).copied();
    let short = text.trim_end_matches('户').trim_end_matches("贫困");
    let of_another = super::field::FIELDS.iter().find(|field| match field.sort {
        Sort::Words(other) => {
            other != words && other.iter().any(|word| forms.iter().any(|form| word.written.contains(form)))
        }
        _ => false,
    });
    let remedy = match (of_another, did_you_mean(short, candidates)) {
        (Some(field), _) => Text::new(
            format!("这是“{}”的词，写到那一列；这一列可以写：{}", field.zh, list_of(words).zh),
            format!("it belongs in the column `{}`; here write one of: {}", field.name, list_of(words).en),
        ),
        (None, Some(near)) => Text::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
        (None, None) => {
            let list = list_of(words);
            Text::new(format!("可以写：{}", list.zh), format!("write one of: {}", list.en))
        }
    };
    place.wrong(&Text::new("没有这种类别", "there is no such category"), remedy, log);
    Err(Reported)
}

/// The words that a column may hold, the proper one of each.
fn list_of(words: &[Word]) -> Text {
    let first = || words.iter().filter_map(|word| Some((word.written.first()?, word.name)));
    let zh: Vec<&str> = first().map(|(written, _)| *written).collect();
    let en: Vec<String> = first().map(|(written, name)| format!("{written} ({name})")).collect();
    Text::new(zh.join("、"), en.join(", "))
}

/// `这里不是数字` with what it is, where that may be repeated.
fn not_a(zh: &str, en: &str, cell: Option<&Cell>) -> Text {
    let quoted = match cell {
        Some(Cell::Text(text)) => quotable(text),
        _ => None,
    };
    match quoted {
        Some(text) => Text::new(format!("“{text}”不是{zh}"), format!("`{text}` is not {en}")),
        None => Text::new(format!("这一格不是{zh}"), format!("this cell is not {en}")),
    }
}

/// Half-width, without spaces, in lower case.
fn plain(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
