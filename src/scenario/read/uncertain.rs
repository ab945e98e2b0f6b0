//! Uncertain values: which form is written, and its parameters.

use super::super::document::{Content, Item, Table};
use super::super::fields::{self, Fields};
use super::super::mistakes::{self, missing_key};
use super::super::model::{DiscreteValues, Limited, Name, Spread};
use super::super::names;
use super::MOST_ROWS;
use super::attributes::limits;
use super::expressions::formula;
use super::parameters;
use super::table::unit_conflict;
use super::value::Values;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned, Text};
use crate::distribution;
use crate::formula::expression::{Expression, Node, UnitText};

/// Parameters that are measured in the unit of the value.
const IN_UNIT: &[&str] =
    &["low", "likely", "high", "mean", "sd", "median", "location", "scale", "p5", "p10", "p50", "p90", "p95"];
/// Parameters that are pure numbers.
const PURE: &[&str] = &["weight", "alpha", "beta", "shape", "sigma", "mu", "df", "n", "p", "rate", "r", "size"];

/// True for `p1` … `p99`.
pub(super) fn is_percentile(key: &str) -> bool {
    let number = key.strip_prefix('p').filter(|digits| !digits.starts_with(['0', '+']));
    number.and_then(|digits| digits.parse::<u8>().ok()).is_some_and(|percent| (1..=99).contains(&percent))
}

/// True for a key that says what is drawn from.
pub(super) fn is_form(key: &str) -> bool {
    ["dist", "chance", "then", "data", "values", "of"].contains(&key)
        || IN_UNIT.contains(&key)
        || PURE.contains(&key)
        || is_percentile(key)
}

/// True where the distribution is called by a name that there is not, and no list says what is drawn from.
pub(super) fn is_unknown(table: &Table) -> bool {
    if ["chance", "values", "of", "data"].iter().any(|form| table.get(form).is_some()) {
        return false;
    }
    let Some(Content::Text(name)) = table.get("dist").map(|entry| &entry.item.content) else { return false };
    let name = name.text.as_str();
    !["discrete", "mixture", "empirical"].contains(&name) && distribution::family(name).is_none()
}

