//! Cases: the same households on the same draws with some formulas set otherwise. A formula that depends on what is set
//! otherwise, and on which the income of households depends, is written once more for the case; the rest is shared.

use std::collections::{HashMap, HashSet};

use super::references::{Names, each_path, used};
use super::{Join, Side, Whole};
use crate::formula::expression::Expression;
use crate::scenario::model::Formula;

/// A case: formulas and what they are instead.
pub(super) struct Otherwise {
    /// Its name: `quarry`, `illness`.
    pub name: String,
    /// What the formulas are instead; names in it mean what they mean in the case.
    pub set: Vec<(Side, String, Expression)>,
    /// The same, but names mean what they mean without the case, and `name@case` what they mean in it.
    pub exact: Vec<(Side, String, Expression)>,
}

/// The name of a formula in a case.
pub(super) fn in_case(name: &str, case: &str) -> String {
    format!("{name}@{case}")
}

/// Everything that formulas use, for the closures below.
pub(super) struct Uses {
    names: Names,
    of: HashMap<(Side, String), Vec<(Side, String)>>,
}

impl Join<'_> {
    /// Looks through all formulas.
    pub(super) fn uses(&mut self, whole: &Whole) -> Uses {
        let names = Names {
            scenario: self.names(Side::Scenario),
            body: self.names(Side::Body),
            table: self.names(Side::Table),
        };
        let mut of = HashMap::new();
        for side in [Side::Scenario, Side::Body, Side::Table] {
            for formula in self.formulas(side).iter() {
                of.insert((side, formula.name.value.clone()), used(&formula.expression, side, &names, whole));
            }
        }
        Uses { names, of }
    }

    /// Adds the formulas of a case on which `targets` of the table depend. A target that does not depend on what is set
    /// otherwise is the same in the case: it gets a formula that says so.
    pub(super) fn add_case(&mut self, case: &Otherwise, targets: &[String], uses: &Uses, whole: &Whole) {
        let replaced: HashMap<(Side, &str), &Expression> =
            case.set.iter().chain(&case.exact).map(|(side, name, value)| ((*side, name.as_str()), value)).collect();
        let exact: HashSet<(Side, &str)> = case.exact.iter().map(|(side, name, _)| (*side, name.as_str())).collect();
        let changed = uses.changed(&replaced);
        let wanted = uses.behind(targets);
        let again: HashSet<(Side, String)> = changed.into_iter().filter(|place| wanted.contains(place)).collect();
        for side in [Side::Scenario, Side::Body, Side::Table] {
            let mut copies: Vec<Formula> = Vec::new();
            for formula in self.formulas(side).iter() {
                let place = (side, formula.name.value.clone());
                let target = side == Side::Table && targets.contains(&place.1);
                if !again.contains(&place) && !target {
                    continue;
                }
                let mut copy = formula.clone();
                copy.name.value = in_case(&formula.name.value, &case.name);
                if let Some(value) = replaced.get(&(side, formula.name.value.as_str())) {
                    copy.expression = (*value).clone();
                }
                if exact.contains(&(side, formula.name.value.as_str())) {
                    copies.push(copy);
                    continue;
                }
                each_path(&mut copy.expression, whole, side == Side::Table, &mut |path, in_rows| {
                    if let Some((where_to, at)) = uses.names.meaning(path, side, in_rows, whole) {
                        let name = path[at].clone();
                        if again.contains(&(where_to, name.clone())) {
                            path[at] = in_case(&name, &case.name);
                        }
                    }
                });
                copies.push(copy);
            }
            self.formulas(side).extend(copies);
        }
    }
}

impl Uses {
    /// Names of the table's formulas.
    pub(super) fn has_row_formula(&self, name: &str) -> bool {
        self.names.table.contains(name)
    }

    /// What is replaced and everything that depends on it.
    fn changed(&self, replaced: &HashMap<(Side, &str), &Expression>) -> HashSet<(Side, String)> {
        let mut users: HashMap<&(Side, String), Vec<&(Side, String)>> = HashMap::new();
        for (user, list) in &self.of {
            for place in list {
                users.entry(place).or_default().push(user);
            }
        }
        let mut pending: Vec<(Side, String)> =
            replaced.keys().map(|(side, name)| (*side, (*name).to_owned())).collect();
        let mut found: HashSet<(Side, String)> = HashSet::new();
        while let Some(place) = pending.pop() {
            if found.insert(place.clone()) {
                pending.extend(users.get(&place).into_iter().flatten().map(|user| (*user).clone()));
            }
        }
        found
    }

    /// The targets and everything they depend on.
    fn behind(&self, targets: &[String]) -> HashSet<(Side, String)> {
        let mut pending: Vec<(Side, String)> = targets.iter().map(|name| (Side::Table, name.clone())).collect();
        let mut found = HashSet::new();
        while let Some(place) = pending.pop() {
            // formulas may use themselves through `prev`: each is looked at once
            if found.contains(&place) {
                continue;
            }
            if let Some(list) = self.of.get(&place) {
                pending.extend(list.iter().cloned());
            }
            found.insert(place);
        }
        found
    }
}
