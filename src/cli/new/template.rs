//! The text of a new scenario: every input of a kind with its default, commented out so that the default holds.

use std::fmt::Write;

use toml::Value;

use crate::cli::streams;
use crate::diagnostic::{Language, Text};
use crate::formula::is_name;
use crate::quantity::UNITS;
use crate::scenario::model::{Input, Kind};

/// Years of a new scenario where the kind's checks do not tell how long its projects run.
const HORIZON: u32 = 20;
/// Keys of an input that say something about it and are no part of its value.
const WORDS: [&str; 4] = ["label", "source", "estimate", "unit"];
/// Order of the keys of a value; others follow by name.
const ORDER: [&str; 9] = ["dist", "chance", "then", "else", "low", "likely", "high", "mean", "sd"];

/// A scenario with one project of a kind. `text` is the kind's file.
pub(super) fn of_kind(kind: &Kind, text: &str, language: Language) -> String {
    let defaults: Value = toml::from_str::<toml::Table>(text).map_or(Value::Boolean(false), Value::Table);
    let households = kind.household.is_some();
    let project = if households { "households".to_owned() } else { project_name(&kind.name) };
    let mut scenario = Template { kind, language, households, project, out: String::new() };
    scenario.heading();
    scenario.settings();
    scenario.inputs(defaults.get("inputs"));
    if !households {
        scenario.tables();
    }
    scenario.outcomes();
    if !households {
        scenario.streams();
    }
    scenario.variant();
    scenario.out
}

/// A scenario being written.
struct Template<'k> {
    kind: &'k Kind,
    language: Language,
    /// The kind is of households.
    households: bool,
    /// What the project is called.
    project: String,
    out: String,
}

impl Template<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    fn comment(&mut self, text: &str) {
        comment(&mut self.out, text);
    }

    /// What it is, and how it is filled in.
    fn heading(&mut self) {
        self.comment(self.kind.title.get(self.language));
        self.comment(self.kind.description.get(self.language));
        self.comment("");
        self.comment(self.say(
            "写着“# 名称 = 值”的行是默认值。要改哪一项，就删去行首的 # 再改后面的值；不改的行留着不动。",
            "Lines like “# name = value” show the defaults. To change one, take away its # and write another value; leave the others as they are.",
        ));
        self.comment(self.say(
            "不确定的量写成 { low = 低, likely = 最可能, high = 高 }；改好后用 fengnian check 检查。",
            "What is uncertain is written { low = …, likely = …, high = … }. When done: fengnian check.",
        ));
    }

    /// Title and years, and the head of the project.
    fn settings(&mut self) {
        let checked = self.kind.checks.iter().map(|check| check.horizon).max().unwrap_or(HORIZON);
        let horizon = if self.households { HORIZON } else { checked };
        let _ = write!(
            self.out,
            "\ntitle = {}\nstart_year = 2018        # {}\nhorizon = {horizon}             # {}\ndiscount_rate = \"5 %\"\n\n{}[{}]\nkind = {}\n",
            quoted(self.kind.title.get(self.language)),
            self.say("资金投入的年份", "the year in which the money goes in"),
            self.say("再往后算几年", "how many years after it"),
            if self.households { household_list(self.language) } else { "" },
            if self.households { self.project.clone() } else { format!("projects.{}", self.project) },
            quoted(&self.kind.name),
        );
    }

    /// Every input with its default, where the kind's file gives one.
    fn inputs(&mut self, defaults: Option<&Value>) {
        for input in &self.kind.body.inputs {
            self.out.push('\n');
            self.comment(&about(input, self.language));
            let name = &input.name.value;
            let default = defaults.and_then(|inputs| inputs.get(name));
            let value = default.map_or_else(|| "…".to_owned(), |default| in_words_of(self.language, shown(default)));
            self.comment(&format!("{} = {value}", key(name)));
        }
    }

    /// How a row of each table is changed.
    fn tables(&mut self) {
        for table in &self.kind.body.tables {
            let rows: Vec<&str> = table.rows.iter().map(|row| row.value.as_str()).collect();
            let columns: Vec<&str> = table.columns.iter().map(|column| column.name.value.as_str()).collect();
            self.out.push('\n');
            let (row, name) = (rows.first().copied().unwrap_or("row"), &table.name.value);
            let (rows, columns) = (rows.join(" "), columns.join(" "));
            let about = Text::new(
                format!("表 {name}：行 {rows}；列 {columns}。要改一行，写"),
                format!("Table {name}: rows {rows}; columns {columns}. To change a row:"),
            );
            self.comment(about.get(self.language));
            self.comment(&format!("[projects.{}.tables.{}.rows.{}]", self.project, key(name), key(row)));
        }
    }

    fn outcomes(&mut self) {
        self.out.push('\n');
        self.comment(self.say("报告里会有这些结果：", "The report has these outcomes:"));
        for outcome in &self.kind.body.outcomes {
            let (name, label) = (&outcome.formula.name.value, outcome.formula.label.get(self.language));
            self.comment(&format!("  {}.{name}  {label}", self.project));
        }
    }

    /// Where the money comes from and goes, and how households are paid.
    fn streams(&mut self) {
        let streams = streams::lines(self.kind, self.language);
        if streams.is_empty() {
            return;
        }
        self.out.push('\n');
        self.comment(self.say("资金流（钱从哪里来，到哪里去）：", "Streams of money (where it comes from and goes):"));
        streams.iter().for_each(|stream| self.comment(&format!("  {stream}")));
        if let Some(rule) = streams::rule(self.kind, &self.project, self.language) {
            self.comment(self.say(
                "付给农户：要有 [households] 和 [roster]（写法见 fengnian new rural-household），再写",
                "To pay households: with [households] and [roster] (see fengnian new rural-household), write",
            ));
            rule.iter().for_each(|line| self.comment(line));
        }
    }

    fn variant(&mut self) {
        self.out.push('\n');
        self.comment(self.say("另一个方案，与上面用同样的抽签比较：", "A variant, compared on the same draws:"));
        self.comment("[variants.other]");
        let first = self.kind.body.inputs.first().map_or("input", |input| input.name.value.as_str());
        self.comment(&format!("set = {{ \"{}.{first}\" = … }}", self.project));
    }
}

