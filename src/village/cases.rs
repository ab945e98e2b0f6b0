//! Cases: the same households on the same draws with some formulas set otherwise. A definition that depends on what is set
//! otherwise, and on which the income of households depends, is written once more for the case; the rest is shared.

use std::collections::{HashMap, HashSet};

use super::build::{minus, path, plus, sum};
use super::households::TOTAL;
use super::references::{Names, Place, Standing, each_path};
use super::{Join, Side, Whole};
use crate::diagnostic::Spanned;
use crate::formula::expression::{Expression, Node};
use crate::scenario::model::{Body, Column, Formula, Input, Value};

/// A case: formulas and what they are instead.
pub(super) struct Otherwise {
    /// Its name: `quarry`, `illness`.
    pub name: String,
    /// What the formulas are instead; names in it mean what they mean in the case. A part of [`TOTAL`] that stands here
    /// is nothing in the case.
    pub set: Vec<(Side, String, Expression)>,
}

/// The name of a definition in a case.
pub(super) fn in_case(name: &str, case: &str) -> String {
    format!("{name}@{case}")
}

/// A definition that may have to be written once more.
#[derive(Debug, Clone)]
enum Definition {
    Formula(Formula),
    Input(Input),
    Column(Column),
}

impl Definition {
    fn each_expression(&mut self, look: &mut dyn FnMut(&mut Expression)) {
        match self {
            Definition::Formula(formula) => look(&mut formula.expression),
            Definition::Input(input) => input.value.expressions_mut().into_iter().for_each(look),
            Definition::Column(column) => {
                // a list of households holds plain numbers for the most part
                let cells = column.cells.iter_mut().filter(|cell| !is_plain(cell));
                cells.flat_map(Value::expressions_mut).for_each(look);
            }
        }
    }

    /// Where its expressions stand: the cells of a column know nothing of their row.
    fn standing(&self, place: &Place) -> Standing {
        match self {
            Definition::Column(_) => Standing { scope: place.scope, open: Vec::new() },
            _ => Standing::of(place),
        }
    }
}

fn is_plain(cell: &Value) -> bool {
    let Value::Certain(expression) = cell else { return false };
    matches!(expression.node, Node::Number { .. } | Node::Boolean(_) | Node::Text(_))
}

/// All definitions, with what each of them uses.
pub(super) struct Uses {
    names: Names,
    definitions: HashMap<Place, Definition>,
    /// Places in the order of the scenario.
    order: Vec<Place>,
    of: HashMap<Place, Vec<Place>>,
    users: HashMap<Place, Vec<Place>>,
}

impl Uses {
    /// True for formulas of the table of households.
    pub(super) fn has_row_formula(&self, place: &Place) -> bool {
        matches!(self.definitions.get(place), Some(Definition::Formula(_)))
    }

    fn add(&mut self, place: Place, definition: Definition) {
        // an outcome or a stream that reports a formula under its own name
        if let Definition::Formula(formula) = &definition
            && matches!(&formula.expression.node, Node::Path(path) if path.as_slice() == [place.name.as_str()])
            && self.definitions.contains_key(&place)
        {
            return;
        }
        self.order.push(place.clone());
        self.definitions.insert(place, definition);
    }

    fn add_body(&mut self, scope: usize, body: &Body) {
        let own = |name: &Spanned<String>| Place { scope, table: None, name: name.value.clone() };
        body.inputs.iter().for_each(|input| self.add(own(&input.name), Definition::Input(input.clone())));
        let outcomes = body.outcomes.iter().map(|outcome| &outcome.formula);
        let streams = body.streams.iter().map(|stream| &stream.formula);
        let formulas = body.formulas.iter().chain(outcomes).chain(streams);
        formulas.for_each(|formula| self.add(own(&formula.name), Definition::Formula(formula.clone())));
        for table in &body.tables {
            let inside = |name: &Spanned<String>| Place { table: Some(table.name.value.clone()), ..own(name) };
            for column in table.columns.iter().filter(|column| !column.cells.iter().all(is_plain)) {
                self.add(inside(&column.name), Definition::Column(column.clone()));
            }
            table.inputs.iter().for_each(|input| self.add(inside(&input.name), Definition::Input(input.clone())));
            let formulas = table.formulas.iter();
            formulas.for_each(|formula| self.add(inside(&formula.name), Definition::Formula(formula.clone())));
        }
    }

    fn used(&self, expression: &mut Expression, standing: &Standing, found: &mut Vec<Place>) {
        each_path(expression, &self.names, standing, &mut |path, standing| {
            found.extend(self.names.meaning(path, standing).map(|(place, _)| place));
        });
    }

    /// What is replaced and everything that depends on it.
    fn changed(&self, replaced: &HashMap<Place, Expression>) -> HashSet<Place> {
        let mut pending: Vec<&Place> = replaced.keys().collect();
        let mut found: HashSet<Place> = HashSet::new();
        while let Some(place) = pending.pop() {
            if found.insert(place.clone()) {
                pending.extend(self.users.get(place).into_iter().flatten());
            }
        }
        found
    }

    /// The targets and everything they depend on, where some formulas are replaced.
    fn behind(&self, targets: impl Iterator<Item = Place>, replaced: &HashMap<Place, Expression>) -> HashSet<Place> {
        let mut pending: Vec<Place> = targets.collect();
        let mut found = HashSet::new();
        while let Some(place) = pending.pop() {
            // formulas may use themselves through `prev`: each is looked at once
            if found.contains(&place) {
                continue;
            }
            match replaced.get(&place) {
                Some(expression) => self.used(&mut expression.clone(), &Standing::of(&place), &mut pending),
                None => pending.extend(self.of.get(&place).into_iter().flatten().cloned()),
            }
            found.insert(place);
        }
        found
    }
}

