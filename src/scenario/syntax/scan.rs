//! Lines and brackets of a TOML text that the parser could not take.

use std::ops::Range;

use super::DEEPEST_KEY;
use crate::diagnostic::{FileId, Span};

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()
        .get(..at.min(text.len()))
        .and_then(|before| before.iter().rposition(|byte| *byte == b'\n'))
        .map_or(0, |at| at + 1)
}

pub(super) fn line_end(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    text.as_bytes()
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')))
        .map_or(text.len(), |end| at + end)
}

/// A gap is shown at the character behind it, or at the end of the line.
pub(super) fn widen(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
    if end > start {
        return start..end;
    }
    match text.get(start..).and_then(|rest| rest.chars().next()) {
        Some(character) if !matches!(character, '\n' | '\r') => start..start + character.len_utf8(),
        _ => start..start,
    }
}

/// Walks over a TOML text outside its quotes and comments: calls `work` with every byte and its place until it says
/// stop.
fn outside_quotes(text: &str, mut work: impl FnMut(usize, u8) -> bool) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => {
                let three = [byte; 3];
                let rest = bytes.get(at..).unwrap_or_default();
                let closing: &[u8] = if rest.starts_with(&three) { &three } else { &three[..1] };
                at += closing.len();
                while at < bytes.len() && !bytes.get(at..).unwrap_or_default().starts_with(closing) {
                    if closing.len() == 1 && bytes.get(at) == Some(&b'\n') {
                        break;
                    }
                    at += if byte == b'"' && bytes.get(at) == Some(&b'\\') { 2 } else { 1 };
                }
                at += closing.len();
            }
            b'#' => at = line_end(text, at),
            _ => {
                if !work(at, byte) {
                    return;
                }
                at += 1;
            }
        }
    }
}

/// Finds a key such as `a.a.a.…` with so many parts that its tree would exhaust the stack.
pub(in super::super) fn deep_key(text: &str, file: FileId) -> Option<Span> {
    let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    let (mut dots, mut start, mut found) = (0, 0, None);
    outside_quotes(text, |at, byte| {
        match byte {
            b'=' | b'\n' | b',' | b'{' | b'}' | b'[' | b']' => dots = 0,
            b'.' => {
                if dots == 0 {
                    start = at;
                }
                dots += 1;
                if dots >= DEEPEST_KEY {
                    found = Some(Span { file, start: place(start), end: place(at + 1) });
                }
            }
            _ => {}
        }
        found.is_none()
    });
    found
}

/// A bracket still open at `at` although a new entry has begun since, and where that begins.
pub(super) fn unclosed(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let bracket = open_bracket(text, at)?;
    let next = next_entry(text, line_start(text, bracket.start))?;
    (next <= at).then_some((bracket, next))
}

/// The start of the next line behind the line at `at` that begins something new, whatever bracket is open: a header such
/// as `[inputs]`, or `name = …` with its own brackets closed and no comma at its end.
pub(super) fn next_entry(text: &str, at: usize) -> Option<usize> {
    let mut start = text.get(at..)?.find('\n').map(|end| at + end + 1)?;
    loop {
        let end = line_end(text, start);
        let line = text.get(start..end).unwrap_or("").trim_end();
        if is_header(line) || is_assignment(line) {
            return Some(start);
        }
        start = text.get(end..)?.find('\n').map(|found| end + found + 1)?;
    }
}

fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or("").trim();
    let name = line.trim_start_matches('[').trim_end_matches(']');
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    line.starts_with('[') && line.ends_with(']') && name.split('.').all(word) && !name.starts_with(char::is_numeric)
}

fn is_assignment(line: &str) -> bool {
    let key = line.split('=').next().unwrap_or("").trim_end();
    let word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    word && line.contains('=') && !line.ends_with(',') && open_bracket(line, line.len()).is_none()
}

/// The innermost bracket before `end` that is still open there.
pub(super) fn open_bracket(text: &str, end: usize) -> Option<Range<usize>> {
    let mut open = Vec::new();
    outside_quotes(text, |at, byte| {
        match byte {
            _ if at >= end => return false,
            b'{' | b'[' => open.push(at),
            b'}' | b']' => {
                open.pop();
            }
            _ => {}
        }
        true
    });
    open.last().map(|at| *at..*at + 1)
}
