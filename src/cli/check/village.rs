//! What `check` notes of a village without mistakes: money that reaches nobody in particular, groups without members.

use super::years::is_outside;
use crate::analysis::village::{GroupFinding, VillageFinding};
use crate::analysis::{analyse, nothing_paid};
use crate::diagnostic::{Language, Text};
use crate::model::{Model, Run};
use crate::report::text::for_terminal;
use crate::scenario::model::{Account, Formula, Payment, Project, Stream, Value};
use crate::simulation::RunOptions;

/// Classes of recipients that are households: money for them should say for which.
const HOUSEHOLDS: [&str; 3] = ["household", "worker", "landowner"];
/// Trials in which members of groups are sought.
const TRIALS: u64 = 64;

/// The notes, streams first.
pub(super) fn notes(model: &Model) -> Vec<Text> {
    if model.layout.is_none() {
        return Vec::new();
    }
    let options = RunOptions { trials: Some(TRIALS), ..RunOptions::default() };
    model.run(&options).map_or_else(|_| Vec::new(), |run| notes_of(&run, analyse(&run, Vec::new()).village.as_ref()))
}

/// The notes on a village that has been run, from what was found of it; none without households.
pub(in crate::cli) fn notes_of(run: &Run<'_>, found: Option<&VillageFinding>) -> Vec<Text> {
    let model = run.model;
    let Some(village) = found else { return Vec::new() };
    let found = &village.groups;
    let projects: Vec<&Project> =
        model.scenario.projects.iter().filter(|project| project.kind.household.is_none()).collect();
    let nothing = nothing_paid(run);
    let (empty, groups) = empty_groups(found, &named_by_rules(model));
    let idle = idle_rules(model, &nothing, &empty);
    let sides = [Side::Received, Side::Borne, Side::PutIn].into_iter();
    let unassigned = sides
        .flat_map(|side| projects.iter().filter_map(|project| unassigned(project, side, &nothing)).collect::<Vec<_>>());
    let alike = alike(&model.scenario.village.groups);
    unassigned.chain(idle).chain(groups).chain(alike).chain(super::heads::notes(run, village)).collect()
}

/// The groups that some rule pays.
fn named_by_rules(model: &Model) -> Vec<&str> {
    let scenario = &model.scenario;
    let rules = scenario.projects.iter().flat_map(|project| &project.pays).chain(&scenario.village.pays);
    rules.map(|rule| rule.to.value.as_str()).collect()
}

/// Rules that never pay, though there is something to pay: earlier ones take it all, or their years bring nothing. Rules for
/// groups without members are told by the group.
fn idle_rules(model: &Model, nothing: &dyn Fn(&str) -> bool, empty: &[String]) -> Vec<Text> {
    let scenario = &model.scenario;
    let mut notes = Vec::new();
    let first = i64::from(scenario.start_year);
    let last = first + i64::from(model.plan.horizon);
    // `left`: what no rule takes, where that is money that a rule could have paid
    let mut look = |base: &str, left: Option<&str>, rules: &[&Payment]| {
        let idle = |place: usize| nothing(&format!("paid.{base}.{}", place + 1));
        if (0..rules.len()).all(idle) && left.is_none_or(nothing) {
            return;
        }
        // those for years that never come are told of by themselves
        let told = |rule: &Payment| empty.contains(&rule.to.value) || is_outside(rule, first, last);
        for (place, rule) in rules.iter().enumerate().filter(|(place, rule)| !told(rule) && idle(*place)) {
            let (base, number, to) = (for_terminal(base), place + 1, for_terminal(&rule.to.value));
            let why = nobody_has(model, rule).unwrap_or_else(|| match place {
                0 => Text::new(
                    "它的年份里没有钱，或者收款的户按 by 算都是 0。改它的 years 或 by，或删去这一条",
                    "its years bring nothing, or those whom it pays have nothing of what it pays by. Change its years or by, or delete it",
                ),
                _ => Text::new(
                    "前面的规则已经分完，或者它的年份里没有钱。给前面的规则写上 share，或删去这一条",
                    "the rules before it take everything, or its years bring nothing. Give those a share, or delete it",
                ),
            });
            notes.push(Text::new(
                format!("“{base}”的第 {number} 条规则（to = \"{to}\"）从来付不出钱：{}", why.zh),
                format!("rule {number} of `{base}` (to = \"{to}\") never pays: {}", why.en),
            ));
        }
    };
    for project in &scenario.projects {
        for stream in &project.kind.body.streams {
            let name = &stream.formula.name.value;
            let of_stream = |rule: &&Payment| rule.stream.as_ref().is_some_and(|wanted| wanted.value == *name);
            let rules: Vec<&Payment> = project.pays.iter().filter(of_stream).collect();
            let base = format!("{}.{name}", project.name.value);
            look(&base, Some(&format!("rest.{base}")), &rules);
        }
    }
    look("village", None, &scenario.village.pays.iter().collect::<Vec<_>>());
    notes
}