/// Where the households of a scenario come from, who is in which group and what a project pays them.
fn household_list(language: Language) -> &'static str {
    match language {
        Language::Chinese => {
            "# 名册：先用 fengnian new roster 写出空表，填好后用 fengnian check 检查。没有名册时，按合计生成一份合成名册。\n\
             [roster]\n\
             # file = \"名册.xlsx\"\n\
             synthesize = { households = 20, people = 57, able_households = 13, able_people = 47 }\n\n\
             # 群体：对名册各列写条件\n\
             [groups.no_labour]\n\
             formula = \"able_workers == 0 人\"\n\
             label = \"无劳力户\"\n\n\
             # 项目写在 [projects.名称] 里，怎样付给农户写在它后面：\n\
             # [[projects.名称.pays]]\n\
             # stream = \"household_dividend\"\n\
             # to = \"no_labour\"       # 群体名；all 为全部户，village 为村集体\n\
             # by = \"person\"          # household、person，或名册的一列\n\n"
        }
        Language::English => {
            "# The household list: `fengnian new roster` writes an empty one, `fengnian check` checks it. Without a list one is\n\
             # made up to given totals.\n\
             [roster]\n\
             # file = \"list.xlsx\"\n\
             synthesize = { households = 20, people = 57, able_households = 13, able_people = 47 }\n\n\
             # groups: conditions on the columns of the list\n\
             [groups.no_labour]\n\
             formula = \"able_workers == 0 person\"\n\
             label = \"no labour\"\n\n\
             # Projects stand in [projects.NAME]; how one pays households stands behind it:\n\
             # [[projects.NAME.pays]]\n\
             # stream = \"household_dividend\"\n\
             # to = \"no_labour\"       # a group, `all`, or `village`\n\
             # by = \"person\"          # household, person, or a column of the list\n\n"
        }
    }
}

/// A project's name from a kind's.
fn project_name(kind: &str) -> String {
    let name = kind.replace('-', "_");
    if is_name(&name) && key(&name) == name { name } else { "project".to_owned() }
}

