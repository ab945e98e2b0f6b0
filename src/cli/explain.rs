//! `explain SCENARIO`: the compiled plan as a table.

use std::collections::HashMap;

use clap::{ArgMatches, Command};

use super::columns::Columns;
use super::console::Console;
use super::{Exit, options, scenario};
use crate::analysis::{Deviations, Process, inputs, processes, shape};
use crate::diagnostic::{FileId, Language, Sources, Span, Text};
use crate::model::Model;
use crate::plan::{Item, ItemKind};
use crate::quantity::format_amount;
use crate::report::number::format_count;
use crate::report::text::for_terminal;
use crate::report::words;
use crate::simulation::run::{RunOptions, block_lanes, memory};

/// Widest formula shown without `--all`.
const WIDEST_FORMULA: usize = 70;

pub(super) fn arguments(command: Command, language: Language) -> Command {
    options::scenario(command, language).arg(options::name(language)).arg(options::flag(
        "all",
        language,
        "公式不截短",
        "Do not cut long formulas",
    ))
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let model = match scenario::model(matches) {
        Ok(model) => model,
        Err(mistakes) => return console.mistakes(&mistakes),
    };
    let wanted = matches.get_one::<String>("name").map_or("", String::as_str);
    if !wanted.is_empty() && !model.plan.items.iter().any(|item| item.path.contains(wanted) && !item.made) {
        return console.wrong(&no_name_contains(wanted));
    }
    let widest = if matches.get_flag("all") { usize::MAX } else { WIDEST_FORMULA };
    let table = items(&model, wanted, widest, console);
    console.out(&format!("{table}\n{}{}", persistent(&model, wanted, console), facts(&model, console)))
}

/// What `--name` asked for is nowhere.
pub(super) fn no_name_contains(wanted: &str) -> Text {
    let shown = for_terminal(wanted);
    Text::new(
        format!("没有名称含有“{shown}”；不写 --name 列出全部名称"),
        format!("no name contains `{shown}`: without --name all names are listed"),
    )
}

fn items(model: &Model, wanted: &str, widest: usize, console: &Console) -> String {
    let language = console.language;
    let heads = match language {
        Language::Chinese => ["名称", "公式或取值", "单位", "随什么变", "出处"],
        Language::English => ["name", "formula or value", "unit", "varies by", "place"],
    };
    let mut table = Columns::new(&[
        (heads[0], false, 44),
        (heads[1], false, widest),
        (heads[2], false, 16),
        (heads[3], false, 24),
        (heads[4], false, usize::MAX),
    ]);
    let ranges: HashMap<String, String> =
        inputs(&model.scenario).into_iter().map(|input| (input.path, input.range.get(language).to_owned())).collect();
    let units = model.scenario.unit_table().0;
    let mut lines = Lines { sources: &model.scenario.sources, starts: HashMap::new() };
    for item in model.plan.items.iter().filter(|item| item.path.contains(wanted) && !item.made) {
        let words = match item.kind {
            ItemKind::Input => ranges.get(&item.path).cloned().unwrap_or_default(),
            ItemKind::Formula | ItemKind::Other => item.formula.clone(),
        };
        let place = lines.place(item.span);
        let unit = units.symbol(unit(item), language);
        table.row([&item.path, &words, &unit, &words::shape(&shape(item), language), &place]);
    }
    table.text()
}

/// Which process every input with persistence is, and its sd by year; empty where there is none.
fn persistent(model: &Model, wanted: &str, console: &Console) -> String {
    let list: Vec<Process> = processes(model).into_iter().filter(|one| one.path.contains(wanted)).collect();
    if list.is_empty() {
        return String::new();
    }
    let mut text = format!("{}\n", console.pick("有延续性的输入：", "inputs with persistence:"));
    let sd = console.pick("逐年标准差：", "sd by year: ");
    for process in &list {
        let factor = &process.coefficient;
        let kind = match (&process.start, console.language) {
            (None, Language::Chinese) => format!("平稳：每年都服从所写的分布，正态得分相邻两年相关 {factor}"),
            (None, Language::English) => {
                format!(
                    "stationary: the stated distribution every year, normal scores correlated {factor} from year to year"
                )
            }
            (Some(start), Language::Chinese) => format!("教科书过程：x[t] = {factor} · x[t−1] + e[t]，起点 {start}"),
            (Some(start), Language::English) => {
                format!("textbook process: x[t] = {factor} · x[t−1] + e[t], start {start}")
            }
        };
        text.push_str(&for_terminal(&format!("  {}: {kind}", process.path)));
        text.push_str(&format!("\n    {sd}{}\n", deviations(process, console)));
    }
    text + "\n"
}

