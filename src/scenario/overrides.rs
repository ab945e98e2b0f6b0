//! `--set path=value`: values put in place of those of the files.

pub(super) mod target;
mod units;

use self::target::Target;
use super::document::{self, Content, Item, Literal};
use super::mistakes::{self, short};
use super::model::{Name, Scenario, Setting, Value};
use super::read::{self, Columns, DataColumn, Values, as_state};
use super::{rates, replaced, sorts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, SourceFile, Span, Spanned, Text};
use crate::formula::expression::{Expression, Node};

/// Keys of the scenario itself that can be set.
const OWN_KEYS: &[&str] = &["trials", "seed", "horizon", "start_year", "discount_rate"];

/// Applies `--set` pairs in the order given. A path is an input (`capex`, `solar.capacity`), a cell
/// (`assets.cooker.cost`), `solar.start`, `solar.life`, or one of `trials`, `seed`, `horizon`, `start_year`,
/// `discount_rate`. A value is what would stand in the file, with or without quotes: `5`, `5 元/m3`, `{ low = 1, … }`.
/// Pairs that cannot be applied change nothing; their mistakes have the code [`Code::Override`].
pub fn apply_overrides(scenario: &mut Scenario, pairs: &[(String, String)]) -> Diagnostics {
    let mut log = Diagnostics::default();
    for (path, value) in pairs {
        apply(scenario, path.trim(), value, &mut log);
    }
    log.list.iter_mut().for_each(|found| found.code = Code::Override);
    log
}

/// Makes the scenario its variant number `index`: the variant's values are put in place of the base's. What remains has
/// no variants of its own.
///
/// # Errors
/// A value that cannot stand where the variant puts it (a draw for the discount rate).
pub fn apply_variant(scenario: &mut Scenario, index: usize) -> Result<(), Diagnostics> {
    let variants = std::mem::take(&mut scenario.variants);
    let mut log = Diagnostics::default();
    let settings = variants.into_iter().nth(index).map(|variant| variant.set).unwrap_or_default();
    for Setting { path: name, value, unit } in settings {
        match (target::find(&scenario.body, &scenario.projects, &name.value), value) {
            (Some(Target::DiscountRate), Value::Certain(rate)) => scenario.discount_rate = Some(rate),
            (None | Some(Target::DiscountRate), _) => log.push(Diagnostic::at(
                Code::WrongType,
                name.span,
                Text::new(
                    format!("方案不能这样设“{}”", short(&name.value)),
                    format!("a variant cannot set `{}` so", short(&name.value)),
                ),
                Text::new(
                    "折现率写成一个数或公式，例如 \"5 %\"",
                    "write the rate as a number or formula, such as \"5 %\"",
                ),
            )),
            (Some(target), value) => {
                let span = name.span;
                if let Some(found) = units::mismatch(scenario, &target, &value, unit.as_ref(), span) {
                    log.push(found);
                    continue;
                }
                let new = read::Described { unit, ..read::Described::of(value, span) };
                put(scenario, &target, name, new);
            }
        }
    }
    if log.is_empty() { Ok(()) } else { Err(log) }
}

/// Puts a value where a path leads; false where it leads nowhere.
pub(crate) fn set_in(scenario: &mut Scenario, path: &str, name: &Name, value: Value) -> bool {
    let Some(target) = target::find(&scenario.body, &scenario.projects, path) else { return false };
    put(scenario, &target, name.clone(), read::Described::of(value, name.span));
    true
}

fn apply(scenario: &mut Scenario, path: &str, value: &str, log: &mut Diagnostics) {
    let lead = path.len() + 1;
    let Ok(id) = u16::try_from(scenario.sources.files.len()) else { return };
    let file = FileId(id);
    let text = format!("{path}={value}");
    scenario.sources.files.push(SourceFile { path: "--set".to_owned(), text, sha256: String::new() });
    let name = Spanned { value: path.to_owned(), span: span(file, 0, path.len()) };
    let Some(item) = item(value, file, lead, log) else { return };
    if OWN_KEYS.contains(&path) {
        return own_key(scenario, path, &item, log);
    }
    if let Some((project, key @ ("start" | "life"))) = path.split_once('.') {
        return project_key(scenario, &name, project, key, &item, log);
    }
    let Some(target) = target::find(&scenario.body, &scenario.projects, path) else {
        let mut known = target::paths(&scenario.body, &scenario.projects);
        known.extend(OWN_KEYS.iter().map(|key| (*key).to_owned()));
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let shown = short(path);
        let message = Text::new(format!("--set 的“{shown}”不是输入"), format!("`{shown}` of --set is not an input"));
        if let Some(remedy) = in_a_rule(scenario, path) {
            return log.push(Diagnostic::at(Code::Override, name.span, message, remedy));
        }
        log.push(mistakes::unknown_path(Code::Override, &name, message, &known));
        return;
    };
    let unit = target::unit(&target, &scenario.body, &scenario.projects);
    let before = log.list.len();
    let described = Values { log, columns: &mut NoColumns }.value(path, &item, unit);
    if log.list.len() > before {
        return;
    }
    let Some(described) = described else { return };
    if let Some(found) =
        target::old(&target, &scenario.body, &scenario.projects).and_then(|old| sorts::mismatch(path, &old, &described))
    {
        return log.push(found);
    }
    let (declared, span) = (described.unit.as_ref(), described.span);
    if let Some(found) = units::mismatch(scenario, &target, &described.value, declared, span) {
        return log.push(found);
    }
    if let Some(input) = target::input(&target, &scenario.body, &scenario.projects) {
        replaced::check(input, &described, log);
    }
    if log.list.len() == before {
        put(scenario, &target, name, described);
    }
}