/// What an input is, its unit, whether it is an estimate, where the number comes from.
fn about(input: &Input, language: Language) -> String {
    let mut text = if input.label.is_empty() { input.name.value.clone() } else { input.label.get(language).to_owned() };
    if let Some(unit) = &input.unit {
        text = match language {
            Language::Chinese => format!("{text}（{}）", unit.value),
            Language::English => format!("{text} ({})", in_words_of(language, unit.value.clone())),
        };
    }
    match (&input.source, input.estimate, language) {
        (Some(source), false, Language::Chinese) => text.push_str(&format!("。来源：{}", source.zh)),
        (Some(source), true, Language::Chinese) => text.push_str(&format!("。估计：{}", source.zh)),
        (None, true, Language::Chinese) => text.push_str("。估计"),
        (Some(source), false, Language::English) => text.push_str(&format!(". Source: {}", source.en)),
        (Some(source), true, Language::English) => text.push_str(&format!(". Estimate: {}", source.en)),
        (None, true, Language::English) => text.push_str(". An estimate"),
        (None, false, _) => {}
    }
    text
}

/// Units in a value as `list units` writes them in English, where a formula can hold that.
fn in_words_of(language: Language, text: String) -> String {
    if language == Language::Chinese {
        return text;
    }
    let foreign = |c: char| !c.is_ascii() && c.is_alphabetic();
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(foreign) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !foreign(c)).unwrap_or(from.len()));
        let unit = UNITS.iter().find(|unit| unit.zh == word || unit.name == word);
        out.push_str(before);
        out.push_str(unit.map(|unit| unit.en).filter(|name| !name.contains(' ')).unwrap_or(word));
        rest = after;
    }
    out + rest
}

/// The value of an input as a project sets it: without words, which the kind keeps.
fn shown(value: &Value) -> String {
    let Value::Table(table) = value else { return inline(value) };
    let kept: toml::Table = table
        .iter()
        .filter(|(key, _)| !WORDS.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    match kept.get("value") {
        Some(value) if kept.len() == 1 => inline(value),
        _ => inline(&Value::Table(kept)),
    }
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Integer(whole) => whole.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Boolean(truth) => truth.to_string(),
        Value::Datetime(date) => date.to_string(),
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let mut entries: Vec<(&String, &Value)> = table.iter().collect();
            let rank = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
            // years as numbers: 9 stands before 10
            entries.sort_by_key(|(name, _)| (rank(name), name.parse::<i64>().unwrap_or(i64::MAX), (*name).clone()));
            let entries: Vec<String> =
                entries.iter().map(|(name, value)| format!("{} = {}", key(name), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// A key, in quotes where TOML wants them.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if bare { name.to_owned() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    let mut safe = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => safe.extend(['\\', c]),
            _ if c.is_control() => {
                let _ = write!(safe, "\\u{:04x}", u32::from(c));
            }
            _ => safe.push(c),
        }
    }
    safe.push('"');
    safe
}

/// One line of comment, whatever the text holds.
fn comment(out: &mut String, text: &str) {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    out.push_str(format!("# {line}").trim_end());
    out.push('\n');
}

/// A small whole scenario without kinds, to be rewritten.
pub(super) fn plain(language: Language) -> &'static str {
    match language {
        Language::Chinese => CHINESE,
        Language::English => ENGLISH,
    }
}

const CHINESE: &str = r#"# 一份完整的小情景：村里打一口机井，卖水给种植户。把数字、名称和公式换成自己的。
# 检查：fengnian check 本文件；运行：fengnian run 本文件

title = "机井供水"
start_year = 2018          # 资金投入的年份，记为第 0 年
horizon = 10               # 再往后算几年
discount_rate = "5 %"
# trials = 131072          # 试验次数
# seed = 1                 # 随机种子

# 输入：一个数，或者低、最可能、高三个数；each = "year" 表示每年重新抽
[inputs]
capex = { value = "60000 元", label = "打井和水泵", source = "写明数字的出处" }
sold = { low = "900 m3", likely = "1200 m3", high = "1400 m3", each = "year", label = "年售水量" }
price = { value = "8 元/m3", label = "水价" }
upkeep = { low = "500 元", likely = "1000 元", high = "3000 元", each = "year", label = "年维护费", estimate = true }

# 公式：可以用上面的名称，也可以用 index（第几年）、year（公历年）、prev(x, 初值)（上一年的值）
[formulas]
revenue = { formula = "sold * price - upkeep", unit = "元", active = "1.." }
cash_flow = "if(index == 0, -capex, revenue)"

# 结果：报告里要看的数
[outcomes]
npv = { formula = "npv(discount_rate, cash_flow)", unit = "万元", better = "higher", label = "净现值" }
loses = { formula = "npv(discount_rate, cash_flow) < 0", label = "亏本" }
revenue_by_year = { formula = "revenue", unit = "元", label = "逐年净收入" }

