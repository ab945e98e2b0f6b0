//! A TOML file as a tree of our own: entries in the order of the file, every key and value with its place.

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::mistakes::{self, short};
use super::model::Name;
use super::syntax;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span, Spanned, Text};

/// A TOML table: keys in the order of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Where the table's header or its braces stand.
    pub span: Span,
}

/// `key = value`.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The key.
    pub key: Name,
    /// The value.
    pub item: Item,
}

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The value.
    pub content: Content,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a TOML value.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Quoted text.
    Text(Literal),
    /// A number, whole or not; `whole` only where it was written without point and exponent and fits.
    Number { value: f64, whole: Option<i64> },
    /// `true`, `false`.
    Boolean(bool),
    /// `2018-01-01` and its like.
    Date(String),
    /// `[…]` or `[[…]]`.
    List(Vec<Item>),
    /// `{…}` or `[…]`.
    Table(Table),
}

/// Quoted text.
#[derive(Debug, Clone)]
pub(super) struct Literal {
    /// The text without quotes, escapes resolved.
    pub text: String,
    /// Where the text stands, without quotes, if it stands byte for byte in the file; otherwise the whole literal.
    pub span: Span,
    /// True where it stands byte for byte in the file.
    pub exact: bool,
}

/// A parsed document.
pub(super) struct Document {
    /// The entries that could be read.
    pub root: Table,
    /// True where the structure of the file was lost, so that keys may seem to be missing that are there.
    pub broken: bool,
}

impl Table {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.value == key)
    }
}

/// How often a file is read on behind a bracket that is not closed.
const MOST_RESUMED: usize = 20;

/// Parses a whole file; mistakes of TOML are explained in `diagnostics`.
pub(super) fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Document {
    if let Some(span) = syntax::deep_key(text, file) {
        diagnostics.push(syntax::too_deep(span));
        return Document { root: Table::default(), broken: true };
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut found = syntax::explain(text, file, 0, &errors, diagnostics);
    let broken = found.broken;
    let mut start = 0;
    for _ in 0..MOST_RESUMED {
        let Some(next) = found.resume else { break };
        start += next;
        let Some(rest) = text.get(start..) else { break };
        let (_, errors) = DeTable::parse_recoverable(rest);
        // sections are opened anew
        let errors: Vec<_> = errors.into_iter().filter(|error| !error.message().starts_with("duplicate")).collect();
        found = syntax::explain(rest, file, start, &errors, diagnostics);
    }
    let mut maker = Maker { text, file, shift: 0, diagnostics };
    let whole = maker.span(&(0..text.len().min(1)));
    Document { root: maker.table(root.get_ref(), whole), broken }
}

/// Parses one value, as it would stand behind `=`; `shift` is the place of `text` within the file.
pub(super) fn parse_value(text: &str, file: FileId, shift: usize, diagnostics: &mut Diagnostics) -> Option<Item> {
    if let Some(span) = syntax::deep_key(text, file) {
        diagnostics.push(syntax::too_deep(span));
        return None;
    }
    let (value, errors) = DeValue::parse_recoverable(text);
    if !errors.is_empty() {
        syntax::explain(text, file, shift, &errors, diagnostics);
        return None;
    }
    let before = diagnostics.list.len();
    let item = Maker { text, file, shift, diagnostics }.item(&value);
    (diagnostics.list.len() == before).then_some(item)
}

/// Turns the parser's tree into ours.
struct Maker<'a> {
    text: &'a str,
    file: FileId,
    shift: usize,
    diagnostics: &'a mut Diagnostics,
}

