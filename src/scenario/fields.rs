//! Typed access to the keys of a table: a getter that finds something else says so and goes on; at the end the keys that
//! nobody asked for are reported.

use super::calendar::FIRST_CALENDAR_YEAR;
use super::document::{Content, Entry, Item, Literal, Table};
use super::mistakes;
use super::model::{Name, YearRange};
use crate::diagnostic::{Diagnostics, Spanned, Text};
use crate::formula::suggest::did_you_mean;

/// The keys of one table while it is read.
pub(super) struct Fields<'t> {
    /// The table.
    pub(super) table: &'t Table,
    asked: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    pub(super) fn new(table: &'t Table) -> Self {
        Fields { table, asked: Vec::new() }
    }

    /// The entry of `key`; from now on the key is known here.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'t Entry> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.get(key)
    }

    /// True where the key stands here, without making it known.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Text in one or two languages: `"…"` or `{ zh = "…", en = "…" }`; one language stands for both.
    pub(super) fn words(&mut self, key: &'static str, log: &mut Diagnostics) -> Option<Text> {
        words(key, &self.get(key)?.item, log)
    }

    /// Plain text with its place.
    pub(super) fn text(&mut self, key: &'static str, example: &str, log: &mut Diagnostics) -> Option<Name> {
        let entry = self.get(key)?;
        text(key, &entry.item, example, log).map(|literal| spanned(literal, &entry.item))
    }

    /// One of some words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
        log: &mut Diagnostics,
    ) -> Option<T> {
        let item = &self.get(key)?.item;
        if let Content::Text(literal) = &item.content
            && let Some((_, value)) = choices.iter().find(|(word, _)| *word == literal.text)
        {
            return Some(*value);
        }
        let quoted: Vec<String> = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let expected = mistakes::either(&quoted);
        let expected = Text::new(format!(" {}", expected.zh), expected.en);
        // the word that was meant, or the first
        let meant = match &item.content {
            Content::Text(literal) => did_you_mean(&literal.text, choices.iter().map(|(word, _)| *word)),
            _ => None,
        };
        let word =
            meant.map_or_else(|| quoted.first().map_or("", String::as_str).to_owned(), |word| format!("\"{word}\""));
        let example = format!("{key} = {word}");
        log.push(mistakes::wrong_type(key, item, &expected, &example));
        None
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, key: &'static str, log: &mut Diagnostics) -> Option<bool> {
        let item = &self.get(key)?.item;
        if let Content::Boolean(value) = item.content {
            return Some(value);
        }
        log.push(mistakes::wrong_type(key, item, &Text::new("是非值", "true or false"), &format!("{key} = true")));
        None
    }

    /// A whole number from `low` to `high`; beyond `high` it is a limit of the program if `limit` says so.
    pub(super) fn whole(
        &mut self,
        key: &'static str,
        low: i64,
        high: i64,
        limit: bool,
        log: &mut Diagnostics,
    ) -> Option<Spanned<i64>> {
        let item = &self.get(key)?.item;
        whole(key, item, low, high, limit, log).map(|value| Spanned { value, span: item.span })
    }

    /// A finite number without unit.
    pub(super) fn number(&mut self, key: &'static str, log: &mut Diagnostics) -> Option<f64> {
        number(key, &self.get(key)?.item, log)
    }

    /// A table.
    pub(super) fn table(&mut self, key: &'static str, example: &str, log: &mut Diagnostics) -> Option<&'t Table> {
        let entry = self.get(key)?;
        table(key, &entry.item, example, log)
    }

    /// A list.
    pub(super) fn list(&mut self, key: &'static str, example: &str, log: &mut Diagnostics) -> Option<&'t [Item]> {
        let item = &self.get(key)?.item;
        if let Content::List(items) = &item.content {
            return Some(items);
        }
        log.push(mistakes::wrong_type(key, item, &Text::new("列表 […]", "a list […]"), example));
        None
    }

    /// A list of words, such as states.
    pub(super) fn words_list(&mut self, key: &'static str, log: &mut Diagnostics) -> Option<Vec<Name>> {
        let example = format!("{key} = [\"good\", \"bad\"]");
        let items = self.list(key, &example, log)?;
        let mut names = Vec::new();
        for item in items {
            if let Some(literal) = text(key, item, &example, log) {
                names.push(spanned(literal, item));
            }
        }
        (names.len() == items.len()).then_some(names)
    }

    /// `active`: `"1..25"`, `"1.."`, `"..5"`, `"3"` or 3.
    pub(super) fn active(&mut self, log: &mut Diagnostics) -> Option<YearRange> {
        let item = &self.get("active")?.item;
        let written = match &item.content {
            Content::Text(literal) => literal.text.clone(),
            Content::Number { whole: Some(whole), .. } => whole.to_string(),
            _ => String::new(),
        };
        match parse_range(&written) {
            Some((from, to)) if from.is_none_or(|from| to.is_none_or(|to| from <= to)) => {
                if let Some(year) = [from, to].into_iter().flatten().find(|year| *year >= FIRST_CALENDAR_YEAR) {
                    log.push(mistakes::out_of_range(
                        "active",
                        &year.to_string(),
                        &Text::new("写第几年（0 是起始年），不写日历年份", "years counted from 0, not calendar years"),
                        item.span,
                    ));
                    return None;
                }
                Some(YearRange { from, to })
            }
            Some(_) => {
                let range = Text::new("先写前面的年份，再写后面的年份", "written with the earlier year first");
                log.push(mistakes::out_of_range("active", &written, &range, item.span));
                None
            }
            None => {
                let expected = Text::new("年份范围", "a range of years");
                // `1..n`: an end that is worked out
                if let Some((from, to)) =
                    written.split_once("..").filter(|(from, to)| !from.is_empty() && !to.is_empty())
                {
                    let instead = format!("\"if({from} <= index <= {to}, …, 0)\"");
                    let remedy = Text::new(
                        format!("写成 active = \"1..25\" 的样子；一端是名称的，不写 active，公式写成 {instead}"),
                        format!(
                            "write it like active = \"1..25\"; where an end is a name, leave `active` out and write the formula as {instead}"
                        ),
                    );
                    log.push(mistakes::wrong_type_instead("active", item, &expected, remedy));
                    return None;
                }
                log.push(mistakes::wrong_type("active", item, &expected, "active = \"1..25\""));
                None
            }
        }
    }

    /// Reports every key that nobody asked for; true where there was none. `place` is what the table is, for the message.
    pub(super) fn finish(self, place: &Text, log: &mut Diagnostics) -> bool {
        self.finish_except(place, log, |_| false)
    }

    /// Like [`Self::finish`], for tables that also hold keys of a pattern.
    pub(super) fn finish_except(self, place: &Text, log: &mut Diagnostics, known: impl Fn(&str) -> bool) -> bool {
        let stray =
            |entry: &&Entry| !self.asked.iter().any(|asked| *asked == entry.key.value) && !known(&entry.key.value);
        let mut none = true;
        for entry in self.table.entries.iter().filter(stray) {
            log.push(mistakes::unknown_key(&entry.key, place, &self.asked));
            none = false;
        }
        none
    }
}

/// A literal with the place of its text.
pub(super) fn spanned(literal: &Literal, item: &Item) -> Name {
    Spanned { value: literal.text.clone(), span: if literal.text.is_empty() { item.span } else { literal.span } }
}

pub(super) fn text<'t>(key: &str, item: &'t Item, example: &str, log: &mut Diagnostics) -> Option<&'t Literal> {
    if let Content::Text(literal) = &item.content {
        return Some(literal);
    }
    log.push(mistakes::wrong_type(key, item, &Text::new("带引号的文字", "text in quotes"), example));
    None
}

