//! What variants are compared by beside the outcomes that a file names: what is put in, and whether each promise is kept.

use std::borrow::Cow;

use super::build::{binary, both, call, formula, not, number, over, path, sum, times, when};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{BinaryOperator, Expression};
use crate::scenario::model::{Better, Outcome, Project, Promise, Scenario, Stream};

/// The outcome that says what all projects together are given as investment over the run, in yuan.
pub const PUT_IN: &str = "all_projects.put_in";

/// What follows a promise's path in that of the outcome that says whether it is kept.
pub const KEPT: &str = ".kept";

/// A scenario with these outcomes, where there is anything to compare.
pub fn with_comparisons(scenario: &Scenario) -> Cow<'_, Scenario> {
    let mut longer = Cow::Borrowed(scenario);
    let put_in = put_in(scenario);
    if !put_in.is_empty()
        && scenario.projects.iter().all(|project| !PUT_IN.starts_with(&format!("{}.", project.name.value)))
    {
        let label =
            Text::new("各项目投入合计（不管谁出的，不含贷款）", "put into all projects, whoever by, loans apart");
        let formula = formula(PUT_IN, label, sum(put_in), Span::default());
        longer.to_mut().body.outcomes.push(Outcome { formula, better: None });
    }
    let kept: Vec<Vec<Outcome>> = std::iter::once(&scenario.body)
        .chain(scenario.projects.iter().map(|project| &project.kind.body))
        .map(|body| body.promises.iter().map(kept).collect())
        .collect();
    if kept.iter().any(|kept| !kept.is_empty()) {
        let longer = longer.to_mut();
        let projects = longer.projects.iter_mut().map(|project| &mut project.kind.body);
        for (body, kept) in std::iter::once(&mut longer.body).chain(projects).zip(kept) {
            body.outcomes.extend(kept);
        }
    }
    longer
}

fn put_in(scenario: &Scenario) -> Vec<Expression> {
    let streams =
        scenario.projects.iter().flat_map(|project| project.kind.body.invested().map(move |one| (project, one)));
    let all = |(project, stream): (&Project, &Stream)| {
        call("sum", vec![path(&[&project.name.value, &stream.formula.name.value])])
    };
    streams.map(all).collect()
}

/// True in trials in which everything is paid in full on its day; missing where nothing falls due. As the report judges
/// promises.
fn kept(promise: &Promise) -> Outcome {
    let (due, paid) = (|| promise.due.clone(), || promise.paid.clone());
    let residue = times(number(Promise::RESIDUE), call("max", vec![due()]));
    let owes = || binary(BinaryOperator::Less, residue.clone(), due());
    let short = binary(BinaryOperator::Less, paid(), times(number(1.0 - Promise::ROUNDING), due()));
    let all = call("all", vec![not(both(owes(), short))]);
    // a comparison with what is not known is not known
    let unknown = binary(BinaryOperator::Less, over(number(0.0), number(0.0)), number(0.0));
    let expression = when(call("any", vec![owes()]), all, unknown);
    let label = promise.label.or_name(&promise.name.value);
    let label = Text::new(format!("{}：期期按时足额", label.zh), format!("{}: always in full, on time", label.en));
    let formula = formula(format!("{}{KEPT}", promise.name.value), label, expression, promise.name.span);
    Outcome { formula, better: Some(Better::Higher) }
}
