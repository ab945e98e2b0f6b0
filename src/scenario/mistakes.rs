//! Mistakes that many places report, in the same words everywhere.

use super::document::{Content, Item};
use super::model::Name;
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::formula::suggest::did_you_mean;

/// Names listed where there may be hundreds.
const FEW: usize = 8;
/// Longest piece of the user's text repeated in a message, in characters.
const LONGEST_QUOTE: usize = 60;

/// Words that people type for keys of the language.
const SYNONYMS: &[(&str, &str)] = &[
    ("mode", "likely"),
    ("most_likely", "likely"),
    ("min", "low"),
    ("max", "high"),
    ("std", "sd"),
    ("stdev", "sd"),
    ("distribution", "dist"),
    ("loc", "location"),
    ("lambda", "mean"),
    ("average", "mean"),
    ("k", "shape"),
    ("prob", "p"),
    ("probability", "p"),
    ("probs", "weights"),
    ("probabilities", "weights"),
    ("otherwise", "else"),
    ("autocorrelation", "persistence"),
    ("phi", "persistence"),
    ("ar1", "persistence"),
    ("per", "each"),
    ("by", "each"),
    ("every", "each"),
    ("default", "missing"),
    ("fill", "missing"),
    ("variables", "inputs"),
    ("params", "inputs"),
    ("parameters", "inputs"),
    ("constants", "inputs"),
    ("assumptions", "inputs"),
    ("results", "outcomes"),
    ("outputs", "outcomes"),
    ("T", "horizon"),
    ("type", "kind"),
    ("name", "label"),
    ("formula", "value"),
    ("value", "formula"),
    ("years", "horizon"),
    ("runs", "trials"),
    ("rate", "discount_rate"),
    ("note", "source"),
    ("标题", "title"),
    ("说明", "description"),
    ("起始年", "start_year"),
    ("折现率", "discount_rate"),
    ("单位", "unit"),
    ("名称", "label"),
    ("来源", "source"),
    ("公式", "formula"),
    ("分布", "dist"),
    ("最低", "low"),
    ("最可能", "likely"),
    ("最高", "high"),
    ("均值", "mean"),
    ("标准差", "sd"),
    ("输入", "inputs"),
    ("结果", "outcomes"),
    ("项目", "projects"),
];

/// The user's text, cut to a length that a message can carry.
pub(super) fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST_QUOTE).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// What a value is, for “found …”.
pub(super) fn found(item: &Item) -> Text {
    match &item.content {
        Content::Text(literal) => {
            let text = short(&literal.text);
            Text::new(format!("文字“{text}”"), format!("the text `{text}`"))
        }
        Content::Number { value, .. } => Text::new(format!("数字 {value}"), format!("the number {value}")),
        Content::Boolean(value) => Text::new(format!("是非值 {value}"), format!("{value}")),
        Content::Date(date) => Text::new(format!("日期 {date}"), format!("the date {date}")),
        Content::List(_) => Text::new("一个列表", "a list"),
        Content::Table(_) => Text::new("一个表 {…}", "a table {…}"),
    }
}

/// `key` holds something else than what it must.
pub(super) fn wrong_type(key: &str, item: &Item, expected: &Text, example: &str) -> Diagnostic {
    let remedy = Text::new(format!("写成 {example} 的样子"), format!("write it like {example}"));
    wrong_type_instead(key, item, expected, remedy)
}

/// The same, with a remedy of its own.
pub(super) fn wrong_type_instead(key: &str, item: &Item, expected: &Text, remedy: Text) -> Diagnostic {
    let found = found(item);
    let key = short(key);
    Diagnostic::at(
        Code::WrongType,
        item.span,
        Text::new(
            format!("“{key}”应当是{}，这里是{}", expected.zh, found.zh),
            format!("`{key}` must be {}, but this is {}", expected.en, found.en),
        ),
        remedy,
    )
}

/// A key that `place` does not have.
pub(super) fn unknown_key(key: &Name, place: &Text, known: &[&str]) -> Diagnostic {
    let synonym = SYNONYMS.iter().find(|(word, meant)| *word == key.value && known.contains(meant));
    let near = synonym.map(|(_, meant)| *meant).or_else(|| did_you_mean(&key.value, known.iter().copied()));
    let remedy = match near {
        Some(near) => Text::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
        None if known.is_empty() => Text::new("删去这一项", "delete it"),
        None => {
            let list = listed(known, 48);
            Text::new(format!("这里可用：{}", list.zh), format!("these can stand here: {}", list.en))
        }
    };
    let name = short(&key.value);
    Diagnostic::at(
        Code::UnknownKey,
        key.span,
        Text::new(format!("{}没有“{name}”这个键", place.zh), format!("{} has no key `{name}`", place.en)),
        remedy,
    )
}

/// A key that must be there.
pub(super) fn missing_key(key: &str, place: &Text, span: Span, example: &str) -> Diagnostic {
    Diagnostic::at(
        Code::MissingKey,
        span,
        Text::new(format!("{}缺少“{key}”", place.zh), format!("{} needs `{key}`", place.en)),
        Text::new(format!("加上一行，例如 {example}"), format!("add it, for example {example}")),
    )
}

