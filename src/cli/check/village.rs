//! What `check` notes of a village without mistakes: money that reaches nobody in particular, groups without members.

use super::years::is_outside;
use crate::analysis::village::{GroupFinding, VillageFinding};
use crate::analysis::{analyse, nothing_paid};
use crate::diagnostic::Text;
use crate::model::{Model, Run};
use crate::report::text::for_terminal;
use crate::scenario::model::{Account, Payment, Project, Stream};
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
    let Some(VillageFinding { groups: found, .. }) = found else { return Vec::new() };
    let projects: Vec<&Project> =
        model.scenario.projects.iter().filter(|project| project.kind.household.is_none()).collect();
    let nothing = nothing_paid(run);
    let (empty, groups) = empty_groups(found);
    let idle = idle_rules(model, &nothing, &empty);
    let accounts = [Account::Out, Account::In].into_iter();
    let unassigned = accounts.flat_map(|account| {
        projects.iter().filter_map(|project| unassigned(project, account, &nothing)).collect::<Vec<_>>()
    });
    unassigned.chain(idle).chain(groups).chain(super::heads::notes(run, found)).collect()
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
            notes.push(Text::new(
                format!(
                    "“{base}”的第 {number} 条规则（to = \"{to}\"）从来付不出钱：前面的规则已经分完，或者它的年份里没有钱。给前面的规则写上 share，或删去这一条"
                ),
                format!(
                    "rule {number} of `{base}` (to = \"{to}\") never pays: the rules before it take everything, or its years bring nothing. Give those a share, or delete it"
                ),
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

fn is_unassigned(project: &Project, stream: &Stream) -> bool {
    let name = &stream.formula.name.value;
    let has_rule = project.pays.iter().any(|rule| rule.stream.as_ref().is_some_and(|wanted| wanted.value == *name));
    HOUSEHOLDS.contains(&stream.party.value.as_str()) && !has_rule
}

/// One note for all streams of a project that pay households something, and one for all that they pay in; capital that they
/// pay in changes no income.
fn unassigned(project: &Project, account: Account, nothing: &dyn Fn(&str) -> bool) -> Option<Text> {
    let pays = |stream: &Stream| !nothing(&format!("rest.{}.{}", project.name.value, stream.formula.name.value));
    let streams = project.kind.body.streams.iter();
    let counts = |stream: &Stream| account == Account::Out || !stream.capital;
    let streams = streams.filter(|stream| stream.account == account && counts(stream));
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
    if account == Account::In {
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

/// Groups that no household belongs to in any year of a few trials: their names and the notes.
fn empty_groups(groups: &[GroupFinding]) -> (Vec<String>, Vec<Text>) {
    let empty = groups.iter().filter(|group| group.households == 0);
    empty
        .map(|group| {
            let name = for_terminal(&group.name);
            let note = Text::new(
                format!("群体“{name}”没有一户，付给它的钱没有人得；检查 [groups] 里它的公式和名册的列"),
                format!(
                    "no household belongs to the group `{name}`: nobody receives what is paid to it. \
                    Check its formula in [groups] and the columns of the list"
                ),
            );
            (group.name.clone(), note)
        })
        .unzip()
}
