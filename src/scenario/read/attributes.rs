//! What is said of a draw beside its distribution: how often, within which limits, how years hang together.

use super::super::fields::Fields;
use super::super::mistakes::{self, missing_key};
use super::super::model::{Limits, Name, Spread, Uncertain, Value};
use super::super::rates;
use super::expressions::formula;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::formula::expression::{Expression, Node};

/// What says how a value is drawn; a value with `rank` is not.
const OF_DRAWS: [&str; 6] = ["each", "persistence", "spread", "start", "draws_as", "active"];

/// `each`, `truncate`, `clip`, `persistence`, `spread`, `start`, `draws_as`, `active`, `rank`.
pub(super) fn attributes(
    spread: Option<Spread>,
    fields: &mut Fields<'_>,
    unit: Option<&Name>,
    log: &mut Diagnostics,
) -> Option<Value> {
    let each = fields.choice("each", &[("trial", false), ("year", true)], log);
    let (each_year, each_stated) = (each.unwrap_or(false), each.is_some());
    let truncate = limits("truncate", fields, unit, log);
    let clip = limits("clip", fields, unit, log);
    let innovation = fields.choice("spread", &[("innovation", ())], log).is_some();
    let persistence = fields.get("persistence").and_then(|entry| {
        let expression = formula("persistence", &entry.item, None, log)?;
        // the textbook process may be a random walk; a stationary one has no such thing
        let beyond = rates::pure(&expression).is_some_and(|value| !(innovation || -1.0 < value && value < 1.0));
        if beyond {
            let range = Text::new("在 −1 和 1 之间（不含两端）", "between −1 and 1, both excluded");
            let mut found = mistakes::out_of_range("persistence", &expression.to_string(), &range, entry.item.span);
            found.remedy = Text::new(
                format!("{}；随机游走写 persistence = 1, spread = \"innovation\", start = 0", found.remedy.zh),
                format!(
                    "{}; a random walk is written persistence = 1, spread = \"innovation\", start = 0",
                    found.remedy.en
                ),
            );
            log.push(found);
        }
        Some(expression)
    });
    let start = fields.get("start").and_then(|entry| formula("start", &entry.item, unit, log));
    let draws_as = fields.text("draws_as", "draws_as = \"solar.yield\"", log);
    let active = fields.active(log);
    let rank = fields.get("rank").and_then(|entry| formula("rank", &entry.item, None, log));
    if rank.is_some() {
        for entry in OF_DRAWS.iter().filter_map(|key| fields.table.get(key)) {
            let key = &entry.key.value;
            log.push(Diagnostic::at(
                Code::ConflictingKeys,
                entry.key.span,
                Text::new(format!("有 rank 就不另抽签，{key} 没有用处"), format!("a value with `rank` is not drawn: `{key}` does nothing")),
                Text::new(
                    format!("删去 {key}；要逐年不同，就让 rank 里的输入 each = \"year\""),
                    format!("delete `{key}`; for a value of its own every year let what stands in `rank` have each = \"year\""),
                ),
            ));
        }
    }
    for (key, needs, present, example) in [
        ("persistence", "each = \"year\"", each_year, "each = \"year\""),
        ("active", "each = \"year\"", each_year, "each = \"year\""),
        ("spread", "persistence", fields.has("persistence"), "persistence = 0.6"),
        ("start", "spread = \"innovation\"", innovation, "spread = \"innovation\""),
    ] {
        if let Some(entry) = fields.table.get(key).filter(|_| !present && !fields.has("rank")) {
            let place = Text::new(format!("有“{key}”时"), format!("a value with `{key}`"));
            log.push(missing_key(needs, &place, entry.key.span, example));
        }
    }
    let spread = spread?;
    let zero = || {
        fields
            .table
            .get("spread")
            .map(|entry| Expression { node: Node::Number { value: 0.0, unit: None }, span: entry.item.span })
    };
    let innovation_start = if innovation { start.or_else(zero) } else { None };
    let uncertain = Uncertain {
        spread,
        each_year,
        each_stated,
        truncate,
        clip,
        persistence,
        innovation_start,
        draws_as,
        active,
        rank,
    };
    Some(Value::Uncertain(Box::new(uncertain)))
}

pub(super) fn limits(
    key: &'static str,
    fields: &mut Fields<'_>,
    unit: Option<&Name>,
    log: &mut Diagnostics,
) -> Option<Limits> {
    let table = fields.table(key, &format!("{key} = {{ min = 0, max = 10 }}"), log)?;
    let mut inner = Fields::new(table);
    let low = inner.get("min").and_then(|entry| formula("min", &entry.item, unit, log));
    let high = inner.get("max").and_then(|entry| formula("max", &entry.item, unit, log));
    let empty = !inner.has("min") && !inner.has("max");
    let known = inner.finish(&Text::new(format!("“{key}”里"), format!("`{key}`")), log);
    if empty && known {
        let place = Text::new(format!("“{key}”"), format!("`{key}`"));
        let span = fields.table.get(key).map_or(table.span, |entry| entry.item.span);
        log.push(missing_key("min", &place, span, "min = 0"));
    }
    Some((low, high))
}