/// What to do where the path is of a number in a rule of who is paid: rules name inputs, and inputs can be set.
fn in_a_rule(scenario: &Scenario, path: &str) -> Option<Text> {
    let parts: Vec<&str> = path.split('.').collect();
    let value = match parts[..] {
        ["village", "reserve"] => scenario.village.reserve.as_ref(),
        ["village", "opening"] => scenario.village.opening.as_ref(),
        ["village", ..] | [_, "pays", ..] => None,
        _ => return None,
    };
    let input = match value.map(|value| &value.node) {
        Some(Node::Path(path)) => scenario.body.inputs.iter().find(|input| path.last() == Some(&input.name.value)),
        _ => None,
    };
    Some(match input {
        Some(input) => {
            let name = short(&input.name.value);
            Text::new(
                format!("这个数由输入 {name} 给出：--set {name}=…"),
                format!("the input {name} gives it: --set {name}=…"),
            )
        }
        None => Text::new(
            "它写在分配规则里：在 [inputs] 给这个数起个名字（带单位、来源），规则里写这个名字，就能用 --set 改，也会列进全部输入",
            "it stands in a rule of who is paid: give the number a name in [inputs], with unit and source, and write the name in the rule. Then --set can change it, and the list of inputs shows it",
        ),
    })
}

fn span(file: FileId, start: usize, end: usize) -> Span {
    let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span { file, start: place(start), end: place(end) }
}

/// The value as it would stand in a file; text that is not TOML is a formula without its quotes.
fn item(value: &str, file: FileId, lead: usize, log: &mut Diagnostics) -> Option<Item> {
    let text = value.trim();
    let lead = lead + (value.len() - value.trim_start().len());
    let place = span(file, lead, lead + text.len());
    if text.is_empty() {
        log.push(Diagnostic::at(
            Code::Override,
            span(file, 0, lead),
            Text::new("--set 后面没有值", "--set has no value"),
            Text::new("写成 --set capex=\"5 元\" 的样子", "write it like --set capex=\"5 元\""),
        ));
        return None;
    }
    if text.len() > 1 << 20 {
        log.push(mistakes::limit(
            &Text::new("--set 的长度", "the length of --set"),
            &text.len().to_string(),
            "1 MiB",
            None,
        ));
        return None;
    }
    if text.starts_with(['{', '[', '"']) || text.starts_with('\'') && text.ends_with('\'') {
        return document::parse_value(text, file, lead, log);
    }
    // numbers and true/false are themselves, also as TOML writes them (1_000, 0x10)
    let mut found = Diagnostics::default();
    let plain = document::parse_value(text, file, lead, &mut found);
    found.list.retain(|found| found.code == Code::LimitExceeded);
    if !found.is_empty() {
        log.list.extend(found.list);
        return None;
    }
    match plain {
        Some(item) if matches!(item.content, Content::Number { .. } | Content::Boolean(_)) => Some(item),
        _ => {
            let literal = Literal { text: text.to_owned(), span: place, exact: true };
            Some(Item { content: Content::Text(literal), span: place })
        }
    }
}

fn own_key(scenario: &mut Scenario, key: &str, item: &Item, log: &mut Diagnostics) {
    let last_year = read::LAST_YEAR;
    match key {
        "trials" => {
            if let Some(trials) = super::fields::whole(key, item, 1, read::MOST_TRIALS, true, log) {
                scenario.trials = trials.unsigned_abs();
            }
        }
        "seed" => {
            if let Some(seed) = super::fields::whole(key, item, 0, i64::MAX, false, log) {
                scenario.seed = seed.unsigned_abs();
            }
        }
        "horizon" => {
            if let Some(horizon) = super::fields::whole(key, item, 0, read::LONGEST_HORIZON, true, log)
                && projects_fit(scenario, i64::from(scenario.start_year), horizon, item.span, log)
            {
                scenario.horizon = usize::try_from(horizon).unwrap_or_default();
            }
        }
        "start_year" => {
            let horizon = i64::try_from(scenario.horizon).unwrap_or_default();
            if let Some(year) = super::fields::whole(key, item, 0, last_year, false, log)
                && read::whole_year(year, item.span, log)
                && projects_fit(scenario, year, horizon, item.span, log)
            {
                scenario.start_year = i32::try_from(year).unwrap_or_default();
            }
        }
        _ => {
            if let Some(rate) = read::formula(key, item, None, log) {
                rates::discount_rate(&rate, &scenario.body.inputs, log);
                scenario.discount_rate = Some(rate);
            }
        }
    }
}

