//! Text that came from a user, made safe for the place where it is shown.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// For a terminal: control characters and marks that turn the writing direction are spelled out (`\u{1b}`); line breaks
/// and tabs become spaces.
pub fn for_terminal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => safe.push(' '),
            _ if is_unsafe(character) => {
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    safe
}

/// At most `widest` cells of the terminal, with an ellipsis where cut.
pub fn shorten(text: &str, widest: usize) -> String {
    if text.width() <= widest {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > widest {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// At most `widest` cells of the terminal, cut in the middle: names often differ at their ends.
pub fn shorten_in_the_middle(text: &str, widest: usize) -> String {
    if text.width() <= widest {
        return text.to_owned();
    }
    let fits = |characters: &mut dyn Iterator<Item = char>, most: usize| {
        let mut used = 0;
        let mut kept: Vec<char> = Vec::new();
        for character in characters {
            used += character.width().unwrap_or(0);
            if used > most {
                break;
            }
            kept.push(character);
        }
        kept
    };
    let most = widest.saturating_sub(1);
    let head: String = fits(&mut text.chars(), most / 2).into_iter().collect();
    let tail: String = fits(&mut text.chars().rev(), most - most / 2).into_iter().rev().collect();
    format!("{head}…{tail}")
}

/// Lines of cells with their columns one below the other, straight under Chinese text. The first line is the header: columns but the
/// first with nothing below it are left out. The end of a line is not filled up.
pub fn aligned(lines: &[Vec<String>], to_the_right: impl Fn(usize) -> bool) -> Vec<String> {
    let cell = |line: &[String], column: usize| line.get(column).cloned().unwrap_or_default();
    let filled = |column: &usize| {
        *column == 0 || lines.iter().skip(1).any(|line| line.get(*column).is_some_and(|cell| !cell.is_empty()))
    };
    let width = |column: usize| lines.iter().map(|line| cell(line, column).width()).max().unwrap_or(0);
    let columns: Vec<(usize, usize)> =
        (0..lines.first().map_or(0, Vec::len)).filter(filled).map(|column| (column, width(column))).collect();
    let shown = |line: &Vec<String>| {
        let padded = columns.iter().map(|&(column, width)| {
            let cell = cell(line, column);
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            if to_the_right(column) { gap + &cell } else { cell + &gap }
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    lines.iter().map(shown).collect()
}

/// Names in the order in which people count: `2` before `10`, `H-9` before `H-10`.
pub fn in_natural_order(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut a_rest, mut b_rest) = (a, b);
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (a_digits, b_digits) = (digits(a_rest), digits(b_rest));
        if a_digits > 0 && b_digits > 0 {
            let ((a_number, a_behind), (b_number, b_behind)) = (a_rest.split_at(a_digits), b_rest.split_at(b_digits));
            let (a_plain, b_plain) = (a_number.trim_start_matches('0'), b_number.trim_start_matches('0'));
            let order = a_plain.len().cmp(&b_plain.len()).then_with(|| a_plain.cmp(b_plain));
            if order.is_ne() {
                return order;
            }
            (a_rest, b_rest) = (a_behind, b_behind);
            continue;
        }
        let (mut a_next, mut b_next) = (a_rest.chars(), b_rest.chars());
        match (a_next.next(), b_next.next()) {
            (Some(x), Some(y)) if x == y => (a_rest, b_rest) = (a_next.as_str(), b_next.as_str()),
            // 007 and 7
            (None, None) => return a.cmp(b),
            (x, y) => return x.cmp(&y),
        }
    }
}

/// Lines of at most `widest` cells of the terminal: broken behind spaces and Chinese characters, and before an opening
/// bracket that does not fit, so that a unit stays whole.
pub fn wrap(text: &str, widest: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while rest.width() > widest {
        let (mut used, mut end, mut good) = (0, 0, 0);
        let mut before = ' ';
        for (at, character) in rest.char_indices() {
            let wide = before.width().unwrap_or(0) > 1;
            let closing = matches!(character, '，' | '。' | '、' | '；' | '：' | '）' | '”' | '！' | '？');
            let opened = matches!(before, '（' | '“');
            if at > 0 && (before == ' ' || !closing && !opened && (wide || character.width().unwrap_or(0) > 1)) {
                good = at;
            }
            // the last bracket, mostly the unit, moves whole if there is room for it
            if matches!(character, '（' | '(') && at > 0 {
                good = at;
                if rest[at..].width() <= widest && rest[..at].width() * 2 > widest {
                    end = at;
                    break;
                }
            }
            used += character.width().unwrap_or(0);
            if used > widest {
                break;
            }
            end = at + character.len_utf8();
            before = character;
        }
        let cut = if end < rest.len() && rest[end..].starts_with(['（', '(']) || good == 0 { end } else { good };
        let cut = if cut == 0 { rest.chars().next().map_or(rest.len(), char::len_utf8) } else { cut };
        lines.push(rest[..cut].trim_end().to_owned());
        rest = rest[cut..].trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// For a chart: like [`for_terminal`], but what cannot stand in XML becomes □. The SVG writer escapes `<`, `&` and
/// quotation marks itself.
pub fn for_chart(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\r' | '\t' => ' ',
            _ if is_unsafe(character) || matches!(character, '\u{fffe}' | '\u{ffff}') => '□',
            _ => character,
        })
        .collect()
}

/// For a page: `&`, `<`, `>`, `"` and `'` as character references, so that it is safe in text and in quoted attributes.
pub fn for_html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\r' | '\t' => safe.push(character),
            _ if is_unsafe(character) => safe.push('\u{fffd}'),
            _ => safe.push(character),
        }
    }
    safe
}

/// Control characters, and the marks by which text can pretend to be other text (Unicode Technical Report 36).
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_reach_no_terminal() {
        let safe = for_terminal("a\u{1b}[31m\u{7}\u{202e}b\nc\u{9b}");
        assert_eq!(safe, "a\\u{1b}[31m\\u{7}\\u{202e}b c\\u{9b}");
        assert!(safe.chars().all(|character| !character.is_control()));
    }

    #[test]
    fn names_are_cut_in_the_middle() {
        assert_eq!(shorten_in_the_middle("short", 9), "short");
        assert_eq!(shorten_in_the_middle("households.received.total", 11), "house…total");
        let cut = shorten_in_the_middle("甲乙丙丁戊己", 8);
        assert_eq!(cut, "甲…戊己");
    }

    #[test]
    fn rows_stand_in_the_order_of_their_numbers() {
        let mut names = ["10", "9", "H-10", "H-9", "1", "H-9a", "007", "7", "", "H-"];
        names.sort_by(|a, b| in_natural_order(a, b));
        assert_eq!(names, ["", "1", "007", "7", "9", "10", "H-", "H-9", "H-9a", "H-10"]);
    }

    #[test]
    fn what_is_wrapped_loses_nothing_and_fits() {
        for text in [
            "the quarry stops paying within the term (probability)",
            "农户逐年从各个项目得到的钱（二〇一八年不变价，逐户平均）（元/户）",
            "averyveryverylongwordthatfitsnowherewhateverisdonewithit",
            "（（（（（（（（（（（（（（（（（（（（（（（（（（（（",
            "",
        ] {
            let lines = wrap(text, 24);
            assert!(lines.iter().all(|line| line.width() <= 24), "{lines:?}");
            let squeeze = |text: &str| text.replace(' ', "");
            assert_eq!(squeeze(&lines.concat()), squeeze(text));
        }
        let lines = wrap("dividend a household by year (yuan/household)", 40);
        assert_eq!(lines, ["dividend a household by year", "(yuan/household)"]);
    }

    #[test]
    fn markup_reaches_no_page() {
        assert_eq!(for_html("<script>'\"&\0"), "&lt;script&gt;&#39;&quot;&amp;\u{fffd}");
    }
}
