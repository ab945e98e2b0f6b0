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
    fn markup_reaches_no_page() {
        assert_eq!(for_html("<script>'\"&\0"), "&lt;script&gt;&#39;&quot;&amp;\u{fffd}");
    }
}
