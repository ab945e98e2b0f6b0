//! Names that users write become the names the program made.

use super::cases::in_case;
use super::otherwise::OF_A_PROJECT;
use super::references::{Names, Standing, each_path};
use super::{Join, Side, Whole};
use crate::formula::expression::Expression;
use crate::scenario::model::Value;

/// How many parts of what is written behind `without` name the case: two for that of an aid, or of what befalls a project.
fn parts_of_a_case(written: &[String]) -> usize {
    match written {
        [aid, _, _, ..] if aid == "aid" => 2,
        [_, what, _, ..] if OF_A_PROJECT.contains(&what.as_str()) => 2,
        _ => 1,
    }
}

impl Join<'_> {
    /// `received.a.b`, `village.a` and `without.case.x`, as users write them, become the names the program made.
    pub(super) fn name_parts(&mut self, whole: &Whole) {
        let table = self.names(Side::Table);
        let scenario = self.names(Side::Scenario);
        let households = self.households + 1;
        let rename = |path: &mut Vec<String>, scope: usize| {
            let shared = path.len() > 1 && path[0] == "shared";
            let of_scenario = shared || scope == 0;
            let from = usize::from(shared);
            let to_households = of_scenario && path.len() > from + 1 && path[from] == whole.name;
            let from = from + usize::from(to_households);
            // of one household: `households.households.A1.received.total`
            let of_table = (to_households || scope == households) && path.len() > from + 2;
            let in_row = of_table && path[from] == whole.table;
            let from = if in_row { from + 2 } else { from };
            let rest = path[from..].join(".");
            match path[from..].first().map(String::as_str) {
                Some("received") if table.contains(&rest) => {
                    path.truncate(from);
                    path.push(rest);
                }
                Some("village") if of_scenario && !in_row && scenario.contains(&rest) => {
                    path.truncate(from);
                    path.push(rest);
                }
                Some("without") if (of_scenario || scope == households) && path.len() >= from + 3 => {
                    let parts = parts_of_a_case(&path[from + 1..]);
                    let name = in_case(&path[from + 1 + parts..].join("."), &path[from + 1..][..parts].join("."));
                    path.truncate(from);
                    path.push(name);
                }
                _ => {}
            }
        };
        let names = Names::of(&self.scenario);
        let projects = self.scenario.projects.iter_mut().map(|project| &mut project.kind.body);
        for (scope, body) in std::iter::once(&mut self.scenario.body).chain(projects).enumerate() {
            let mut edit = |expression: &mut Expression| {
                let standing = Standing { scope, open: Vec::new() };
                each_path(expression, &names, &standing, &mut |path, _| rename(path, scope));
            };
            body.inputs.iter_mut().flat_map(|input| input.value.expressions_mut()).for_each(&mut edit);
            body.formulas.iter_mut().for_each(|formula| edit(&mut formula.expression));
            body.outcomes.iter_mut().for_each(|outcome| edit(&mut outcome.formula.expression));
            body.gathered.iter_mut().for_each(|gathered| edit(&mut gathered.formula.expression));
            for stream in &mut body.streams {
                edit(&mut stream.formula.expression);
                stream.promised.iter_mut().chain(&mut stream.expected).for_each(&mut edit);
            }
            for table in &mut body.tables {
                let cells = table.columns.iter_mut().flat_map(|column| &mut column.cells);
                cells.flat_map(Value::expressions_mut).for_each(&mut edit);
                table.inputs.iter_mut().flat_map(|input| input.value.expressions_mut()).for_each(&mut edit);
                table.formulas.iter_mut().for_each(|formula| edit(&mut formula.expression));
            }
        }
    }
}
