//! Characters of Chinese typing in places where TOML wants ASCII.

use std::ops::Range;

use super::Place;
use crate::diagnostic::{Code, Diagnostic, Text};

/// What to type instead of a character of Chinese typing, in TOML.
pub(super) fn ascii_for(character: char) -> Option<String> {
    let plain = match character {
        '“' | '”' | '„' | '「' | '」' | '＂' | '‘' | '’' | '＇' => '"',
        '【' | '［' | '〔' => '[',
        '】' | '］' | '〕' => ']',
        '、' => ',',
        '。' => '.',
        '：' => '=',
        '−' | '–' | '—' => '-',
        '×' => '*',
        '÷' => '/',
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0)?,
        _ => return None,
    };
    Some(plain.to_string())
}

impl Place<'_> {
    /// A character of Chinese typing in the line, outside quotes, that explains a gap.
    pub(super) fn full_width_in_line(&self) -> Option<Diagnostic> {
        let (start, line) = self.line();
        let mut quote = None;
        for (offset, character) in line.char_indices() {
            match (quote, character) {
                (None, '"' | '\'') => quote = Some(character),
                (Some(open), _) if open == character => quote = None,
                (None, '#') => return None,
                (None, _) => {
                    if let Some(plain) = ascii_for(character) {
                        let range = start + offset..start + offset + character.len_utf8();
                        let last = line.get(offset + character.len_utf8()..).is_some_and(|rest| rest.trim().is_empty());
                        if last && matches!(character, '；' | '。' | '，') {
                            return Some(self.line_mark(character, &range));
                        }
                        return Some(self.typed(character, &plain, &range));
                    }
                }
                _ => {}
            }
        }
        // a text that was opened with a straight quote and closed with a curly one
        let curly = line.char_indices().rev().find(|(_, character)| matches!(character, '”' | '“' | '＂' | '’'));
        match (quote, curly) {
            (Some(open), Some((offset, character))) => {
                let range = start + offset..start + offset + character.len_utf8();
                Some(self.typed(character, &open.to_string(), &range))
            }
            _ => None,
        }
    }

    /// “这是全角字符，请改成……”
    pub(super) fn typed(&self, character: char, plain: &str, range: &Range<usize>) -> Diagnostic {
        let (name_zh, name_en) = match character {
            '“' | '”' | '„' | '‘' | '’' | '「' | '」' => ("中文引号", "a curly quote"),
            '\u{3000}' | '\u{a0}' => ("全角空格", "a wide space"),
            _ => ("全角（中文输入法）字符", "a full-width character"),
        };
        let (plain_zh, plain_en) = if plain == " " {
            ("普通空格".to_owned(), "a plain space".to_owned())
        } else {
            (format!("英文的 {plain}"), plain.to_owned())
        };
        let shown = if plain == " " { String::new() } else { format!(" {character}") };
        Diagnostic::at(
            Code::TomlSyntax,
            self.span_of(range),
            Text::new(format!("这里用了{name_zh}{shown}"), format!("{name_en}{shown} stands here")),
            Text::new(format!("改成{plain_zh}（切换到英文输入法再打）"), format!("type {plain_en} instead")),
        )
    }

    /// A line that ends like a sentence.
    pub(super) fn line_mark(&self, character: char, range: &Range<usize>) -> Diagnostic {
        Diagnostic::at(
            Code::TomlSyntax,
            self.span_of(range),
            Text::new(format!("行末多了“{character}”"), format!("the line ends with `{character}`")),
            Text::new("删去它：每行末尾不加标点", "delete it: lines end without a mark"),
        )
    }
}
