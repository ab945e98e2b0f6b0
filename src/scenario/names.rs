//! The rule for names, the words that are taken, and names used twice.

use std::collections::HashMap;

use super::mistakes::{self, short};
use super::model::{Body, Formula, Name};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::formula::{self, WORDS, expression::Node};

/// Names with a meaning of their own everywhere in a formula.
const TAKEN: &[(&str, &str, &str)] = &[
    ("index", "第几年（从 0 起）", "the index of the year"),
    ("year", "日历年份", "the calendar year"),
    ("age", "项目开始后的第几年", "years since the project's start"),
    ("horizon", "最后一年的序号", "the last index"),
    ("start_year", "起始年份", "the calendar year of index 0"),
    ("discount_rate", "折现率", "the discount rate"),
    ("pi", "圆周率", "the number pi"),
    ("row", "表中的行号", "the position in a table"),
    ("shared", "情景里共用的名称", "the scenario's own names"),
    ("true", "是", "true"),
    ("false", "否", "false"),
];

/// True for text of the form of a name, be it a word of the formula language or not.
pub(super) fn is_name(text: &str) -> bool {
    formula::is_name(text) || WORDS.contains(&text)
}

/// True for a name that means nothing else in a formula.
pub(super) fn is_free(text: &str) -> bool {
    is_name(text) && !WORDS.contains(&text) && !TAKEN.iter().any(|(word, _, _)| *word == text)
}

/// Checks a name; false where it cannot be used (reported).
pub(super) fn check(name: &Name, log: &mut Diagnostics) -> bool {
    let shown = short(&name.value);
    if !is_name(&name.value) {
        let proposal = proposal(&name.value);
        let invisible = name.value.chars().find(|c| is_invisible(*c));
        let remedy = if let Some(c) = invisible {
            let code = u32::from(c);
            Text::new(
                format!("里面有看不见的字符（U+{code:04X}）：把名称重新打成“{proposal}”"),
                format!("it holds an invisible character (U+{code:04X}): type the name again, `{proposal}`"),
            )
        } else if proposal.is_empty() {
            Text::new(
                "名称以字母、汉字或下划线开头，后面是字母、汉字、数字和下划线",
                "start with a letter or `_` and go on with letters, digits and `_`",
            )
        } else {
            Text::new(
                format!("改成“{proposal}”：名称里只有字母、汉字、数字和下划线，且不以数字开头"),
                format!("write `{proposal}`: letters, digits and `_`, not starting with a digit"),
            )
        };
        log.push(Diagnostic::at(
            Code::BadName,
            name.span,
            Text::new(format!("“{shown}”不能作名称"), format!("`{shown}` cannot be a name")),
            remedy,
        ));
        return false;
    }
    let taken = TAKEN.iter().find(|(word, _, _)| *word == name.value);
    let meaning = match taken {
        Some((_, zh, en)) => Text::new(format!("它已经表示{zh}"), format!("it already means {en}")),
        None if WORDS.contains(&name.value.as_str()) => {
            Text::new("它是公式里的关键词", "it is a word of the formula language")
        }
        None => return true,
    };
    log.push(Diagnostic::at(
        Code::BadName,
        name.span,
        Text::new(
            format!("“{shown}”不能作名称：{}", meaning.zh),
            format!("`{shown}` cannot be a name: {}", meaning.en),
        ),
        Text::new(format!("换一个名称，例如“{shown}_1”"), format!("choose another name, such as `{shown}_1`")),
    ));
    false
}

/// True for what takes no room: zero-width space and joiners, marks of direction, soft hyphen, byte order mark.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// The nearest name to what was written; empty where nothing is left of it.
fn proposal(text: &str) -> String {
    let kept: String = text
        .trim()
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' })
        .collect();
    let kept = kept.trim_matches('_');
    if kept.is_empty() || kept.chars().count() > 40 {
        return String::new();
    }
    if kept.starts_with(|c: char| c.is_alphabetic()) { kept.to_owned() } else { format!("n_{kept}") }
}

/// Names used so far, each with its first place.
#[derive(Default)]
pub(super) struct Used {
    places: HashMap<String, Span>,
}

impl Used {
    /// Remembers a name; a second use is reported.
    pub(super) fn add(&mut self, name: &Name, log: &mut Diagnostics) {
        match self.places.get(&name.value) {
            Some(first) => log.push(mistakes::duplicate(name, *first)),
            None => {
                self.places.insert(name.value.clone(), name.span);
            }
        }
    }

    /// An outcome or a stream may bear the name of a formula if it is just that formula.
    fn add_view(&mut self, formula: &Formula, log: &mut Diagnostics) {
        let itself =
            matches!(&formula.expression.node, Node::Path(path) if path.as_slice() == [formula.name.value.clone()]);
        if !(itself && self.places.contains_key(&formula.name.value)) {
            self.add(&formula.name, log);
        }
    }
}

/// Reports names that two things of one body share.
pub(super) fn unique(body: &Body, projects: &[Name], log: &mut Diagnostics) {
    let mut used = Used::default();
    let plain = body.inputs.iter().map(|input| &input.name);
    let plain = plain.chain(body.tables.iter().map(|table| &table.name));
    let plain = plain.chain(body.formulas.iter().map(|formula| &formula.name));
    plain.chain(projects).for_each(|name| used.add(name, log));
    let places = used.places.clone();
    body.outcomes.iter().for_each(|outcome| used.add_view(&outcome.formula, log));
    // streams and outcomes are listed apart: the same name may be both
    let mut used = Used { places };
    body.streams.iter().for_each(|stream| used.add_view(&stream.formula, log));
    for table in &body.tables {
        let mut used = Used::default();
        let columns = table.columns.iter().map(|column| &column.name);
        let inputs = table.inputs.iter().map(|input| &input.name);
        columns
            .chain(inputs)
            .chain(table.formulas.iter().map(|formula| &formula.name))
            .for_each(|name| used.add(name, log));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Spanned;

    #[test]
    fn the_rule_for_names() {
        for good in ["a", "_x1", "收入", "收入_2", "é"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "1a", "a b", "a.b", "a-b", "（a）", "收入%"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn taken_words_are_refused_and_a_name_is_proposed() {
        for (word, remedy) in [
            ("pri\u{200b}ce", "type the name again, `price`"),
            ("year", "year_1"),
            ("and", "and_1"),
            ("2018 收入", "n_2018_收入"),
            ("a-b", "a_b"),
        ] {
            let mut log = Diagnostics::default();
            assert!(!check(&Spanned { value: word.into(), span: Span::default() }, &mut log));
            assert!(log.list[0].remedy.en.contains(remedy), "{}", log.list[0].remedy.en);
        }
    }
}