/// Why a rule cannot pay by its column: the list lacks it, or it is 0 throughout.
fn nobody_has(model: &Model, rule: &Payment) -> Option<Text> {
    let by = &rule.by.as_ref()?.value;
    let tables = model.scenario.projects.iter().filter(|project| project.kind.household.is_some());
    let mut columns = tables.flat_map(|project| &project.kind.body.tables).flat_map(|table| &table.columns);
    let column = columns.find(|column| column.name.value == *by)?;
    let nothing =
        |cell: &Value| matches!(cell, Value::Certain(cell) if cell.number().is_some_and(|(value, _)| value == 0.0));
    if !column.cells.iter().all(nothing) {
        return None;
    }
    // cells of a column that the list has stand where the scenario names the list; the others come from the kind
    let (declared, cell) = (column.name.span, column.spans.first().copied()?);
    let lacks = declared.file == cell.file && declared != cell;
    let (by, zh, en) = (for_terminal(by), for_terminal(&column.label.zh), for_terminal(&column.label.en));
    Some(if lacks {
        Text::new(
            format!("它按 {by}（{zh}）分，而名册没有这一列，各户都按 0 算。在名册里给这一列写表头“{zh}”，或改 by"),
            format!(
                "it pays by {by} ({en}), a column that the list lacks, so that all have 0. Head the column `{by}` in the list, or change by"
            ),
        )
    } else {
        Text::new(
            format!("它按 {by}（{zh}）分，而名册里各户的这一列都是 0。检查名册，或改 by"),
            format!("it pays by {by} ({en}), which is 0 for all households of the list. Check the list, or change by"),
        )
    })
}

fn is_unassigned(project: &Project, stream: &Stream) -> bool {
    let name = &stream.formula.name.value;
    let has_rule = project.pays.iter().any(|rule| rule.stream.as_ref().is_some_and(|wanted| wanted.value == *name));
    HOUSEHOLDS.contains(&stream.party.value.as_str()) && !has_rule
}

/// On which side of households a stream stands.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// They receive it.
    Received,
    /// They pay it out of their income.
    Borne,
    /// They put it in as capital, which changes no income.
    PutIn,
}

impl Side {
    fn of(stream: &Stream) -> Option<Side> {
        match stream.account {
            Account::Out => Some(Side::Received),
            Account::In if stream.capital => Some(Side::PutIn),
            Account::In => Some(Side::Borne),
            Account::Balance => None,
        }
    }
}