pub(super) fn words(key: &str, item: &Item, log: &mut Diagnostics) -> Option<Text> {
    match &item.content {
        Content::Text(literal) => Some(Text::same(literal.text.clone())),
        Content::Table(table) => {
            let mut fields = Fields::new(table);
            let zh = fields.text("zh", "zh = \"…\"", log);
            let en = fields.text("en", "en = \"…\"", log);
            fields.finish(&Text::new(format!("“{key}”里"), format!("`{key}`")), log);
            match (zh, en) {
                (Some(zh), Some(en)) => Some(Text::new(zh.value, en.value)),
                (Some(one), None) | (None, Some(one)) => Some(Text::same(one.value)),
                (None, None) => None,
            }
        }
        _ => {
            let expected = Text::new("文字，或者 { zh = \"…\", en = \"…\" }", "text, or { zh = \"…\", en = \"…\" }");
            log.push(mistakes::wrong_type(key, item, &expected, &format!("{key} = \"…\"")));
            None
        }
    }
}

pub(super) fn table<'t>(key: &str, item: &'t Item, example: &str, log: &mut Diagnostics) -> Option<&'t Table> {
    if let Content::Table(table) = &item.content {
        return Some(table);
    }
    log.push(mistakes::wrong_type(key, item, &Text::new("一个表 {…}", "a table {…}"), example));
    None
}