/// Two keys of which only one may stand.
pub(super) fn conflict(first: &Name, second: &Name, remedy: Text) -> Diagnostic {
    let (a, b) = (short(&first.value), short(&second.value));
    Diagnostic::at(
        Code::ConflictingKeys,
        second.span,
        Text::new(format!("“{a}”和“{b}”不能同时写"), format!("`{a}` and `{b}` exclude each other")),
        remedy,
    )
    .related(first.span, Text::new(format!("“{a}”在这里"), format!("`{a}` stands here")))
}

/// A value outside its range.
pub(super) fn out_of_range(key: &str, shown: &str, range: &Text, span: Span) -> Diagnostic {
    let key = short(key);
    Diagnostic::at(
        Code::OutOfRange,
        span,
        Text::new(format!("“{key}”不能是 {shown}"), format!("`{key}` cannot be {shown}")),
        Text::new(format!("应当{}", range.zh), format!("it must be {}", range.en)),
    )
}

/// Something is larger than the program allows.
pub(super) fn limit(what: &Text, shown: &str, highest: &str, span: Option<Span>) -> Diagnostic {
    let message = Text::new(
        format!("{}是 {shown}，超过上限 {highest}", what.zh),
        format!("{} is {shown}, above the limit of {highest}", what.en),
    );
    let remedy = Text::new(format!("改到 {highest} 以内"), format!("keep it within {highest}"));
    match span {
        Some(span) => Diagnostic::at(Code::LimitExceeded, span, message, remedy),
        None => Diagnostic::general(Code::LimitExceeded, message, remedy),
    }
}

/// The same name twice.
pub(super) fn duplicate(name: &Name, first: Span) -> Diagnostic {
    let shown = short(&name.value);
    Diagnostic::at(
        Code::DuplicateName,
        name.span,
        Text::new(format!("名称“{shown}”用了两次"), format!("the name `{shown}` is used twice")),
        Text::new("一个名称只能有一个意思，请改掉其中一个", "a name means one thing: rename one of them"),
    )
    .related(first, Text::new("先用在这里", "used first here"))
}

/// Names that a remedy lists.
const MOST_NAMES: usize = 24;

/// A name that is not there; `known` are the names that are.
pub(super) fn unknown_name(code: Code, name: &Name, message: Text, known: &[&str]) -> Diagnostic {
    let remedy = match did_you_mean(&name.value, known.iter().copied()) {
        Some(near) => Text::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
        None if known.is_empty() => Text::new("这里还没有可用的名称", "there are no names to choose from"),
        None => {
            // what holds the word comes first: of `rate` that is `dividend_rate`
            let (mut first, others): (Vec<&str>, Vec<&str>) =
                known.iter().partition(|known| known.contains(&name.value));
            first.extend(others);
            let list = listed(&first, MOST_NAMES);
            Text::new(format!("可用的名称：{}", list.zh), format!("these names exist: {}", list.en))
        }
    };
    Diagnostic::at(code, name.span, message, remedy)
}

/// A path that `--set` or a variant gives and that leads nowhere: what ends in it, what is near, or some of what there is.
pub(super) fn unknown_path(code: Code, name: &Name, message: Text, known: &[&str]) -> Diagnostic {
    let same = |path: &&&str| path.rsplit('.').next() == Some(name.value.as_str());
    let longer: Vec<&str> = known.iter().filter(same).copied().collect();
    let near = did_you_mean(&name.value, known.iter().copied());
    let remedy = match (longer.as_slice(), near) {
        ([], Some(near)) => Text::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
        ([], None) if known.is_empty() => Text::new("这里还没有可用的名称", "there are no names to choose from"),
        ([], None) => {
            let list = listed(known, FEW);
            Text::new(
                format!("可用的名称：{}；fengnian explain 列出全部", list.zh),
                format!("these names exist: {}; fengnian explain shows all", list.en),
            )
        }
        (longer, _) => {
            let list = listed(longer, FEW);
            Text::new(format!("写全路径：{}", list.zh), format!("write the whole path: {}", list.en))
        }
    };
    Diagnostic::at(code, name.span, message, remedy)
}

/// Words of which one is meant: `a、b 或 c`.
pub(super) fn either<W: AsRef<str>>(words: &[W]) -> Text {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [before @ .., last] if !before.is_empty() => {
            Text::new(format!("{} 或 {last}", before.join("、")), format!("{} or {last}", before.join(", ")))
        }
        words => Text::same(words.concat()),
    }
}

/// The first `most` of some names.
fn listed(names: &[&str], most: usize) -> Text {
    let first: Vec<String> = names.iter().take(most).map(|name| short(name)).collect();
    let (dots_zh, dots_en) = if names.len() > most { ("等", ", …") } else { ("", "") };
    Text::new(format!("{}{dots_zh}", first.join("、")), format!("{}{dots_en}", first.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_joined_as_each_language_joins_them() {
        let both = |words: &[&str]| (either(words).zh, either(words).en);
        assert_eq!(both(&["a", "b", "c"]), ("a、b 或 c".to_owned(), "a, b or c".to_owned()));
        assert_eq!(both(&["a", "b"]), ("a 或 b".to_owned(), "a or b".to_owned()));
        assert_eq!(both(&["a"]), ("a".to_owned(), "a".to_owned()));
        assert_eq!(both(&[]).0, "");
    }
}
