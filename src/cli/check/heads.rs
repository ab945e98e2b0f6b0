//! What `check` notes of heads: a project that works out amounts for other numbers of households than it pays.

use crate::analysis::village::GroupFinding;
use crate::diagnostic::Text;
use crate::model::Run;
use crate::report::text::for_terminal;
use crate::scenario::model::{Account, Input, Payment, Project, Value};

/// Projects whose number of households is that of no group that they pay.
pub(super) fn notes(run: &Run<'_>, groups: &[GroupFinding]) -> Vec<Text> {
    let projects = run.model.scenario.projects.iter().filter(|project| project.kind.household.is_none());
    projects.filter_map(|project| note(project, groups)).collect()
}

fn note(project: &Project, groups: &[GroupFinding]) -> Option<Text> {
    let streams = &project.kind.body.streams;
    let to_households = |name: &str| {
        let stream = streams.iter().find(|stream| stream.formula.name.value == name);
        stream.is_some_and(|stream| stream.account == Account::Out && stream.party.value == "household")
    };
    let rules = project.pays.iter().filter(|rule| rule.stream.as_ref().is_some_and(|name| to_households(&name.value)));
    let rules: Vec<&Payment> = rules.collect();
    // some of its households are not on the list
    if rules.iter().any(|rule| rule.to.value == "outside") {
        return None;
    }
    let paid = rules.iter().filter_map(|rule| groups.iter().find(|group| group.name == rule.to.value));
    let paid: Vec<&GroupFinding> = paid.filter(|group| group.households > 0).collect();
    let mut heads = project.kind.body.inputs.iter().filter_map(|input| Some((input, heads(input)?)));
    let (input, number) = heads.next()?;
    let group = paid.first()?;
    // of several groups nobody says how many households they are together
    let one_group = paid.iter().all(|other| other.name == group.name);
    let fits = (group.households as f64 - number).abs() < 0.5;
    if heads.next().is_some() || number == 0.0 || !one_group || fits {
        return None;
    }
    let (title, name) = (&project.title, for_terminal(&input.name.value));
    let path = format!("{}.{name}", for_terminal(&project.name.value));
    let count = group.households;
    Some(Text::new(
        format!(
            "“{}”按 {number} 户计算（{path}，{}），它付给的“{}”却有 {count} 户：“户均”都会算错。是同一批户的，把 {name} 改成 {count} 户；另有不在名册里的户的，不用改",
            for_terminal(&title.zh),
            for_terminal(&input.label.zh),
            for_terminal(&group.label.zh)
        ),
        format!(
            "{} is worked out for {number} households ({path}, {}), but {} whom it pays are {count}: its amounts a household are wrong. \
            Set {name} to {count} 户 if they are the same; leave it if others, not on the list, belong to it",
            for_terminal(&title.en),
            for_terminal(&input.label.en),
            for_terminal(&group.label.en)
        ),
    ))
}

/// How many households an input counts, where it is one number.
fn heads(input: &Input) -> Option<f64> {
    let Value::Certain(value) = &input.value else { return None };
    let of_households = input.unit.as_ref().is_some_and(|unit| unit.value == "户");
    of_households.then(|| value.number().map(|(number, _)| number)).flatten()
}