/// One note for all streams of a project that stand on a side of households.
fn unassigned(project: &Project, side: Side, nothing: &dyn Fn(&str) -> bool) -> Option<Text> {
    let pays = |stream: &Stream| !nothing(&format!("rest.{}.{}", project.name.value, stream.formula.name.value));
    let streams = project.kind.body.streams.iter().filter(|stream| Side::of(stream) == Some(side));
    let streams: Vec<&Stream> = streams.filter(|stream| is_unassigned(project, stream) && pays(stream)).collect();
    let first = for_terminal(&streams.first()?.formula.name.value);
    let project = for_terminal(&project.name.value);
    let shown = |stream: &Stream, label: &str| {
        let name = for_terminal(&stream.formula.name.value);
        if label.is_empty() { name } else { format!("{name} ({})", for_terminal(label)) }
    };
    let zh: Vec<String> = streams.iter().map(|stream| shown(stream, &stream.formula.label.zh)).collect();
    let en: Vec<String> = streams.iter().map(|stream| shown(stream, &stream.formula.label.en)).collect();
    let (zh, en) = (zh.join("、"), en.join(", "));
    if side == Side::PutIn {
        return Some(Text::new(
            format!(
                "项目“{project}”的这些本金由农户投入或归还，没有写是哪些户，不列在名册农户的投入里：{zh}。\
                加上 [[projects.{project}.pays]]，写 stream = \"{first}\" 和 to = \"all\" 或一个群体；本来就不由名册里的人出，写 to = \"outside\""
            ),
            format!(
                "households put in or repay this capital of project `{project}`, and nobody is named: it does not stand among what households of the list put in: {en}. \
                Add [[projects.{project}.pays]] with stream = \"{first}\" and to = \"all\" or a group; to = \"outside\" where nobody on the list is meant"
            ),
        ));
    }
    if side == Side::Borne {
        return Some(Text::new(
            format!(
                "项目“{project}”的这些钱由农户出，没有写由哪些户出，不从名册里任何一户的收入里扣：{zh}。\
                加上 [[projects.{project}.pays]]，写 stream = \"{first}\" 和 to = \"all\" 或一个群体；本来就不由名册里的人出，写 to = \"outside\""
            ),
            format!(
                "households pay this money into project `{project}`, and nobody is named: it is taken from no household's income: {en}. \
                Add [[projects.{project}.pays]] with stream = \"{first}\" and to = \"all\" or a group; to = \"outside\" where nobody on the list is meant"
            ),
        ));
    }
    Some(Text::new(
        format!(
            "项目“{project}”的这些钱没有写付给谁，不算进名册里任何一户的收入：{zh}。\
            加上 [[projects.{project}.pays]]，写 stream = \"{first}\" 和 to = \"all\" 或一个群体；本来就不付给名册里的人，写 to = \"outside\""
        ),
        format!(
            "nobody is named to receive this money of project `{project}`, which is no household's income: {en}. \
            Add [[projects.{project}.pays]] with stream = \"{first}\" and to = \"all\" or a group; to = \"outside\" where nobody on the list is meant"
        ),
    ))
}

/// Groups that reports call by the same words.
fn alike(groups: &[Formula]) -> Vec<Text> {
    let mut notes = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let same = |other: &&Formula, language: Language| {
            let label = group.label.get(language).trim();
            !label.is_empty() && other.label.get(language).trim() == label
        };
        let mut earlier = groups.iter().take(at);
        let languages = [Language::Chinese, Language::English];
        let found = earlier.find_map(|other| Some((other, languages.into_iter().find(|of| same(&other, *of))?)));
        let Some((other, language)) = found else { continue };
        let (first, second) = (for_terminal(&other.name.value), for_terminal(&group.name.value));
        let label = for_terminal(group.label.get(language));
        let (of_zh, of_en) = match language {
            Language::Chinese => ("中文", "Chinese"),
            Language::English => ("英文", "English"),
        };
        notes.push(Text::new(
            format!("群体“{first}”和“{second}”的{of_zh}标签都是“{label}”，报告里分不开；改其中一个的 label"),
            format!("the groups `{first}` and `{second}` have the same {of_en} label, “{label}”: reports show them alike. Change one label"),
        ));
    }
    notes
}

/// Groups that no household belongs to in any year of a few trials: their names and the notes.
fn empty_groups(groups: &[GroupFinding], named: &[&str]) -> (Vec<String>, Vec<Text>) {
    let empty = groups.iter().filter(|group| group.households == 0);
    empty
        .map(|group| {
            let name = for_terminal(&group.name);
            let (zh, en) = match named.contains(&group.name.as_str()) {
                true => ("，付给它的钱没有人得", ": nobody receives what is paid to it"),
                false => ("", ""),
            };
            let note = Text::new(
                format!("群体“{name}”没有一户{zh}；检查 [groups] 里它的公式和名册的列"),
                format!(
                    "no household belongs to the group `{name}`{en}. Check its formula in [groups] and the columns of the list"
                ),
            );
            (group.name.clone(), note)
        })
        .unzip()
}
