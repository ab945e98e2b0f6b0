//! Numbers as people type them into lists.

use super::header::half_width;
use super::sheet::Cell;
use crate::quantity::{NamedUnit, Unit};

/// What a cell of a column of numbers holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found {
    /// Nothing, or a dash or word for it.
    Nothing,
    /// A number; `scaled` where the cell itself says 万, so that the header's unit must not be applied again.
    Number { value: f64, scaled: bool },
    /// A date.
    Date,
    /// TRUE, FALSE or an error of the spreadsheet.
    NoNumber,
    /// Something else; the whole number it says in Chinese numerals, if it does.
    Words(Option<u32>),
}

/// What people write for nothing.
const NOTHING: &[&str] = &["", "-", "--", "—", "——", "–", "/", "\\", "无", "没有", "空", "none", "nil"];
/// Endings with their factors, longer ones first.
const ENDINGS: &[(&str, f64)] = &[
    ("万元", 10_000.0),
    ("千元", 1000.0),
    ("元整", 1.0),
    ("元", 1.0),
    ("块", 1.0),
    ("万", 10_000.0),
    ("千", 1000.0),
    ("亩", 1.0),
    ("人", 1.0),
    ("口", 1.0),
    ("名", 1.0),
    ("位", 1.0),
    ("个", 1.0),
    ("户", 1.0),
    ("股", 1.0),
    ("天", 1.0),
];

/// Endings that say that an amount is in yuan, or in ten thousands of them, whatever its header says.
const MONEY: [&str; 3] = ["元", "块", "元整"];

/// Reads a cell; `None` is an empty one.
pub(super) fn read(cell: Option<&Cell>) -> Found {
    match cell {
        None => Found::Nothing,
        Some(Cell::Number(value)) if value.is_finite() => Found::Number { value: *value, scaled: false },
        Some(Cell::Number(_) | Cell::Truth(_) | Cell::Failure | Cell::Uncalculated) => Found::NoNumber,
        Some(Cell::Date) => Found::Date,
        Some(Cell::Text(text)) => read_text(text),
    }
}

fn read_text(text: &str) -> Found {
    let plain: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_start_matches(['\'', '¥']);
    if NOTHING.contains(&plain.to_lowercase().as_str()) {
        return Found::Nothing;
    }
    let ending = ENDINGS.iter().find_map(|(ending, factor)| plain.strip_suffix(ending).map(|rest| (rest, *factor)));
    let (digits, factor) = ending.unwrap_or((plain, 1.0));
    if let Some(value) = digits_of(digits) {
        let value = times(value, factor);
        return if value.is_finite() {
            Found::Number { value, scaled: factor != 1.0 || MONEY.iter().any(|unit| plain.ends_with(unit)) }
        } else {
            Found::Words(None)
        };
    }
    let named = || numeral(digits).map(|number| number * factor as u32);
    if is_date(plain) { Found::Date } else { Found::Words(named()) }
}

/// A number in a unit of so many; as it is written, where that is a power of ten.
pub(super) fn times(value: f64, factor: f64) -> f64 {
    NamedUnit { unit: Unit::NONE, scale: factor }.in_base(value)
}

/// The number of a cell in the unit of its column, whose header says how many it counts; what says its unit itself is left.
pub(super) fn amount(cell: Option<&Cell>, factor: f64) -> Option<f64> {
    match read(cell) {
        Found::Number { value, scaled } => Some(if scaled { value } else { times(value, factor) }),
        _ => None,
    }
}

/// Digits with a sign, a point and commas between groups of three; nothing else that programs take for numbers.
fn digits_of(text: &str) -> Option<f64> {
    let plain = text.replace('，', ",");
    let mut joined = String::with_capacity(plain.len());
    let (whole, rest) = plain.split_at(plain.find(['.', 'e', 'E']).unwrap_or(plain.len()));
    let mut groups = whole.split(',');
    joined.push_str(groups.next().unwrap_or(""));
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        joined.push_str(group);
    }
    joined.push_str(rest);
    let numeric = joined.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let value = joined.parse::<f64>().ok().filter(|_| numeric && joined.bytes().any(|byte| byte.is_ascii_digit()))?;
    value.is_finite().then_some(value)
}

/// `2018-5-1`, `2018/5/1`, `2018年5月`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日', ':']).collect();
    let digits = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let first = parts.first().is_some_and(&digits);
    let whole = parts.strip_suffix(&[""]).unwrap_or(&parts);
    // months and days have two digits at most: 8000-9000 is a range
    let short = whole.iter().skip(1).all(|part| part.len() <= 2);
    // the first is a year, a month or a day: 3500/2 is a sum
    let dated =
        parts.first().and_then(|part| part.parse::<u32>().ok()).is_some_and(|n| n <= 31 || (1900..2100).contains(&n));
    first && dated && parts.len() >= 2 && whole.iter().all(digits) && short
}

/// 一 to 十 and 两, 零.
fn numeral(text: &str) -> Option<u32> {
    let mut characters = text.chars();
    let character = characters.next().filter(|_| characters.next().is_none())?;
    let place = "零一二三四五六七八九十".chars().position(|numeral| numeral == character);
    place.or((character == '两').then_some(2)).and_then(|value| u32::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, expected) in [
            ("3", 3.0),
            (" ３ 人 ", 3.0),
            ("1,234.5", 1234.5),
            ("１，２３４，５６７", 1_234_567.0),
            ("-2", -2.0),
            ("+2", 2.0),
            (".5亩", 0.5),
            ("'12", 12.0),
            ("1e3", 1000.0),
        ] {
            assert_eq!(read_text(text), Found::Number { value: expected, scaled: false }, "{text}");
        }
        // a unit of money in the cell stands above that of the header
        assert_eq!(read_text("￥8500元"), Found::Number { value: 8500.0, scaled: true });
        assert_eq!(read_text("8500 元整"), Found::Number { value: 8500.0, scaled: true });
        assert_eq!(read_text("1.2万"), Found::Number { value: 12_000.0, scaled: true });
        assert_eq!(read_text("3千"), Found::Number { value: 3000.0, scaled: true });
        assert_eq!(read_text("1.2万元"), Found::Number { value: 12_000.0, scaled: true });
        for text in ["", " ", "-", "—", "无", "/", "None"] {
            assert_eq!(read_text(text), Found::Nothing, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_guessed() {
        for text in ["8000-9000", "inf", "nan", "1,23", "12,34", "0x10", "3到4", "e", "1e999", "3..5", "张三", ",5"]
        {
            assert_eq!(read_text(text), Found::Words(None), "{text}");
        }
        for text in ["2018-5-1", "2018/05/01", "2018年5月", "2018年5月1日", "3-4"] {
            assert_eq!(read_text(text), Found::Date, "{text}");
        }
        assert_eq!(read_text("三人"), Found::Words(Some(3)));
        assert_eq!(read_text("两"), Found::Words(Some(2)));
        assert_eq!(read_text("八千"), Found::Words(Some(8000)));
        assert_eq!(read_text("两万元"), Found::Words(Some(20_000)));
        assert_eq!(read(Some(&Cell::Number(f64::NAN))), Found::NoNumber);
    }
}