impl Maker<'_> {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        let place = |offset: usize| u32::try_from(offset + self.shift).unwrap_or(u32::MAX);
        Span { file: self.file, start: place(range.start), end: place(range.end) }
    }

    fn table(&mut self, table: &DeTable<'_>, span: Span) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: Spanned { value: key.get_ref().to_string(), span: self.span(&key.span()) },
                item: self.item(value),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key.span.start);
        Table { entries, span }
    }

    fn item(&mut self, value: &TomlSpanned<DeValue<'_>>) -> Item {
        let range = value.span();
        let span = self.span(&range);
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Text(self.literal(text, &range)),
            DeValue::Integer(integer) => {
                let whole = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
                match whole {
                    Some(whole) => Content::Number { value: whole as f64, whole: Some(whole) },
                    None if integer.radix() == 10 => {
                        Content::Number { value: integer.as_str().parse().unwrap_or(f64::NAN), whole }
                    }
                    None => {
                        self.diagnostics.push(too_large(self.text.get(range.clone()).unwrap_or_default(), span));
                        Content::Number { value: i64::MAX as f64, whole: Some(i64::MAX) }
                    }
                }
            }
            DeValue::Float(float) => Content::Number { value: float.as_str().parse().unwrap_or(f64::NAN), whole: None },
            DeValue::Boolean(value) => Content::Boolean(*value),
            DeValue::Datetime(date) => Content::Date(date.to_string()),
            DeValue::Array(items) => Content::List(items.iter().map(|item| self.item(item)).collect()),
            DeValue::Table(table) => Content::Table(self.table(table, span)),
        };
        Item { content, span }
    }

    /// Finds where the text proper stands inside its quotes.
    fn literal(&self, text: &str, range: &std::ops::Range<usize>) -> Literal {
        let raw = self.text.get(range.clone()).unwrap_or("");
        // opening: none, one or three quotes, three and a line end; closing: none, one or three
        for (open, close) in [(1, 1), (3, 3), (4, 3), (5, 3), (0, 0), (1, 0)] {
            let fits = raw.len() == open + text.len() + close && raw.get(open..open + text.len()) == Some(text);
            if fits {
                let start = range.start + open;
                let span = self.span(&(start..start + text.len()));
                return Literal { text: text.to_owned(), span, exact: true };
            }
        }
        Literal { text: text.to_owned(), span: self.span(range), exact: false }
    }
}

/// A whole number of base 16, 8 or 2 beyond what whole numbers can be; a decimal one is read as 1e20 is.
fn too_large(written: &str, span: Span) -> Diagnostic {
    let mut found = mistakes::limit(
        &Text::new("这个整数", "this whole number"),
        &short(written),
        &i64::MAX.to_string(),
        Some(span),
    );
    found.remedy = Text::new("更大的数写成十进制，例如 1e19", "write a larger number in decimal, such as 1e19");
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn text_of(text: &str, span: Span) -> &str {
        &text[span.start as usize..span.end as usize]
    }

    #[test]
    fn every_way_to_quote_keeps_the_place_of_the_text() {
        let text = "b = \"产量 * 单价\"\na = 'x + 1'\nc = \"\"\"\nsum(x)\"\"\"\nd = '''y'''\ne = \"a\\u0020b\"\n";
        let mut diagnostics = Diagnostics::default();
        let document = parse(text, FileId(0), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics}");
        let keys: Vec<&str> = document.root.entries.iter().map(|entry| entry.key.value.as_str()).collect();
        assert_eq!(keys, ["b", "a", "c", "d", "e"], "order of the file");
        for entry in &document.root.entries {
            let Content::Text(literal) = &entry.item.content else { panic!("{entry:?}") };
            assert_eq!(literal.exact, entry.key.value != "e");
            let stands = text_of(text, literal.span);
            assert_eq!(stands, if literal.exact { literal.text.as_str() } else { "\"a\\u0020b\"" });
        }
    }

    #[test]
    fn a_whole_number_of_another_base_is_not_read_as_a_decimal_one() {
        for number in [
            "0x10000000000000000",
            "0o1000000000000000000000",
            "0b1_0000000000_0000000000_0000000000_0000000000_0000000000_0000000000_0000",
        ] {
            let mut diagnostics = Diagnostics::default();
            parse(&format!("a = {number}"), FileId(0), &mut diagnostics);
            let [found] = diagnostics.list.as_slice() else { panic!("{number}: {diagnostics}") };
            assert_eq!(found.code, Code::LimitExceeded);
            assert!(found.message.en.contains("above the limit of 9223372036854775807"), "{}", found.message.en);
            assert!(parse_value(number, FileId(0), 0, &mut Diagnostics::default()).is_none());
        }
        let mut diagnostics = Diagnostics::default();
        parse("a = 0x7fffffffffffffff", FileId(0), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics}");
    }

    #[test]
    fn numbers_keep_their_kind() {
        let mut diagnostics = Diagnostics::default();
        let document = parse("a = 1_000\nb = 1e3\nc = 99999999999999999999\nd = 0xff", FileId(0), &mut diagnostics);
        let numbers: Vec<(f64, Option<i64>)> = document
            .root
            .entries
            .iter()
            .map(|entry| match entry.item.content {
                Content::Number { value, whole } => (value, whole),
                _ => panic!("{entry:?}"),
            })
            .collect();
        assert_eq!(numbers, [(1000.0, Some(1000)), (1000.0, None), (1e20, None), (255.0, Some(255))]);
    }
}
