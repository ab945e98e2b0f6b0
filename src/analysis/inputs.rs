//! Inputs and formulas as the page lists them.

use super::findings::{FormulaFinding, InputFinding};
use crate::diagnostic::Text;
use crate::distribution::family;
use crate::formula::expression::Expression;
use crate::model::Run;
use crate::plan::{Item, ItemKind};
use crate::scenario::model::{Body, DiscreteValues, Input, Limited, Scenario, Spread, Uncertain, Value, YearKey};

/// Every input of the scenario and of its projects.
pub fn inputs(scenario: &Scenario) -> Vec<InputFinding> {
    let own = list(&scenario.body, "");
    let projects =
        scenario.projects.iter().flat_map(|project| list(&project.kind.body, &format!("{}.", project.name.value)));
    own.into_iter().chain(projects).collect()
}

fn list(body: &Body, prefix: &str) -> Vec<InputFinding> {
    let plain = body.inputs.iter().map(|input| finding(input, format!("{prefix}{}", input.name.value)));
    let rows = body.tables.iter().flat_map(|table| {
        let path = format!("{prefix}{}", table.name.value);
        table.inputs.iter().map(move |input| finding(input, format!("{path}.{}", input.name.value)))
    });
    plain.chain(rows).collect()
}

fn finding(input: &Input, path: String) -> InputFinding {
    let label = if input.label.is_empty() { Text::same(input.name.value.clone()) } else { input.label.clone() };
    let source = match (&input.source, input.estimate) {
        (Some(source), true) => Text::new(format!("估计：{}", source.zh), format!("estimate: {}", source.en)),
        (Some(source), false) => source.clone(),
        (None, true) => Text::new("估计", "estimate"),
        (None, false) => Text::default(),
    };
    InputFinding {
        path,
        label,
        range: value(&input.value),
        source,
        uncertain: matches!(input.value, Value::Uncertain(_)),
    }
}

/// A value in words.
fn value(value: &Value) -> Text {
    match value {
        Value::Certain(expression) => Text::same(expression.to_string()),
        Value::ByYear { entries, .. } => {
            let shown: Vec<String> =
                entries.iter().take(12).map(|(key, e)| format!("{}: {e}", year_key(*key))).collect();
            let more = if entries.len() > 12 { ", …" } else { "" };
            Text::same(format!("{}{more}", shown.join(", ")))
        }
        Value::Uncertain(uncertain) => uncertain_value(uncertain),
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

fn uncertain_value(uncertain: &Uncertain) -> Text {
    let mut text = spread(&uncertain.spread);
    let mut add = |zh: String, en: String| {
        text.zh.push_str(&zh);
        text.en.push_str(&en);
    };
    if let Some(limits) = &uncertain.truncate {
        let limits = limits_text(limits);
        add(format!("，截断于 {limits}"), format!(", truncated to {limits}"));
    }
    if let Some(limits) = &uncertain.clip {
        let limits = limits_text(limits);
        add(format!("，限于 {limits}"), format!(", held within {limits}"));
    }
    if uncertain.each_year {
        add("，每年一抽".into(), ", drawn every year".into());
    }
    if let Some(persistence) = &uncertain.persistence {
        add(format!("，延续性 {persistence}"), format!(", persistence {persistence}"));
    }
    text
}

fn limits_text((low, high): &(Option<Expression>, Option<Expression>)) -> String {
    let show = |limit: &Option<Expression>| limit.as_ref().map(Expression::to_string).unwrap_or_default();
    format!("[{}, {}]", show(low), show(high))
}

fn spread(found: &Spread) -> Text {
    match found {
        Spread::Fixed(expression) => Text::same(expression.to_string()),
        Spread::Named { family: name, parameters } => named(&name.value, parameters),
        Spread::Discrete { values, weights } => {
            let values: Vec<String> = match values {
                DiscreteValues::Numbers(list) => list.iter().map(Expression::to_string).collect(),
                DiscreteValues::States(list) => list.iter().map(|name| name.value.clone()).collect(),
            };
            let shown = match weights {
                None => values,
                Some(weights) => {
                    values.iter().zip(weights).map(|(value, weight)| format!("{value} ({weight})")).collect()
                }
            };
            Text::new(format!("其中之一：{}", shown.join("、")), format!("one of {}", shown.join(", ")))
        }
        Spread::Mixture { of, weights } => {
            let parts: Vec<Text> = of.iter().map(spread).collect();
            let join = |pick: fn(&Text) -> &str| {
                parts
                    .iter()
                    .zip(weights)
                    .map(|(part, weight)| format!("{weight}: {}", pick(part)))
                    .collect::<Vec<_>>()
                    .join("; ")
            };
            Text::new(format!("混合（{}）", join(|t| &t.zh)), format!("mixture ({})", join(|t| &t.en)))
        }
        Spread::Limited(limited) => {
            let Limited { of, truncate, clip } = &**limited;
            let mut text = spread(of);
            if let Some(limits) = truncate {
                let limits = limits_text(limits);
                text.zh.push_str(&format!("，截断 {limits}"));
                text.en.push_str(&format!(" within {limits}"));
            }
            if let Some(limits) = clip {
                let limits = limits_text(limits);
                text.zh.push_str(&format!("，限于 {limits}"));
                text.en.push_str(&format!(" held to {limits}"));
            }
            text
        }
        Spread::Data { values, .. } => {
            Text::new(format!("{} 个数据之一", values.len()), format!("one of {} data", values.len()))
        }
        Spread::Empirical { values } => {
            Text::new(format!("{} 个数据的经验分布", values.len()), format!("empirical, {} data", values.len()))
        }
        Spread::Chance { chance, then, otherwise } => {
            let (then, otherwise) = (spread(then), spread(otherwise));
            Text::new(
                format!("概率 {chance}：{}；否则 {}", then.zh, otherwise.zh),
                format!("with chance {chance}: {}; otherwise {}", then.en, otherwise.en),
            )
        }
    }
}

fn named(name: &str, parameters: &[(crate::scenario::model::Name, Expression)]) -> Text {
    let title = family(name).map_or_else(|| Text::same(name), |family| family.title.text());
    let range = ["low", "likely", "high"];
    let plain = parameters.len() == 3 && parameters.iter().zip(range).all(|((name, _), wanted)| name.value == wanted);
    let shown: Vec<String> = parameters
        .iter()
        .map(|(name, expression)| if plain { expression.to_string() } else { format!("{} {expression}", name.value) })
        .collect();
    let shown = shown.join(if plain { " / " } else { ", " });
    Text::new(format!("{shown}（{}）", title.zh), format!("{shown} ({})", title.en))
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
