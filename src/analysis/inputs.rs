//! Inputs and formulas as the page lists them.

use super::findings::{FormulaFinding, InputFinding, ProjectFinding};
use crate::diagnostic::{Language, Text};
use crate::distribution::family;
use crate::formula::expression::{Expression, Node};
use crate::model::Run;
use crate::plan::{Item, ItemKind};
use crate::quantity::{NamedUnit, Unit, UnitTable};
use crate::scenario::model::{
    Body, DiscreteValues, Input, Limited, Limits, Scenario, Spread, Uncertain, Value, YearKey,
};

/// Every input of the scenario and of its projects.
pub fn inputs(scenario: &Scenario) -> Vec<InputFinding> {
    let units = scenario.unit_table().0;
    let words = Words { units: &units };
    let own = list(&scenario.body, "", &words);
    let projects = scenario
        .projects
        .iter()
        .flat_map(|project| list(&project.kind.body, &format!("{}.", project.name.value), &words));
    own.into_iter().chain(projects).collect()
}

/// The projects with their titles.
pub(super) fn projects(scenario: &Scenario) -> Vec<ProjectFinding> {
    let projects = scenario.projects.iter();
    projects
        .map(|project| ProjectFinding {
            name: project.name.value.clone(),
            title: project.title.or_name(&project.name.value),
        })
        .collect()
}

/// A value of the scenario in words, units included, in both languages.
pub(super) fn in_words(scenario: &Scenario, value: &Value) -> Text {
    Words { units: &scenario.unit_table().0 }.value(value)
}

/// Values in words, in both languages.
struct Words<'a> {
    units: &'a UnitTable,
}

fn list(body: &Body, prefix: &str, words: &Words<'_>) -> Vec<InputFinding> {
    let plain = body.inputs.iter().map(|input| finding(input, format!("{prefix}{}", input.name.value), words));
    let rows = body.tables.iter().flat_map(|table| {
        let path = format!("{prefix}{}", table.name.value);
        table.inputs.iter().map(move |input| finding(input, format!("{path}.{}", input.name.value), words))
    });
    plain.chain(rows).collect()
}

fn finding(input: &Input, path: String, words: &Words<'_>) -> InputFinding {
    let label = input.label.or_name(&input.name.value);
    let source = match (&input.source, input.estimate) {
        (Some(source), true) => estimate(source),
        (Some(source), false) => source.clone(),
        (None, true) => Text::new("估计", "estimate"),
        (None, false) if is_luck(&input.value) => Text::new("随机抽签，不是估计值", "a draw of luck, not an estimate"),
        (None, false) => Text::default(),
    };
    InputFinding {
        path,
        label,
        range: words.value(&input.value),
        source,
        uncertain: matches!(input.value, Value::Uncertain(_)),
    }
}

/// The source of an estimate, which says once that it is one.
fn estimate(source: &Text) -> Text {
    let zh = if source.zh.starts_with("估计") { source.zh.clone() } else { format!("估计：{}", source.zh) };
    let said = source.en.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("estimate"));
    Text::new(zh, if said { source.en.clone() } else { format!("estimate: {}", source.en) })
}

/// A draw by which luck alone is told: a number between 0 and 1, or a standard score.
fn is_luck(value: &Value) -> bool {
    let Value::Uncertain(uncertain) = value else { return false };
    let Spread::Named { family, parameters } = &uncertain.spread else { return false };
    let is = |name: &str, wanted: f64| {
        parameters.iter().any(|(found, expression)| {
            found.value == name && matches!(&expression.node, Node::Number { value, unit: None } if *value == wanted)
        })
    };
    match family.value.as_str() {
        "uniform" => is("low", 0.0) && is("high", 1.0),
        "normal" => is("mean", 0.0) && is("sd", 1.0),
        _ => false,
    }
}

/// The parameters of distributions in Chinese; in English they have the names of the file.
const PARAMETERS: [(&str, &str); 16] = [
    ("low", "最低"),
    ("likely", "最可能"),
    ("high", "最高"),
    ("mean", "均值"),
    ("sd", "标准差"),
    ("median", "中位数"),
    ("sigma", "对数标准差"),
    ("mu", "对数均值"),
    ("alpha", "α"),
    ("beta", "β"),
    ("location", "位置"),
    ("scale", "尺度"),
    ("shape", "形状"),
    ("rate", "发生率"),
    ("p", "概率"),
    ("n", "次数"),
];

