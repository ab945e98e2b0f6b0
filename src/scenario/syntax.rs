//! Mistakes of TOML itself, explained: which character it is and what to type instead.

use std::ops::Range;

use toml::de::Error;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, Text};

/// A dotted key may have that many parts, so that a hostile file cannot exhaust the stack.
const DEEPEST_KEY: usize = 16;

/// Explains what the TOML parser found, one mistake a line. True where the structure of the file was lost.
pub(super) fn explain(text: &str, file: FileId, shift: usize, errors: &[Error], into: &mut Diagnostics) -> bool {
    let mut found: Vec<(Range<usize>, &str)> =
        errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
    // on one line a named character says more than the gap it leaves
    found.sort_by_key(|(range, message)| (line_start(text, range.start), gap(message), range.start));
    let mut broken = false;
    let mut last_line = None;
    for (range, message) in found {
        let line = line_start(text, range.start);
        if last_line == Some(line) {
            continue;
        }
        last_line = Some(line);
        let place = Place { text, range: widen(text, range), file, shift };
        into.push(place.explain(message));
        if gap(message) && !message.starts_with("duplicate") {
            broken = true;
        }
        if message.starts_with("missing comma")
            || message.starts_with("unclosed")
            || message.starts_with("unexpected `=`")
        {
            // everything behind an open bracket looks wrong to the parser
            break;
        }
    }
    broken
}

/// True for messages that say something is missing, not which text is wrong.
fn gap(message: &str) -> bool {
    !(message.starts_with("string values must be quoted") || message.starts_with("invalid unquoted key"))
}

fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()
        .get(..at.min(text.len()))
        .and_then(|before| before.iter().rposition(|byte| *byte == b'\n'))
        .map_or(0, |at| at + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    text.as_bytes()
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')))
        .map_or(text.len(), |end| at + end)
}