impl Values<'_> {
    /// What is drawn from, if the keys of any form are here; and the unit of a data file's header.
    pub(super) fn spread(
        &mut self,
        key: &str,
        fields: &mut Fields<'_>,
        span: Span,
        unit: Option<&Name>,
    ) -> (Option<Spread>, Option<Name>) {
        let family = fields.text("dist", "dist = \"normal\"", self.log);
        let word = family.as_ref().map(|family| family.value.clone()).unwrap_or_default();
        if is_unknown(fields.table) {
            // that is told when names are looked up; what its parameters are is not known
            return (family.map(|family| Spread::Named { family, parameters: Vec::new() }), None);
        }
        self.one_form(fields);
        self.bare_limits(fields);
        if fields.get("chance").is_some() {
            return (self.chance(key, fields, span, unit), None);
        }
        if fields.get("data").is_some() || word == "empirical" {
            return self.data(fields, span, &word);
        }
        if fields.get("values").is_some() || word == "discrete" {
            return (self.discrete(fields, span, unit), None);
        }
        if fields.get("of").is_some() || word == "mixture" {
            return (self.mixture(key, fields, span, unit), None);
        }
        (self.named(family, fields, span, unit), None)
    }

    /// `min` and `max` beside the parameters.
    fn bare_limits(&mut self, fields: &mut Fields<'_>) {
        let ends = ["low", "high", "mean", "sd", "p5", "p95"].iter().all(|key| !fields.has(key));
        for (key, end) in [("min", "low"), ("max", "high")] {
            if let Some(entry) = fields.get(key) {
                if ends {
                    self.log.push(Diagnostic::at(
                        Code::UnknownKey,
                        entry.key.span,
                        Text::new(format!("分布没有“{key}”"), format!("a distribution has no `{key}`")),
                        Text::new(
                            format!("请写 {end} = …；限制另一个分布写 truncate = {{ {key} = … }}"),
                            format!("write {end} = …; to limit another distribution, truncate = {{ {key} = … }}"),
                        ),
                    ));
                    continue;
                }
                self.log.push(Diagnostic::at(
                    Code::UnknownKey,
                    entry.key.span,
                    Text::new(format!("分布没有“{key}”"), format!("a distribution has no `{key}`")),
                    Text::new(
                        format!("写 truncate = {{ {key} = … }}（不会超出），或 clip = {{ {key} = … }}（超出的移到界上）"),
                        format!("write truncate = {{ {key} = … }} (given that it is not beyond), or clip = {{ {key} = … }} (what is beyond moves to the limit)"),
                    ),
                ));
            }
        }
    }

    /// Keys of two forms at once.
    fn one_form(&mut self, fields: &Fields<'_>) {
        // a distribution by name beside a form that has its own
        for (form, own) in [("values", "discrete"), ("of", "mixture"), ("chance", "")] {
            let (Some(form), Some(dist)) = (fields.table.get(form), fields.table.get("dist")) else { continue };
            if matches!(&dist.item.content, Content::Text(name) if name.text != own) {
                let (zh, en) = if own.is_empty() {
                    (String::new(), String::new())
                } else {
                    (format!("，或写 dist = \"{own}\""), format!(", or write dist = \"{own}\""))
                };
                let remedy = Text::new(format!("删去 dist{zh}"), format!("delete `dist`{en}"));
                self.log.push(mistakes::conflict(&form.key, &dist.key, remedy));
            }
        }
        let forms: [&[&str]; 5] =
            [&["chance", "then"], &["data"], &["values"], &["of"], &["low", "likely", "high", "mean", "sd"]];
        let present = forms.iter().filter_map(|form| form.iter().find_map(|key| fields.table.get(key)));
        let present: Vec<_> = present.collect();
        if let [first, second, ..] = present.as_slice() {
            let remedy = Text::new("一个值只用一种写法，删去另一种", "use one form for a value and delete the other");
            self.log.push(mistakes::conflict(&first.key, &second.key, remedy));
        }
    }

    fn named(
        &mut self,
        family: Option<Name>,
        fields: &mut Fields<'_>,
        span: Span,
        unit: Option<&Name>,
    ) -> Option<Spread> {
        IN_UNIT.iter().chain(PURE).for_each(|key| {
            fields.get(key);
        });
        let mut parameters = Vec::new();
        let mut complete = true;
        for entry in &fields.table.entries {
            let renamed = family.as_ref().and_then(|family| parameters::renamed(family, entry));
            let (key, told) = renamed.map_or((entry.key.value.as_str(), None), |(name, told)| (name, Some(told)));
            let unit = if IN_UNIT.contains(&key) || is_percentile(key) {
                unit
            } else if PURE.contains(&key) {
                None
            } else {
                continue;
            };
            if let (Content::Table(_), true) = (&entry.item.content, is_percentile(key)) {
                self.log.push(Diagnostic::at(
                    Code::OutOfRange,
                    entry.key.span,
                    Text::new(
                        format!("分位数的百分数是整数，{key} 后面不能有小数点"),
                        format!("percentages are whole numbers: nothing may stand behind a point after `{key}`"),
                    ),
                    Text::new("写 p1 到 p99 中的整数，例如 p2 或 p3", "write a whole one, p1 … p99, such as p2 or p3"),
                ));
                complete = false;
                continue;
            }
            let name = Spanned { value: key.to_owned(), span: entry.key.span };
            match formula(key, &entry.item, unit, self.log) {
                Some(expression) => parameters.push((name, expression)),
                None => complete = false,
            }
            self.log.list.extend(told);
        }
        complete &= self.one_way(&parameters);
        if parameters.is_empty() && complete {
            return family.map(|family| Spread::Named { family, parameters });
        }
        let family = family.or_else(|| self.implied(fields, span))?;
        complete.then_some(Spread::Named { family, parameters })
    }

    /// Of `mean = 100, sd = "20 %"` the spread is 0.2, and a fifth of the mean is meant.
    fn one_way(&mut self, parameters: &[(Name, Expression)]) -> bool {
        let of_value =
            |(name, _): &&(Name, Expression)| IN_UNIT.contains(&name.value.as_str()) || is_percentile(&name.value);
        let is_percent =
            |value: &Expression| value.number().is_some_and(|(_, unit)| unit.is_some_and(UnitText::is_per_cent));
        let large = |value: &Expression| value.number().is_some_and(|(number, _)| number.abs() > 2.0);
        let in_percent = parameters.iter().filter(of_value).find(|(_, value)| is_percent(value));
        let other = parameters.iter().filter(of_value).find(|(_, value)| !is_percent(value) && large(value));
        let (Some((name, part)), Some((of, whole))) = (in_percent, other) else { return true };
        let (percent, _) = part.number().unwrap_or_default();
        let (number, unit) = whole.number().unwrap_or_default();
        // 0.1 of 3 is 0.3, not 0.30000000000000004
        let meant = (number.abs() * percent * 1e8).round() / 1e10;
        let meant = match unit {
            Some(unit) => format!("{} = \"{meant} {}\"", name.value, unit.text.trim()),
            None => format!("{} = {meant}", name.value),
        };
        let (key, of, fraction) = (&name.value, &of.value, percent / 100.0);
        self.log.push(Diagnostic::at(
            Code::OutOfRange,
            part.span,
            Text::new(
                format!("{of} 是 {whole}，{key} 却是百分数：{part} 就是 {fraction}"),
                format!("`{of}` is {whole} and `{key}` is in per cent: {part} is {fraction}"),
            ),
            Text::new(format!("{of} 的 {part} 写成 {meant}"), format!("for {part} of `{of}` write {meant}")),
        ));
        false
    }

    /// The distribution that goes without saying.
    fn implied(&mut self, fields: &Fields<'_>, span: Span) -> Option<Name> {
        let has = |key: &str| fields.has(key);
        let percentiles: Vec<&str> = fields
            .table
            .entries
            .iter()
            .map(|entry| entry.key.value.as_str())
            .filter(|key| is_percentile(key))
            .collect();
        if has("low") && has("likely") && has("high") {
            return Some(Spanned { value: "pert".into(), span });
        }
        if percentiles.len() == 3 {
            // which three go together the family says
            return Some(Spanned { value: "metalog".into(), span });
        }
        let place = Text::new("这个不确定的值", "this uncertain value");
        let found = if has("low") || has("likely") || has("high") {
            let absent = ["low", "likely", "high"].into_iter().find(|key| !has(key)).unwrap_or("likely");
            let mut found = missing_key(absent, &place, span, &format!("{absent} = 2"));
            found.remedy = Text::new(
                "三个数 low、likely、high 都写上；只知道上下限时写 dist = \"uniform\"",
                "give low, likely and high; where only the limits are known write dist = \"uniform\"",
            );
            found
        } else {
            let example = if percentiles.is_empty() { "dist = \"normal\"" } else { "dist = \"lognormal\"" };
            missing_key("dist", &place, span, example)
        };
        self.log.push(found);
        None
    }

    fn chance(&mut self, key: &str, fields: &mut Fields<'_>, span: Span, unit: Option<&Name>) -> Option<Spread> {
        let chance = fields.get("chance").and_then(|entry| formula("chance", &entry.item, None, self.log));
        let place = Text::new(format!("“{}”", mistakes::short(key)), format!("`{}`", mistakes::short(key)));
        let then = match fields.get("then") {
            Some(entry) => self.part("then", &entry.item, unit),
            None => {
                self.log.push(missing_key("then", &place, span, "then = 5"));
                None
            }
        };
        let otherwise = match fields.get("else") {
            Some(entry) => self.part("else", &entry.item, unit),
            None => Some(Spread::Fixed(Expression { node: Node::Number { value: 0.0, unit: None }, span })),
        };
        Some(Spread::Chance { chance: chance?, then: Box::new(then?), otherwise: Box::new(otherwise?) })
    }

    fn mixture(&mut self, key: &str, fields: &mut Fields<'_>, span: Span, unit: Option<&Name>) -> Option<Spread> {
        let example = "of = [{ low = 1, likely = 2, high = 4 }, 0]";
        if !fields.has("of") {
            let place = Text::new(format!("“{}”", mistakes::short(key)), format!("`{}`", mistakes::short(key)));
            self.log.push(missing_key("of", &place, span, example));
        }
        let items = fields.list("of", example, self.log);
        let weights = self.weights(fields, items.map(<[Item]>::len));
        let items = items?;
        let of: Vec<Spread> = items.iter().filter_map(|item| self.part("of", item, unit)).collect();
        let one = |item: &Item| Expression { node: Node::Number { value: 1.0, unit: None }, span: item.span };
        let weights = if fields.has("weights") { weights? } else { items.iter().map(one).collect() };
        (of.len() == items.len() && !of.is_empty()).then_some(Spread::Mixture { of, weights })
    }

    /// A part of a mixture or a branch of a chance: a value, or a spread that may have limits but no other attributes.
    fn part(&mut self, key: &str, item: &Item, unit: Option<&Name>) -> Option<Spread> {
        let Content::Table(table) = &item.content else {
            return formula(key, item, unit, self.log).map(Spread::Fixed);
        };
        let mut fields = Fields::new(table);
        let before = self.log.list.len();
        let (spread, header_unit) = self.spread(key, &mut fields, item.span, unit);
        if let Some(header) = &header_unit {
            self.part_in_unit(header, unit);
        }
        let (truncate, clip) =
            (limits("truncate", &mut fields, unit, self.log), limits("clip", &mut fields, unit, self.log));
        let place = Text::new(format!("“{key}”里"), format!("`{key}`"));
        let of_unknown = is_unknown(table);
        fields.finish_except(&place, self.log, |key| {
            is_percentile(key) || of_unknown || parameters::is_renamed(table, key)
        });
        if spread.is_none() && self.log.list.len() == before {
            self.log.push(missing_key(
                "dist",
                &Text::new(format!("“{key}”"), format!("`{key}`")),
                item.span,
                "dist = \"normal\"",
            ));
        }
        match (truncate, clip) {
            (None, None) => spread,
            (truncate, clip) => Some(Spread::Limited(Box::new(Limited { of: spread?, truncate, clip }))),
        }
    }

    /// The numbers of a column in a part are in the unit of the whole value: the header must not say another.
    fn part_in_unit(&mut self, header: &Name, unit: Option<&Name>) {
        let shown = mistakes::short(&header.value);
        match unit {
            Some(unit) if self.columns.same_unit(&unit.value, &header.value) => {}
            Some(unit) => self.log.push(unit_conflict(unit, header)),
            None => self.log.push(Diagnostic::at(
                Code::ConflictingKeys,
                header.span,
                Text::new(
                    format!("这一列以 {shown} 计，整个值却没有单位"),
                    format!("the column is in {shown}, the whole value has no unit"),
                ),
                Text::new(
                    format!("在这个值的最外层大括号里写 unit = \"{shown}\""),
                    format!("write unit = \"{shown}\" in the outermost braces of the value"),
                ),
            )),
        }
    }

    fn weights(&mut self, fields: &mut Fields<'_>, expected: Option<usize>) -> Option<Vec<Expression>> {
        let entry = fields.get("weights")?;
        let items = fields.list("weights", "weights = [0.8, 0.2]", self.log)?;
        if let Some(expected) = expected.filter(|expected| *expected != items.len()) {
            let count = items.len();
            self.log.push(Diagnostic::at(
                Code::Weights,
                entry.item.span,
                Text::new(
                    format!("有 {expected} 个值，却有 {count} 个权重"),
                    format!("there are {expected} values but {count} weights"),
                ),
                Text::new("每个值写一个权重", "give one weight for every value"),
            ));
            return None;
        }
        let weights: Vec<Expression> =
            items.iter().filter_map(|item| formula("weights", item, None, self.log)).collect();
        (weights.len() == items.len()).then_some(weights)
    }

    fn discrete(&mut self, fields: &mut Fields<'_>, span: Span, unit: Option<&Name>) -> Option<Spread> {
        if !fields.has("values") {
            self.log.push(missing_key(
                "values",
                &Text::new("离散分布", "a discrete distribution"),
                span,
                "values = [1, 2, 3]",
            ));
        }
        let items = fields.list("values", "values = [\"good\", \"bad\"]", self.log);
        let weights = self.weights(fields, items.map(<[Item]>::len));
        let items = items?;
        let state = |item: &Item| match &item.content {
            Content::Text(literal) if names::is_name(&literal.text) => Some(fields::spanned(literal, item)),
            _ => None,
        };
        let states: Vec<Name> = items.iter().filter_map(state).collect();
        if items.is_empty() || !states.is_empty() && states.len() < items.len() {
            let odd = items.iter().find(|item| state(item).is_none());
            let (item_span, zh, en) = match odd {
                Some(item) => {
                    (item.span, "状态名和数不能混在一个列表里", "names of states and numbers cannot stand in one list")
                }
                None => (span, "values 里至少要有一个值", "`values` needs at least one value"),
            };
            let remedy = Text::new(
                "全写状态名（[\"好\", \"坏\"]），或全写数；别的输入里的数写成算式，例如 \"1 * v\"",
                "write names only (as in [\"good\", \"bad\"]) or numbers only; a number that stands in another input is written as arithmetic, \"1 * v\"",
            );
            self.log.push(Diagnostic::at(Code::WrongType, item_span, Text::new(zh, en), remedy));
            return None;
        }
        let values = if states.is_empty() {
            let numbers: Vec<Expression> =
                items.iter().filter_map(|item| formula("values", item, unit, self.log)).collect();
            if numbers.len() < items.len() {
                return None;
            }
            DiscreteValues::Numbers(numbers)
        } else {
            let mut used = names::Used::default();
            states.iter().for_each(|state| used.add(state, self.log));
            DiscreteValues::States(states)
        };
        if fields.has("weights") && weights.is_none() {
            return None;
        }
        Some(Spread::Discrete { values, weights })
    }

    fn data(&mut self, fields: &mut Fields<'_>, span: Span, word: &str) -> (Option<Spread>, Option<Name>) {
        let column = fields.text("column", "column = \"price\"", self.log);
        let rows = fields.text("rows", "rows = \"market\"", self.log);
        if let Some(odd) = fields.get("dist").filter(|_| !matches!(word, "" | "empirical")) {
            let remedy = Text::new(
                "数据写 dist = \"empirical\"，或不写 dist",
                "with data write dist = \"empirical\", or no dist",
            );
            if let Some(data) = fields.table.get("data") {
                self.log.push(mistakes::conflict(&data.key, &odd.key, remedy));
            }
        }
        let Some(entry) = fields.get("data") else {
            self.log.push(missing_key(
                "data",
                &Text::new("经验分布", "an empirical distribution"),
                span,
                "data = [1, 2, 3]",
            ));
            return (None, None);
        };
        let (values, unit) = match &entry.item.content {
            Content::List(items) => (self.numbers(&entry.item, items), None),
            Content::Text(literal) => {
                let file = fields::spanned(literal, &entry.item);
                match self.columns.column(&file, column.as_ref(), self.log) {
                    Some(found) => (Some(found.values), found.unit),
                    None => (None, None),
                }
            }
            _ => {
                let expected = Text::new("数的列表或 CSV 文件名", "a list of numbers or the name of a CSV file");
                self.log.push(mistakes::wrong_type("data", &entry.item, &expected, "data = [1, 2, 3]"));
                (None, None)
            }
        };
        let Some(values) = values else { return (None, None) };
        if let Some(rows) = &rows {
            self.columns.shared_rows(rows, values.len(), self.log);
        }
        if word == "empirical" {
            if let (Some(rows), Some(dist)) = (&rows, fields.table.get("dist")) {
                let remedy = Text::new("同取一行的数据不写 dist", "data that share rows go without dist");
                self.log.push(mistakes::conflict(
                    &Spanned { value: "rows".into(), span: rows.span },
                    &dist.key,
                    remedy,
                ));
            }
            return (Some(Spread::Empirical { values }), unit);
        }
        (Some(Spread::Data { values, rows: rows.map(|rows| rows.value) }), unit)
    }

    fn numbers(&mut self, whole: &Item, items: &[Item]) -> Option<Vec<f64>> {
        if items.is_empty() || items.len() > MOST_ROWS {
            let what = Text::new("数据个数", "the number of data");
            self.log.push(if items.is_empty() {
                mistakes::wrong_type("data", whole, &Text::new("至少一个数", "at least one number"), "data = [1, 2, 3]")
            } else {
                mistakes::limit(&what, &items.len().to_string(), &MOST_ROWS.to_string(), Some(whole.span))
            });
            return None;
        }
        let values: Vec<f64> = items.iter().filter_map(|item| fields::number("data", item, self.log)).collect();
        (values.len() == items.len()).then_some(values)
    }
}
