//! Claims, before anything is compiled.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::formula::suggest::did_you_mean;
use crate::scenario::model::Scenario;

/// Reports claims about outcomes that there are not.
pub(super) fn unknown(scenario: &Scenario, diagnostics: &mut Diagnostics) {
    let own = scenario.body.outcomes.iter().map(|outcome| outcome.formula.name.value.clone());
    let of_projects = scenario.projects.iter().flat_map(|project| {
        let outcomes = project.kind.body.outcomes.iter();
        outcomes.map(|outcome| format!("{}.{}", project.name.value, outcome.formula.name.value))
    });
    let outcomes: Vec<String> = own.chain(of_projects).collect();
    for claim in scenario.claims.iter().filter(|claim| !outcomes.contains(&claim.outcome.value)) {
        let wanted = &claim.outcome.value;
        let remedy = match did_you_mean(wanted, outcomes.iter().map(String::as_str)) {
            Some(word) => Text::new(format!("是不是“{word}”？"), format!("did you mean `{word}`?")),
            None => Text::new(
                "请写 [outcomes] 里的名称；项目的结果写 项目名.名称",
                "write a name of [outcomes]; those of a project as project.name",
            ),
        };
        diagnostics.push(Diagnostic::at(
            Code::UnknownName,
            claim.outcome.span,
            Text::new(format!("没有叫“{wanted}”的结果（outcome）"), format!("there is no outcome `{wanted}`")),
            remedy,
        ));
    }
}