/// A gap is shown at the character behind it, or at the end of the line.
fn widen(text: &str, range: Range<usize>) -> Range<usize> {
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
        let is = |start: &str| message.starts_with(start);
        if is("duplicate key") {
            return self.duplicate();
        }
        if is("cannot recurse") {
            return too_deep(self.span_of(&self.range));
        }
        if is("invalid unquoted key") {
            return self.bad_key();
        }
        if is("string values must be quoted") {
            return self.bad_value();
        }
        if let Some(named) = self.full_width_in_line() {
            return named;
        }
        if is("key with no value") || is("missing assignment") {
            return self.no_equals();
        }
        if is("missing comma")
            || is("unclosed inline table")
            || is("unclosed array") && !is("unclosed array table")
            || is("unexpected `=`")
        {
            return self.at(
                Text::new(
                    "这里缺少逗号，或者前面的括号没有合上",
                    "a comma is missing here, or a bracket before it is not closed",
                ),
                Text::new(
                    "各项之间用“,”隔开；列表以“]”结束，表以“}”结束",
                    "separate the entries with `,`; close a list with `]` and a table with `}`",
                ),
            );
        }
        if is("unclosed") {
            return self.at(
                Text::new("这一行的方括号没有合上", "the square bracket of this line is not closed"),
                Text::new("写成 [inputs] 或 [[claims]] 的样子", "write it like [inputs] or [[claims]]"),
            );
        }
        if is("invalid basic string") || is("invalid literal string") || is("invalid multi-line") {
            return self.at(
                Text::new("这段文字缺少后引号", "this text has no closing quote"),
                Text::new("在文字末尾补上与开头相同的引号", "end the text with the same quote it began with"),
            );
        }
        if is("missing escaped value") || is("too few unicode") || message.contains("escape") {
            return self.at(
                Text::new("双引号里的反斜杠“\\”用法不对", "a backslash inside double quotes is not used right"),
                Text::new(
                    "要写反斜杠本身，用“\\\\”，或者改用单引号 '…'",
                    "write `\\\\` for a backslash, or use single quotes '…'",
                ),
            );
        }
        if is("unexpected key or value") || is("unexpected content") {
            return self.leftover();
        }
        if is("extra `=`") {
            return self.at(
                Text::new("等号多写了一个", "one equals sign too many"),
                Text::new("赋值只写一个“=”；公式要放在引号里", "assign with a single `=`; a formula stands in quotes"),
            );
        }
        if is("unexpected leading zero")
            || message.contains("digits")
            || is("redundant")
            || message.contains("radix")
            || is("unexpected sign")
        {
            return self.at(
                Text::new("数字的写法不对", "the number is not written right"),
                Text::new(
                    "数字写成 5、0.5、1e6 或 1_000 的样子，前面不加 0",
                    "write numbers like 5, 0.5, 1e6 or 1_000, without leading zeros",
                ),
            );
        }
        if is("cannot extend value") {
            return self.at(
                Text::new(
                    "这个键前面已经有了值，不能再当作表来用",
                    "this key already has a value and cannot be a table as well",
                ),
                Text::new("两处只留一处，或者改名", "keep one of the two, or rename one"),
            );
        }
        self.at(
            Text::new("这里不是合法的 TOML 写法", format!("this is not valid TOML: {message}")),
            Text::new("每行写成：名称 = 值", "write every line as: name = value"),
        )
    }

    /// A character of Chinese typing in the line, outside quotes, that explains a gap.
    fn full_width_in_line(&self) -> Option<Diagnostic> {
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
    fn typed(&self, character: char, plain: &str, range: &Range<usize>) -> Diagnostic {
        let (name_zh, name_en) = match character {
            '“' | '”' | '„' | '‘' | '’' | '「' | '」' => ("中文引号", "a curly quote"),
            '\u{3000}' | '\u{a0}' => ("全角空格", "a wide space"),
            _ => ("全角（中文输入法）字符", "a full-width character"),
        };
        let (plain_zh, plain_en) = if plain == " " {
            ("普通空格".to_owned(), "a plain space".to_owned())
        } else {
            (format!("英文的 {plain}"), format!("{plain}"))
        };
        let shown = if plain == " " { String::new() } else { format!(" {character}") };
        Diagnostic::at(
            Code::TomlSyntax,
            self.span_of(range),
            Text::new(format!("这里用了{name_zh}{shown}"), format!("{name_en}{shown} stands here")),
            Text::new(format!("改成{plain_zh}（切换到英文输入法再打）"), format!("type {plain_en} instead")),
        )
    }

    fn bad_key(&self) -> Diagnostic {
        if let Some(named) = self.full_width_in_line() {
            return named;
        }
        let (start, line) = self.line();
        let key = self.slice();
        if line.trim_start().starts_with("//") {
            return self.at(
                Text::new("说明文字不能以“//”开头", "a comment does not begin with `//`"),
                Text::new("说明文字以“#”开头", "begin comments with `#`"),
            );
        }
        if key.starts_with([':', ';', ',']) {
            return self.no_equals();
        }
        // the whole name, of which the parser marks only the part it cannot take
        let from = self.text.get(start..self.range.start).map_or(0, |before| {
            before
                .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
                .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8))
        });
        let rest = self.text.get(start + from..).unwrap_or("");
        let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        let whole = rest.get(..length).unwrap_or("");
        if whole.chars().any(|c| !c.is_ascii()) {
            let range = start + from..start + from + length;
            return Diagnostic::at(
                Code::TomlSyntax,
                self.span_of(&range),
                Text::new(
                    format!("等号左边的中文名称“{whole}”没有加引号"),
                    format!("the name `{whole}` to the left of `=` needs quotes"),
                ),
                Text::new(format!("写成 \"{whole}\"（用英文引号）"), format!("write \"{whole}\" with straight quotes")),
            );
        }
        self.at(
            Text::new(format!("名称里不能有“{key}”"), format!("`{key}` cannot stand in a name")),
            Text::new(
                "名称只用字母、数字和下划线，否则要加引号",
                "use letters, digits and `_`, or put the name in quotes",
            ),
        )
    }

    fn no_equals(&self) -> Diagnostic {
        let (_, line) = self.line();
        if line.trim_start().starts_with("//") {
            return self.at(
                Text::new("说明文字不能以“//”开头", "a comment does not begin with `//`"),
                Text::new("说明文字以“#”开头", "begin comments with `#`"),
            );
        }
        if line.contains(':') {
            return self.at(
                Text::new("名称后面用了冒号，应当用等号", "a colon stands where `=` belongs"),
                Text::new("写成：名称 = 值", "write: name = value"),
            );
        }
        self.at(
            Text::new("名称后面缺少“=”和值", "the name is not followed by `=` and a value"),
            Text::new("写成：名称 = 值；说明文字以“#”开头", "write: name = value; begin comments with `#`"),
        )
    }

    fn bad_value(&self) -> Diagnostic {
        let value = self.slice();
        let Some(first) = value.trim().chars().next() else {
            return self.at(
                Text::new("等号后面没有值", "nothing stands behind `=`"),
                Text::new("写上数字、true、false 或带引号的公式", "write a number, true, false or a formula in quotes"),
            );
        };
        // curly quotes around the value, or a full-width character at its edges, are the mistake itself
        let last = value.trim().chars().next_back().unwrap_or(first);
        for (character, from_end) in [(first, false), (last, true)] {
            let only_edge = matches!(
                character,
                '；' | '，'
                    | '。'
                    | '\u{3000}'
                    | '\u{a0}'
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '＂'
                    | '＇'
                    | '「'
                    | '」'
                    | '｛'
                    | '【'
                    | '［'
            );
            if let (true, Some(plain)) = (only_edge, ascii_for(character)) {
                let offset = if from_end { value.rfind(character) } else { value.find(character) }.unwrap_or(0);
                let start = self.range.start + offset;
                let range = start..start + character.len_utf8();
                if matches!(character, '；' | '。') {
                    return self.line_mark(character, &range);
                }
                return self.typed(character, &plain, &range);
            }
        }
        if let Some(at) = value.find(['，', '｝', '＝']) {
            let character = value.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('，');
            let start = self.range.start + at;
            let plain = ascii_for(character).unwrap_or_default();
            return self.typed(character, &plain, &(start..start + character.len_utf8()));
        }
        if value.ends_with([';', ',']) {
            let end = self.range.end;
            return self.line_mark(value.chars().next_back().unwrap_or(';'), &(end - 1..end));
        }
        if matches!(value, "yes" | "no" | "是" | "否" | "True" | "False" | "TRUE" | "FALSE") {
            let plain = if matches!(value, "yes" | "是" | "True" | "TRUE") { "true" } else { "false" };
            return self.at(
                Text::new(
                    format!("“{value}”不是是非值的写法"),
                    format!("`{value}` is not how true or false is written"),
                ),
                Text::new(format!("写成 {plain}"), format!("write {plain}")),
            );
        }
        let plain: String = value
            .chars()
            .map(|c| if ('０'..='９').contains(&c) { ascii_for(c).unwrap_or_default() } else { c.to_string() })
            .collect();
        if plain.parse::<f64>().is_ok() {
            return self.at(
                Text::new(format!("“{value}”用了全角数字"), format!("`{value}` is written with full-width digits")),
                Text::new(format!("写成 {plain}"), format!("write {plain}")),
            );
        }
        let short: String = value.chars().take(60).collect();
        self.at(
            Text::new(format!("“{short}”要放在引号里"), format!("`{short}` must stand in quotes")),
            Text::new(format!("写成 \"{short}\"（用英文引号）"), format!("write \"{short}\" with straight quotes")),
        )
    }

    /// A line that ends like a sentence.
    fn line_mark(&self, character: char, range: &Range<usize>) -> Diagnostic {
        Diagnostic::at(
            Code::TomlSyntax,
            self.span_of(range),
            Text::new(format!("行末多了“{character}”"), format!("the line ends with `{character}`")),
            Text::new("删去它：每行末尾不加标点", "delete it: lines end without a mark"),
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

    fn duplicate(&self) -> Diagnostic {
        let key = self.slice().trim();
        let shown = key.trim_matches(['"', '\'']);
        let found = Diagnostic::at(
            Code::DuplicateName,
            self.span_of(&self.range),
            Text::new(format!("“{shown}”写了两次"), format!("`{shown}` is given twice")),
            Text::new("两处只留一处，或者改名", "keep one of the two, or rename one"),
        );
        match self.first_place(key) {
            Some(range) => found.related(self.span_of(&range), Text::new("第一次写在这里", "given first here")),
            None => found,
        }
    }

    /// Where the same key or header stands further up.
    fn first_place(&self, key: &str) -> Option<Range<usize>> {
        let (own_start, own) = self.line();
        let header = own.trim_start().starts_with('[');
        let before = self.text.get(..own_start)?;
        let mut end = before.len();
        while end > 0 {
            let start = line_start(before, end - 1);
            let line = before.get(start..end)?;
            let content = line.trim();
            let indent = line.len() - line.trim_start().len();
            if header {
                let strip = |line: &str| line.split('#').next().unwrap_or("").trim().to_owned();
                if strip(content) == strip(own.trim()) {
                    let length = strip(content).len();
                    return Some(start + indent..start + indent + length);
                }
            } else if content.starts_with('[') && content.ends_with(']') && !content.contains('=') {
                return None;
            } else if content.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
                return Some(start + indent..start + indent + key.len());
            }
            end = start;
        }
        None
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

/// Finds a key such as `a.a.a.…` with so many parts that its tree would exhaust the stack.
pub(super) fn deep_key(text: &str, file: FileId) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let (mut dots, mut start) = (0, 0);
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
                continue;
            }
            b'#' => {
                at = line_end(text, at);
                continue;
            }
            b'=' | b'\n' | b',' | b'{' | b'}' | b'[' | b']' => dots = 0,
            b'.' => {
                if dots == 0 {
                    start = at;
                }
                dots += 1;
                if dots >= DEEPEST_KEY {
                    let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
                    return Some(Span { file, start: place(start), end: place(at + 1) });
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}
