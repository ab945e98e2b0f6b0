//! Mistakes of TOML itself, explained: which character it is and what to type instead.

mod places;
mod scan;
mod typing;

use std::ops::Range;

use toml::de::Error;

pub(super) use self::scan::deep_key;
use self::scan::{line_end, line_start, widen};
use super::mistakes;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, Text};

/// A dotted key may have that many parts, so that a hostile file cannot exhaust the stack.
const DEEPEST_KEY: usize = 16;

/// What became of an explanation.
pub(super) struct Explained {
    /// The structure of the file was lost.
    pub(super) broken: bool,
    /// Behind an open bracket everything looks wrong to the parser: where a line begins that can be read anew.
    pub(super) resume: Option<usize>,
}

/// Explains what the TOML parser found, one mistake a line.
pub(super) fn explain(text: &str, file: FileId, shift: usize, errors: &[Error], into: &mut Diagnostics) -> Explained {
    let mut found: Vec<(Range<usize>, &str)> =
        errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
    // on one line a named character says more than the gap it leaves
    found.sort_by_key(|(range, message)| (line_start(text, range.start), gap(message), range.start));
    let (mut broken, mut resume) = (false, None);
    let mut last_line = None;
    let mut bracketed = found.iter().filter(|(_, message)| of_bracket(message));
    let unclosed = bracketed.find_map(|(range, _)| scan::unclosed(text, range.start));
    for (range, message) in found {
        let line = line_start(text, range.start);
        if last_line == Some(line) {
            continue;
        }
        if let Some((bracket, next)) = unclosed.clone().filter(|(bracket, _)| line >= line_start(text, bracket.start)) {
            into.push(Place { text, range: bracket, file, shift }.not_closed());
            return Explained { broken: true, resume: Some(next) };
        }
        last_line = Some(line);
        let place = Place { text, range: widen(text, range), file, shift };
        into.push(place.explain(message));
        if gap(message) && !message.starts_with("duplicate") {
            broken = true;
        }
        if of_bracket(message) {
            resume = scan::next_entry(text, line);
            break;
        }
    }
    Explained { broken, resume }
}

/// True for messages about something between brackets.
fn of_bracket(message: &str) -> bool {
    ["missing comma", "unclosed", "unexpected `=`"].iter().any(|start| message.starts_with(start))
}

/// True for messages that say something is missing, not which text is wrong.
fn gap(message: &str) -> bool {
    !(message.starts_with("string values must be quoted") || message.starts_with("invalid unquoted key"))
}

/// A mistake in its text.
struct Place<'a> {
    text: &'a str,
    range: Range<usize>,
    file: FileId,
    shift: usize,
}

