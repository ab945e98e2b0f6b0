//! What a variant or `--set` changed, in words.

use super::findings::{ChangeFinding, InputFinding};
use super::inputs::{in_words, inputs, projects};
use crate::diagnostic::Text;
use crate::scenario::model::{Body, Scenario};

/// The inputs that stand otherwise in `after` than in `before`; the discount rate too.
pub fn changes(before: &Scenario, after: &Scenario) -> Vec<ChangeFinding> {
    let several = after.projects.len() > 1;
    let with_project = |input: &InputFinding| match input.path.split_once('.') {
        Some((name, _)) if several => {
            let project = projects(after).into_iter().find(|project| project.name == name);
            project.map_or_else(
                || input.label.clone(),
                |project| {
                    let (title, label) = (&project.title, &input.label);
                    Text::new(format!("{}：{}", title.zh, label.zh), format!("{}: {}", title.en, label.en))
                },
            )
        }
        _ => input.label.clone(),
    };
    let (old, new) = (inputs(before), inputs(after));
    let mut found: Vec<ChangeFinding> = old
        .iter()
        .filter_map(|from| {
            let to = new.iter().find(|to| to.path == from.path)?;
            (to.range != from.range).then(|| ChangeFinding {
                path: from.path.clone(),
                label: with_project(to),
                from: from.range.clone(),
                to: to.range.clone(),
            })
        })
        .collect();
    let rate = |scenario: &Scenario| {
        scenario.discount_rate.as_ref().map(|rate| Text::same(rate.to_string().replace(" %", "%")))
    };
    let mut add = |path: &str, label: Text, from: Option<Text>, to: Option<Text>| {
        if from != to {
            let none = || Text::new("没有写", "not given");
            let (from, to) = (from.unwrap_or_else(none), to.unwrap_or_else(none));
            found.push(ChangeFinding { path: path.to_owned(), label, from, to });
        }
    };
    add("discount_rate", Text::new("折现率", "discount rate"), rate(before), rate(after));
    let number = |number: i64| Some(Text::same(number.to_string()));
    let years = |scenario: &Scenario| number(i64::try_from(scenario.horizon).unwrap_or(i64::MAX));
    add("horizon", Text::new("测算期末（第几年）", "last year of the run"), years(before), years(after));
    let start = |scenario: &Scenario| number(i64::from(scenario.start_year));
    add("start_year", Text::new("起始年份", "first year"), start(before), start(after));
    for (old, new) in before.projects.iter().zip(&after.projects) {
        let (title, name) = (&new.title, &new.name.value);
        let start = |start: &Option<crate::diagnostic::Spanned<i32>>| {
            start.as_ref().map(|year| Text::same(year.value.to_string()))
        };
        let label = Text::new(format!("{}：开始年份", title.zh), format!("{}: first year", title.en));
        add(&format!("{name}.start"), label, start(&old.start), start(&new.start));
        let life =
            |life: &Option<crate::diagnostic::Spanned<u32>>| life.as_ref().map(|age| Text::same(age.value.to_string()));
        let label = Text::new(format!("{}：年限", title.zh), format!("{}: life", title.en));
        add(&format!("{name}.life"), label, life(&old.life), life(&new.life));
    }
    for (old, new) in before.projects.iter().zip(&after.projects) {
        found.extend(cells((before, &old.kind.body), (after, &new.kind.body), &new.name.value));
    }
    found.extend(cells((before, &before.body), (after, &after.body), ""));
    found
}

/// The cells of tables that stand otherwise in `after`.
fn cells(
    (scenario, before): (&Scenario, &Body),
    (changed, after): (&Scenario, &Body),
    prefix: &str,
) -> Vec<ChangeFinding> {
    let mut found = Vec::new();
    for (old, new) in before.tables.iter().zip(&after.tables) {
        for (from, to) in old.columns.iter().zip(&new.columns) {
            let places = from.spans.iter().zip(&to.spans).enumerate();
            // a cell that was set stands in the text of the setting
            for (row, _) in places.filter(|(_, (from, to))| from != to) {
                let (Some(from), Some(cell), Some(name)) = (from.cells.get(row), to.cells.get(row), new.rows.get(row))
                else {
                    continue;
                };
                let path = [prefix, &new.name.value, &name.value, &to.name.value];
                let path: Vec<&str> = path.into_iter().filter(|part| !part.is_empty()).collect();
                let label = to.label.or_name(&to.name.value);
                found.push(ChangeFinding {
                    path: path.join("."),
                    label: Text::new(format!("{}：{}", name.value, label.zh), format!("{}: {}", name.value, label.en)),
                    from: in_words(scenario, from),
                    to: in_words(changed, cell),
                });
            }
        }
    }
    found
}