# 另一个方案，与上面用同样的抽签比较
[variants.dearer]
title = "水价 9 元"
set = { price = "9 元/m3" }
"#;

const ENGLISH: &str = r#"# A small whole scenario: the village drills a well and sells water to growers. Put your own numbers, names and formulas.
# To check it: fengnian check <this file>; to run it: fengnian run <this file>

title = "A well"
start_year = 2018          # the year in which the money goes in: index 0
horizon = 10               # how many years after it
discount_rate = "5 %"
# trials = 131072          # how many trials
# seed = 1                 # which draws

# Inputs: a number, or three (low, likely, high); each = "year" draws anew every year
[inputs]
capex = { value = "60000 yuan", label = "well and pump", source = "say where the number comes from" }
sold = { low = "900 m3", likely = "1200 m3", high = "1400 m3", each = "year", label = "water sold a year" }
price = { value = "8 yuan/m3", label = "price of water" }
upkeep = { low = "500 yuan", likely = "1000 yuan", high = "3000 yuan", each = "year", label = "upkeep a year", estimate = true }

# Formulas use the names above, and index (0, 1, …), year (calendar), prev(x, start) (the year before)
[formulas]
revenue = { formula = "sold * price - upkeep", unit = "yuan", active = "1.." }
cash_flow = "if(index == 0, -capex, revenue)"

# Outcomes: what the report shows
[outcomes]
npv = { formula = "npv(discount_rate, cash_flow)", unit = "yuan", better = "higher", label = "net present value" }
loses = { formula = "npv(discount_rate, cash_flow) < 0", label = "money is lost" }
revenue_by_year = { formula = "revenue", unit = "yuan", label = "net revenue by year" }

# A variant, compared on the same draws
[variants.dearer]
title = "water at 9 yuan"
set = { price = "9 yuan/m3" }
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::files::DiskFiles;
    use crate::model::Model;
    use crate::scenario::files::KindSources;
    use crate::scenario::kinds::BUILTIN;
    use crate::scenario::read_kind;

    const BOTH: [Language; 2] = [Language::Chinese, Language::English];

    fn compiles(name: &str, text: &str) -> Model {
        Model::from_text("new", text).unwrap_or_else(|mistakes| panic!("{name}: {mistakes}\n{text}"))
    }

    #[test]
    fn a_new_scenario_compiles_as_written_and_with_every_default_uncommented() {
        for (name, _) in BUILTIN {
            let sources = KindSources { folders: Vec::new(), builtin: BUILTIN };
            let (kind, files) = read_kind(name, &DiskFiles, &sources).unwrap_or_else(|(e, _)| panic!("{e}"));
            for language in BOTH {
                let text = of_kind(&kind, &files.files[0].text, language);
                let plain = compiles(name, &text);
                let inputs: Vec<&str> = kind.body.inputs.iter().map(|input| input.name.value.as_str()).collect();
                let is_default = |line: &str| inputs.iter().any(|input| line.starts_with(&format!("# {input} = ")));
                let lines: Vec<&str> =
                    text.lines().map(|line| if is_default(line) { &line[2..] } else { line }).collect();
                let open = compiles(name, &lines.join("\n"));
                assert_eq!(open.scenario.projects[0].set.len(), inputs.len(), "{name}");
                // the defaults stand there as they are in the kind: the first trials are the same
                let (plain, open) = (plain.trace(1, 5), open.trace(1, 5));
                let (plain, open) = (plain.expect(name), open.expect(name));
                for (item, (a, b)) in plain.plan.items.iter().zip(plain.inner.values.iter().zip(&open.inner.values)) {
                    assert!(a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits()), "{name}: {}", item.path);
                }
            }
        }
    }

    #[test]
    fn the_plain_scenario_compiles_with_its_variant() {
        for language in BOTH {
            let model = compiles("scenario", plain(language));
            assert!(model.variant(0).is_ok());
        }
    }

    #[test]
    fn values_keep_their_sense_on_one_line() {
        let table: toml::Table = toml::from_str(
            "a = { unit = \"元\", by_year = { 10 = 1, 9 = 2.0, \"1..3\" = \"x \\\"y\\\"\" }, label = \"l\" }",
        )
        .expect("toml");
        assert_eq!(shown(&table["a"]), "{ by_year = { 9 = 2.0, 10 = 1, \"1..3\" = \"x \\\"y\\\"\" } }");
    }
}