fn parameter(name: &str) -> &str {
    PARAMETERS.iter().find(|(en, _)| *en == name).map_or(name, |(_, zh)| zh)
}

/// English counts in no 万 and 亿: 50 万元 are 500,000 yuan. Where what stands behind 万 is no unit, or ten thousand of it are
/// another unit than the whole (万元^2, a unit of the scenario that is called so), 万 counts nothing, and the text stays.
fn without_myriads<'t>(value: f64, unit: &'t str, units: &UnitTable) -> (f64, &'t str) {
    let unit = unit.trim();
    let [myriads, hundred_millions] = [('万', 1e4), ('亿', 1e8)].map(|(prefix, factor)| {
        let rest = unit.strip_prefix(prefix).filter(|rest| !rest.is_empty() && !rest.starts_with('/'))?;
        let (whole, one) = (units.resolve(unit).ok()?, units.resolve(rest).ok()?);
        let counts = whole.unit.fits(&one.unit) && (whole.scale / one.scale / factor - 1.0).abs() < 1e-12;
        counts.then(|| (NamedUnit { unit: Unit::NONE, scale: factor }.in_base(value), rest))
    });
    myriads.or(hundred_millions).unwrap_or((value, unit))
}

/// Both languages from one way to say it.
fn both(say: impl Fn(Language) -> String) -> Text {
    Text::new(say(Language::Chinese), say(Language::English))
}

/// Adds to a text in both languages.
fn add(text: &mut Text, more: &Text) {
    text.zh.push_str(&more.zh);
    text.en.push_str(&more.en);
}

