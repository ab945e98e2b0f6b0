//! What must not be kept or shown: names, numbers of identity cards, telephones and accounts.

use super::sheet::Cell;
use crate::diagnostic::visible;

/// Parts of headers above personal particulars, without spaces, in lower case.
const PERSONAL: &[&str] = &[
    "姓名",
    "名字",
    "户主",
    "成员名",
    "身份证",
    "证件",
    "证号",
    "电话",
    "手机",
    "联系",
    "银行",
    "开户",
    "卡号",
    "一卡通",
    "账号",
    "帐号",
    "账户",
    "帐户",
    "住址",
    "地址",
    "门牌",
    "出生",
    "生日",
    "照片",
    "微信",
    "id_card",
    "idcard",
    "id_number",
    "idnumber",
    "identity",
    "phone",
    "mobile",
    "telephone",
    "account",
    "address",
    "birth",
    "surname",
    "fullname",
    "full_name",
];
/// Whole headers.
const PERSONAL_WORDS: &[&str] = &["name", "householder", "head", "householdhead", "household_head", "tel", "bank"];

/// Digits in a row from which on a text is taken for the number of a card: identity cards have 18 (formerly 15), bank
/// cards 16 to 19.
const CARD: usize = 15;
/// Digits in a row from which on a text is not repeated in messages: telephones have 11.
const SECRET: usize = 7;

/// Numbers that spreadsheets show with an exponent (4.4152E+17) and that may be those of a card; larger ones are slips.
const CARDS: std::ops::Range<f64> = 1e14..1e20;
/// Mobile telephones in China have 11 digits and begin with 13 to 19.
const MOBILES: std::ops::Range<f64> = 1.3e10..2e10;

/// True for the header of a column with personal particulars. `key` is without spaces and brackets, in lower case.
pub(super) fn is_personal(key: &str) -> bool {
    PERSONAL_WORDS.contains(&key) || PERSONAL.iter().any(|word| key.contains(word))
}

/// True for a cell that looks like the number of an identity card, a bank card or a mobile telephone.
pub(super) fn is_card_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(value) => CARDS.contains(&value.abs()) || MOBILES.contains(value) && value.fract() == 0.0,
        Cell::Text(text) => {
            let text = plain(text);
            // long fractions are written by programs (0.30000000000000004); exponents by spreadsheets (4.4152E+17)
            match text.parse::<f64>() {
                Ok(value) if value.is_finite() && text.contains(['.', 'e', 'E']) => CARDS.contains(&value.abs()),
                _ => longest_run(&text) >= CARD || is_mobile(&text),
            }
        }
        Cell::Truth(_) | Cell::Date | Cell::Failure | Cell::Uncalculated => false,
    }
}

/// True for the header of a column of identity cards.
pub(super) fn is_of_identity(key: &str) -> bool {
    ["身份证", "证件", "证号", "id_card", "idcard", "id_number", "idnumber", "identity"]
        .iter()
        .any(|word| key.contains(word))
}

/// The number of an identity card in one way of writing, to be compared with another and then forgotten; `None` for what is
/// none, or has lost its last digits in a spreadsheet.
pub(super) fn identity(text: &str) -> Option<String> {
    let plain = plain(text).to_uppercase();
    let digits = plain.strip_suffix('X').unwrap_or(&plain);
    let whole = digits.len() >= CARD && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.ends_with("000");
    whole.then_some(plain)
}

/// A cell's text if it may be repeated in a message: short, with digits but no long run of them, and without words
/// that could be a name.
pub(super) fn quotable(text: &str) -> Option<String> {
    let harmless =
        |c: char| c.is_ascii() || !c.is_alphabetic() || "元万千百亩户人口个年月岁名位股约多无是否有".contains(c);
    let text = text.trim();
    let plain = plain(text);
    let letters = plain.chars().filter(char::is_ascii_alphabetic).count();
    let fits = text.chars().count() <= 20 && text.chars().all(harmless) && longest_run(&plain) < SECRET;
    let card = is_card_number(&Cell::Text(text.to_owned()));
    (fits && letters <= 4 && !card).then(|| visible(text))
}

fn is_mobile(text: &str) -> bool {
    let digits = text.strip_prefix("+86").unwrap_or(text);
    digits.len() == 11
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.parse::<f64>().is_ok_and(|number| MOBILES.contains(&number))
}

/// Without what people put between the groups of a number, full-width digits made plain.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—' | '\'' | '_'));
    kept.map(super::header::half_width).collect()
}

/// Length of the longest run of digits.
fn longest_run(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_are_seen_however_they_are_written() {
        for text in [
            "441621198001011234",
            "44162119800101123X",
            "441621 19800101 1234",
            "４４１６２１１９８００１０１１２３４",
            "'441621198001011234",
            "身份证441621198001011234",
            "4.41621E+17",
            "441621800101123",
            "13812345678",
            "138 1234 5678",
            "+86 13812345678",
        ] {
            assert!(is_card_number(&Cell::Text(text.into())), "{text}");
            assert_eq!(quotable(text), None, "{text}");
        }
        assert!(is_card_number(&Cell::Number(441_621_198_001_011_234.0)));
        for text in ["8500", "0.30000000000000004", "12345678901234", "12345678901", "3人", "低保", "1e300"] {
            assert!(!is_card_number(&Cell::Text(text.into())), "{text}");
        }
    }

    #[test]
    fn only_numbers_and_their_units_are_repeated() {
        for text in ["3.5人", "-2", "约500元", "2x", "１２"] {
            assert!(quotable(text).is_some(), "{text}");
        }
        for text in ["张三", "张三 13", "13812345678", "138 1234 5678", "Zhang San", "低保户"] {
            assert_eq!(quotable(text), None, "{text}");
        }
    }

    #[test]
    fn personal_headers() {
        for key in ["姓名", "户主姓名", "户主", "身份证号码", "证件号", "联系电话", "一卡通账号", "name", "phone"]
        {
            assert!(is_personal(key), "{key}");
        }
        for key in ["户编号", "家庭人口", "members", "入股份数"] {
            assert!(!is_personal(key), "{key}");
        }
    }
}
