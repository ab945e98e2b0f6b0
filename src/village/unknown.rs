//! Names in rules of payment that are not there: what was most likely meant, by name or by label.

use super::{Join, Whole};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::formula::suggest::did_you_mean;
use crate::scenario::model::Name;

/// What people write for all households, and for the village collective.
pub(super) const ALL: &[&str] =
    &["全部", "全部户", "所有", "所有户", "全体", "全村", "每户", "农户", "全部农户", "everybody", "households"];
pub(super) const COLLECTIVE: &[&str] = &["村集体", "集体", "村", "村委会", "合作社", "collective"];
/// And for those who are not on the list.
pub(super) const ELSEWHERE: &[&str] =
    &["名册外", "名册以外", "村外", "外部", "外人", "其他", "others", "nobody", "none"];
/// And for what the list's incomes hold already.
pub(super) const IN_THE_LIST: &[&str] =
    &["已计入", "已计入名册", "名册已有", "已有收入", "counted", "in the list", "included"];
/// And for what a rule pays by.
const HOUSEHOLD: &[&str] = &["户", "按户", "每户", "农户", "家庭", "家", "households", "family"];
const PERSON: &[&str] = &["人", "按人", "人口", "每人", "人头", "人数", "people", "persons", "head", "capita"];

/// Longest name repeated in a message, in characters.
const LONGEST_QUOTE: usize = 60;

/// A name that may stand somewhere, and what else it is called.
pub(super) struct Called {
    pub(super) name: String,
    words: Vec<String>,
}

impl Called {
    pub(super) fn new(name: &str, label: &Text) -> Self {
        let words = [&label.zh, &label.en].into_iter().filter(|label| !label.is_empty()).cloned().collect();
        Called { name: name.to_owned(), words }
    }

    pub(super) fn by_words(name: &str, words: &[&str]) -> Self {
        Called { name: name.to_owned(), words: words.iter().map(|word| (*word).to_owned()).collect() }
    }

    fn is_called(&self, word: &str) -> bool {
        let plain = |text: &str| text.trim().to_lowercase();
        self.words.iter().any(|known| plain(known) == plain(word))
    }
}

impl Join<'_> {
    /// What a rule may pay by.
    pub(super) fn bases(&self, whole: &Whole) -> Vec<Called> {
        let mut known = vec![Called::by_words("person", PERSON), Called::by_words("household", HOUSEHOLD)];
        let tables = &self.given.projects[self.households].kind.body.tables;
        let table = tables.iter().find(|table| table.name.value == whole.table);
        let columns = table.into_iter().flat_map(|table| &table.columns);
        let columns = columns.filter(|column| whole.columns.contains(&column.name.value));
        known.extend(columns.map(|column| Called::new(&column.name.value, &column.label)));
        known
    }

    /// Reports a name that is not there.
    pub(super) fn unknown(&mut self, name: &Name, zh: &str, en: &str, known: &[Called]) {
        let word = &name.value;
        let called = known.iter().find(|known| known.is_called(word));
        let names = || known.iter().map(|known| known.name.as_str());
        let remedy = match (called, did_you_mean(word, names())) {
            (Some(Called { name, .. }), _) => Text::new(
                format!("这里写名称，不写标签：\"{name}\""),
                format!("write the name, not the label: \"{name}\""),
            ),
            (None, Some(near)) => Text::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
            (None, None) => {
                let with_label = |known: &Called| match known.words.first() {
                    Some(label) if *label != known.name => format!("{}（{label}）", known.name),
                    _ => known.name.clone(),
                };
                let zh: Vec<String> = known.iter().map(with_label).collect();
                Text::new(
                    format!("这里有：{}", zh.join("、")),
                    format!("there are: {}", names().collect::<Vec<_>>().join(", ")),
                )
            }
        };
        let mut shown: String = word.chars().take(LONGEST_QUOTE).collect();
        if shown.len() < word.len() {
            shown.push('…');
        }
        self.log.push(Diagnostic::at(
            Code::UnknownName,
            name.span,
            Text::new(format!("没有{zh}“{shown}”"), format!("there is no {en} `{shown}`")),
            remedy,
        ));
    }
}