impl Words<'_> {
    /// A value in words.
    fn value(&self, value: &Value) -> Text {
        match value {
            Value::Certain(expression) => self.text(expression),
            Value::ByYear { entries, .. } => both(|language| {
                let shown: Vec<String> = entries
                    .iter()
                    .take(12)
                    .map(|(key, e)| format!("{}: {}", year_key(*key), self.shown(e, language)))
                    .collect();
                let more = if entries.len() > 12 { ", …" } else { "" };
                format!("{}{more}", shown.join(", "))
            }),
            Value::Uncertain(uncertain) => self.uncertain(uncertain),
        }
    }

    /// An expression, with its units as people of that language write them.
    fn shown(&self, expression: &Expression, language: Language) -> String {
        match (&expression.node, language) {
            (Node::Boolean(true), Language::Chinese) => "是".to_owned(),
            (Node::Boolean(false), Language::Chinese) => "否".to_owned(),
            (Node::Boolean(true), Language::English) => "yes".to_owned(),
            (Node::Boolean(false), Language::English) => "no".to_owned(),
            // 12%, as it stands everywhere else
            _ => {
                let mut told = expression.clone();
                self.translate(&mut told, language);
                told.to_string().replace(" %", "%")
            }
        }
    }

    fn text(&self, expression: &Expression) -> Text {
        both(|language| self.shown(expression, language))
    }

    /// The units of an expression as people of that language write them.
    fn translate(&self, expression: &mut Expression, language: Language) {
        if let Node::Number { value, unit: Some(unit) } = &mut expression.node {
            let (told, text) = match language {
                Language::English => without_myriads(*value, &unit.text, self.units),
                Language::Chinese => (*value, unit.text.as_str()),
            };
            (*value, unit.text) = (told, self.units.symbol(text, language));
        }
        expression.children_mut().into_iter().for_each(|part| self.translate(part, language));
    }

    fn uncertain(&self, uncertain: &Uncertain) -> Text {
        let mut text = self.spread(&uncertain.spread);
        self.add_limits(&mut text, uncertain.truncate.as_ref(), uncertain.clip.as_ref());
        if uncertain.each_year {
            add(&mut text, &Text::new("，每年一抽", ", drawn every year"));
        }
        if let Some(rank) = &uncertain.rank {
            let rank = self.text(rank);
            add(&mut text, &Text::new(format!("，取在分位 {}", rank.zh), format!(", at the rank {}", rank.en)));
        }
        if let Some(persistence) = &uncertain.persistence {
            let persistence = self.text(persistence);
            add(
                &mut text,
                &Text::new(format!("，延续性 {}", persistence.zh), format!(", persistence {}", persistence.en)),
            );
        }
        text
    }

    /// Adds what a draw is cut to and what it is held within.
    fn add_limits(&self, text: &mut Text, truncate: Option<&Limits>, clip: Option<&Limits>) {
        if let Some(limits) = truncate {
            let limits = self.limits(limits);
            add(text, &Text::new(format!("，截断于 {}", limits.zh), format!(", truncated to {}", limits.en)));
        }
        if let Some(limits) = clip {
            let limits = self.limits(limits);
            add(text, &Text::new(format!("，限于 {}", limits.zh), format!(", held within {}", limits.en)));
        }
    }

    fn limits(&self, (low, high): &Limits) -> Text {
        both(|language| {
            let show = |limit: &Option<Expression>| {
                limit.as_ref().map(|limit| self.shown(limit, language)).unwrap_or_default()
            };
            format!("[{}, {}]", show(low), show(high))
        })
    }

    fn spread(&self, found: &Spread) -> Text {
        match found {
            Spread::Fixed(expression) => self.text(expression),
            Spread::Named { family: name, parameters } => self.named(&name.value, parameters),
            Spread::Discrete { values, weights } => {
                let shown = both(|language| {
                    let values: Vec<String> = match values {
                        DiscreteValues::Numbers(list) => list.iter().map(|value| self.shown(value, language)).collect(),
                        DiscreteValues::States(list) => list.iter().map(|name| name.value.clone()).collect(),
                    };
                    let shown: Vec<String> = match weights {
                        None => values,
                        Some(weights) => {
                            let weights = weights.iter().map(|weight| self.shown(weight, language));
                            values.iter().zip(weights).map(|(value, weight)| format!("{value} ({weight})")).collect()
                        }
                    };
                    shown.join(if language == Language::Chinese { "、" } else { ", " })
                });
                Text::new(format!("其中之一：{}", shown.zh), format!("one of {}", shown.en))
            }
            Spread::Mixture { of, weights } => {
                let parts: Vec<Text> = of.iter().map(|part| self.spread(part)).collect();
                let shown = both(|language| {
                    let one = |(part, weight): (&Text, &Expression)| {
                        format!("{}: {}", self.shown(weight, language), part.get(language))
                    };
                    parts.iter().zip(weights).map(one).collect::<Vec<_>>().join("; ")
                });
                Text::new(format!("混合（{}）", shown.zh), format!("mixture ({})", shown.en))
            }
            Spread::Limited(limited) => {
                let Limited { of, truncate, clip } = &**limited;
                let mut text = self.spread(of);
                self.add_limits(&mut text, truncate.as_ref(), clip.as_ref());
                text
            }
            Spread::Data { values, .. } => {
                Text::new(format!("{} 个数据之一", values.len()), format!("one of {} data", values.len()))
            }
            Spread::Empirical { values } => {
                Text::new(format!("{} 个数据的经验分布", values.len()), format!("empirical, {} data", values.len()))
            }
            Spread::Chance { chance, then, otherwise } => {
                let (chance, then, otherwise) = (self.text(chance), self.spread(then), self.spread(otherwise));
                Text::new(
                    format!("概率 {}：{}；否则 {}", chance.zh, then.zh, otherwise.zh),
                    format!("with chance {}: {}; otherwise {}", chance.en, then.en, otherwise.en),
                )
            }
        }
    }

    fn named(&self, name: &str, parameters: &[(crate::scenario::model::Name, Expression)]) -> Text {
        let title = family(name).map_or_else(|| Text::same(name), |family| family.title.text());
        let range = ["low", "likely", "high"];
        let plain =
            parameters.len() == 3 && parameters.iter().zip(range).all(|((name, _), wanted)| name.value == wanted);
        let shown = both(|language| {
            let one = |(name, expression): &(crate::scenario::model::Name, Expression)| {
                let value = self.shown(expression, language);
                match language {
                    _ if plain => value,
                    Language::Chinese => format!("{} {value}", parameter(&name.value)),
                    Language::English => format!("{} {value}", name.value),
                }
            };
            let list: Vec<String> = parameters.iter().map(one).collect();
            list.join(match language {
                _ if plain => " / ",
                Language::Chinese => "，",
                Language::English => ", ",
            })
        });
        Text::new(format!("{}（{}）", shown.zh, title.zh), format!("{} ({})", shown.en, title.en))
    }
}

