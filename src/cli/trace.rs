//! `trace SCENARIO`: one trial, year by year.

use std::collections::HashMap;
use std::io::IsTerminal;

use clap::builder::ValueParser;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::columns::Columns;
use super::console::Console;
use super::explain::{no_name_contains, unit};
use super::{Exit, options, scenario};
use crate::diagnostic::{Language, Span};
use crate::finance::irr_all;
use crate::formula::expression::Node;
use crate::model::Trace;
use crate::plan::{Item, ItemKind, ItemSort};
use crate::quantity::{UnitTable, format_amount};
use crate::report::text::{for_terminal, in_natural_order, shorten_in_the_middle};
use crate::scenario::MOST_TRIALS;
use crate::scenario::model::Design;

/// Rows of a table that are shown without `--all`.
const ROWS_SHOWN: usize = 20;
/// Columns of the terminal that years are laid out for, where the terminal does not say; fewest and most that it may say.
const WIDTH: usize = 120;
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=1000;
/// Columns that are kept for names, of a narrow terminal at most half.
const NAME: usize = 44;
/// Columns that a year takes.
const YEAR: usize = 12;

pub(super) fn arguments(command: Command, language: Language) -> Command {
    let trial = move |text: &str| options::count_within(text, 0, MOST_TRIALS.unsigned_abs() - 1, language);
    let command = options::scenario(command, language).arg(
        options::number("trial", language, "第几次试验，从 0 数起；默认 0", "Which trial, from 0; default: 0")
            .value_parser(ValueParser::new(trial)),
    );
    options::draws(command, language)
        .arg(options::name(language))
        .arg(options::flag("all", language, "表的全部行，不只前 20 行", "All rows of tables, not only the first 20"))
        .arg(options::flag("json", language, "打印 JSON", "Print JSON"))
}

/// One line of the listing: an item, or one row of it.
struct Line<'t> {
    item: &'t Item,
    name: String,
    /// One value, or one a year.
    values: &'t [f64],
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let model = match scenario::model(matches) {
        Ok(model) => model,
        Err(mistakes) => return console.mistakes(&mistakes),
    };
    let seed = matches.get_one("seed").copied().unwrap_or(model.scenario.seed);
    let design = matches.get_one("design").copied().unwrap_or(model.scenario.design);
    let trial = matches.get_one("trial").copied().unwrap_or(0);
    let trace = match model.trace_in(design, seed, trial) {
        Ok(trace) => trace,
        Err(mistakes) => return console.mistakes(&mistakes),
    };
    let wanted = matches.get_one::<String>("name").map_or("", String::as_str);
    let rows_shown = if matches.get_flag("all") { usize::MAX } else { ROWS_SHOWN };
    let (lines, hidden) = lines(&trace, wanted, rows_shown);
    if lines.is_empty() && !wanted.is_empty() {
        return console.wrong(&no_name_contains(wanted));
    }
    let rates = rates(&trace, &lines);
    if matches.get_flag("json") {
        let design = if design == Design::Stratified { "stratified" } else { "independent" };
        let values: Vec<Value> = lines.iter().map(|line| as_json(line, &rates)).collect();
        let start = trace.plan.start_year;
        let whole = json!({ "trial": trial, "seed": seed, "design": design, "start_year": start, "values": values });
        return console.out(&format!("{whole:#}\n"));
    }
    let mut text = match console.language {
        Language::Chinese => format!("编号 {trial} 的试验，种子 {seed}\n\n"),
        Language::English => format!("trial number {trial}, seed {seed}\n\n"),
    };
    let units = model.scenario.unit_table().0;
    let layout = Layout::of(&lines);
    text.push_str(&constants(&lines, &layout, &units, console));
    text.push_str(&series(&lines, &trace, &layout, &units, console));
    for (name, found) in &rates {
        let list: Vec<String> = found.iter().map(|rate| format!("{:.4} %", rate * 100.0)).collect();
        let list = if list.is_empty() {
            console.pick("没有", "none").to_owned()
        } else {
            list.join(console.pick("、", ", "))
        };
        text.push_str(&match console.language {
            Language::Chinese => format!("“{name}”的全部内部收益率：{list}\n"),
            Language::English => format!("all internal rates of `{name}`: {list}\n"),
        });
    }
    if hidden > 0 {
        text.push_str(&match console.language {
            Language::Chinese => format!("表的另外 {hidden} 行没有列出；加 --all 全部列出\n"),
            Language::English => format!("{hidden} more rows of tables; --all shows them\n"),
        });
    }
    console.out(&text)
}

