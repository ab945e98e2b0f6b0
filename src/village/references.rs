//! Which definitions an expression uses, and how their names are changed.
//!
//! A name means here what it means to the compiler (`plan/lower/names.rs`): first the open rows, the innermost first,
//! then the names of the scope; `shared.x` and `project.x` lead into other scopes.

use std::collections::{HashMap, HashSet};

use crate::formula::expression::{Expression, Node};
use crate::scenario::model::{Body, Scenario};

/// A scope: 0 is the scenario's, that of a project is its index + 1.
pub(super) type Scope = usize;

/// The place of a definition: a formula, an input, a stream, a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    /// Where its name is known.
    pub scope: Scope,
    /// The table that it belongs to.
    pub table: Option<String>,
    /// Its name.
    pub name: String,
}

/// Where an expression stands: its scope, and the tables whose rows are open, the innermost first.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub scope: Scope,
    pub open: Vec<(Scope, String)>,
}

impl Standing {
    /// Where the definition of a place stands.
    pub(super) fn of(place: &Place) -> Standing {
        let open = place.table.iter().map(|table| (place.scope, table.clone())).collect();
        Standing { scope: place.scope, open }
    }
}

/// The names of all scopes.
pub(super) struct Names {
    scopes: Vec<Known>,
    projects: HashMap<String, Scope>,
}

/// Names of one scope.
struct Known {
    values: HashSet<String>,
    tables: HashMap<String, HashSet<String>>,
}

impl Names {
    pub(super) fn of(scenario: &Scenario) -> Names {
        let projects = scenario.projects.iter();
        let bodies = std::iter::once(&scenario.body).chain(projects.clone().map(|project| &project.kind.body));
        let numbered = projects.enumerate().map(|(index, project)| (project.name.value.clone(), index + 1));
        Names { projects: numbered.collect(), scopes: bodies.map(Known::of).collect() }
    }

    /// What a path means, and the part of it that is the name of a definition.
    pub(super) fn meaning(&self, path: &[String], standing: &Standing) -> Option<(Place, usize)> {
        let (first, rest) = path.split_first()?;
        let known = &self.scopes[standing.scope];
        if first == "outer" && !rest.is_empty() && !standing.open.is_empty() && !known.values.contains("outer") {
            let outside = Standing { scope: standing.scope, open: standing.open[1..].to_vec() };
            return self.meaning(rest, &outside).map(|(place, at)| (place, at + 1));
        }
        if rest.is_empty() {
            let holds = |(scope, table): &&(Scope, String)| {
                self.scopes[*scope].tables.get(table).is_some_and(|names| names.contains(first))
            };
            if let Some((scope, table)) = standing.open.iter().find(holds) {
                return Some((Place { scope: *scope, table: Some(table.clone()), name: first.clone() }, 0));
            }
        }
        self.in_scope(path, standing.scope)
    }

    fn in_scope(&self, path: &[String], scope: Scope) -> Option<(Place, usize)> {
        let known = &self.scopes[scope];
        let further = |rest: &[String], scope| self.in_scope(rest, scope).map(|(place, at)| (place, at + 1));
        match path {
            [shared, rest @ ..] if shared == "shared" && !rest.is_empty() && !known.values.contains("shared") => {
                further(rest, 0)
            }
            [project, rest @ ..] if scope == 0 && !rest.is_empty() && self.projects.contains_key(project) => {
                further(rest, self.projects[project])
            }
            [name] if known.values.contains(name) => Some((Place { scope, table: None, name: name.clone() }, 0)),
            [table, _, column] if known.tables.get(table).is_some_and(|names| names.contains(column)) => {
                Some((Place { scope, table: Some(table.clone()), name: column.clone() }, 2))
            }
            _ => None,
        }
    }

    /// The table that a reduction opens.
    fn table(&self, name: &str, scope: Scope) -> Option<(Scope, String)> {
        let (mut scope, mut parts) = (scope, name.split('.').peekable());
        while let Some(part) = parts.next() {
            match parts.peek() {
                None => return self.scopes[scope].tables.contains_key(part).then(|| (scope, part.to_owned())),
                Some(_) if part == "shared" => scope = 0,
                Some(_) => scope = *self.projects.get(part).filter(|_| scope == 0)?,
            }
        }
        None
    }
}

impl Known {
    fn of(body: &Body) -> Known {
        let formulas = body.formulas.iter();
        let named = formulas
            .chain(body.outcomes.iter().map(|outcome| &outcome.formula))
            .chain(body.streams.iter().map(|stream| &stream.formula));
        let values = named.map(|formula| &formula.name).chain(body.inputs.iter().map(|input| &input.name));
        let tables = body.tables.iter().map(|table| {
            let columns = table.columns.iter().map(|column| &column.name);
            let inputs = table.inputs.iter().map(|input| &input.name);
            let formulas = table.formulas.iter().map(|formula| &formula.name);
            let names = columns.chain(inputs).chain(formulas).map(|name| name.value.clone()).collect();
            (table.name.value.clone(), names)
        });
        Known { values: values.map(|name| name.value.clone()).collect(), tables: tables.collect() }
    }
}

/// Calls `change` on every path of an expression, and tells it where the path stands.
pub(super) fn each_path(
    expression: &mut Expression,
    names: &Names,
    standing: &Standing,
    change: &mut dyn FnMut(&mut Vec<String>, &Standing),
) {
    match &mut expression.node {
        Node::Path(path) => change(path, standing),
        // what follows a comma stands outside the rows
        Node::Rows { table, body, condition, weight, extra, .. } => {
            let open = names.table(table, standing.scope).into_iter().chain(standing.open.iter().cloned()).collect();
            let inside = Standing { scope: standing.scope, open };
            for part in [body, condition, weight].into_iter().flatten() {
                each_path(part, names, &inside, change);
            }
            extra.iter_mut().for_each(|part| each_path(part, names, standing, change));
        }
        _ => expression.children_mut().into_iter().for_each(|part| each_path(part, names, standing, change)),
    }
}
