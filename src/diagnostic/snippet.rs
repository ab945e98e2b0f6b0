//! One line of a file with marks under the place that matters.

use unicode_width::UnicodeWidthChar;

use super::{SourceFile, Span};

/// Widest piece of a source line that is shown, in columns of the terminal.
const WINDOW: usize = 100;
/// Columns kept before the place where a long line is cut.
const BEFORE: usize = 40;
/// A tab is shown as that many spaces.
const TAB: usize = 4;

/// Text that a terminal shows as it stands: control characters and the characters that reorder or hide text are written
/// as `\u{…}`, so that a file cannot steer the terminal of the person who reads the message.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        push_visible(&mut shown, character);
    }
    shown
}

fn push_visible(shown: &mut String, character: char) {
    match character {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.extend(std::iter::repeat_n(' ', TAB)),
        _ if character.is_control() || hides(character) => shown.extend(character.escape_unicode()),
        _ => shown.push(character),
    }
}

/// Marks of writing direction, zero-width characters, line separators, the byte order mark.
fn hides(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Where the lines of a text begin.
pub(super) struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub(super) fn new(text: &str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        LineIndex { starts: std::iter::once(0).chain(after_breaks).collect() }
    }
    /// Line number from 0 of a byte offset.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }
}

/// A place, ready to be printed.
pub(super) struct Snippet {
    /// From 1.
    pub(super) line: usize,
    /// In characters, from 1.
    pub(super) column: usize,
    /// The line, cut if long, safe to print.
    pub(super) text: String,
    /// Columns before the mark.
    pub(super) indent: usize,
    /// Columns of the mark, at least 1.
    pub(super) width: usize,
}

/// Finds the line of `span` and lays the mark under it. A span of several lines is marked to the end of its first.
pub(super) fn snippet(file: &SourceFile, lines: &LineIndex, span: Span) -> Snippet {
    let text = file.text.as_str();
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.ceil_char_boundary((span.end as usize).clamp(start, text.len()));
    let line = lines.line_of(start);
    let line_start = lines.starts.get(line).copied().unwrap_or(0);
    let line_end = lines.starts.get(line + 1).map_or(text.len(), |next| next - 1);
    let content = text.get(line_start..line_end).unwrap_or("").trim_end_matches('\r');
    let (mark_start, mark_end) = (start - line_start, end.min(line_end).saturating_sub(line_start));

    // the line in pieces, each with its first column and width
    let mut pieces: Vec<(String, usize)> = Vec::new();
    let mut columns = 0;
    let mut indent = None;
    let mut mark_columns = 0;
    for (offset, character) in content.char_indices() {
        let mut piece = String::new();
        push_visible(&mut piece, character);
        let width = piece.chars().map(|c| c.width().unwrap_or(0)).sum();
        if offset >= mark_start {
            indent.get_or_insert(columns);
            if offset < mark_end {
                mark_columns += width;
            }
        }
        columns += width;
        pieces.push((piece, width));
    }
    let indent = indent.unwrap_or(columns);
    let column = content.get(..mark_start.min(content.len())).map_or(0, |before| before.chars().count()) + 1;
    let (text, indent, width) = cut(&pieces, columns, indent, mark_columns.max(1));
    Snippet { line: line + 1, column, text, indent, width }
}

/// Keeps `WINDOW` columns around the mark, with `…` where something was left out.
fn cut(pieces: &[(String, usize)], columns: usize, indent: usize, mark: usize) -> (String, usize, usize) {
    if columns <= WINDOW {
        return (pieces.iter().map(|(piece, _)| piece.as_str()).collect(), indent, mark);
    }
    let from = indent.saturating_sub(BEFORE);
    let mut shown = String::new();
    let mut at = 0;
    let mut used = 0;
    let mut skipped = 0;
    let mut complete = true;
    for (piece, width) in pieces {
        if at < from {
            skipped += width;
        } else if used + width > WINDOW {
            complete = false;
            break;
        } else {
            shown.push_str(piece);
            used += width;
        }
        at += width;
    }
    let left = if skipped > 0 { "…" } else { "" };
    let right = if complete { "" } else { "…" };
    let shift = usize::from(skipped > 0);
    let new_indent = indent.saturating_sub(skipped) + shift;
    let room = (used + shift).saturating_sub(new_indent).max(1);
    (format!("{left}{shown}{right}"), new_indent, mark.min(room))
}