/// What is shown, and how many lines are not.
fn lines<'t>(trace: &'t Trace<'_>, wanted: &str, rows_shown: usize) -> (Vec<Line<'t>>, usize) {
    let mut lines = Vec::new();
    let mut hidden = 0;
    let items = trace.plan.items.iter().zip(&trace.inner.values);
    for (item, values) in items.filter(|(item, _)| item.kind != ItemKind::Other && !item.made) {
        let rows = item.axes.row.and_then(|table| trace.plan.tables.get(table.0 as usize));
        let Some((table, rows)) = rows else {
            if item.path.contains(wanted) {
                lines.push(Line { item, name: item.path.clone(), values });
            }
            continue;
        };
        let own = item.path.strip_prefix(table.as_str()).unwrap_or(&item.path);
        let years = values.len().checked_div(rows.len()).unwrap_or(0);
        let mut shown = 0;
        let mut listed: Vec<_> = rows.iter().zip(values.chunks(years.max(1))).collect();
        listed.sort_by(|(a, _), (b, _)| in_natural_order(a, b));
        for (row, values) in listed {
            let name = format!("{table}.{row}{own}");
            if !name.contains(wanted) && !item.path.contains(wanted) {
                continue;
            }
            if shown == rows_shown {
                hidden += 1;
                continue;
            }
            shown += 1;
            lines.push(Line { item, name, values });
        }
    }
    (lines, hidden)
}

/// All internal rates of return of the items that are `irr(name)`.
fn rates(trace: &Trace<'_>, lines: &[Line<'_>]) -> Vec<(String, Vec<f64>)> {
    let mut found = Vec::new();
    for line in lines.iter().filter(|line| line.item.formula.starts_with("irr(") && line.item.axes.row.is_none()) {
        let Ok(expression) = crate::formula::parse(&line.item.formula, Span::default()) else { continue };
        let Node::Call { function, arguments, .. } = &expression.node else { continue };
        let [flow] = arguments.as_slice() else { continue };
        let Node::Path(path) = &flow.value.node else { continue };
        if function != "irr" {
            continue;
        }
        // a project's names are its own, `shared.x` is the scenario's
        let scope = line.item.path.rsplit_once('.').map_or("", |(scope, _)| scope);
        let path = match path.as_slice() {
            [shared, rest @ ..] if shared == "shared" => rest.join("."),
            path if scope.is_empty() => path.join("."),
            path => format!("{scope}.{}", path.join(".")),
        };
        let flow = trace.series(&path);
        if flow.len() > 1 {
            found.push((line.name.clone(), irr_all(flow)));
        }
    }
    found
}

fn is_alive(item: &Item, index: usize) -> bool {
    item.window.is_none_or(|(from, to)| (from as usize..=to as usize).contains(&index))
}

/// A value as people read it.
fn words(item: &Item, value: f64, console: &Console) -> String {
    match &item.sort {
        _ if value.is_nan() => console.pick("无", "none").to_owned(),
        ItemSort::Boolean => {
            (if value == 0.0 { console.pick("否", "no") } else { console.pick("是", "yes") }).to_owned()
        }
        ItemSort::State(states) => states.get(value as usize).cloned().unwrap_or_default(),
        ItemSort::Number { .. } if value.is_infinite() => (if value > 0.0 { "∞" } else { "-∞" }).to_owned(),
        ItemSort::Number { .. } => format_amount(value, None, item.scale),
    }
}

/// How wide the listing is, and how names are shown in it.
struct Layout {
    width: usize,
    /// Widest name, before it is cut in the middle.
    name: usize,
}

