//! What `check` notes of heads: a project that works out amounts for other numbers of households than it pays.

use crate::analysis::village::{GroupFinding, VillageFinding};
use crate::diagnostic::Text;
use crate::model::Run;
use crate::report::text::for_terminal;
use crate::scenario::model::{Account, Input, Payment, Project, Value};

/// Projects whose number of households is that of no group that they pay.
pub(super) fn notes(run: &Run<'_>, village: &VillageFinding) -> Vec<Text> {
    let projects = run.model.scenario.projects.iter().filter(|project| project.kind.household.is_none());
    projects.filter_map(|project| note(project, village)).collect()
}

fn note(project: &Project, village: &VillageFinding) -> Option<Text> {
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
    let asked = |group: &&GroupFinding| rules.iter().any(|rule| rule.to.value == group.name);
    // of a group whose members change nobody says how many households it is
    let paid: Vec<&GroupFinding> = village.groups.iter().filter(|group| group.households > 0).filter(asked).collect();
    let some_change = paid.iter().any(|group| group.varying);
    let mut heads = project.kind.body.inputs.iter().filter_map(|input| Some((input, heads(input)?)));
    let (input, number) = heads.next()?;
    let group = paid.first()?;
    let in_any = |groups: &Vec<String>| paid.iter().any(|group| groups.contains(&group.name));
    let everybody = paid.iter().any(|group| group.name == "all");
    let together = village.list.iter().filter(|household| everybody || in_any(&household.groups)).count() as u64;
    let fits = |households: u64| (households as f64 - number).abs() < 0.5;
    let fits = fits(together) || paid.iter().any(|group| fits(group.households));
    if heads.next().is_some() || number == 0.0 || some_change || fits {
        return None;
    }
    let (title, name) = (&project.title, for_terminal(&input.name.value));
    let path = format!("{}.{name}", for_terminal(&project.name.value));
    let several = paid.len() > 1;
    let count = if several { together } else { group.households };
    let labels = |of: fn(&Text) -> &String, between: &str| {
        paid.iter().map(|group| for_terminal(of(&group.label))).collect::<Vec<_>>().join(between)
    };
    Some(Text::new(
        format!(
            "“{}”按 {number} 户计算（{path}，{}），它付给的“{}”{}有 {count} 户：“户均”都会算错。是同一批户的，把 {name} 改成 {count} 户；另有不在名册里的户的，不用改",
            for_terminal(&title.zh),
            for_terminal(&input.label.zh),
            labels(|label| &label.zh, "”“"),
            if several { "合起来" } else { "却" }
        ),
        format!(
            "{} is worked out for {number} households ({path}, {}), but {} whom it pays are {count}{}: its amounts a household are wrong. \
            Set {name} to {count} 户 if they are the same; leave it if others, not on the list, belong to it",
            for_terminal(&title.en),
            for_terminal(&input.label.en),
            labels(|label| &label.en, " and "),
            if several { " together" } else { "" }
        ),
    ))
}

/// How many households an input counts, where it is one number.
fn heads(input: &Input) -> Option<f64> {
    let Value::Certain(value) = &input.value else { return None };
    let of_households = input.unit.as_ref().is_some_and(|unit| unit.value == "户");
    of_households.then(|| value.number().map(|(number, _)| number)).flatten()
}
