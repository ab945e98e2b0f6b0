//! Keys and values that TOML does not take as they stand.

use std::ops::Range;

use super::super::names;
use super::scan::{line_end, line_start};
use super::typing::ascii_for;
use super::{Place, mistakes};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::formula::suggest::edits_between;

impl Place<'_> {
    pub(super) fn bad_key(&self) -> Diagnostic {
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
        if let Some(c) = key.chars().find(|c| names::is_invisible(*c)) {
            return self.at(
                Text::new(
                    format!("名称里有看不见的字符（U+{:04X}）", u32::from(c)),
                    format!("the name holds an invisible character (U+{:04X})", u32::from(c)),
                ),
                Text::new("把这个名称重新打一遍", "type the name again"),
            );
        }
        if !whole.is_ascii() {
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

    pub(super) fn no_equals(&self) -> Diagnostic {
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

    /// `{ low = 1 likely = 2 }`: what was taken for a value holds the next key.
    fn no_comma(&self, value: &str) -> Option<Diagnostic> {
        let (first, next) = value.rsplit_once(char::is_whitespace)?;
        let behind = self.text.get(self.range.end..line_end(self.text, self.range.end))?.trim_start();
        let number = first.trim().bytes().all(|byte| byte.is_ascii_digit() || b".+-_eE".contains(&byte));
        if !number || !behind.starts_with('=') || next.is_empty() {
            return None;
        }
        let shown = mistakes::short(first.trim());
        Some(self.at(
            Text::new(format!("“{shown}”后面缺少逗号"), format!("a comma is missing behind `{shown}`")),
            Text::new(format!("写成 {shown}, {next} = …"), format!("write {shown}, {next} = …")),
        ))
    }

    pub(super) fn bad_value(&self) -> Diagnostic {
        let value = self.slice();
        if let Some(found) = self.no_comma(value) {
            return found;
        }
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
        if let Some(plain) = truth(value) {
            return self.not_a_truth(value, plain);
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
        self.in_quotes()
    }

    fn in_quotes(&self) -> Diagnostic {
        let short = mistakes::short(self.slice());
        // in a formula a colon stays a colon
        let ascii = |c: char| if c == '：' { ":".to_owned() } else { ascii_for(c).unwrap_or_else(|| c.to_string()) };
        let plain: String = short.chars().map(ascii).collect();
        let plain = plain.trim_matches(['"', '\'']);
        let plain = if is_years(plain) { plain.replace('-', "..") } else { plain.to_owned() };
        self.at(
            Text::new(format!("“{short}”要放在引号里"), format!("`{short}` must stand in quotes")),
            Text::new(format!("写成 \"{plain}\"（用英文引号）"), format!("write \"{plain}\" with straight quotes")),
        )
    }

    /// `TRUE`, `tru`; but `tea` is a word without its quotes.
    pub(super) fn bad_truth(&self) -> Diagnostic {
        let place = self.whole_value();
        let value = place.slice();
        match truth(value).or_else(|| slip_of_truth(value)) {
            Some(plain) => place.not_a_truth(value, plain),
            None => place.bad_value(),
        }
    }

    /// `07`, `1__0`: a number that is not one to TOML; but `2023..2027` and `inflation` are no numbers at all.
    pub(super) fn bad_number(&self) -> Diagnostic {
        let place = self.whole_value();
        let value = place.slice();
        let number = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | '_' | '+' | '-' | 'x' | 'o');
        let begins = value.trim_start_matches(['+', '-', '.']).starts_with(|c: char| c.is_ascii_digit());
        if !begins || !value.chars().all(number) || value.contains("..") || is_years(value) {
            return place.bad_value();
        }
        self.at(
            Text::new("数字的写法不对", "the number is not written right"),
            Text::new(
                "数字写成 5、0.5、1e6 或 1_000 的样子，前面不加 0",
                "write numbers like 5, 0.5, 1e6 or 1_000, without leading zeros",
            ),
        )
    }

    /// The whole value, of which the parser marks a part: to the end of its line, or of its entry between brackets.
    fn whole_value(&self) -> Place<'_> {
        let (line, text) = self.line();
        let (at, end) = (self.range.start - line, self.range.end.saturating_sub(line).min(text.len()));
        let before = text.get(..at).unwrap_or("");
        let alone = before.matches('=').count() == 1 && !before.contains(['{', '[']);
        let ends: &[char] = if alone { &['#'] } else { &['#', ',', ']', '}'] };
        let from = before.rfind(['=', ',', '[', '{']).map_or(0, |mark| mark + 1);
        let to = text.get(end..).and_then(|rest| rest.find(ends)).map_or(text.len(), |length| end + length);
        let value = text.get(from..to).unwrap_or("");
        let start = line + from + (value.len() - value.trim_start().len());
        let range = start..start + value.trim().len();
        Place { range: if range.is_empty() { self.range.clone() } else { range }, ..*self }
    }

    fn not_a_truth(&self, value: &str, plain: &str) -> Diagnostic {
        let value = mistakes::short(value);
        self.at(
            Text::new(format!("“{value}”不是是非值的写法"), format!("`{value}` is not how true or false is written")),
            Text::new(format!("写成 {plain}"), format!("write {plain}")),
        )
    }

    pub(super) fn duplicate(&self) -> Diagnostic {
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
            } else if let Some((first, _)) = content.split_once('=')
                && unquoted(first) == unquoted(key)
            {
                return Some(start + indent..start + indent + first.trim_end().len());
            }
            end = start;
        }
        None
    }
}

fn unquoted(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}

/// `2023-2027`, which is `2023..2027` in a scenario.
fn is_years(value: &str) -> bool {
    let year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    value.split_once('-').is_some_and(|(first, last)| year(first) && year(last))
}

/// The truth that a word is short for or a slip of: `T`, `tru`, `flase`.
fn slip_of_truth(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let near = |truth: &&str| truth.starts_with(&word) || edits_between(&word, truth) == 1;
    ["true", "false"].into_iter().find(near)
}

/// What other languages write for true and false.
fn truth(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "yes" | "是" | "真" | "true" => Some("true"),
        "no" | "否" | "假" | "false" => Some("false"),
        _ => None,
    }
}