impl Layout {
    /// `COLUMNS` says how wide the terminal is; in a file, where it does not, names stand in full.
    fn of(lines: &[Line<'_>]) -> Layout {
        let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse::<usize>().ok());
        let said = said.filter(|columns| *columns > 0).map(|columns| columns.clamp(*WIDTHS.start(), *WIDTHS.end()));
        let width = said.unwrap_or(WIDTH);
        let most = if said.is_some() || std::io::stdout().is_terminal() { width / 2 } else { usize::MAX };
        let widest = lines.iter().map(|line| for_terminal(&line.name).width()).max().unwrap_or(0);
        let mut seen = HashMap::new();
        // two names that would look the same stand in full
        let apart = lines.iter().all(|line| {
            let shown = shorten_in_the_middle(&for_terminal(&line.name), most);
            seen.insert(shown, &line.name).is_none_or(|other| *other == line.name)
        });
        Layout { width, name: if apart { widest.min(most) } else { widest } }
    }

    /// Years side by side.
    fn years(&self) -> usize {
        (self.width.saturating_sub(self.name.max(NAME.min(self.width / 2))) / YEAR).max(1)
    }

    fn shown(&self, name: &str) -> String {
        shorten_in_the_middle(&for_terminal(name), self.name)
    }
}

fn constants(lines: &[Line<'_>], layout: &Layout, units: &UnitTable, console: &Console) -> String {
    let heads = match console.language {
        Language::Chinese => ["名称", "值", "单位", "说明"],
        Language::English => ["name", "value", "unit", "what it is"],
    };
    let mut table = Columns::new(&[
        (heads[0], false, usize::MAX),
        (heads[1], true, 20),
        (heads[2], false, 16),
        (heads[3], false, 60),
    ]);
    let mut any = false;
    for line in lines.iter().filter(|line| !line.item.axes.year) {
        any = true;
        let value = line.values.first().map_or_else(String::new, |value| words(line.item, *value, console));
        table.row([
            &layout.shown(&line.name),
            &value,
            &units.symbol(unit(line.item), console.language),
            line.item.label.get(console.language),
        ]);
    }
    if any { format!("{}\n", table.text()) } else { String::new() }
}

/// Series, as many years side by side as fit.
fn series(lines: &[Line<'_>], trace: &Trace<'_>, layout: &Layout, units: &UnitTable, console: &Console) -> String {
    let lines: Vec<&Line<'_>> = lines.iter().filter(|line| line.item.axes.year).collect();
    let mut text = String::new();
    if lines.is_empty() {
        return text;
    }
    let years = trace.plan.horizon as usize + 1;
    let step = layout.years();
    for first in (0..years).step_by(step) {
        let shown: Vec<usize> = (first..years.min(first + step)).collect();
        let heads: Vec<String> =
            shown.iter().map(|index| (i64::from(trace.plan.start_year) + *index as i64).to_string()).collect();
        let mut columns =
            vec![(console.pick("名称", "name"), false, usize::MAX), (console.pick("单位", "unit"), false, 16)];
        columns.extend(heads.iter().map(|head| (head.as_str(), true, 20)));
        let mut table = Columns::new(&columns);
        for line in &lines {
            let value = |&index: &usize| match line.values.get(index) {
                Some(value) if is_alive(line.item, index) => words(line.item, *value, console),
                _ => "·".to_owned(),
            };
            let mut cells = vec![layout.shown(&line.name), units.symbol(unit(line.item), console.language)];
            cells.extend(shown.iter().map(value));
            table.cells(cells);
        }
        text.push_str(&table.text());
        text.push('\n');
    }
    text
}

fn as_json(line: &Line<'_>, rates: &[(String, Vec<f64>)]) -> Value {
    let item = line.item;
    let one = |value: &f64| match &item.sort {
        _ if value.is_nan() => Value::Null,
        ItemSort::Boolean => json!(*value != 0.0),
        ItemSort::State(states) => json!(states.get(*value as usize)),
        // as in summary.json: "never" is not "not known"
        ItemSort::Number { .. } if value.is_infinite() => json!(if *value > 0.0 { "Infinity" } else { "-Infinity" }),
        ItemSort::Number { .. } => json!(value / item.scale),
    };
    let values: Vec<Value> = line.values.iter().map(one).collect();
    let value = if item.axes.year { json!(values) } else { values.into_iter().next().unwrap_or(Value::Null) };
    let kind = if item.kind == ItemKind::Input { "input" } else { "formula" };
    let mut whole = json!({ "path": line.name, "kind": kind, "unit": unit(item), "value": value });
    if let (Some((_, found)), Some(map)) = (rates.iter().find(|(name, _)| *name == line.name), whole.as_object_mut()) {
        map.insert("all_rates".to_owned(), json!(found));
    }
    whole
}
