//! Values beside inputs and formulas: the parts of promises, the values of claims, the conditions of advice.

use super::contents::{AdvicePlan, PromisePlan};
use super::graph::{Axes, Gather, Graph, Op, TallySort};
use super::scope::{ItemId, Scopes};
use super::value::Value;
use crate::diagnostic::Span;
use crate::formula::expression::Expression;
use crate::scenario::model::Scenario;

/// Items beside inputs and formulas: parts of promises, claims, advice.
pub(super) struct Extras {
    pub(super) promises: Vec<PromisePlan>,
    /// What a stream pays, and what was promised or expected of it, under the key that says so.
    pub(super) promised: Vec<(ItemId, ItemId, Span, &'static str)>,
    pub(super) claims: Vec<ItemId>,
    pub(super) advice: Vec<AdvicePlan>,
    pub(super) gathered: Vec<(String, ItemId, TallySort)>,
}

impl Extras {
    pub(super) fn collect<'s>(scenario: &'s Scenario, scopes: &mut Scopes<'s>) -> Extras {
        let mut extras = Extras {
            promises: Vec::new(),
            promised: Vec::new(),
            claims: Vec::new(),
            advice: Vec::new(),
            gathered: Vec::new(),
        };
        let bodies = std::iter::once((0, &scenario.body))
            .chain(scenario.projects.iter().enumerate().map(|(index, project)| (index + 1, &project.kind.body)));
        for (scope, body) in bodies {
            let prefix = scopes.scopes[scope].prefix.clone();
            for promise in &body.promises {
                let path = format!("{prefix}{}", promise.name.value);
                let mut part = |key: &str, expression: &'s Expression| {
                    scopes.add_expression(format!("{path}.{key}"), scope, expression).0 as usize
                };
                extras.promises.push(PromisePlan {
                    due: part("due", &promise.due),
                    paid: part("paid", &promise.paid),
                    late: promise.late.as_ref().map(|late| part("late", late)),
                    label: promise.label.clone(),
                    path,
                });
            }
            for stream in &body.streams {
                for (key, amount) in [("promised", &stream.promised), ("expected", &stream.expected)] {
                    let Some(amount) = amount else { continue };
                    let path = format!("{prefix}{}", stream.formula.name.value);
                    let paid = scopes.add_expression(format!("{path}.paid"), scope, &stream.formula.expression);
                    let due = scopes.add_expression(format!("{path}.{key}"), scope, amount);
                    extras.promised.push((paid, due, amount.span, key));
                }
            }
        }
        for (scope, body) in std::iter::once((0, &scenario.body))
            .chain(scenario.projects.iter().enumerate().map(|(index, project)| (index + 1, &project.kind.body)))
        {
            for gathered in &body.gathered {
                let sort = match gathered.cells {
                    None => TallySort::Sums,
                    Some((cells, high)) => TallySort::Cells { cells, high: high.to_bits() },
                };
                let (path, id) = scopes.add_gathered(scope, gathered);
                extras.gathered.push((path, id, sort));
            }
        }
        for claim in &scenario.claims {
            let id = scopes.add_expression(format!("claim about {}", claim.outcome.value), 0, &claim.value);
            extras.claims.push(id);
        }
        for (index, project) in scenario.projects.iter().enumerate() {
            for advice in &project.kind.advice {
                let id = scopes.add_expression(format!("{}.advice", project.name.value), index + 1, &advice.when);
                extras.advice.push(AdvicePlan {
                    project: project.name.value.clone(),
                    when: id.0 as usize,
                    text: advice.text.clone(),
                });
            }
        }
        extras
    }
}

/// Makes one condition of advice that is judged in every year: advice is about the whole run, and is due where its condition
/// holds in some year of the project.
pub(super) fn advise_once(extras: &Extras, values: &mut [Option<Value>], graph: &mut Graph, scopes: &Scopes<'_>) {
    for place in extras.advice.iter().map(|advice| advice.when) {
        let Some(value) = values[place].as_mut() else { continue };
        let axes = graph.axes(value.node);
        if !axes.year {
            continue;
        }
        let (from, to) = scopes.scopes[scopes.items[place].scope].window;
        let any = Op::OverYears { gather: Gather::Maximum, series: value.node, from, to };
        value.node = graph.add(any, Axes { year: false, ..axes });
        value.window = None;
    }
}

/// Uniform draws of one trial.
pub(super) fn draws(graph: &Graph, years: u64, scopes: &Scopes<'_>) -> u64 {
    graph
        .nodes
        .iter()
        .map(|node| match &node.op {
            Op::Uniform { year, row, .. } => {
                let rows = row.map_or(1, |table| scopes.tables[table.0 as usize].rows.len() as u64);
                rows * if *year { years } else { 1 }
            }
            _ => 0,
        })
        .sum()
}
