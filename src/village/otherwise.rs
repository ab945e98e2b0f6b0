//! Which cases there are, and what is otherwise in each: a cause taken away, a project or an aid that pays nothing, a promise
//! that is kept.

use super::build::{call, formula, path, yuan};
use super::cases::Otherwise;
use super::layout::CaseLayout;
use super::payments::Distributed;
use super::{Join, Side};
use crate::diagnostic::Text;
use crate::formula::expression::Expression;
use crate::scenario::model::{Household, Project};

/// The case without any project.
pub(super) const NO_PROJECT: &str = "no_project";

/// What a project's promise, plan or losses are called as a case, behind the project's name: paid in full, as planned, and
/// without losses.
const IN_FULL: &str = "in_full";
const AS_PLANNED: &str = "as_planned";
const WITHOUT_LOSSES: &str = "without_losses";
pub(super) const OF_A_PROJECT: [&str; 3] = [IN_FULL, AS_PLANNED, WITHOUT_LOSSES];

/// A formula, and what it is in a case.
type Set = (Side, String, Expression);

/// The cases of a village.
#[derive(Default)]
pub(super) struct Cases {
    /// Why households fall below the line.
    pub(super) causes: Vec<CaseLayout>,
    /// What is switched off to see what it does.
    pub(super) without: Vec<CaseLayout>,
    /// What is otherwise, in these and in the case without any project.
    pub(super) set: Vec<Otherwise>,
}

impl Cases {
    fn cause(&mut self, project: &Project, case: &str, label: Text, set: Vec<Set>) {
        let (name, own) = (project.name.value.clone(), format!("{}.{case}", project.name.value));
        self.causes.push(CaseLayout { name: own.clone(), label, project: Some(name) });
        self.set.push(Otherwise { name: own, set });
    }

    fn without(&mut self, name: String, label: Text, project: Option<String>, set: Vec<Set>) {
        self.without.push(CaseLayout { name: name.clone(), label, project });
        self.set.push(Otherwise { name, set });
    }
}

impl Join<'_> {
    /// Causes, what is switched off, and the formulas of each case.
    pub(super) fn cases(&mut self, roles: &Household, paid: &[Distributed]) -> Cases {
        let given = self.given;
        let mut cases = Cases::default();
        for case in &roles.cases {
            let name = case.name.value.clone();
            let list = if case.cause { &mut cases.causes } else { &mut cases.without };
            list.push(CaseLayout { name: name.clone(), label: case.label.clone(), project: None });
            let set = case.set.iter().map(|(name, value)| (Side::Table, name.value.clone(), value.clone())).collect();
            cases.set.push(Otherwise { name, set });
        }
        let mut no_project = Vec::new();
        for (index, project) in self.projects() {
            let streams: Vec<&Distributed> = paid.iter().filter(|stream| stream.project == index).collect();
            let to_village = |stream: &&Distributed| stream.flows.iter().any(|flow| flow.to == "village");
            if !streams.iter().any(|stream| to_village(stream) || !stream.paid.is_empty()) {
                continue;
            }
            let name = &project.name.value;
            let off = switched_off(name, &streams);
            no_project.extend(off.iter().cloned());
            cases.without(name.clone(), project.title.clone(), Some(name.clone()), off);
            self.causes_of(index, project, &streams, &mut cases);
        }
        for aid in &given.village.aid {
            let own = &aid.formula.name.value;
            let set = vec![(Side::Table, format!("received.aid.{own}"), yuan(0.0))];
            cases.without(format!("aid.{own}"), aid.formula.label.or_name(own), None, set);
        }
        cases.set.push(Otherwise { name: NO_PROJECT.to_owned(), set: no_project });
        cases
    }

    /// What a project may do to households that fall below the line.
    fn causes_of(&mut self, index: usize, project: &Project, streams: &[&Distributed], cases: &mut Cases) {
        let (name, title) = (&project.name.value, &project.title);
        // what households bear of a project's losses, which other money has to make up for
        let losses = streams.iter().filter(|stream| stream.borne && !stream.capital && !stream.paid.is_empty());
        let unlost: Vec<Set> = losses.map(|stream| nothing(name, stream)).collect();
        if !unlost.is_empty() {
            let label = Text::new(format!("{}亏损", title.zh), format!("losses in {}", title.en));
            cases.cause(project, WITHOUT_LOSSES, label, unlost);
        }
        // an undertaking that is not kept is one thing, an income below what a plan counted on another
        let measures = [
            ("promised", IN_FULL, Text::new("未足额兑现", "pays less than promised")),
            ("expected", AS_PLANNED, Text::new("收入低于预期", "brings less than planned")),
        ];
        for (key, case, words) in measures {
            let set = self.at_least(index, project, key);
            if !set.is_empty() {
                let label = Text::new(format!("{}{}", title.zh, words.zh), format!("{} {}", title.en, words.en));
                cases.cause(project, case, label, set);
            }
        }
    }

    /// The streams of a project that have a measure, `promised` or `expected`, where they pay it at least.
    fn at_least(&mut self, index: usize, project: &Project, key: &str) -> Vec<Set> {
        let name = &project.name.value;
        let mut set = Vec::new();
        for stream in &project.kind.body.streams {
            let amount = if key == "promised" { &stream.promised } else { &stream.expected };
            let Some(amount) = amount else { continue };
            let stream = &stream.formula.name.value;
            let own = format!("{stream}.{key}");
            let measure = formula(&own, Text::default(), amount.clone(), amount.span);
            self.scenario.projects[index].kind.body.formulas.push(measure);
            let full = call("max", vec![path(&[name, stream]), path(&[name, &own])]);
            set.push((Side::Scenario, format!("stream.{name}.{stream}"), full));
        }
        set
    }
}

/// A stream that pays nothing.
fn nothing(project: &str, stream: &Distributed) -> Set {
    (Side::Scenario, format!("stream.{project}.{}", stream.stream), yuan(0.0))
}

/// A project that pays nobody.
fn switched_off(project: &str, streams: &[&Distributed]) -> Vec<Set> {
    let off = streams.iter().map(|stream| nothing(project, stream));
    // rules pay nothing of nothing: what households receive need not be worked out
    let paying = streams.iter().filter(|stream| !stream.paid.is_empty());
    let parts = paying.map(|stream| (Side::Table, format!("received.{project}.{}", stream.stream), yuan(0.0)));
    let whole = (Side::Table, format!("received.{project}"), yuan(0.0));
    off.chain(parts).chain([whole]).collect()
}