/// Projects must start within the years of the scenario.
fn projects_fit(scenario: &Scenario, start: i64, horizon: i64, span: Span, log: &mut Diagnostics) -> bool {
    let outside = |year: &&Spanned<i32>| !(start..=start + horizon).contains(&i64::from(year.value));
    let late =
        scenario.projects.iter().find_map(|project| project.start.as_ref().filter(outside).map(|year| (project, year)));
    let Some((project, year)) = late else { return true };
    let name = short(&project.name.value);
    log.push(
        Diagnostic::at(
            Code::Override,
            span,
            Text::new(
                format!("这样项目“{name}”的起始年 {} 就不在情景的年份之内", year.value),
                format!("project `{name}` would start in {}, outside the years of the scenario", year.value),
            ),
            Text::new(format!("情景要包含 {} 年", year.value), format!("let the scenario include {}", year.value)),
        )
        .related(year.span, Text::new("项目的起始年", "the project's start")),
    );
    false
}

fn project_key(scenario: &mut Scenario, name: &Name, project: &str, key: &str, item: &Item, log: &mut Diagnostics) {
    let start = i64::from(scenario.start_year);
    let end = start + i64::try_from(scenario.horizon).unwrap_or_default();
    let names: Vec<String> = scenario.projects.iter().map(|project| project.name.value.clone()).collect();
    let Some(found) = scenario.projects.iter_mut().find(|found| found.name.value == project) else {
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let shown = short(project);
        let message = Text::new(format!("没有项目“{shown}”"), format!("there is no project `{shown}`"));
        let place = Spanned { value: project.to_owned(), span: name.span };
        log.push(mistakes::unknown_name(Code::Override, &place, message, &known));
        return;
    };
    if key == "start" {
        if let Some(year) = super::fields::whole(key, item, start, end, false, log) {
            found.start = i32::try_from(year).ok().map(|value| Spanned { value, span: item.span });
        }
    } else if let Some(life) = super::fields::whole(key, item, 0, read::LONGEST_HORIZON, true, log) {
        found.life = u32::try_from(life).ok().map(|value| Spanned { value, span: item.span });
    }
}

fn put(scenario: &mut Scenario, target: &Target, name: Name, new: read::Described) {
    match *target {
        Target::DiscountRate => {}
        Target::Input { project, input } => {
            let found = scenario.body_mut(project).and_then(|body| body.inputs.get_mut(input));
            if let Some(found) = found {
                read::replace(found, new);
            }
            if let Some(project) = project.and_then(|index| scenario.projects.get_mut(index)) {
                let own = name.value.split_once('.').map_or(name.value.as_str(), |(_, own)| own).to_owned();
                if !project.set.iter().any(|set| set.value == own) {
                    project.set.push(Spanned { value: own, span: name.span });
                }
            }
        }
        Target::RowInput { project, table, input } => {
            let body = scenario.body_mut(project);
            if let Some(found) = body.and_then(|body| body.tables.get_mut(table)?.inputs.get_mut(input)) {
                read::replace(found, new);
            }
        }
        Target::Cell { project, table, column, row } => {
            let found = scenario.body_mut(project).and_then(|body| body.tables.get_mut(table)?.columns.get_mut(column));
            let Some(found) = found else { return };
            let value = cell_value(found.states.as_deref(), new.value);
            if let (Some(cell), Some(place)) = (found.cells.get_mut(row), found.spans.get_mut(row)) {
                let states = cell.states().map(<[Name]>::to_vec);
                *cell = as_state(value, states.as_deref());
                *place = new.span;
            }
        }
    }
}

/// The bare name of a state of the column is that state.
fn cell_value(states: Option<&[Name]>, value: Value) -> Value {
    use crate::formula::expression::Node;
    if let (Value::Certain(Expression { node: Node::Path(path), span }), Some(states)) = (&value, states)
        && let [name] = path.as_slice()
        && states.iter().any(|state| state.value == *name)
    {
        return Value::Certain(Expression { node: Node::Text(name.clone()), span: *span });
    }
    value
}

/// `--set` cannot name data files: they would have to be read.
struct NoColumns;

impl Columns for NoColumns {
    // there is no header to compare with
    fn same_unit(&self, a: &str, b: &str) -> bool {
        a == b
    }
    fn column(&mut self, file: &Name, _: Option<&Name>, log: &mut Diagnostics) -> Option<DataColumn> {
        log.push(Diagnostic::at(
            Code::Override,
            file.span,
            Text::new("--set 不能引用数据文件", "--set cannot name a data file"),
            Text::new(
                "把数据写进情景文件，或写 data = [1, 2, 3]",
                "put it into the scenario, or write data = [1, 2, 3]",
            ),
        ));
        None
    }
    fn shared_rows(&mut self, _: &Name, _: usize, _: &mut Diagnostics) {}
}