/// `2020: 2, 2021: 2.332, 2022–2030: 2.5 元`: years that read alike stand together.
fn deviations(process: &Process, console: &Console) -> String {
    let years = match &process.sd {
        Deviations::ByYear(years) => years,
        Deviations::VaryByTrial => return console.pick("随试验变", "varies by trial").to_owned(),
        Deviations::Unknown => return console.pick("未计算", "not worked out").to_owned(),
    };
    let mut spans: Vec<(i32, i32, String)> = Vec::new();
    for (year, sd) in years {
        let shown = format_amount(*sd, Some(0.0), 1.0);
        match spans.last_mut() {
            Some((_, last, before)) if *before == shown => *last = *year,
            _ => spans.push((*year, *year, shown)),
        }
    }
    let parts: Vec<String> = spans
        .into_iter()
        .map(|(from, to, shown)| if from == to { format!("{from}: {shown}") } else { format!("{from}–{to}: {shown}") })
        .collect();
    let unit = if process.unit.is_empty() { String::new() } else { format!(" {}", process.unit) };
    let clip = if process.clipped { console.pick("（限值之前）", " (before `clip`)") } else { "" };
    format!("{}{unit}{clip}", parts.join(", "))
}

/// The unit of an item; pure numbers have none.
pub(super) fn unit(item: &Item) -> &str {
    if item.unit == "1" { "" } else { &item.unit }
}

/// What running it takes.
fn facts(model: &Model, console: &Console) -> String {
    let plan = &model.plan;
    let columns = plan.trial_program.columns();
    let lanes = block_lanes(columns, plan.trials);
    let threads = RunOptions::default().threads();
    let bytes = Console::bytes(memory(plan, plan.trials, lanes, threads));
    let (once, each) = (format_count(plan.prelude.steps() as u64), format_count(plan.trial_program.steps() as u64));
    let (draws, trials) = (format_count(plan.draws), format_count(plan.trials));
    let years = plan.horizon + 1;
    match console.language {
        Language::Chinese => format!(
            "年份：{}–{}，共 {years} 年\n步骤：试验之前 {once} 步，每次试验 {each} 步（逐年、逐行的只算一步）\n\
            抽签：每次试验 {draws} 个\n分块：{lanes} 次试验一块，{columns} 列\n内存：{trials} 次试验约 {bytes}（{threads} 个线程）\n",
            plan.start_year,
            i64::from(plan.start_year) + i64::from(plan.horizon),
        ),
        Language::English => format!(
            "years: {}–{}, {years} in all\nsteps: {once} before the trials, {each} in each (every year and row counted once)\n\
            draws: {draws} a trial\nblocks: {lanes} trials, {columns} columns\nmemory: about {bytes} for {trials} trials ({threads} threads)\n",
            plan.start_year,
            i64::from(plan.start_year) + i64::from(plan.horizon),
        ),
    }
}

/// Line numbers of spans.
struct Lines<'a> {
    sources: &'a Sources,
    starts: HashMap<FileId, Vec<usize>>,
}

impl Lines<'_> {
    /// `file:line`.
    fn place(&mut self, span: Span) -> String {
        let Some(file) = self.sources.files.get(usize::from(span.file.0)) else { return String::new() };
        let starts = self.starts.entry(span.file).or_insert_with(|| {
            let breaks = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
        });
        format!("{}:{}", file.path, starts.partition_point(|start| *start <= span.start as usize))
    }
}