impl Join<'_> {
    /// Looks through all definitions.
    pub(super) fn uses(&self) -> Uses {
        let mut uses = Uses {
            names: Names::of(&self.scenario),
            definitions: HashMap::new(),
            order: Vec::new(),
            of: HashMap::new(),
            users: HashMap::new(),
        };
        uses.add_body(0, &self.scenario.body);
        for (index, project) in self.scenario.projects.iter().enumerate() {
            uses.add_body(index + 1, &project.kind.body);
        }
        for place in &uses.order {
            let mut found = Vec::new();
            // a copy, because there is one walk over paths and it changes them
            let mut copy = uses.definitions[place].clone();
            let standing = copy.standing(place);
            copy.each_expression(&mut |expression| uses.used(expression, &standing, &mut found));
            uses.of.insert(place.clone(), found);
        }
        for place in &uses.order {
            for used in &uses.of[place] {
                uses.users.entry(used.clone()).or_default().push(place.clone());
            }
        }
        uses
    }

    /// The place of a name on a side.
    pub(super) fn place(&self, side: Side, name: &str, whole: &Whole) -> Place {
        let (scope, table) = match side {
            Side::Scenario => (0, None),
            Side::Body => (self.households + 1, None),
            Side::Table => (self.households + 1, Some(whole.table.clone())),
        };
        Place { scope, table, name: name.to_owned() }
    }

    /// Adds the definitions of a case on which `targets` of the table depend; `parts` are the formulas of the table that
    /// make up [`TOTAL`]. A target that does not depend on what is set otherwise is the same in the case: it gets a
    /// formula that says so.
    pub(super) fn add_case(
        &mut self,
        case: &Otherwise,
        targets: &[String],
        parts: &[String],
        uses: &Uses,
        whole: &Whole,
    ) {
        let mut replaced: HashMap<Place, Expression> =
            case.set.iter().map(|(side, name, value)| (self.place(*side, name, whole), value.clone())).collect();
        let changed = uses.changed(&replaced);
        let total = self.place(Side::Table, TOTAL, whole);
        let part = |name: &&String| self.place(Side::Table, name, whole);
        let (nothing, other): (Vec<&String>, Vec<&String>) =
            parts.iter().partition(|name| replaced.contains_key(&part(name)));
        let moved: Vec<&String> = other.iter().copied().filter(|name| changed.contains(&part(name))).collect();
        if changed.contains(&total) {
            replaced.insert(total.clone(), sum(other.iter().map(|name| path(&[name]))));
        }
        let targets: Vec<Place> = targets.iter().map(|name| self.place(Side::Table, name, whole)).collect();
        let wanted = uses.behind(targets.iter().cloned(), &replaced);
        let again = |place: &Place| changed.contains(place) && wanted.contains(place);
        for place in uses.order.iter().filter(|place| again(place) || targets.contains(place)) {
            let mut copy = uses.definitions[place].clone();
            if let (Definition::Formula(formula), Some(value)) = (&mut copy, replaced.get(place)) {
                formula.expression = value.clone();
            }
            let standing = copy.standing(place);
            copy.each_expression(&mut |expression| {
                each_path(expression, &uses.names, &standing, &mut |path, standing| {
                    if let Some((used, at)) = uses.names.meaning(path, standing)
                        && again(&used)
                    {
                        path[at] = in_case(&used.name, &case.name);
                    }
                });
            });
            // fewer steps than to add up all parts once more
            if let (true, Definition::Formula(formula)) = (*place == total, &mut copy)
                && nothing.len() + 2 * moved.len() < other.len()
            {
                formula.expression = difference(&nothing, &moved, &case.name);
            }
            self.write(place, copy, &case.name);
        }
    }

    /// Adds a definition under its name in a case.
    fn write(&mut self, place: &Place, definition: Definition, case: &str) {
        let body = match place.scope.checked_sub(1) {
            None => &mut self.scenario.body,
            Some(project) => &mut self.scenario.projects[project].kind.body,
        };
        let table =
            place.table.as_ref().and_then(|name| body.tables.iter_mut().find(|table| table.name.value == *name));
        let name = in_case(&place.name, case);
        match definition {
            Definition::Formula(mut formula) => {
                formula.name.value = name;
                table.map_or(&mut body.formulas, |table| &mut table.formulas).push(formula);
            }
            Definition::Input(mut input) => {
                if let Value::Uncertain(uncertain) = &mut input.value
                    && uncertain.draws_as.is_none()
                {
                    uncertain.draws_as = Some(input.name.clone());
                }
                input.name.value = name;
                table.map_or(&mut body.inputs, |table| &mut table.inputs).push(input);
            }
            Definition::Column(mut column) => {
                column.name.value = name;
                if let Some(table) = table {
                    table.columns.push(column);
                }
            }
        }
    }
}

/// What a household receives in a case, from what it receives anyway.
fn difference(nothing: &[&String], moved: &[&String], case: &str) -> Expression {
    let total = nothing.iter().fold(path(&[TOTAL]), |total, part| minus(total, path(&[part])));
    moved.iter().fold(total, |total, part| plus(total, minus(path(&[&in_case(part, case)]), path(&[part]))))
}
