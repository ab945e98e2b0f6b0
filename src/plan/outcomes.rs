//! What is reported: how its number is read, and what it is computed from.

use super::circle::uses;
use super::contents::{Measure, OutcomePlan};
use super::graph::{Graph, NodeId};
use super::scope::{Definition, Scopes, Symbol, visit};
use super::value::Value;
use crate::formula::expression::{Expression, Node};
use crate::scenario::model::Scenario;

/// The outcomes of the scenario and of its projects, in the order of the file.
pub(super) fn plan(scenario: &Scenario, scopes: &Scopes<'_>) -> Vec<OutcomePlan> {
    let mut list = Vec::new();
    let bodies = std::iter::once((0, &scenario.body))
        .chain(scenario.projects.iter().enumerate().map(|(index, project)| (index + 1, &project.kind.body)));
    for (scope, body) in bodies {
        for outcome in &body.outcomes {
            let name = outcome.formula.name.value.as_str();
            let Some(Symbol::Item(id)) = scopes.scopes[scope].names.get(name) else { continue };
            let (discounted, measure) = appraisal(scopes, &outcome.formula.expression, scope, 0);
            list.push(OutcomePlan {
                item: id.0 as usize,
                path: scopes.items[id.0 as usize].path.clone(),
                better: outcome.better,
                first_flow_discounted: discounted,
                measure,
                project: scope.checked_sub(1),
            });
        }
    }
    list
}

/// What every item is computed from, kept where single trials are looked into.
#[derive(Debug, Clone)]
pub struct Reads {
    /// By item.
    nodes: Vec<Option<NodeId>>,
    /// By node: what it uses, in its own year or another.
    uses: Vec<Vec<NodeId>>,
}

impl Reads {
    pub(super) fn of(graph: &Graph, values: &[Option<Value>]) -> Self {
        Reads {
            nodes: values.iter().map(|value| value.as_ref().map(|value| value.node)).collect(),
            uses: (0..graph.nodes.len() as u32).map(|node| uses(graph, NodeId(node))).collect(),
        }
    }

    /// Tells of items whether `item` is computed from them.
    pub fn behind(&self, item: usize) -> impl Fn(usize) -> bool {
        let mut found = vec![false; self.uses.len()];
        let mut open: Vec<NodeId> = self.nodes[item].into_iter().collect();
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut found[node.0 as usize], true) {
                open.extend(&self.uses[node.0 as usize]);
            }
        }
        move |other| self.nodes[other].is_some_and(|node| found[node.0 as usize])
    }
}

/// Whether an expression discounts (and its timing), and what it measures; names are followed.
fn appraisal(scopes: &Scopes<'_>, expression: &Expression, scope: usize, depth: usize) -> (Option<bool>, Measure) {
    if let Node::Path(path) = &expression.node
        && depth < 8
    {
        let (inner, name) = match path.as_slice() {
            [name] => (scope, name),
            [project, name] => match scopes.scopes[scope].names.get(project.as_str()) {
                Some(Symbol::Project(inner)) => (*inner, name),
                _ => return (None, Measure::Other),
            },
            _ => return (None, Measure::Other),
        };
        if let Some(Symbol::Item(id)) = scopes.scopes[inner].names.get(name.as_str())
            && let Definition::Formula(formula) = scopes.items[id.0 as usize].definition
            && !std::ptr::eq(&formula.expression, expression)
        {
            return appraisal(scopes, &formula.expression, inner, depth + 1);
        }
        return (None, Measure::Other);
    }
    let mut discounted = None;
    let mut measure = Measure::Other;
    visit(expression, &mut |node| {
        if let Node::Call { function, arguments, .. } = node {
            let first = arguments.iter().find(|argument| argument.name.as_deref() == Some("first"));
            let late =
                first.is_some_and(|first| matches!(first.value.node, Node::Number { value, .. } if value == 1.0));
            match function.as_str() {
                "npv" => discounted = Some(late),
                // a rate of return is the same whichever year counts as the first
                "discounted_payback" => discounted = Some(false),
                _ => {}
            }
        }
    });
    if let Node::Call { function, .. } = &expression.node {
        measure = match function.as_str() {
            "irr" | "mirr" => Measure::Rate,
            "payback" | "discounted_payback" => Measure::Payback,
            _ => Measure::Other,
        };
    }
    (discounted, measure)
}