impl Place<'_> {
    fn span_of(&self, range: &Range<usize>) -> Span {
        let place = |offset: usize| u32::try_from(offset + self.shift).unwrap_or(u32::MAX);
        Span { file: self.file, start: place(range.start), end: place(range.end) }
    }

    fn at(&self, message: Text, remedy: Text) -> Diagnostic {
        Diagnostic::at(Code::TomlSyntax, self.span_of(&self.range), message, remedy)
    }

    fn slice(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or("")
    }

    /// The text of the line from its start to its end.
    fn line(&self) -> (usize, &str) {
        let start = line_start(self.text, self.range.start);
        (start, self.text.get(start..line_end(self.text, self.range.start)).unwrap_or(""))
    }

    fn explain(&self, message: &str) -> Diagnostic {
        let found =
            self.named(message).or_else(|| self.of_brackets_and_quotes(message)).or_else(|| self.of_value(message));
        found.unwrap_or_else(|| {
            self.at(
                Text::new("这里不是合法的 TOML 写法", format!("this is not valid TOML: {message}")),
                Text::new("每行写成：名称 = 值", "write every line as: name = value"),
            )
        })
    }

    /// What the parser is sure of; and characters that explain whatever else it says of the line.
    fn named(&self, message: &str) -> Option<Diagnostic> {
        let is = |start: &str| message.starts_with(start);
        match () {
            () if is("duplicate key") => Some(self.duplicate()),
            () if is("cannot recurse") => Some(too_deep(self.span_of(&self.range))),
            () if is("invalid unquoted key") => Some(self.bad_key()),
            () if is("string values must be quoted") => Some(self.bad_value()),
            () => self.full_width_in_line(),
        }
    }

    /// What is missing between names and values, brackets and quotes.
    fn of_brackets_and_quotes(&self, message: &str) -> Option<Diagnostic> {
        let is = |start: &str| message.starts_with(start);
        if is("key with no value") || is("missing assignment") {
            return Some(self.no_equals());
        }
        if is("missing comma")
            || is("unclosed inline table")
            || is("unclosed array") && !is("unclosed array table")
            || is("unexpected `=`")
        {
            return Some(self.open_bracket());
        }
        let (message, remedy) = if is("unclosed") {
            (
                Text::new("这一行的方括号没有合上", "the square bracket of this line is not closed"),
                Text::new("写成 [inputs] 或 [[claims]] 的样子", "write it like [inputs] or [[claims]]"),
            )
        } else if is("invalid basic string") || is("invalid literal string") || is("invalid multi-line") {
            (
                Text::new("这段文字缺少后引号", "this text has no closing quote"),
                Text::new("在文字末尾补上与开头相同的引号", "end the text with the same quote it began with"),
            )
        } else if is("missing escaped value") || is("too few unicode") || message.contains("escape") {
            (
                Text::new("双引号里的反斜杠“\\”用法不对", "a backslash inside double quotes is not used right"),
                Text::new(
                    "要写反斜杠本身，用“\\\\”，或者改用单引号 '…'",
                    "write `\\\\` for a backslash, or use single quotes '…'",
                ),
            )
        } else {
            return None;
        };
        Some(self.at(message, remedy))
    }

    /// What is wrong with a value, or with where it stands.
    fn of_value(&self, message: &str) -> Option<Diagnostic> {
        let is = |start: &str| message.starts_with(start);
        let number = ["unexpected leading zero", "redundant", "unexpected sign", "invalid float", "invalid date"];
        match () {
            () if is("unexpected key or value") || is("unexpected content") => Some(self.leftover()),
            () if is("extra `=`") => Some(self.at(
                Text::new("等号多写了一个", "one equals sign too many"),
                Text::new("赋值只写一个“=”；公式要放在引号里", "assign with a single `=`; a formula stands in quotes"),
            )),
            () if is("invalid boolean") => Some(self.bad_truth()),
            () if number.into_iter().any(is) || message.contains("digits") || message.contains("radix") => {
                Some(self.bad_number())
            }
            () if is("cannot extend value") => Some(self.at(
                Text::new(
                    "这个键前面已经有了值，不能再当作表来用",
                    "this key already has a value and cannot be a table as well",
                ),
                Text::new("两处只留一处，或者改名", "keep one of the two, or rename one"),
            )),
            () => None,
        }
    }

    /// Something between brackets is not separated, or a bracket is never closed.
    fn open_bracket(&self) -> Diagnostic {
        let found = self.at(
            Text::new(
                "这里缺少逗号，或者前面的括号没有合上",
                "a comma is missing here, or a bracket before it is not closed",
            ),
            Text::new(
                "各项之间用“,”隔开；列表以“]”结束，表以“}”结束",
                "separate the entries with `,`; close a list with `]` and a table with `}`",
            ),
        );
        match scan::open_bracket(self.text, self.range.start) {
            Some(range) => found.related(self.span_of(&range), Text::new("括号从这里开始", "the bracket opens here")),
            None => found,
        }
    }

    fn not_closed(&self) -> Diagnostic {
        let closing = if self.slice() == "{" { "}" } else { "]" };
        self.at(
            Text::new("这个括号没有合上", "this bracket is not closed"),
            Text::new(format!("在这一项的末尾补上“{closing}”"), format!("end the entry with `{closing}`")),
        )
    }

    fn leftover(&self) -> Diagnostic {
        let (_, line) = self.line();
        if self.slice().starts_with(',') {
            return self.at(
                Text::new(
                    "值的后面多了逗号，数字里也不能用逗号分节",
                    "a comma stands behind the value; numbers have no commas",
                ),
                Text::new(
                    "删去逗号；大数写成 600000 或 600_000",
                    "delete it; write large numbers as 600000 or 600_000",
                ),
            );
        }
        let two = line.matches('=').count() > 1;
        let remedy = if two {
            Text::new("每行只写一个“名称 = 值”", "write one `name = value` a line")
        } else {
            Text::new(
                "公式和带单位的数要放在引号里，例如 \"5 元\"",
                "formulas and numbers with a unit stand in quotes, like \"5 元\"",
            )
        };
        self.at(Text::new("值的后面还有别的内容", "something follows behind the value"), remedy)
    }
}

/// A key with too many parts, or brackets nested too deep.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::at(
        Code::LimitExceeded,
        span,
        Text::new(
            format!("括号套得太深，或者名称里的点太多（最多 {DEEPEST_KEY} 段，括号 80 层）"),
            format!("nested too deep, or a key with too many parts (at most {DEEPEST_KEY} parts, 80 brackets)"),
        ),
        Text::new("拆成几个名称", "split it into several names"),
    )
}
