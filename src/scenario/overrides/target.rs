//! What a path such as `capex`, `solar.capacity` or `assets.cooker.cost` names.

use super::super::model::{Body, Input, Name, Project, Table, Value};
use super::super::sorts::Old;

/// Something that a variant or `--set` can give another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Target {
    /// `discount_rate` of the scenario.
    DiscountRate,
    /// An input of the scenario, or of the project with that index.
    Input { project: Option<usize>, input: usize },
    /// An input that every row of a table draws for itself: all rows.
    RowInput { project: Option<usize>, table: usize, input: usize },
    /// A cell of a table.
    Cell { project: Option<usize>, table: usize, column: usize, row: usize },
}

/// Finds what a path names.
pub(in super::super) fn find(body: &Body, projects: &[Project], path: &str) -> Option<Target> {
    if path == "discount_rate" {
        return Some(Target::DiscountRate);
    }
    in_body(body, None, path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        let index = projects.iter().position(|project| project.name.value == first)?;
        in_body(&projects.get(index)?.kind.body, Some(index), rest)
    })
}

fn in_body(body: &Body, project: Option<usize>, path: &str) -> Option<Target> {
    if let Some(input) = body.inputs.iter().position(|input| input.name.value == path) {
        return Some(Target::Input { project, input });
    }
    let (first, rest) = path.split_once('.')?;
    let table = body.tables.iter().position(|table| table.name.value == first)?;
    let found = body.tables.get(table)?;
    if let Some(input) = found.inputs.iter().position(|input| input.name.value == rest) {
        return Some(Target::RowInput { project, table, input });
    }
    let (row_name, column_name) = rest.split_once('.')?;
    let row = found.rows.iter().position(|row| row.value == row_name)?;
    let column = found.columns.iter().position(|column| column.name.value == column_name)?;
    Some(Target::Cell { project, table, column, row })
}

/// True where a path is the beginning of longer ones.
pub(in super::super) fn leads_somewhere(body: &Body, projects: &[Project], path: &str) -> bool {
    let of_body = |body: &Body, path: &str| {
        let (first, row) = path.split_once('.').map_or((path, None), |(first, row)| (first, Some(row)));
        let table = body.tables.iter().find(|table| table.name.value == first);
        table.is_some_and(|table| row.is_none_or(|row| table.rows.iter().any(|name| name.value == row)))
    };
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let project = projects.iter().find(|project| project.name.value == first);
    of_body(body, path) || project.is_some_and(|project| rest.is_none_or(|rest| of_body(&project.kind.body, rest)))
}

/// Every path of an input, for suggestions.
pub(in super::super) fn paths(body: &Body, projects: &[Project]) -> Vec<String> {
    let of_body = |body: &Body, prefix: &str| -> Vec<String> {
        let of_tables = body.tables.iter().flat_map(|table| table.inputs.iter().map(move |input| (Some(table), input)));
        let inputs = body.inputs.iter().map(|input| (None, input)).chain(of_tables);
        let path = |(table, input): (Option<&Table>, &Input)| match table {
            Some(table) => format!("{prefix}{}.{}", table.name.value, input.name.value),
            None => format!("{prefix}{}", input.name.value),
        };
        inputs.map(path).collect()
    };
    let of_projects =
        projects.iter().flat_map(|project| of_body(&project.kind.body, &format!("{}.", project.name.value)));
    of_body(body, "").into_iter().chain(of_projects).collect()
}

fn body_of<'m>(body: &'m Body, projects: &'m [Project], project: Option<usize>) -> Option<&'m Body> {
    project.map_or(Some(body), |index| projects.get(index).map(|project| &project.kind.body))
}

/// The input that is named.
pub(in super::super) fn input<'m>(target: &Target, body: &'m Body, projects: &'m [Project]) -> Option<&'m Input> {
    match *target {
        Target::Input { project, input } => body_of(body, projects, project)?.inputs.get(input),
        Target::RowInput { project, table, input } => {
            body_of(body, projects, project)?.tables.get(table)?.inputs.get(input)
        }
        _ => None,
    }
}

fn table<'m>(target: &Target, body: &'m Body, projects: &'m [Project]) -> Option<&'m Table> {
    match *target {
        Target::Cell { project, table, .. } => body_of(body, projects, project)?.tables.get(table),
        _ => None,
    }
}

/// The value that stands there.
pub(in super::super) fn value<'m>(target: &Target, body: &'m Body, projects: &'m [Project]) -> Option<&'m Value> {
    match *target {
        Target::DiscountRate => None,
        Target::Input { .. } | Target::RowInput { .. } => Some(&input(target, body, projects)?.value),
        Target::Cell { column, row, .. } => table(target, body, projects)?.columns.get(column)?.cells.get(row),
    }
}

/// The unit in which bare numbers for it are read.
pub(in super::super) fn unit<'m>(target: &Target, body: &'m Body, projects: &'m [Project]) -> Option<&'m Name> {
    match *target {
        Target::DiscountRate => None,
        Target::Input { .. } | Target::RowInput { .. } => input(target, body, projects)?.unit.as_ref(),
        Target::Cell { column, .. } => table(target, body, projects)?.columns.get(column)?.unit.as_ref(),
    }
}

/// The named states it may take.
pub(in super::super) fn states<'m>(target: &Target, body: &'m Body, projects: &'m [Project]) -> Option<&'m [Name]> {
    match *target {
        Target::DiscountRate => None,
        Target::Input { .. } | Target::RowInput { .. } => input(target, body, projects)?.states.as_deref(),
        Target::Cell { column, row, .. } => {
            let column = table(target, body, projects)?.columns.get(column)?;
            column.states.as_deref().or_else(|| column.cells.get(row)?.states())
        }
    }
}

/// What stands there, for the sort of what is put in its place.
pub(in super::super) fn old<'m>(target: &Target, body: &'m Body, projects: &'m [Project]) -> Option<Old<'m>> {
    let value = value(target, body, projects)?;
    Some(Old { value, states: states(target, body, projects), unit: unit(target, body, projects) })
}