pub(super) fn number(key: &str, item: &Item, log: &mut Diagnostics) -> Option<f64> {
    match item.content {
        Content::Number { value, .. } if value.is_finite() => Some(value),
        Content::Number { value, .. } => {
            let range = Text::new("是普通的数", "an ordinary number");
            log.push(mistakes::out_of_range(key, &value.to_string(), &range, item.span));
            None
        }
        _ => {
            log.push(mistakes::wrong_type(key, item, &Text::new("数字", "a number"), "0.5"));
            None
        }
    }
}

pub(super) fn whole(key: &str, item: &Item, low: i64, high: i64, limit: bool, log: &mut Diagnostics) -> Option<i64> {
    let Content::Number { value, whole } = item.content else {
        let quoted = match &item.content {
            Content::Text(literal) => literal.text.trim().parse::<i64>().ok(),
            _ => None,
        };
        let usual = if key.starts_with("start") { 2018 } else { 10.clamp(low, high) };
        let example = format!("{key} = {}", quoted.unwrap_or(usual));
        let mut found = mistakes::wrong_type(key, item, &Text::new("整数", "a whole number"), &example);
        if quoted.is_some() {
            found.remedy = Text::new(format!("去掉引号，写成 {example}"), format!("take the quotes away: {example}"));
        }
        log.push(found);
        return None;
    };
    // 1e5 is whole as well; above 2^53 a number with exponent may not be the one meant
    let value_if_whole = whole.or_else(|| (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64));
    match value_if_whole {
        Some(value) if (low..=high).contains(&value) => return Some(value),
        None if value.fract() != 0.0 && value.is_finite() => {
            log.push(mistakes::wrong_type(
                key,
                item,
                &Text::new("整数", "a whole number"),
                &format!("{key} = {}", value.round()),
            ));
        }
        _ if limit && value > high as f64 => {
            let what = Text::new(format!("“{key}”"), format!("`{key}`"));
            log.push(mistakes::limit(&what, &shown(value), &high.to_string(), Some(item.span)));
        }
        _ => {
            let range = if high == i64::MAX {
                Text::new(format!("不小于 {low}"), format!("at least {low}"))
            } else {
                Text::new(format!("在 {low} 到 {high} 之间"), format!("between {low} and {high}"))
            };
            log.push(mistakes::out_of_range(key, &shown(value), &range, item.span));
        }
    }
    None
}

/// A number as people write it; very large ones with an exponent.
fn shown(value: f64) -> String {
    if value.abs() < 1e15 { value.to_string() } else { format!("{value:e}") }
}

/// `1..25`, `1..`, `..5`, `3`; whole numbers from 0.
pub(super) fn parse_range(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let text = text.trim();
    let year = |text: &str| -> Option<Option<u32>> {
        let text = text.trim();
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    };
    match text.split_once("..") {
        Some((from, to)) => {
            let (from, to) = (year(from)?, year(to)?);
            (from.is_some() || to.is_some()).then_some((from, to))
        }
        None => {
            let only = text.parse().ok()?;
            Some((Some(only), Some(only)))
        }
    }
}
