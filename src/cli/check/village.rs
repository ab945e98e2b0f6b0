//! What `check` notes of a village without mistakes: money that reaches nobody in particular, groups without members.

use crate::analysis::analyse;
use crate::diagnostic::Text;
use crate::model::Model;
use crate::report::text::for_terminal;
use crate::scenario::model::{Account, Project, Stream};
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
    let projects = model.scenario.projects.iter().filter(|project| project.kind.household.is_none());
    let mut notes: Vec<Text> = projects
        .flat_map(|project| {
            let streams = project.kind.body.streams.iter().filter(move |stream| is_unassigned(project, stream));
            streams.map(|stream| unassigned(project, stream))
        })
        .collect();
    notes.extend(empty_groups(model));
    notes
}

fn is_unassigned(project: &Project, stream: &Stream) -> bool {
    let name = &stream.formula.name.value;
    let has_rule = project.pays.iter().any(|rule| rule.stream.as_ref().is_some_and(|wanted| wanted.value == *name));
    stream.account == Account::Out && HOUSEHOLDS.contains(&stream.party.value.as_str()) && !has_rule
}

fn unassigned(project: &Project, stream: &Stream) -> Text {
    let (project, name) = (for_terminal(&project.name.value), for_terminal(&stream.formula.name.value));
    let label = |text: &str| if text.is_empty() { name.clone() } else { for_terminal(text) };
    let (zh, en) = (label(&stream.formula.label.zh), label(&stream.formula.label.en));
    Text::new(
        format!(
            "项目“{project}”的“{zh}”（{name}）没有写付给谁，不算进任何一户的收入；\
            要算就加上 [[projects.{project}.pays]]，写 stream = \"{name}\" 和 to = \"all\" 或一个群体"
        ),
        format!(
            "nobody is named to receive `{name}` ({en}) of project `{project}`: it is no household's income. \
            Add [[projects.{project}.pays]] with stream = \"{name}\" and to = \"all\" or a group"
        ),
    )
}

/// Groups that no household belongs to in any year of a few trials.
fn empty_groups(model: &Model) -> Vec<Text> {
    if model.scenario.village.groups.is_empty() {
        return Vec::new();
    }
    let options = RunOptions { trials: Some(TRIALS), ..RunOptions::default() };
    let Ok(run) = model.run(&options) else { return Vec::new() };
    let village = analyse(&run, Vec::new()).village;
    let groups = village.into_iter().flat_map(|village| village.groups);
    let empty = groups.filter(|group| group.households == 0);
    empty
        .map(|group| {
            let name = for_terminal(&group.name);
            Text::new(
                format!("群体“{name}”没有一户，付给它的钱没有人得；检查 [groups] 里它的公式和名册的列"),
                format!(
                    "no household belongs to the group `{name}`: nobody receives what is paid to it. \
                    Check its formula in [groups] and the columns of the list"
                ),
            )
        })
        .collect()
}