fn year_key(key: YearKey) -> String {
    let show = |from: Option<String>, to: Option<String>| match (from, to) {
        (Some(from), Some(to)) if from == to => from,
        (from, to) => format!("{}..{}", from.unwrap_or_default(), to.unwrap_or_default()),
    };
    match key {
        YearKey::Index { from, to } => show(from.map(|k| k.to_string()), to.map(|k| k.to_string())),
        YearKey::Calendar { from, to } => show(from.map(|k| k.to_string()), to.map(|k| k.to_string())),
    }
}

/// Every formula that ran, as written.
pub(super) fn formulas(run: &Run<'_>) -> Vec<FormulaFinding> {
    run.model
        .plan
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Formula && !item.made)
        .map(|item| FormulaFinding {
            path: item.path.clone(),
            label: item.label.clone(),
            formula: item.formula.clone(),
            unit: item.unit.clone(),
            shape: shape(item),
        })
        .collect()
}

/// Along which axes an item varies, in words.
pub fn shape(item: &Item) -> String {
    let mut parts = Vec::new();
    if item.axes.row.is_some() {
        parts.push("row");
    }
    match (item.axes.trial, item.axes.year) {
        (true, true) => parts.push("trial and year"),
        (true, false) => parts.push("trial"),
        (false, true) => parts.push("year"),
        (false, false) if parts.is_empty() => parts.push("constant"),
        (false, false) => {}
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::changes;
    use crate::model::Model;

    fn listed(text: &str) -> Vec<InputFinding> {
        inputs(&Model::from_text("t", text).unwrap_or_else(|mistakes| panic!("{mistakes}")).scenario)
    }

    #[test]
    fn units_and_parameters_are_in_the_language_of_the_reader() {
        let list = listed(
            "horizon = 2\n[inputs]\n\
            capex = { value = \"60000 元\", unit = \"元\" }\n\
            grant = { value = \"52.5 万元\", unit = \"元\" }\n\
            power = { value = \"70.2 kW\", unit = \"kW\" }\n\
            price = { dist = \"uniform\", low = \"1 元/kWh\", high = \"2 元/kWh\", unit = \"元/kWh\" }\n\
            heat = { dist = \"normal\", mean = 1100, sd = 90 }\n\
            hazard = { dist = \"beta\", alpha = 3, beta = 47 }\n\
            rate = { low = \"5 %\", likely = \"6 %\", high = \"8 %\" }\n\
            insured = { value = true }\n\
            cost = { value = \"case(shape, arch: 17000 元/亩, solar: 45000 元/亩)\", unit = \"元/亩\" }\n\
            shape = { value = \"arch\", states = [\"arch\", \"solar\"] }\n",
        );
        let range = |path: &str| list.iter().find(|input| input.path == path).expect("an input").range.clone();
        assert_eq!(range("capex"), Text::new("60000 元", "60000 yuan"));
        assert_eq!(range("grant"), Text::new("52.5 万元", "525000 yuan"));
        assert_eq!(range("power"), Text::new("70.2 千瓦", "70.2 kW"));
        assert_eq!(range("price").zh, "最低 1 元/度，最高 2 元/度（均匀分布）");
        assert_eq!(range("price").en, "low 1 yuan/kWh, high 2 yuan/kWh (uniform)");
        assert_eq!(range("heat").zh, "均值 1100，标准差 90（正态分布）");
        assert!(range("hazard").zh.starts_with("α 3，β 47"));
        assert!(range("rate").zh.starts_with("5% / 6% / 8%"));
        assert_eq!(range("insured"), Text::new("是", "yes"));
        assert_eq!(range("cost").en, "case(shape, arch: 17000 yuan/mu, solar: 45000 yuan/mu)");
    }

    #[test]
    fn weights_chances_and_persistence_are_written_as_other_percentages_are() {
        let list = listed(
            "horizon = 2\n[inputs]\n\
            weather = { values = [\"good\", \"bad\"], weights = [\"90 %\", \"10 %\"] }\n\
            both = { dist = \"mixture\", of = [{ dist = \"normal\", mean = 0, sd = 1, truncate = { min = 0 } }, 3], weights = [\"75 %\", \"25 %\"] }\n\
            storm = { chance = \"10 %\", then = \"30 %\", else = 0 }\n\
            slow = { low = 1, likely = 2, high = 3, clip = { max = 2.5 }, each = \"year\", persistence = \"60 %\" }\n",
        );
        let range = |path: &str| list.iter().find(|input| input.path == path).expect("an input").range.clone();
        assert_eq!(range("weather").en, "one of good (90%), bad (10%)");
        assert_eq!(range("both").zh, "混合（75%: 均值 0，标准差 1（正态分布），截断于 [0, ]; 25%: 3）");
        assert_eq!(range("storm"), Text::new("概率 10%：30%；否则 0", "with chance 10%: 30%; otherwise 0"));
        assert!(range("slow").en.ends_with(", held within [, 2.5], drawn every year, persistence 60%"));
    }

    #[test]
    fn only_a_count_of_ten_thousand_is_told_in_english_numbers() {
        let list = listed(
            "horizon = 2\n[units]\n\"万能包\" = \"new\"\n\"万元券\" = \"3 元\"\n\"袋\" = \"new\"\n\"万袋\" = \"8000 袋\"\n[inputs]\n\
            pack = { value = \"5 万能包\", unit = \"万能包\" }\n\
            coupon = { value = \"5 万元券\", unit = \"元\" }\n\
            bags = { value = \"5 万袋\", unit = \"袋\" }\n\
            square = { value = \"2 万元^2\", unit = \"元^2\" }\n\
            price = { value = \"0.3 万元/t\", unit = \"元/t\" }\n\
            energy = { value = \"7 万度\", unit = \"kWh\" }\n\
            large = { value = \"1.5 亿元\", unit = \"元\" }\n",
        );
        let range = |path: &str| list.iter().find(|input| input.path == path).expect("an input").range.en.clone();
        assert_eq!(range("pack"), "5 万能包");
        assert_eq!(range("coupon"), "5 万元券");
        assert_eq!(range("bags"), "5 万袋");
        assert_eq!(range("square"), "2 10k yuan^2");
        assert_eq!(range("price"), "3000 yuan/t");
        assert_eq!(range("energy"), "70000 kWh");
        assert_eq!(range("large"), "150000000 yuan");
    }

    #[test]
    fn an_estimate_is_called_so_once_and_luck_is_none() {
        let list = listed(
            "horizon = 2\n[inputs]\n\
            a = { value = 1, estimate = true, source = { zh = \"估计：看邻村\", en = \"Estimate: as next door\" } }\n\
            b = { value = 1, estimate = true, source = { zh = \"看邻村\", en = \"as next door\" } }\n\
            c = { dist = \"uniform\", low = 0, high = 1, each = \"year\" }\n\
            d = { dist = \"normal\", mean = 0, sd = 1 }\n\
            e = { dist = \"normal\", mean = 0, sd = 2 }\n",
        );
        let sources: Vec<(&str, &str)> =
            list.iter().map(|input| (input.source.zh.as_str(), input.source.en.as_str())).collect();
        let luck = ("随机抽签，不是估计值", "a draw of luck, not an estimate");
        let estimate = ("估计：看邻村", "Estimate: as next door");
        assert_eq!(sources, [estimate, ("估计：看邻村", "estimate: as next door"), luck, luck, ("", "")]);
    }

    #[test]
    fn what_stands_otherwise_is_listed() {
        let model = |rate: &str, discount: &str| {
            let text = format!(
                "horizon = 2\ndiscount_rate = \"{discount}\"\n[inputs]\nrate = {{ value = \"{rate}\", label = {{ zh = \"分红率\", en = \"rate\" }} }}\nother = 1\n"
            );
            Model::from_text("t", &text).unwrap_or_else(|mistakes| panic!("{mistakes}")).scenario
        };
        let found = changes(&model("12 %", "5 %"), &model("20 %", "6 %"));
        let shown: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|change| (change.label.zh.as_str(), change.from.zh.as_str(), change.to.zh.as_str()))
            .collect();
        assert_eq!(shown, [("分红率", "12%", "20%"), ("折现率", "5%", "6%")]);
        assert!(changes(&model("12 %", "5 %"), &model("12 %", "5 %")).is_empty());
    }
}
